/**
 * Outcomes as tables of a dataset. Of each series and horizon there are four tables of `values`:
 *
 * - `<instrument>.<timeframe>.<horizon>.return`, `.mfe`, `.mae`: fractions, a row for each bar whose outcome is OK, known
 *   from the end of its window, and final;
 * - `….status`: a row for each bar: 1 OK, 0 INCOMPLETE, -1 GAP. INCOMPLETE can be known with the bar; what it becomes is a
 *   later version of the row, known from the end of the window.
 */
import type { EpochMs } from '@assay/core/time';
import type { BarSeries, RecordTable, Timeframe } from '@assay/quant/market';
import { forwardOutcomes } from '@assay/quant/labels';
import type { Horizon, OutcomeStatus, OutcomeTable } from '@assay/quant/labels';
import type { Lakehouse } from '../lakehouse.ts';
import type { DatasetManifest } from '../manifest.ts';
import { readTable } from '../read-table.ts';

const STATUS_VALUES: Readonly<Record<OutcomeStatus, number>> = { OK: 1, INCOMPLETE: 0, GAP: -1 };
const MEASURES = { return: 'forwardReturn', mfe: 'mfe', mae: 'mae' } as const;

type Measure = keyof typeof MEASURES;

/** What the tables of a series and horizon are called, without their last word. */
export function outcomeId(instrument: string, timeframe: Timeframe, label: string): string {
  return `${instrument}.${timeframe}.${label}`;
}

/** The tables that hold these rows; a measure without an OK row has none. */
export function tablesOfOutcomes(rows: OutcomeTable, series: BarSeries, id: string): readonly RecordTable[] {
  const all = [...rows.status.keys()];
  const ok = all.filter((row) => rows.status[row] === 'OK');
  const status = (row: number): number => STATUS_VALUES[rows.status[row] as OutcomeStatus];
  const bars = barPlaces(rows, series);
  const knownAt = (row: number): number =>
    rows.status[row] === 'INCOMPLETE'
      ? (series.availableAt[bars[row] as number] as number)
      : (rows.availableAt[row] as number);
  const table = (
    name: string,
    unit: string,
    [picked, value]: readonly [readonly number[], (row: number) => number],
  ): RecordTable => ({
    kind: 'values',
    id: `${id}.${name}`,
    unit,
    synthetic: series.synthetic,
    length: picked.length,
    eventTime: Float64Array.from(picked, (row) => rows.eventTime[row] as number),
    availableAt: Float64Array.from(picked, knownAt),
    numbers: { value: Float64Array.from(picked, value) },
    texts: {},
    source: {
      files: series.source.files,
      file: Int32Array.from(picked, (row) => series.source.file[bars[row] as number] as number),
      row: Int32Array.from(picked, (row) => series.source.row[bars[row] as number] as number),
    },
  });
  const measures = (Object.keys(MEASURES) as Measure[]).map((name) =>
    table(name, 'fraction', [ok, (row) => rows[MEASURES[name]][row] as number]),
  );
  return [...measures, table('status', 'status', [all, status])].filter(({ length }) => length > 0);
}

/** For each outcome, the bar that it is of; both are in order of time. */
function barPlaces({ eventTime }: OutcomeTable, series: BarSeries): Int32Array {
  let bar = 0;
  return Int32Array.from(eventTime, (time) => {
    while (bar < series.length - 1 && (series.eventTime[bar] as number) < time) bar++;
    return bar;
  });
}

/** Stored outcomes of the bars of a period. */
export interface StoredRequest {
  /** The bars, for the ends of their windows. */
  readonly series: BarSeries;
  readonly horizon: Horizon;
  readonly id: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** The outcomes that a dataset holds, as they are known now; undefined if it holds none of the series and horizon. */
export async function storedOutcomes(
  lake: Lakehouse,
  manifest: DatasetManifest,
  { series, horizon, id, from, to }: StoredRequest,
): Promise<OutcomeTable | undefined> {
  const read = async (name: string): Promise<RecordTable | undefined> =>
    manifest.tables.some((table) => table.kind === 'values' && table.id === `${id}.${name}`)
      ? readTable(lake, manifest, 'values', `${id}.${name}`, { vintage: 'last', from, to })
      : undefined;
  const status = await read('status');
  if (status === undefined) return undefined;
  const { eventTime, length } = status;
  const due = dueTimes(series, horizon);
  const names = Object.entries(STATUS_VALUES) as [OutcomeStatus, number][];
  const statuses = Array.from(
    status.numbers['value'] as Float64Array,
    (value) => names.find(([, one]) => one === value)?.[0] as OutcomeStatus,
  );
  const [forwardReturn, mfe, mae] = (await Promise.all(
    (Object.keys(MEASURES) as Measure[]).map(async (name) => spread(await read(name), eventTime)),
  )) as [Float64Array, Float64Array, Float64Array];
  const windowEnd = Float64Array.from(eventTime, (time) => due.get(time) ?? NaN);
  return {
    instrument: series.instrument.id,
    timeframe: series.timeframe,
    horizon,
    length,
    eventTime,
    windowEnd,
    // What an INCOMPLETE outcome says of its availability is when it is due.
    availableAt: status.availableAt.map((time, row) =>
      statuses[row] === 'INCOMPLETE' ? (windowEnd[row] as number) : time,
    ),
    status: statuses,
    forwardReturn,
    mfe,
    mae,
  };
}

/** End of the window of each bar, by its close. */
function dueTimes(series: BarSeries, horizon: Horizon): ReadonlyMap<number, number> {
  const { eventTime, windowEnd } = forwardOutcomes(series, horizon);
  return new Map(Array.from(eventTime, (time, row) => [time, windowEnd[row] as number]));
}

/** The values of a table at the times of another one; NaN where it has none. */
function spread(table: RecordTable | undefined, times: Float64Array): Float64Array {
  let next = 0;
  return times.map((time) => {
    if (table === undefined) return NaN;
    while (next < table.length && (table.eventTime[next] as number) < time) next++;
    return table.eventTime[next] === time ? (table.numbers['value']?.[next] as number) : NaN;
  });
}
