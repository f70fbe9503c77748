import { checkInteger, checkPositive } from '@assay/core/checks';

/** One fall below a peak, until the peak is reached again or the record ends. */
export interface DrawdownEpisode {
  /** Index of the period that set the peak; -1 for the starting equity. */
  readonly peakIndex: number;
  /** Index of the lowest close; the first of equal ones. */
  readonly troughIndex: number;
  /** Index of the first close at or above the peak; undefined while it lasts. */
  readonly recoveryIndex?: number | undefined;
  /** 1 - lowest / peak, > 0; above 1 where equity fell below zero. */
  readonly depth: number;
  /** Closes below the peak. */
  readonly nPeriods: number;
}

/**
 * Distance from the running peak: d_t = E_t / max(E_0, E_1, ..., E_t) - 1, with E_0 the starting equity.
 *
 * @param equity - shape (p,): equity at each close, any unit, oldest first.
 * @param initial - equity before the first period, the same unit; finite and > 0.
 * @returns shape (p,), ≤ 0; below -1 where equity is below zero.
 * @throws {InvalidArgumentError} if `initial` is out of its domain.
 *
 * @remarks
 * Causal: d_t depends on E_0 .. E_t only.
 * NaN: a NaN equity makes that output NaN and leaves the peak as it is.
 * Source: this project; the textbook definition.
 */
export function drawdownSeries(equity: Float64Array, initial: number): Float64Array {
  checkPositive('initial', initial);
  let peak = initial;
  return equity.map((value) => {
    if (value > peak) peak = value;
    return value / peak - 1;
  });
}

/**
 * The deepest falls below a peak, deepest first, earlier first among equals.
 *
 * @param equity - shape (p,): equity at each close, any unit, oldest first.
 * @param initial - equity before the first period, the same unit; finite and > 0.
 * @param count - how many at most; a whole number ≥ 0.
 * @throws {InvalidArgumentError} if `initial` or `count` is out of its domain.
 *
 * @remarks
 * NaN: a NaN equity is passed over.
 * Source: this project.
 */
export function largestDrawdowns(equity: Float64Array, initial: number, count: number): readonly DrawdownEpisode[] {
  checkInteger('count', count, 0);
  const episodes = drawdownEpisodes(drawdownSeries(equity, initial));
  return episodes.sort((a, b) => b.depth - a.depth || a.peakIndex - b.peakIndex).slice(0, count);
}

/**
 * The falls below a peak, in their order.
 *
 * @param drawdown - shape (p,): distances from the running peak, ≤ 0, as `drawdownSeries` gives them.
 *
 * @remarks
 * NaN: passed over.
 * Source: this project.
 */
export function drawdownEpisodes(drawdown: Float64Array): DrawdownEpisode[] {
  const episodes: DrawdownEpisode[] = [];
  let peakIndex = -1;
  let troughIndex = -1;
  let nPeriods = 0;
  const close = (recoveryIndex: number | undefined): void => {
    if (nPeriods > 0) {
      episodes.push({ peakIndex, troughIndex, recoveryIndex, depth: -drawdown[troughIndex], nPeriods });
    }
    nPeriods = 0;
  };
  for (let t = 0; t < drawdown.length; t++) {
    if (drawdown[t] >= 0) {
      close(t);
      peakIndex = t;
    } else if (drawdown[t] < 0) {
      if (nPeriods === 0 || drawdown[t] < drawdown[troughIndex]) troughIndex = t;
      nPeriods++;
    }
  }
  close(undefined);
  return episodes;
}
