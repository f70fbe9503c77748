import { checkFinite, checkPositive, checkSameLength } from '@assay/core/checks';
import { mean } from '@assay/core/vector';
import { drawdownEpisodes } from '../drawdowns.ts';
import type { DrawdownEpisode } from '../drawdowns.ts';
import { once } from '../lazy.ts';
import type { Measure, UndefinedReason } from '../measure.ts';
import { gatedReturnMeasures } from '../return-measures.ts';
import type { ReturnMeasureOptions, ReturnMeasures } from '../return-measures.ts';
import { faultOf, returnParts } from '../return-parts.ts';
import type { ReturnParts } from '../return-parts.ts';
import { downsideDeviation, overDeviation } from '../spread.ts';
import { isRuined } from '../wealth.ts';
import { annualScale, standardised } from './autocorrelation.ts';
import { benchmarkFacts } from './benchmark-facts.ts';
import type { BenchmarkFacts } from './benchmark-facts.ts';
import { signCounts } from './sign-counts.ts';
import type { SignCounts } from './sign-counts.ts';

/** A return series with what its measures need to know. */
export interface PeriodInput extends ReturnMeasureOptions {
  /** shape (n,), simple returns per period, oldest first. */
  readonly returns: Float64Array;
  /** shape (n,), simple returns of what the strategy is compared with, in the same periods. */
  readonly benchmark?: Float64Array | undefined;
}

/** A return series and what several of its measures share, each computed when first asked for. */
export interface PeriodFacts extends PeriodInput, ReturnParts {
  readonly n: number;
  /** Why nothing can be said of the returns at all. */
  readonly fault: UndefinedReason | undefined;
  readonly isRuined: boolean;
  readonly basic: () => ReturnMeasures;
  readonly episodes: () => readonly DrawdownEpisode[];
  readonly signs: () => SignCounts;
  /** √(Σ d² / n) of the drawdown d. */
  readonly ulcerIndex: () => number;
  /** Σ d / n of the drawdown d. */
  readonly painIndex: () => number;
  /** Mean excess return over the standard deviation, per period; `zero-variance` where the returns count as equal. */
  readonly sharpe: () => Measure;
  /** shape (n,): (e - mean) / deviation, with n; of returns that are not equal only. */
  readonly deviations: () => Float64Array;
  /** What makes a Sharpe ratio per period that of a year of such returns. */
  readonly annualScale: () => Measure;
  /** The returns beside their benchmark; undefined without one. */
  readonly against: () => BenchmarkFacts | undefined;
}

/**
 * Facts about a return series that its measures share.
 *
 * @throws {InvalidArgumentError} if an option is out of its domain, or the benchmark is not as long as the returns.
 *
 * @remarks
 * Cost: nothing is computed before it is asked for, but for one pass that looks for missing returns and ruin.
 * Source: this project.
 */
export function periodFacts(input: PeriodInput): PeriodFacts {
  const { returns, benchmark, periodsPerYear, riskFreePerPeriod } = input;
  checkPositive('periodsPerYear', periodsPerYear);
  checkFinite('riskFreePerPeriod', riskFreePerPeriod);
  if (benchmark !== undefined) checkSameLength('benchmark', benchmark, returns.length);
  const parts = returnParts(returns, riskFreePerPeriod);
  const { moments, excess, meanExcess, path } = parts;
  const deviations = once(() => standardised(excess()));
  return {
    returns,
    benchmark,
    periodsPerYear,
    riskFreePerPeriod,
    n: returns.length,
    fault: faultOf(returns),
    isRuined: isRuined(returns),
    ...parts,
    basic: once(() => gatedReturnMeasures(returns, { periodsPerYear, riskFreePerPeriod }, parts)),
    episodes: once(() => drawdownEpisodes(path().drawdown)),
    ulcerIndex: once(() => downsideDeviation(path().drawdown)),
    painIndex: once(() => 0 - mean(path().drawdown)),
    signs: once(() => signCounts(returns)),
    sharpe: once(() => overDeviation(meanExcess(), moments().standardDeviation)),
    deviations,
    against: once(() => benchmark && benchmarkFacts(returns, benchmark, { periodsPerYear, riskFreePerPeriod })),
    annualScale: once(() => annualScale(deviations(), periodsPerYear)),
  };
}
