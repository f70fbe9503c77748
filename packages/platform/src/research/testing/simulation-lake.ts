import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fixedClock, MS_PER_HOUR } from '@assay/core/time';
import { recordTable } from '@assay/quant/market';
import type { BarSeries, CurrencyPair, RecordRow, RecordTable } from '@assay/quant/market';
import { ohlcSeries, walkSeries } from '../../../../quant/src/market/testing/index.ts';
import { openLakehouse, publishDataset } from '../../lakehouse/index.ts';
import { sourcedSeries, testProvenance } from '../../lakehouse/testing/index.ts';
import { SILENT_PROGRESS } from '../../telemetry/index.ts';
import type { PublishedRun } from '../publish-run.ts';
import { readRowSimulations } from '../row-results.ts';
import type { RowSimulations } from '../row-results.ts';
import { runResearch } from '../run-research.ts';

/** Bars of every series of the test datasets. */
export const N_BARS = 420;

const clock = fixedClock(Date.UTC(2012, 0, 4));

/** A workspace with datasets to simulate on, and a way to run configs there. */
export interface SimulationLake {
  readonly workspace: string;
  readonly series: Readonly<Record<'share' | 'splitting' | 'euro' | 'pair', BarSeries>>;
  run(config: Readonly<Record<string, unknown>>): Promise<PublishedRun & { readonly rows: readonly RowSimulations[] }>;
  remove(): void;
}

/**
 * Publishes `shares` (a share, and one with a split and dividends), `europe` (a share in euros), `fx` (its rate), `indexes`
 * (a table of values) and `nbbo` (quotes of the share).
 */
export async function simulationLake(): Promise<SimulationLake> {
  const workspace = mkdtempSync(path.join(tmpdir(), 'assay-simulation-'));
  const share = walkSeries(5, N_BARS, { instrument: { id: 'SHARE' } });
  const splitting = splitInTwo(walkSeries(7, N_BARS, { instrument: { id: 'SPLIT' } }));
  const euro = walkSeries(9, N_BARS, { instrument: { id: 'EURO', currency: 'EUR' } });
  const pair = euroRate();
  const lake = openLakehouse(path.join(workspace, 'lake'));
  const publish = (name: string, series: readonly BarSeries[], tables: readonly RecordTable[] = []): Promise<unknown> =>
    publishDataset(lake, {
      name,
      series: series.map((one) => sourcedSeries(one, `${one.instrument.id}.csv`)),
      tables: tables.map((one) => sourcedTable(one, `${one.id}-${one.kind}.csv`)),
      provenance: provenanceOf(series, tables),
      createdAt: clock.now(),
      acceptUnfit: true,
    });
  await publish('shares', [share, splitting], [actionsOf(splitting)]);
  await publish('europe', [euro]);
  await publish('fx', [pair]);
  await publish('indexes', [], [fearOf(share)]);
  await publish('nbbo', [], [quotesOf(share)]);
  await lake.close();
  return {
    workspace,
    series: { share, splitting, euro, pair },
    async run(config) {
      const configPath = path.join(workspace, `${String(config['name'])}.yaml`);
      writeFileSync(configPath, JSON.stringify(config));
      const options = { configPath, workspace, workers: 1, memoryBytes: 2 ** 30, progress: SILENT_PROGRESS, clock };
      const published = await runResearch(options);
      const rows: RowSimulations[] = [];
      for await (const row of readRowSimulations(workspace, published.runId)) rows.push(row);
      return { ...published, rows };
    },
    remove: () => rmSync(workspace, { recursive: true, force: true }),
  };
}

/** The bar before which the share splits. */
export const SPLIT_BAR = 200;
/** The bar before which it pays a dividend, and how much. */
export const DIVIDEND = { bar: 300, value: 0.5 } as const;

function splitInTwo(bars: BarSeries): BarSeries {
  const price = (column: Float64Array): Float64Array =>
    column.map((value, i) => (i < SPLIT_BAR ? value : Math.round(value * 50) / 100));
  const prices = { open: price(bars.open), high: price(bars.high), low: price(bars.low), close: price(bars.close) };
  return { ...bars, ...prices };
}

function actionsOf(bars: BarSeries): RecordTable {
  const at = (bar: number): number => bars.openTime[bar] as number;
  const row = (bar: number, values: RecordRow['values']): RecordRow => ({
    eventTime: at(bar),
    availableAt: at(bar - 3),
    values,
  });
  const rows = [
    row(SPLIT_BAR, { type: 'split', value: 2 }),
    row(DIVIDEND.bar, { type: 'cash-dividend', value: DIVIDEND.value }),
  ];
  return recordTable({ kind: 'actions', id: bars.instrument.id, unit: 'USD', synthetic: false }, rows);
}

function euroRate(): BarSeries {
  const instrument: CurrencyPair = {
    ...{ id: 'EURUSD', kind: 'currency-pair', baseCurrency: 'EUR', currency: 'USD' },
    ...{ tickSize: '0.0001', lotSize: '1000', multiplier: '1', calendar: 'us-equity' },
  };
  const close = Array.from({ length: N_BARS }, (_, i) => 1.2 + 0.1 * Math.sin(i / 30));
  return { ...ohlcSeries({ close }), instrument };
}

function fearOf(bars: BarSeries): RecordTable {
  const rows = Array.from({ length: bars.length }, (_, i) => {
    const time = bars.eventTime[i] as number;
    return { eventTime: time, availableAt: time, values: { value: i % 40 < 20 ? 10 : 30 } };
  });
  return recordTable({ kind: 'values', id: 'FEAR', unit: 'index-points', synthetic: false }, rows);
}

/** A quote an hour after each open, 10 cents around it, received a second later. */
function quotesOf(bars: BarSeries): RecordTable {
  const rows = Array.from({ length: bars.length }, (_, i) => {
    const time = (bars.openTime[i] as number) + MS_PER_HOUR;
    const [bid, ask] = [-10, 10].map((cents) => Math.round((bars.open[i] as number) * 100 + cents) / 100);
    return { eventTime: time, availableAt: time + 1000, values: { bid, ask, bidSize: 1e6, askSize: 1e6 } };
  });
  return recordTable({ kind: 'quotes', id: bars.instrument.id, unit: 'USD', synthetic: false }, rows);
}

function sourcedTable(table: RecordTable, name: string): RecordTable {
  const row = Int32Array.from({ length: table.length }, (_, index) => index + 1);
  const [hash = ''] = testProvenance({ length: table.length } as BarSeries, name).sources.map(({ sha256 }) => sha256);
  return { ...table, source: { files: [hash], file: new Int32Array(table.length), row } };
}

function provenanceOf(series: readonly BarSeries[], tables: readonly RecordTable[]): ReturnType<typeof testProvenance> {
  const all = [
    ...series.map((one) => testProvenance(one, `${one.instrument.id}.csv`)),
    ...tables.map((one) => testProvenance({ length: one.length } as BarSeries, `${one.id}-${one.kind}.csv`)),
  ];
  return { kind: 'import', description: 'made for a test', notes: [], sources: all.flatMap(({ sources }) => sources) };
}
