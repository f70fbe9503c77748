import { checkInteger } from '@assay/core/checks';
import type { EpochMs } from '@assay/core/time';
import { variance } from '@assay/core/vector';
import type { InstrumentId, Timeframe } from '../market/index.ts';
import type { Parameters } from '../strategy/index.ts';

/** One configuration that was evaluated, as the trial ledger keeps it. */
export interface TrialRecord {
  /** Identity of the configuration: repeats, resumes, replays and appended bars have the key that is there already. */
  readonly key: string;
  readonly strategy: string;
  readonly params: Parameters;
  readonly instruments: readonly InstrumentId[];
  readonly timeframe: Timeframe;
  /** Periods in a year, to read `sharpe` as an annual figure. */
  readonly periodsPerYear: number;
  /** First and last close of the judged returns. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Sharpe ratio of the judged returns per period; null where it is undefined. */
  readonly sharpe: number | null;
  /** Number of judged returns. */
  readonly n: number;
  readonly skewness: number | null;
  readonly kurtosis: number | null;
  /** Asked for by the sweep, added to see how fragile a row is, a backtest of its own, or a cell of a grid. All count. */
  readonly role: 'sweep' | 'neighbour' | 'backtest' | 'grid';
  /** Where its returns are kept. */
  readonly returnsPointer: string;
}

/** The data a result was found on: trials that touch them count against it. */
export interface FamilySpan {
  readonly instruments: readonly InstrumentId[];
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** What the trials were, for one judged row. */
export interface TrialStatisticsOptions {
  /** Number of returns of the judged row. */
  readonly nObservations: number;
  /** Trials made elsewhere and declared; a whole number ≥ 0. */
  readonly declaredPriorTrials: number;
}

/** How many trials stand behind a result and how far their Sharpe ratios spread. */
export interface TrialStatistics {
  /** Distinct recorded trials and declared ones. */
  readonly count: number;
  /** Variance of the trials' Sharpe ratios, on the scale of the judged row's per period, ≥ 1 / (n - 1); NaN for n < 2. */
  readonly sharpeVariance: number;
}

/**
 * One record per key: the last one in the order given, at the place of the first.
 *
 * Source: this project.
 */
export function distinctTrials(records: readonly TrialRecord[]): readonly TrialRecord[] {
  const byKey = new Map<string, TrialRecord>();
  for (const record of records) byKey.set(record.key, record);
  return [...byKey.values()];
}

/**
 * The trials that were made on the same data: they share an instrument with the span and their periods overlap it.
 *
 * The dataset's version plays no part, so that a new download does not wipe the slate clean.
 *
 * @param records - of the whole ledger, in any order.
 * @returns distinct by key, in the order given.
 *
 * @remarks
 * Source: this project.
 */
export function familyOf(records: readonly TrialRecord[], span: FamilySpan): readonly TrialRecord[] {
  const instruments = new Set(span.instruments);
  const touches = (record: TrialRecord): boolean =>
    record.from <= span.to && record.to >= span.from && record.instruments.some((id) => instruments.has(id));
  return distinctTrials(records.filter(touches));
}

/**
 * Number of trials and the variance of their Sharpe ratios, as the deflated Sharpe ratio of one judged row needs them.
 *
 * Trials of other lengths and timeframes are compared in units of their own sampling error: with
 * t_i = SR_i · √(n_i - 1), V = Var(t) / (n - 1) on the judged row's scale. For trials of the same n this is the plain
 * variance of their Sharpe ratios; daily and hourly trials over the same years agree, because √n scales as the Sharpe ratio
 * does; and long, quiet trials in a ledger do not lower the hurdle for a short one. V is never below 1 / (n - 1), the
 * sampling variance without an edge: a sweep of near-copies spreads little, and must not hide the independent trials among
 * it; the Sharpe ratios of declared trials nobody knows.
 *
 * @param records - the judged row's family, the row itself included; repeats of a key count once.
 * @throws {InvalidArgumentError} if a count is not a whole number ≥ 0.
 *
 * @remarks
 * NaN: trials without a Sharpe ratio count, but say nothing about the variance.
 * Numerics: two-pass.
 * Source: D. H. Bailey and M. López de Prado, Journal of Portfolio Management 40 (2014), for V; this project for the scale.
 */
export function trialStatistics(records: readonly TrialRecord[], options: TrialStatisticsOptions): TrialStatistics {
  const { nObservations, declaredPriorTrials } = options;
  checkInteger('nObservations', nObservations, 0);
  checkInteger('declaredPriorTrials', declaredPriorTrials, 0);
  const trials = distinctTrials(records);
  const count = trials.length + declaredPriorTrials;
  if (nObservations < 2) return { count, sharpeVariance: NaN };
  const known = trials.flatMap(({ sharpe, n }) => (sharpe !== null && n >= 2 ? [sharpe * Math.sqrt(n - 1)] : []));
  const scores = Float64Array.from(known.filter(Number.isFinite));
  const spread = scores.length < 2 ? 1 : Math.max(1, variance(scores, 1));
  return { count, sharpeVariance: spread / (nObservations - 1) };
}
