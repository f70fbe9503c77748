/**
 * Cornish–Fisher expansion: the quantiles of a distribution with some skewness S and excess kurtosis K, from those of the normal.
 *
 * w(z) = z + (z² - 1)·S/6 + (z³ - 3z)·K/24 - (2z³ - 5z)·S²/36 = A·z³ + B·z² + C·z - B.
 */
import { normalQuantile } from '@assay/core/special';

/** The expansion at one level: its quantile and the mean below it, in standard deviations from the mean. */
export interface TailPoint {
  readonly quantile: number;
  readonly meanBelow: number;
}

/** Beyond this many standard deviations a normal variable never is (6e-7 of the time). */
const RANGE = 5;

/**
 * Quantile and lower tail mean of the expansion.
 *
 * @param level - share of the distribution below, in (0, 0.5).
 * @param skewness - S.
 * @param excessKurtosis - K, 0 for a normal.
 * @returns undefined where w(z) crosses its own quantile a second time within 5 standard deviations: then the expansion describes no
 * distribution with that quantile.
 *
 * @remarks
 * Numerics: with z the normal quantile and h = φ(z)/level, the mean below is
 * -A·(z² + 2)·h + B·(1 - z·h) - C·h - B, exact for the expansion.
 * Source: E. A. Cornish and R. A. Fisher, Revue de l'Institut International de Statistique 5 (1938); D. Maillard, "A user's guide to
 * the Cornish Fisher expansion" (2012), for its domain and the tail mean; this project for the range of 5.
 */
export function cornishFisherTail(level: number, skewness: number, excessKurtosis: number): TailPoint | undefined {
  const a = excessKurtosis / 24 - (skewness * skewness) / 18;
  const b = skewness / 6;
  const c = 1 - excessKurtosis / 8 + (5 * skewness * skewness) / 36;
  const z = normalQuantile(level);
  if (!staysPositive(a, a * z + b, a * z * z + b * z + c)) return undefined;
  const hazard = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) / level;
  return {
    quantile: ((a * z + b) * z + c) * z - b,
    meanBelow: -a * (z * z + 2) * hazard + b * (1 - z * hazard) - c * hazard - b,
  };
}

/** Whether a·z² + b·z + c > 0 for all z from -RANGE to RANGE. */
function staysPositive(a: number, b: number, c: number): boolean {
  const at = (z: number): number => (a * z + b) * z + c;
  const vertex = a > 0 ? -b / (2 * a) : RANGE;
  const lowest = Math.abs(vertex) < RANGE ? at(vertex) : Infinity;
  return Math.min(at(-RANGE), at(RANGE), lowest) > 0;
}
