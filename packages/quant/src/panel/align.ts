import { checkNonEmpty } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import type { BarSeries, InstrumentId } from '../market/index.ts';

/** Closes of several instruments at the moments that all of them share. */
export interface ClosePanel {
  readonly instruments: readonly InstrumentId[];
  /** shape (n,): close times, strictly increasing. */
  readonly times: Float64Array;
  /** shape (n,): when the last of a row's bars could be known. */
  readonly availableAt: Float64Array;
  /** shape (n, instruments), row-major. */
  readonly closes: Float64Array;
}

/** Simple returns of several instruments over the periods that all of them share. */
export interface ReturnPanel {
  readonly instruments: readonly InstrumentId[];
  /** shape (n,): the end of each period. */
  readonly times: Float64Array;
  /** shape (n,): when the last of a row's returns could be known. */
  readonly availableAt: Float64Array;
  /** shape (n, instruments), row-major: fractions. */
  readonly returns: Float64Array;
}

/**
 * Joins series on their close times: a row for each moment at which every series has a bar, and no other row. Nothing
 * is filled or carried forward.
 *
 * @param series - at least one, each of another instrument.
 * @returns rows in order of time, columns in the order of `series`.
 * @throws {InvalidArgumentError} if there is no series or an instrument stands twice.
 *
 * @remarks
 * Causal: a row depends on the bars of its own time only.
 * Cost: one pass over all bars.
 * Source: this project.
 */
export function alignInner(series: readonly BarSeries[]): ClosePanel {
  checkNonEmpty('series', series);
  const instruments = series.map((one) => one.instrument.id);
  const repeated = instruments.find((id, i) => instruments.indexOf(id) !== i);
  if (repeated !== undefined) throw new InvalidArgumentError('series', 'of different instruments', repeated);
  const rows = sharedRows(series);
  const closes = new Float64Array(rows.length * series.length);
  const availableAt = new Float64Array(rows.length);
  rows.forEach((row, t) => {
    row.forEach((bar, a) => {
      closes[t * series.length + a] = series[a].close[bar];
    });
    availableAt[t] = Math.max(...row.map((bar, a) => series[a].availableAt[bar]));
  });
  return { instruments, times: Float64Array.from(rows, (row) => series[0].eventTime[row[0]]), availableAt, closes };
}

/**
 * Simple returns from row to row of a panel: closes[t + 1] / closes[t] - 1.
 *
 * @returns one row less than the panel has; none for a panel of one row or none.
 *
 * @remarks
 * Causal: a return depends on the closes at its two ends only.
 * NaN: where the close before is not above zero.
 * Source: this project.
 */
export function simpleReturns(panel: ClosePanel): ReturnPanel {
  const { instruments, times, availableAt, closes } = panel;
  const width = instruments.length;
  const rows = Math.max(0, times.length - 1);
  const returns = new Float64Array(rows * width);
  for (let i = 0; i < returns.length; i++) returns[i] = closes[i] > 0 ? closes[i + width] / closes[i] - 1 : NaN;
  const known = Float64Array.from({ length: rows }, (_, t) => Math.max(availableAt[t], availableAt[t + 1]));
  return { instruments, times: times.slice(1), availableAt: known, returns };
}

/** Bar indices, one per series, for each time at which all series have a bar. */
function sharedRows(series: readonly BarSeries[]): number[][] {
  const rows: number[][] = [];
  const next = series.map(() => 0);
  while (next.every((bar, a) => bar < series[a].length)) {
    const times = next.map((bar, a) => series[a].eventTime[bar]);
    const latest = Math.max(...times);
    if (times.every((time) => time === latest)) {
      rows.push([...next]);
      next.forEach((bar, a) => (next[a] = bar + 1));
    } else {
      times.forEach((time, a) => (next[a] += time < latest ? 1 : 0));
    }
  }
  return rows;
}
