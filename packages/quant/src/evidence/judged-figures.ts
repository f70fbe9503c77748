/**
 * Figures that rules of the verdict read beside those of the record itself: of the row's own sweep, of its test windows and of
 * its stress. Each is absent where it was not computed; a rule that reads it then says so instead of passing.
 */
import type { Measure } from '../analysis/index.ts';

/** Smallest sweep whose probability of overfitting decides: among fewer sets one rank is worth too much. */
export const FEWEST_SETS_FOR_PBO = 10;

/** Fewest test windows whose losses are counted against a row. */
export const FEWEST_TEST_WINDOWS = 3;

/** What choosing within the row's own sweep is worth. It depends on the family: more sets, other figures. */
export interface SweepOverfitting {
  /** Probability of backtest overfitting. */
  readonly pbo: Measure;
  /** Splits of the history that it was taken over. */
  readonly splits: number;
  /** Parameter sets of the sweep. */
  readonly sets: number;
}

/** Whether the best set of the row's own sweep beats its benchmark by more than luck among all of them. */
export interface SweepRealityCheck {
  /** p-value of Hansen's test, consistent. */
  readonly superiorAbility: Measure;
  /** p-value of White's reality check. */
  readonly realityCheck: Measure;
  /** Parameter sets of the sweep. */
  readonly sets: number;
}

/** What the test windows of a walk-forward say one by one. */
export interface WalkForwardEvidence {
  /** Share of the judged periods that lie in windows whose total excess return is negative. */
  readonly loss: Measure;
  /** Number of windows. */
  readonly windows: number;
}

/** The record with everything that broker and market take multiplied. */
export interface CostFigures {
  readonly multiple: number;
  /** Mean return of a period. */
  readonly meanReturn: Measure;
  /** Annual Sharpe ratio. */
  readonly sharpe: Measure;
}

/** What of a stress is judged. */
export interface StressFigures {
  /** `stress_failed`: it ended without figures. */
  readonly state: 'done' | 'stress_failed';
  /** Why it failed. */
  readonly reason?: string | undefined;
  readonly costs: readonly CostFigures[];
  /** One for each regime that the record has periods of. */
  readonly regimes: readonly { readonly label: string; readonly totalReturn: Measure }[];
  /** How much hangs on one regime, in [0, 1]: 0, 0.5 above 80 % of absolute results, 0.8 above 90 %. */
  readonly dependency: Measure;
  /** Probability that luck makes a record without any dependency favour one regime so clearly. @default unknown, it explains nothing */
  readonly dependencyLevel?: Measure | undefined;
  /** How alike the regimes' results are, 1 all the same, in [0, 1]. */
  readonly consistency: Measure;
  /** Quantiles of resampled trades; absent where they were not asked for. */
  readonly monteCarlo?:
    { readonly p5Return: Measure; readonly p95Drawdown: Measure; readonly ruinProbability: Measure } | undefined;
}
