/**
 * Kaufman's efficiency ratio: how much of the way was progress.
 *
 * |x[n-1] - x[0]| / Σ |x[t] - x[t-1]|.
 *
 * @param x - shape (n,): levels, as prices; n - 1 steps.
 * @returns between 0 and 1 (never turned); NaN if n < 2, if nothing moved, or if a value is NaN.
 *
 * @remarks
 * Causal: over a window that ends now.
 * NaN: a NaN or an infinity in `x` makes the ratio NaN.
 * Numerics: on a random walk its mean is near 1/√(n - 1): a fixed floor means something else at every length.
 * Cost: O(n).
 * Source: P. J. Kaufman, "Smarter trading" (1995).
 */
export function efficiencyRatio(x: Float64Array): number {
  let way = 0;
  for (let t = 1; t < x.length; t++) way += Math.abs(x[t] - x[t - 1]);
  return way > 0 ? Math.min(1, Math.abs(x[x.length - 1] - x[0]) / way) : NaN;
}
