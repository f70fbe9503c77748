export { fragility, FRAGILITY_RANGE } from './fragility.ts';
export type { Fragility, FragilityNote } from './fragility.ts';
export { DEFAULT_KILL_POLICY, FEWEST_TRADES, resolveKillPolicy } from './kill-policy.ts';
export type { KillPolicy } from './kill-policy.ts';
export { NEIGHBOUR_DISTANCE, neighbourhood } from './neighbourhood.ts';
export { inferSharpe } from './row-evidence.ts';
export type { LeakTest, RowEvidence, SharpeInference } from './row-evidence.ts';
export { SUSPICION_LIMITS, VERDICT_RULES } from './rules.ts';
export type { Rule, RuleEffect, RuleStage } from './rules.ts';
export { SCORE_VERSION, scoreRow } from './score.ts';
export type { Score, ScoredFigures, ScorePart } from './score.ts';
export {
  deflatedSharpeAtNull,
  deflatedSharpeRatio,
  expectedMaximumSharpe,
  minimumBacktestLength,
  minimumTrackRecordLength,
  probabilisticSharpeRatio,
  sharpeStatistics,
} from './sharpe-inference.ts';
export type { DeflationOptions, SharpeStatistics, TrackRecordOptions } from './sharpe-inference.ts';
export { distinctTrials, familyOf, trialStatistics } from './trials.ts';
export type { FamilySpan, TrialRecord, TrialStatistics, TrialStatisticsOptions } from './trials.ts';
export { judge } from './verdict.ts';
export type { Check, Judgement, Reason, Verdict } from './verdict.ts';
export { walkForwardFolds } from './walk-forward.ts';
export type { Fold, PeriodRange, WalkForwardOptions } from './walk-forward.ts';
