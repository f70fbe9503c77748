import { normalQuantile } from '@assay/core/special';

/** A confidence interval. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Wilson's interval for a proportion: (p + z²/2n ± z·√(p(1 - p)/n + z²/4n²)) / (1 + z²/n).
 *
 * @param count - how many of `n`, 0 to n.
 * @param n - > 0.
 * @param confidence - in (0, 1).
 * @returns within [0, 1]; exactly 0 below for none, exactly 1 above for all.
 *
 * @remarks
 * Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927).
 */
export function wilsonInterval(count: number, n: number, confidence: number): Interval {
  const z = -normalQuantile((1 - confidence) / 2);
  const share = count / n;
  const weight = 1 + (z * z) / n;
  const centre = (share + (z * z) / (2 * n)) / weight;
  const half = (z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))) / weight;
  return { lower: count === 0 ? 0 : centre - half, upper: count === n ? 1 : centre + half };
}
