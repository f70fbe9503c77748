import type { BarRestatements } from './actions/bar-restatements.ts';
import type { SeriesColumns } from './columns.ts';

/**
 * Close-to-close returns of each series, bar after bar, with splits and dividends in between.
 *
 * Causal: what was pushed so far.
 */
export class CloseReturns {
  private readonly columns: readonly SeriesColumns[];
  private readonly restatements: readonly (BarRestatements | undefined)[];
  /** Per series: the last known close, in the terms of the newest bar and less what was paid since. */
  private readonly previous: Float64Array;

  constructor(columns: readonly SeriesColumns[], restatements: readonly (BarRestatements | undefined)[]) {
    this.columns = columns;
    this.restatements = restatements;
    this.previous = new Float64Array(columns.length).fill(NaN);
  }

  /** Return of bar `i` of series `s`; NaN where it or a close before it is not known. */
  push(s: number, i: number): number {
    const close = this.columns[s].series.close[i];
    const { ratio = 1, cash = 0 } = this.restatements[s]?.get(i) ?? {};
    const before = this.previous[s];
    if (Number.isNaN(close)) {
      this.previous[s] = (before - cash) / ratio;
      return NaN;
    }
    this.previous[s] = close;
    const change = (close * ratio + cash) / before - 1;
    return Number.isFinite(change) ? change : NaN;
  }
}
