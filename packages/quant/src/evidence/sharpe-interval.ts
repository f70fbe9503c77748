import { checkStrictlyBetween } from '@assay/core/checks';
import { normalQuantile } from '@assay/core/special';
import type { UndefinedReason } from '../analysis/index.ts';
import type { SharpeStatistics } from './sharpe-inference.ts';

/** Bounds of a confidence interval: finite, or NaN together with the reason. */
export interface SharpeInterval {
  readonly lower: number;
  readonly upper: number;
  readonly reason?: UndefinedReason | undefined;
}

/**
 * Confidence interval of a Sharpe ratio per period, two-sided.
 *
 * SR ± Φ⁻¹((1 + confidence) / 2) · √((1 - γ3·SR + (γ4 - 1)/4 · SR²) / (n - 1)).
 *
 * The error is that of `probabilisticSharpeRatio`: the probabilistic Sharpe ratio against a bound is (1 ± confidence) / 2.
 *
 * @param statistics - per period; both bounds times √periodsPerYear are those of the annual figure.
 * @param confidence - share of such intervals that hold the true Sharpe ratio, in (0, 1).
 * @throws {InvalidArgumentError} if `confidence` is out of its domain.
 *
 * @remarks
 * NaN: undefined for the reason of the statistics, with n < 2 (`too-few-observations`), or where the term under the root is
 * not positive (`variance-not-positive`).
 * Numerics: assumes returns that are stationary and not autocorrelated, and enough of them for the normal approximation.
 * Source: E. Mertens, "Variance of the IID estimator in Lo (2002)", working paper, University of Basel (2002).
 */
export function sharpeInterval(statistics: SharpeStatistics, confidence: number): SharpeInterval {
  checkStrictlyBetween('confidence', confidence, 0, 1);
  const { sharpe, n, skewness, kurtosis, reason } = statistics;
  if (reason !== undefined) return unknown(reason);
  if (!(n >= 2)) return unknown('too-few-observations');
  const factor = 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe;
  if (!(factor > 0)) return unknown('variance-not-positive');
  const error = normalQuantile((1 + confidence) / 2) * Math.sqrt(factor / (n - 1));
  return { lower: sharpe - error, upper: sharpe + error };
}

function unknown(reason: UndefinedReason): SharpeInterval {
  return { lower: NaN, upper: NaN, reason };
}
