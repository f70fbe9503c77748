import { checkInRange, checkInteger } from '../checks/index.ts';
import { mean } from '../vector/index.ts';

/** The mean of a series that depends on its own past, and how well it is known. */
export interface HacMean {
  readonly mean: number;
  /** NaN where the series does not vary. */
  readonly standardError: number;
  /** mean / standardError. */
  readonly t: number;
  /** Autocovariances that were counted. */
  readonly lags: number;
}

/**
 * Mean of a series with a standard error that holds under heteroskedasticity and autocorrelation up to `lags`.
 *
 * With d = x - mean and γ(k) = Σ d[t]·d[t-k] / n: variance of the mean = (γ(0) + 2 Σ (1 - k/(lags + 1))·γ(k)) / n · n/(n - 1).
 *
 * @param x - shape (n,), n ≥ 2, oldest first.
 * @param lags - whole, 0 to n - 1; 0 gives the ordinary standard error.
 * @throws {InvalidArgumentError} if `x` is too short or `lags` is out of its domain.
 *
 * @remarks
 * NaN: a NaN or an infinity in `x` makes all NaN; a constant series has no standard error.
 * Assumes: dependence that has ended after `lags` observations. Overlapping windows of h observations need lags well above h:
 * at h itself the weights count two thirds of their covariance.
 * Cost: O(n·lags).
 * Source: W. K. Newey and K. D. West, Econometrica 55 (1987), with the factor n/(n - 1) for few observations.
 */
export function hacMean(x: Float64Array, lags: number): HacMean {
  const n = x.length;
  checkInteger('x.length', n, 2);
  checkInteger('lags', lags, 0);
  checkInRange('lags', lags, 0, n - 1);
  const centre = mean(x);
  const deviations = x.map((value) => value - centre);
  let long = covariance(deviations, 0);
  for (let k = 1; k <= lags; k++) long += 2 * (1 - k / (lags + 1)) * covariance(deviations, k);
  const variance = long / (n - 1);
  const standardError = variance > 0 ? Math.sqrt(variance) : NaN;
  return { mean: centre, standardError, t: centre / standardError, lags };
}

function covariance(deviations: Float64Array, k: number): number {
  let sum = 0;
  for (let t = k; t < deviations.length; t++) sum += deviations[t] * deviations[t - k];
  return sum / deviations.length;
}
