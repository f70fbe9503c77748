import { kurtosis, maximum, mean, minimum, skewness, standardDeviation } from '@assay/core/vector';

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
  const deviation = standardDeviation(returns, 1);
  const largest = Math.max(Math.abs(minimum(returns)), Math.abs(maximum(returns)));
  const isConstant = deviation <= Math.max(RELATIVE_RESOLUTION * largest, ABSOLUTE_RESOLUTION);
  return {
    nObservations: returns.length,
    mean: mean(returns),
    standardDeviation: isConstant ? 0 : deviation,
    skewness: isConstant ? NaN : skewness(returns),
    kurtosis: isConstant ? NaN : kurtosis(returns),
  };
}
