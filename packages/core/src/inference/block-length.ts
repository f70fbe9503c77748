import { mean } from '../vector/index.ts';

/** Block lengths that make the error of a bootstrapped mean's variance smallest. */
export interface OptimalBlockLength {
  /** Of the circular block bootstrap; not rounded, and below 1 where there is hardly any dependence. */
  readonly circular: number;
  /** Mean length of the stationary bootstrap; not rounded, and below 1 where there is hardly any dependence. */
  readonly stationary: number;
}

const SHORTEST_SERIES = 9;

/**
 * Block lengths chosen from the autocovariances of a series.
 *
 * With γ(k) the autocovariance at lag k (divided by n) and the flat-top window h(u) = min(1, 2(1 - u)):
 * G = 2 Σ h(k/M)·k·γ(k), S = γ(0) + 2 Σ h(k/M)·γ(k) over k = 1…M, and b = (2·G² / (c·S²) · n)^(1/3), at most
 * ⌈min(3√n, n/3)⌉, with c = 4/3 (circular) or 2 (stationary). M = min(2m, mMax), where m ≥ 1 is the first lag from which
 * K = max(5, ⌊log₁₀ n⌋) autocorrelations in a row are smaller than 2·√(log₁₀ n / n), and mMax = ⌈√n⌉ + K, which is M
 * itself where there is no such lag.
 *
 * @param x - shape (n,), oldest first; stationary.
 * @returns two lengths in observations; NaN if n < 9 or all elements are equal.
 *
 * @remarks
 * NaN: a NaN or an infinity in `x` makes both NaN.
 * Numerics: each autocorrelation is taken over its own pairs.
 * Cost: O(n^1.5).
 * Source: D. N. Politis and H. White, "Automatic block-length selection for the dependent bootstrap", Econometric Reviews 23
 * (2004), with the correction by A. Patton, Politis and White, Econometric Reviews 28 (2009).
 */
export function optimalBlockLength(x: Float64Array): OptimalBlockLength {
  const n = x.length;
  if (n < SHORTEST_SERIES) return { circular: NaN, stationary: NaN };
  const centre = mean(x);
  const deviations = x.map((value) => value - centre);
  const runLength = Math.max(5, Math.floor(Math.log10(n)));
  const maxLag = Math.min(Math.ceil(Math.sqrt(n)) + runLength, n - 1);
  const { covariances, correlations } = lagged(deviations, maxLag);
  const first = firstQuietLag(correlations, runLength, 2 * Math.sqrt(Math.log10(n) / n));
  const lags = Math.min(2 * (first ?? maxLag), maxLag);

  let slope = 0;
  let spectrum = covariances[0];
  for (let k = 1; k <= lags; k++) {
    const weight = 2 * Math.min(1, 2 * (1 - k / lags)) * covariances[k];
    slope += weight * k;
    spectrum += weight;
  }
  const longest = Math.ceil(Math.min(3 * Math.sqrt(n), n / 3));
  const lengthFor = (c: number): number => {
    const length = Math.cbrt(((2 * slope * slope) / (c * spectrum * spectrum)) * n);
    return Number.isNaN(length) ? NaN : Math.min(length, longest);
  };
  return { circular: lengthFor(4 / 3), stationary: lengthFor(2) };
}

function lagged(x: Float64Array, maxLag: number): { covariances: Float64Array; correlations: Float64Array } {
  const n = x.length;
  const covariances = new Float64Array(maxLag + 1);
  const correlations = new Float64Array(maxLag + 1);
  for (let k = 0; k <= maxLag; k++) {
    let [products, early, late] = [0, 0, 0];
    for (let t = k; t < n; t++) {
      products += x[t] * x[t - k];
      late += x[t] * x[t];
      early += x[t - k] * x[t - k];
    }
    covariances[k] = products / n;
    correlations[k] = Math.abs(products) / Math.sqrt(early * late);
  }
  return { covariances, correlations };
}

/** First lag ≥ 1 from which `runLength` autocorrelations in a row are below the limit. */
function firstQuietLag(correlations: Float64Array, runLength: number, limit: number): number | undefined {
  let quiet = 0;
  for (let k = 1; k < correlations.length - 1; k++) {
    quiet = correlations[k] < limit ? quiet + 1 : 0;
    if (quiet === runLength) return k - runLength + 1;
  }
  return undefined;
}
