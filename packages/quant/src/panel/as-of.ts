import { DataError } from '@assay/core/errors';
import { formatIsoTime } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { sliceSeries } from '../market/index.ts';
import type { BarSeries, SidePrices } from '../market/index.ts';

/**
 * The bars of a series that were available at a time: availableAt ≤ `time`, in the order of the series.
 *
 * @returns views of the same memory where those bars are the first ones, else copies.
 *
 * @remarks
 * Causal: no bar with availableAt > `time` is read into the result.
 * Source: this project.
 */
export function asOf(series: BarSeries, time: EpochMs): BarSeries {
  const kept: number[] = [];
  for (let i = 0; i < series.length; i++) if (series.availableAt[i] <= time) kept.push(i);
  const isPrefix = kept.length === 0 || kept[kept.length - 1] === kept.length - 1;
  return isPrefix ? sliceSeries(series, 0, kept.length) : pickBars(series, kept);
}

/** A row that may stand several times for one event, each time as it was known from `availableAt` on. */
export interface VersionedRow {
  readonly eventTime: EpochMs;
  readonly availableAt: EpochMs;
}

/**
 * One row per event as it was known at a time: of the rows with the same eventTime and availableAt ≤ `time`, the one
 * that became available last.
 *
 * @param rows - in any order.
 * @returns rows in order of eventTime.
 * @throws {DataError} if two rows of one event became available at the same moment: neither is the later one.
 *
 * @remarks
 * Causal: rows with availableAt > `time` do not change the result, so a restatement shows only once it was published.
 * Source: this project.
 */
export function resolveRestatements<Row extends VersionedRow>(rows: readonly Row[], time: EpochMs): readonly Row[] {
  const latest = new Map<EpochMs, Row>();
  for (const row of rows) {
    if (!(row.availableAt <= time)) continue;
    const known = latest.get(row.eventTime);
    if (known?.availableAt === row.availableAt) throw ambiguous(row);
    if (known === undefined || row.availableAt > known.availableAt) latest.set(row.eventTime, row);
  }
  return [...latest.values()].sort((a, b) => a.eventTime - b.eventTime);
}

function ambiguous(row: VersionedRow): DataError {
  const [event, available] = [formatIsoTime(row.eventTime), formatIsoTime(row.availableAt)];
  return new DataError(`two rows for ${event} became available at the same moment, ${available}`, {
    context: { eventTime: event, availableAt: available },
    hint: 'Give each version of a row its own time of availability.',
  });
}

function pickBars(series: BarSeries, indices: readonly number[]): BarSeries {
  const pick = (column: Float64Array): Float64Array => Float64Array.from(indices, (i) => column[i]);
  const { source } = series;
  return {
    ...series,
    length: indices.length,
    openTime: pick(series.openTime),
    eventTime: pick(series.eventTime),
    availableAt: pick(series.availableAt),
    open: pick(series.open),
    high: pick(series.high),
    low: pick(series.low),
    close: pick(series.close),
    volume: pick(series.volume),
    ...(series.ask === undefined ? {} : { ask: pickSide(series.ask, pick) }),
    source: {
      files: source.files,
      file: Int32Array.from(indices, (i) => source.file[i]),
      row: Int32Array.from(indices, (i) => source.row[i]),
    },
  };
}

function pickSide(side: SidePrices, pick: (column: Float64Array) => Float64Array): SidePrices {
  return { open: pick(side.open), high: pick(side.high), low: pick(side.low), close: pick(side.close) };
}
