import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseIsoDate } from '@assay/core/time';
import { sliceSeries } from '@assay/quant/market';
import type { BarSeries, CalendarId, RecordTable } from '@assay/quant/market';
import { openLakehouse, publishDataset } from '../../lakehouse/index.ts';
import { sourcedSeries, testProvenance } from '../../lakehouse/testing/index.ts';
import { randomWalk } from '../../sources/index.ts';
import { runCli } from './run-cli.ts';
import type { CliResult } from './run-cli.ts';

/** Days that a test series has, from a date to the last session before another. */
export interface Days {
  readonly from: string;
  readonly to: string;
  readonly calendar?: CalendarId;
}

/** Daily bars of a walk, each as though it had been read from a file of the instrument's name. */
export function walkBetween(id: string, { from, to, calendar = 'us-equity' }: Days): BarSeries {
  const [walk] = randomWalk({ seed: id, bars: 2000, instruments: [id], start: from, calendar }).series;
  const end = parseIsoDate(to) as number;
  const bars = walk as BarSeries;
  const length = bars.eventTime.findIndex((time) => time > end);
  return { ...sourcedSeries(sliceSeries(bars, 0, length), `${id}.csv`), synthetic: false };
}

/** Makes bars known later than they were. */
export function delayed(series: BarSeries, index: number, ms: number): BarSeries {
  return { ...series, availableAt: series.availableAt.map((time, at) => (at === index ? time + ms : time)) };
}

/** A workspace that holds dataset `made`. */
export async function workspaceWith(
  series: readonly BarSeries[],
  options: { readonly tables?: readonly RecordTable[]; readonly acceptUnfit?: boolean } = {},
): Promise<string> {
  const cwd = mkdtempSync(path.join(tmpdir(), 'assay-run-data-'));
  const lake = openLakehouse(path.join(cwd, 'assay-workspace/lake'), { threads: 1 });
  const provenances = series.map((bars) => testProvenance(bars, `${bars.instrument.id}.csv`));
  const sources = provenances.flatMap((one) => one.sources);
  const provenance = { ...testProvenance(series[0] as BarSeries), sources };
  try {
    await publishDataset(lake, { name: 'made', series, provenance, createdAt: 0, ...options });
  } finally {
    await lake.close();
  }
  return cwd;
}

/** Writes `config.yaml`: one strategy on one pack of `made`, and what is given. */
export function writePack(cwd: string, pack: object = {}): void {
  const walkForward = { trainSize: 300, testSize: 150 };
  const packs = [{ name: 'p', dataset: 'made', timeframe: '1d', walkForward, ...pack }];
  const config = { name: 'data', packs, strategies: [{ class: 'random-entry', sweep: { seed: [1] } }] };
  writeFileSync(path.join(cwd, 'config.yaml'), JSON.stringify(config));
}

/** `assay research run` on that config. */
export function runPack(cwd: string, ...more: readonly string[]): Promise<CliResult> {
  return runCli(['research', 'run', '--config', 'config.yaml', '--workers', '1', '--quiet', ...more], { cwd });
}

/** A file that the run has published. */
export function publishedText(cwd: string, file: string): string {
  return readFileSync(path.join(cwd, 'assay-workspace/published/research/data', file), 'utf8');
}
