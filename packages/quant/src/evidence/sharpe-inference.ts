import { checkInRange, checkInteger, checkPositive } from '@assay/core/checks';
import { expectedMaximumNormal } from '@assay/core/distributions';
import { normalCdf, normalQuantile } from '@assay/core/special';
import { defined, meanAndDeviation, returnMoments, undefinedBecause } from '../analysis/index.ts';
import type { Measure, UndefinedReason } from '../analysis/index.ts';

/** A Sharpe ratio per period with what its sampling error depends on. Never annualised: the error is in periods. */
export interface SharpeStatistics {
  /** Mean / standard deviation (n - 1) per period. */
  readonly sharpe: number;
  /** Number of returns. */
  readonly n: number;
  /** g1, biased. */
  readonly skewness: number;
  /** Pearson's, biased, 3 for a normal. */
  readonly kurtosis: number;
  /** Why the three figures are NaN; absent where they are numbers. */
  readonly reason?: UndefinedReason | undefined;
}

/** The family of trials a result was picked from. */
export interface DeflationOptions {
  /** Number of trials, the judged one included; whole. */
  readonly nTrials: number;
  /** Variance of the trials' Sharpe ratios per period of the judged one; ≥ 0. Not read for one trial. */
  readonly trialSharpeVariance: number;
}

/** What a track record is compared with. */
export interface TrackRecordOptions {
  /** Sharpe ratio per period that must be exceeded. */
  readonly benchmarkSharpe: number;
  /** Probability of being right, in (0.5, 1). */
  readonly confidence: number;
}

/**
 * Sharpe ratio per period, skewness and kurtosis of returns that are in excess of their benchmark already.
 *
 * @param returns - shape (n,), simple returns.
 * @returns the figures; NaN and a `reason` with fewer than two returns, with one that is not finite, or where all are equal.
 *
 * @remarks
 * Source: W. F. Sharpe, "The Sharpe ratio", Journal of Portfolio Management 21 (1994).
 */
export function sharpeStatistics(returns: Float64Array): SharpeStatistics {
  const n = returns.length;
  const moments = returnMoments(returns);
  const reason = faultOf(n, moments.standardDeviation);
  if (reason !== undefined) return { sharpe: NaN, n, skewness: NaN, kurtosis: NaN, reason };
  return {
    sharpe: moments.mean / moments.standardDeviation,
    n,
    skewness: moments.skewness,
    kurtosis: moments.kurtosis,
  };
}

/**
 * The Sharpe ratio of `sharpeStatistics` alone.
 *
 * @param returns - shape (n,), simple returns.
 * @returns per period; NaN where `sharpeStatistics` has none.
 *
 * @remarks
 * Cost: a third of it.
 * Source: W. F. Sharpe, "The Sharpe ratio", Journal of Portfolio Management 21 (1994).
 */
export function sharpeRatioOf(returns: Float64Array): number {
  const { mean, standardDeviation } = meanAndDeviation(returns);
  return faultOf(returns.length, standardDeviation) === undefined ? mean / standardDeviation : NaN;
}

/**
 * Probability that the true Sharpe ratio exceeds a benchmark, given the observed one.
 *
 * PSR = Φ((SR - SR*) · √(n - 1) / √(1 - γ3·SR + (γ4 - 1)/4 · SR²)).
 *
 * @param statistics - of the judged returns, per period.
 * @param benchmarkSharpe - SR*, per period.
 * @returns a probability.
 *
 * @remarks
 * NaN: undefined for the reason of the statistics, with n < 2 (`too-few-observations`), or where the term under the root is
 * not positive (`variance-not-positive`).
 * Numerics: assumes returns that are stationary and not autocorrelated; see docs/methods/sharpe-inference.md.
 * Source: D. H. Bailey and M. López de Prado, "The Sharpe ratio efficient frontier", Journal of Risk 15 (2012), eq. 8.
 */
export function probabilisticSharpeRatio(statistics: SharpeStatistics, benchmarkSharpe: number): Measure {
  const { sharpe, n, reason } = statistics;
  if (reason !== undefined) return undefinedBecause(reason);
  if (!(n >= 2)) return undefinedBecause('too-few-observations');
  const factor = sharpeVarianceFactor(statistics);
  if (!(factor > 0)) return undefinedBecause('variance-not-positive');
  return defined(normalCdf(((sharpe - benchmarkSharpe) * Math.sqrt(n - 1)) / Math.sqrt(factor)));
}

/**
 * Expected largest Sharpe ratio of independent trials whose true Sharpe ratio is zero.
 *
 * E[max] = √V · ((1 - γ)·Φ⁻¹(1 - 1/N) + γ·Φ⁻¹(1 - 1/(N·e))) with γ Euler's constant, for N ≥ 2; 0 for N = 1, which is the
 * exact expectation there (the approximation has no value).
 *
 * @param nTrials - N, whole.
 * @param variance - V, variance of the trials' Sharpe ratios; ≥ 0.
 * @returns in the unit of √V.
 * @throws {InvalidArgumentError} if N ≥ 1 is not whole.
 *
 * @remarks
 * NaN: undefined for N < 1 (`no-trial`) and where V is NaN or negative and N > 1 (`trial-variance-unknown`).
 * Numerics: as `expectedMaximumNormal`.
 * Source: D. H. Bailey and M. López de Prado, "The deflated Sharpe ratio", Journal of Portfolio Management 40 (2014), eq. 1.
 */
export function expectedMaximumSharpe(nTrials: number, variance: number): Measure {
  if (!(nTrials >= 1)) return undefinedBecause('no-trial');
  checkInteger('nTrials', nTrials, 1);
  if (nTrials === 1) return defined(0);
  if (!(variance >= 0)) return undefinedBecause('trial-variance-unknown');
  return defined(Math.sqrt(variance) * expectedMaximumNormal(nTrials));
}

/**
 * Probabilistic Sharpe ratio against the largest one that luck alone is expected to find in the family of trials.
 *
 * DSR = PSR(E[max of N trials with variance V]).
 *
 * @param statistics - of the judged returns, per period.
 * @throws {InvalidArgumentError} if the number of trials is ≥ 1 and not whole.
 *
 * @remarks
 * NaN: as `probabilisticSharpeRatio` and `expectedMaximumSharpe`.
 * Source: D. H. Bailey and M. López de Prado, Journal of Portfolio Management 40 (2014), eq. 2.
 */
export function deflatedSharpeRatio(statistics: SharpeStatistics, options: DeflationOptions): Measure {
  const hurdle = expectedMaximumSharpe(options.nTrials, options.trialSharpeVariance);
  return hurdle.reason === undefined ? probabilisticSharpeRatio(statistics, hurdle.value) : hurdle;
}

/**
 * Deflated Sharpe ratio with the sampling error of a worthless strategy: Φ((SR - E[max]) · √(n - 1)).
 *
 * The published ratio estimates the error from the sample's own skewness and kurtosis. Where a strategy is rarely in the
 * market, one lucky gain raises the Sharpe ratio and the skewness together, the estimated error shrinks, and the
 * published ratio accepts up to 8 % of worthless strategies at a nominal 5 %. Without an edge the error is √(1/(n - 1))
 * whatever the shape; a verdict asks for both.
 *
 * @param statistics - of the judged returns, per period.
 * @throws {InvalidArgumentError} if the number of trials is ≥ 1 and not whole.
 *
 * @remarks
 * NaN: as `deflatedSharpeRatio`.
 * Source: this project; A. W. Lo, "The statistics of Sharpe ratios", Financial Analysts Journal 58 (2002), for the error.
 */
export function deflatedSharpeAtNull(statistics: SharpeStatistics, options: DeflationOptions): Measure {
  return deflatedSharpeRatio({ ...statistics, skewness: 0, kurtosis: 1 }, options);
}

/**
 * Number of returns needed to show that a Sharpe ratio exceeds a benchmark.
 *
 * MinTRL = 1 + (1 - γ3·SR + (γ4 - 1)/4 · SR²) · (Φ⁻¹(confidence) / (SR - SR*))².
 *
 * @param shape - the Sharpe ratio per period to be shown, with skewness and kurtosis of its returns.
 * @returns in periods, not rounded up.
 * @throws {InvalidArgumentError} if `confidence` is not in [0.5, 1).
 *
 * @remarks
 * NaN: undefined where SR ≤ SR* (`sharpe-not-above-benchmark`), where the first factor is not positive
 * (`variance-not-positive`), or where a figure is NaN (`no-sharpe`).
 * Source: D. H. Bailey and M. López de Prado, Journal of Risk 15 (2012), eq. 11.
 */
export function minimumTrackRecordLength(
  shape: Pick<SharpeStatistics, 'sharpe' | 'skewness' | 'kurtosis'>,
  options: TrackRecordOptions,
): Measure {
  checkInRange('confidence', options.confidence, 0.5, 1 - Number.EPSILON);
  const distance = shape.sharpe - options.benchmarkSharpe;
  const factor = sharpeVarianceFactor(shape);
  if (Number.isNaN(distance) || Number.isNaN(factor)) return undefinedBecause('no-sharpe');
  if (factor <= 0) return undefinedBecause('variance-not-positive');
  if (distance <= 0) return undefinedBecause('sharpe-not-above-benchmark');
  return defined(1 + factor * (normalQuantile(options.confidence) / distance) ** 2);
}

/**
 * Years of history below which the best of N worthless trials is expected to show the target Sharpe ratio.
 *
 * MinBTL = (E[max of N trials of variance 1] / target)².
 *
 * @param nTrials - N, whole.
 * @param targetAnnualSharpe - annual Sharpe ratio that is looked for; finite and > 0.
 * @returns in years; 0 for one trial.
 * @throws {InvalidArgumentError} if the target is out of its domain, or N ≥ 1 is not whole.
 *
 * @remarks
 * NaN: undefined for N < 1 (`no-trial`).
 * Source: D. H. Bailey, J. M. Borwein, M. López de Prado, Q. J. Zhu, "Pseudo-mathematics and financial charlatanism",
 * Notices of the AMS 61 (2014), theorem 3.
 */
export function minimumBacktestLength(nTrials: number, targetAnnualSharpe: number): Measure {
  checkPositive('targetAnnualSharpe', targetAnnualSharpe);
  const maximum = expectedMaximumSharpe(nTrials, 1);
  return maximum.reason === undefined ? defined((maximum.value / targetAnnualSharpe) ** 2) : maximum;
}

/** 1 - γ3·SR + (γ4 - 1)/4 · SR²: n - 1 times the variance of the estimated Sharpe ratio. */
function sharpeVarianceFactor(shape: Pick<SharpeStatistics, 'sharpe' | 'skewness' | 'kurtosis'>): number {
  const { sharpe, skewness, kurtosis } = shape;
  return 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe;
}

function faultOf(n: number, standardDeviation: number): UndefinedReason | undefined {
  if (n === 0) return 'no-observations';
  if (n < 2) return 'too-few-observations';
  if (!Number.isFinite(standardDeviation)) return 'return-not-finite';
  return standardDeviation > 0 ? undefined : 'zero-variance';
}
