import { checkInteger } from '@assay/core/checks';

/** Signs that a series recovers from shocks more and more slowly. */
export interface SlowingDown {
  /** shape (n,): autocorrelation at one bar of lag over the window; NaN where unknown. */
  readonly autocorrelation: Float64Array;
  /** shape (n,): the same in standard deviations from what independent noise has; NaN where unknown. */
  readonly score: Float64Array;
}

/**
 * Critical slowing down: the lag-one autocorrelation of the last `window` observations, against independent noise.
 *
 * r = Σ (x[t] - m)(x[t-1] - m) / Σ (x[t] - m)², over the window with mean m; score = (r + 1/w)·√w, which is about standard
 * normal on independent noise, so that a score above 2 is seen at about 2 % of its bars.
 *
 * @param x - shape (n,), oldest first, any unit; returns or residuals, not prices. NaN or infinite where there is none.
 * @param window - observations w, ≥ 10.
 * @throws {InvalidArgumentError} if `window` is out of its domain.
 *
 * @remarks
 * Causal: a row at t depends on x[0..t] only.
 * NaN: before `window` observations, at a missing observation, and where the window is constant.
 * Numerics: two passes for each bar. Neighbouring bars share all but one observation: scores above 2 come in clusters.
 * Cost: O(n·w).
 * Source: V. Dakos et al., "Slowing down as an early warning signal for abrupt climate change", PNAS 105 (2008); M. S.
 * Bartlett, Journal of the Royal Statistical Society Supplement 8 (1946), for the error on noise.
 */
export function slowingDown(x: Float64Array, window: number): SlowingDown {
  checkInteger('window', window, 10);
  const autocorrelation = new Float64Array(x.length).fill(NaN);
  const bars = Int32Array.from(x.keys()).filter((t) => Number.isFinite(x[t]));
  const values = Float64Array.from(bars, (t) => x[t]);
  for (let i = window - 1; i < values.length; i++) {
    autocorrelation[bars[i]] = lagOne(values.subarray(i - window + 1, i + 1));
  }
  return { autocorrelation, score: autocorrelation.map((r) => (r + 1 / window) * Math.sqrt(window)) };
}

function lagOne(values: Float64Array): number {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let [products, squares] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const distance = values[i] - mean;
    squares += distance * distance;
    if (i > 0) products += distance * (values[i - 1] - mean);
  }
  return values.every((value) => value === values[0]) ? NaN : products / squares;
}
