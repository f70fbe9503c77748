import { InvalidArgumentError } from '@assay/core/errors';
import type { Bar, BarSeries, SidePrices } from './bars.ts';

/**
 * One bar of a series as a value.
 *
 * @param index - 0 to length - 1.
 * @throws {InvalidArgumentError} if there is no such bar.
 *
 * @remarks
 * Source: this project.
 */
export function barAt(series: BarSeries, index: number): Bar {
  if (!(Number.isInteger(index) && index >= 0 && index < series.length)) {
    throw new InvalidArgumentError('index', `a bar of ${series.instrument.id}, 0 to ${series.length - 1}`, index);
  }
  return {
    openTime: series.openTime[index],
    eventTime: series.eventTime[index],
    availableAt: series.availableAt[index],
    open: series.open[index],
    high: series.high[index],
    low: series.low[index],
    close: series.close[index],
    volume: series.volume[index],
  };
}

/**
 * The bars from index `from` up to but without index `to`, as views of the same memory.
 *
 * @param from - 0 to `to`.
 * @param to - `from` to length.
 * @throws {InvalidArgumentError} if the range does not lie in the series.
 *
 * @remarks
 * Cost: O(1), no copy.
 * Source: this project.
 */
export function sliceSeries(series: BarSeries, from: number, to: number): BarSeries {
  const isRange = Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= series.length;
  if (!isRange) throw new InvalidArgumentError('range', `within 0 to ${series.length}, in order`, `${from} to ${to}`);
  const { source } = series;
  return {
    ...series,
    length: to - from,
    openTime: series.openTime.subarray(from, to),
    eventTime: series.eventTime.subarray(from, to),
    availableAt: series.availableAt.subarray(from, to),
    open: series.open.subarray(from, to),
    high: series.high.subarray(from, to),
    low: series.low.subarray(from, to),
    close: series.close.subarray(from, to),
    volume: series.volume.subarray(from, to),
    ...(series.ask === undefined ? {} : { ask: sliceSide(series.ask, from, to) }),
    source: { files: source.files, file: source.file.subarray(from, to), row: source.row.subarray(from, to) },
  };
}

function sliceSide(side: SidePrices, from: number, to: number): SidePrices {
  const part = (column: Float64Array): Float64Array => column.subarray(from, to);
  return { open: part(side.open), high: part(side.high), low: part(side.low), close: part(side.close) };
}
