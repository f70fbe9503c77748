import type { Measure, ReturnMeasures, TradeMeasures } from '../analysis/index.ts';
import type { Fragility } from './fragility.ts';
import type {
  CostFigures,
  StressFigures,
  SweepOverfitting,
  SweepRealityCheck,
  WalkForwardEvidence,
} from './judged-figures.ts';
import type { KillPolicy } from './kill-policy.ts';
import {
  deflatedSharpeAtNull,
  deflatedSharpeRatio,
  expectedMaximumSharpe,
  minimumTrackRecordLength,
  probabilisticSharpeRatio,
} from './sharpe-inference.ts';
import type { SharpeStatistics } from './sharpe-inference.ts';
import type { TrialStatistics } from './trials.ts';

/**
 * What the replay for leaks found. `leak`: a decision or fill changed when the future was cut off; `nondeterministic`: an
 * uncut rerun differed; `failed`: the strategy crashed on it.
 */
export type LeakTest = 'clean' | 'leak' | 'nondeterministic' | 'failed' | 'not-run';

/** Everything a row is judged by. All of it is out of sample; in-sample figures have no place here. */
export interface RowEvidence {
  /** Measures of the row's own returns, after costs. */
  readonly absolute: ReturnMeasures;
  /** Measures of the returns in excess of the benchmark. */
  readonly excess: ReturnMeasures;
  /** Statistics of those excess returns, per period. */
  readonly excessSharpe: SharpeStatistics;
  /** Periods in a year of the row's calendar and timeframe. */
  readonly periodsPerYear: number;
  readonly trades: TradeMeasures;
  readonly rejectRate: Measure;
  readonly fragility: Fragility;
  /** The family of trials, the row itself included. */
  readonly trials: TrialStatistics;
  readonly leakTest: LeakTest;
  /** Of the row's own sweep; absent where nothing was chosen from, as for one parameter set. */
  readonly overfitting?: SweepOverfitting | undefined;
  readonly realityCheck?: SweepRealityCheck | undefined;
  /** Independent trials that the row's own sweep amounts to: shown beside the count, and in no rule. */
  readonly effectiveTrials?: Measure | undefined;
  /** Absent where the record is one stretch. */
  readonly walkForward?: WalkForwardEvidence | undefined;
  /** The record at multiples of its costs; absent where only a stress has them, or nothing. */
  readonly costs?: readonly CostFigures[] | undefined;
  /** Absent where stress is off. */
  readonly stress?: StressFigures | undefined;
}

/** What the excess returns allow to be said, given the trials behind them. Sharpe ratios are per period. */
export interface SharpeInference {
  /** Probability that the true excess Sharpe ratio is above 0, as though this were the only trial. */
  readonly probabilisticSharpe: Measure;
  /** Largest Sharpe ratio that luck is expected to find among the trials. */
  readonly expectedMaximum: Measure;
  /** Probability that the true excess Sharpe ratio is above `expectedMaximum`. */
  readonly deflatedSharpe: Measure;
  /** The same with the sampling error of a worthless strategy: no credit for a lucky positive skewness. */
  readonly deflatedSharpeAtNull: Measure;
  /** Periods, rounded up, that a record of this shape needs to show the declared target Sharpe ratio. */
  readonly minimumTrackRecord: Measure;
}

/**
 * The figures of inference that the verdict uses and the report shows.
 *
 * The minimum track record is that of the declared target, never of the observed Sharpe ratio: a lucky row may not
 * shorten the record it needs by its own luck. Skewness and kurtosis are the row's.
 *
 * @remarks
 * NaN: as the functions it calls.
 * Source: this project; the formulas stand in sharpe-inference.ts.
 */
export function inferSharpe(
  evidence: Pick<RowEvidence, 'excessSharpe' | 'trials' | 'periodsPerYear'>,
  policy: Pick<KillPolicy, 'confidence' | 'targetSharpe'>,
): SharpeInference {
  const { excessSharpe, trials, periodsPerYear } = evidence;
  const { count, sharpeVariance } = trials;
  const target = {
    sharpe: policy.targetSharpe / Math.sqrt(periodsPerYear),
    skewness: excessSharpe.skewness,
    kurtosis: excessSharpe.kurtosis,
  };
  const length = minimumTrackRecordLength(target, { benchmarkSharpe: 0, confidence: policy.confidence });
  const family = { nTrials: count, trialSharpeVariance: sharpeVariance };
  return {
    probabilisticSharpe: probabilisticSharpeRatio(excessSharpe, 0),
    expectedMaximum: expectedMaximumSharpe(count, sharpeVariance),
    deflatedSharpe: deflatedSharpeRatio(excessSharpe, family),
    deflatedSharpeAtNull: deflatedSharpeAtNull(excessSharpe, family),
    minimumTrackRecord: { ...length, value: Math.ceil(length.value) },
  };
}
