import { kurtosis, maximum, mean, minimum, skewness, standardDeviation } from '@assay/core/vector';
import { defined, undefinedBecause } from './measure.ts';
import type { Measure } from './measure.ts';

/** Mean, spread and shape of returns, per period. */
export interface ReturnMoments {
  readonly nObservations: number;
  readonly mean: number;
  /** With n - 1; exactly 0 where the returns count as equal. */
  readonly standardDeviation: number;
  /** g1, biased; NaN where the returns count as equal. */
  readonly skewness: number;
  /** Pearson's, biased, 3 for a normal; NaN where the returns count as equal. */
  readonly kurtosis: number;
}

/** Below this share of the largest absolute return a standard deviation is rounding error. */
const RELATIVE_RESOLUTION = 1e-12;

/** What a simple return, the quotient of two doubles near each other, is known to: four units in the last place of 1. */
const ABSOLUTE_RESOLUTION = 2 ** -50;

/**
 * Mean, standard deviation, skewness and kurtosis of returns, with equal returns recognised through rounding error.
 *
 * Returns count as equal where their standard deviation is at most max(1e-12 · max|r|, 2^-50): a constant growth rate,
 * computed from doubles, has a standard deviation near 1e-17, and a Sharpe ratio of 10^15 is no figure.
 *
 * @param returns - shape (n,).
 *
 * @remarks
 * NaN: all NaN without a return or where one is not finite; the standard deviation is NaN for one return.
 * Numerics: two-pass, compensated.
 * Source: this project for the resolution; D. N. Joanes and C. A. Gill, The Statistician 47 (1998), for the moments.
 */
export function returnMoments(returns: Float64Array): ReturnMoments {
  const { mean, standardDeviation } = meanAndDeviation(returns);
  const isConstant = standardDeviation === 0;
  return {
    nObservations: returns.length,
    mean,
    standardDeviation,
    skewness: isConstant ? NaN : skewness(returns),
    kurtosis: isConstant ? NaN : kurtosis(returns),
  };
}

/**
 * Root of the second lower partial moment about zero over all returns: √(Σ min(e, 0)² / n).
 *
 * @param excess - shape (n,), returns less what is required of them.
 * @returns ≥ 0, in the unit of `excess`; 0 where none is negative; NaN without a return.
 *
 * @remarks
 * Numerics: scaled by the largest shortfall, so that nothing vanishes or overflows.
 * Source: F. A. Sortino and R. van der Meer, Journal of Portfolio Management 17 (1991).
 */
export function downsideDeviation(excess: Float64Array): number {
  const below = excess.map((value) => Math.min(value, 0));
  const scale = 0 - minimum(below);
  if (!(scale > 0)) return scale;
  const squares = below.map((value) => (value / scale) ** 2);
  return scale * Math.sqrt(mean(squares));
}

/**
 * A mean in units of a standard deviation.
 *
 * @param value - finite.
 * @param deviation - of `returnMoments` or `meanAndDeviation`.
 *
 * @remarks
 * NaN: undefined because of `zero-variance` where the deviation is 0, `overflow` where it is beyond the largest double.
 * Source: this project.
 */
export function overDeviation(value: number, deviation: number): Measure {
  if (deviation === Infinity) return undefinedBecause('overflow');
  return deviation > 0 ? defined(value / deviation) : undefinedBecause('zero-variance');
}

/**
 * Mean and standard deviation of `returnMoments`.
 *
 * @param returns - shape (n,).
 *
 * @remarks
 * NaN and Numerics: as `returnMoments`.
 * Source: this project for the resolution.
 */
export function meanAndDeviation(returns: Float64Array): Pick<ReturnMoments, 'mean' | 'standardDeviation'> {
  const deviation = standardDeviation(returns, 1);
  const largest = Math.max(Math.abs(minimum(returns)), Math.abs(maximum(returns)));
  const isConstant = deviation <= Math.max(RELATIVE_RESOLUTION * largest, ABSOLUTE_RESOLUTION);
  return { mean: mean(returns), standardDeviation: isConstant ? 0 : deviation };
}
