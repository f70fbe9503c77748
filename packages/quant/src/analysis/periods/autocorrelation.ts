/**
 * What the order of the returns does to the Sharpe ratio.
 *
 * 1. Over a year of P periods the mean grows with P, the variance with P + 2 Σ (P - k) ρ_k: returns that follow each other make
 *    √P too generous.
 * 2. The estimate's own error is the long-run variance of its influence function
 *    ψ_t = u_t - S/2 · (u_t² - 1), u_t = (e_t - mean) / deviation, with Newey and West's weights.
 */
import { mean, standardDeviation } from '@assay/core/vector';
import { defined, undefinedBecause } from '../measure.ts';
import type { Measure } from '../measure.ts';

/**
 * Deviations from the mean in units of the standard deviation (n): u_t = (x_t - mean) / √(Σ (x - mean)² / n).
 *
 * @param x - shape (n,), not all equal.
 * @returns shape (n,), with mean 0 and mean square 1.
 *
 * @remarks
 * Source: this project.
 */
export function standardised(x: Float64Array): Float64Array {
  const centre = mean(x);
  const deviation = standardDeviation(x, 0);
  return x.map((value) => (value - centre) / deviation);
}

/**
 * Autocorrelations of lags 1 to `lags`: ρ_k = Σ_{t>k} u_t·u_{t-k} / Σ u_t².
 *
 * @param deviations - shape (n,), deviations from the mean in any unit of order one, not all zero.
 * @returns shape (lags,).
 *
 * @remarks
 * Numerics: plain sums; the error is near 10^-16·√n.
 * Cost: O(n · lags) time.
 * Source: G. E. P. Box and G. M. Jenkins, Time Series Analysis (1970), the biased estimate.
 */
export function autocorrelations(deviations: Float64Array, lags: number): Float64Array {
  const products = laggedProducts(deviations, lags);
  return products.subarray(1).map((value) => value / products[0]);
}

/**
 * From a Sharpe ratio per period to that of a year of such returns: P / √(P + 2 Σ_{k=1..L} (P - k) ρ_k).
 *
 * L = min(⌈P⌉ - 1, ⌊10·log10 n⌋, n - 1); later autocorrelations count as 0.
 *
 * @param deviations - shape (n,), of `standardised`.
 * @param periodsPerYear - P.
 *
 * @remarks
 * NaN: undefined because of `variance-not-positive` where the estimated variance of a year is not.
 * Source: A. W. Lo, "The statistics of Sharpe ratios", Financial Analysts Journal 58 (2002), eq. 20; this project for L.
 */
export function annualScale(deviations: Float64Array, periodsPerYear: number): Measure {
  const n = deviations.length;
  const lags = Math.max(0, Math.min(Math.ceil(periodsPerYear) - 1, Math.floor(10 * Math.log10(n)), n - 1));
  const rho = autocorrelations(deviations, lags);
  const inflation = rho.reduce((total, value, k) => total + 2 * (1 - (k + 1) / periodsPerYear) * value, 1);
  return inflation > 0 ? defined(Math.sqrt(periodsPerYear / inflation)) : undefinedBecause('variance-not-positive');
}

/**
 * Long-run variance of the influence function of the Sharpe ratio, with weights 1 - j/(m + 1), j ≤ m = ⌊4·(n/100)^(2/9)⌋.
 *
 * With m = 0 it is 1 - g3·S + (g4 - 1)/4 · S².
 *
 * @param deviations - shape (n,), of `standardised`.
 * @param sharpe - S, per period.
 *
 * @remarks
 * Source: A. W. Lo, Financial Analysts Journal 58 (2002), appendix; W. K. Newey and K. D. West, Econometrica 55 (1987).
 */
export function sharpeLongRunVariance(deviations: Float64Array, sharpe: number): number {
  const n = deviations.length;
  const influence = deviations.map((u) => u - (sharpe / 2) * (u * u - 1));
  const lags = Math.min(Math.floor(4 * (n / 100) ** (2 / 9)), n - 1);
  const products = laggedProducts(influence, lags);
  return products.reduce((total, value, j) => total + (j === 0 ? 1 : 2 * (1 - j / (lags + 1))) * value, 0) / n;
}

/**
 * Sums Σ_{t≥k} x_t·x_{t-k} for the lags k from 0 to `last`, four lags a pass, so that no sum waits for itself.
 *
 * @param x - shape (n,), n > last.
 * @returns shape (last + 1,).
 *
 * @remarks
 * Numerics: plain sums.
 * Source: this project.
 */
export function laggedProducts(x: Float64Array, last: number): Float64Array {
  const products = new Float64Array(last + 1);
  for (let lag = 0; lag <= last; lag += 4) {
    let [first, second, third, fourth] = [0, 0, 0, 0];
    for (let t = lag + 3; t < x.length; t++) {
      const value = x[t];
      first += value * x[t - lag];
      second += value * x[t - lag - 1];
      third += value * x[t - lag - 2];
      fourth += value * x[t - lag - 3];
    }
    // What the shorter lags have beyond the longest of the four.
    for (let t = lag; t < Math.min(lag + 3, x.length); t++) {
      first += x[t] * x[t - lag];
      if (t > lag) second += x[t] * x[t - lag - 1];
      if (t > lag + 1) third += x[t] * x[t - lag - 2];
    }
    products.set([first, second, third, fourth].slice(0, last + 1 - lag), lag);
  }
  return products;
}
