/**
 * Child process of the bench: one step of what `assay data` does, with the memory that the command would have.
 * Arguments: step, folder of the lake, file, bytes of memory. Prints one line of JSON.
 */
import {
  auditDataset,
  openLakehouse,
  openStaging,
  publishDataset,
  readChunks,
  resolveDataset,
} from '@assay/platform/lakehouse';
import type { Lakehouse } from '@assay/platform/lakehouse';
import { importFiles, parseLayout } from '@assay/platform/sources';
import { createMemoryMeter } from '@assay/platform/telemetry';
import { LAYOUT } from './bars-file.ts';
import type { Totals } from './bars-file.ts';

const MINUTE = 60_000;
const FIRST_MINUTE = Date.UTC(2020, 0) / MINUTE;

async function importAll(lake: Lakehouse, file: string): Promise<Record<string, number>> {
  const started = performance.now();
  const imported = await importFiles([file], parseLayout(LAYOUT, 'bench'), (options) => openStaging(lake, options), {
    database: lake.database,
  });
  const staged = performance.now();
  const { series, tables, provenance } = imported;
  await publishDataset(lake, { name: 'bench', series, tables, provenance, createdAt: 0 });
  await imported.close();
  return {
    rows: imported.rows,
    stageSeconds: (staged - started) / 1000,
    publishSeconds: (performance.now() - staged) / 1000,
  };
}

async function auditAll(lake: Lakehouse): Promise<Record<string, number>> {
  const reports = await auditDataset(lake, await resolveDataset(lake, 'bench'));
  return { series: reports.length, findings: reports.reduce((sum, { findings }) => sum + findings.length, 0) };
}

async function readBack(lake: Lakehouse): Promise<Totals & { readonly instruments: number }> {
  const manifest = await resolveDataset(lake, 'bench');
  const totals = { rows: 0, closeCents: 0, volume: 0, minutes: 0, instruments: manifest.series.length };
  for (const entry of manifest.series) {
    for await (const { length, close, volume, openTime } of readChunks(lake, entry, { verify: true })) {
      totals.rows += length;
      for (let row = 0; row < length; row++) {
        totals.closeCents += Math.round((close[row] as number) * 100);
        totals.volume += volume[row] as number;
        totals.minutes += (openTime[row] as number) / MINUTE - FIRST_MINUTE;
      }
    }
  }
  return totals;
}

const [step = '', folder = '', file = '', bytes = ''] = process.argv.slice(2);
// The share of the database is that of `assay data import`.
const meter = createMemoryMeter({ intervalMs: 50 });
const lake = openLakehouse(folder, { memoryBytes: Math.floor(Number(bytes) * 0.4) });
const started = performance.now();
const found =
  step === 'import' ? await importAll(lake, file) : step === 'audit' ? await auditAll(lake) : await readBack(lake);
const seconds = (performance.now() - started) / 1000;
await lake.close();
const { peakBytes, ownPeakBytes } = meter.stop();
console.log(JSON.stringify({ seconds, peakMiB: Math.round((peakBytes ?? ownPeakBytes) / 2 ** 20), found }));
