export type { AreaFigures, HazardDecile, HazardLift } from './outcome-study/hazard-figures.ts';
export { FEWEST_OUTCOMES, FEWEST_STRETCHES } from './outcome-study/known-mean.ts';
export type { NoTest } from './outcome-study/known-mean.ts';
export type { GroupFigures, MeanTest } from './outcome-study/outcome-figures.ts';
export { OUTCOME_GROUPS } from './outcome-study/outcome-sample.ts';
export type { OutcomeGroup, OutcomeSample } from './outcome-study/outcome-sample.ts';
export { studyOutcomes } from './outcome-study/outcome-study.ts';
export type { OutcomeCell, OutcomeStudy, StudiedGroup, StudiedTest } from './outcome-study/outcome-study.ts';
export { backtestOverfitting, DEFAULT_OVERFITTING_BLOCKS } from './backtest-overfitting.ts';
export type { OverfittingOptions, OverfittingResult } from './backtest-overfitting.ts';
export { costFigures, memberCosts } from './calibration/cost-figures.ts';
export type { MeanWithError, MemberCosts, ProofCosts } from './calibration/cost-figures.ts';
export { DRIFTLESS, nullMarket, plantedMarket } from './calibration/markets.ts';
export type { MarketShape, PlantedEdge, PlantedMarket } from './calibration/markets.ts';
export {
  excessStatistics,
  nullMember,
  nullMembers,
  PROOF_CASH,
  proofTrial,
  randomParameters,
  simulateForProof,
} from './calibration/members.ts';
export type { NullDirection, NullMember, NullPopulation, ProofSimulation } from './calibration/members.ts';
export { killedShares, regimeRecord } from './calibration/regime-records.ts';
export type { KilledShares, RegimeRecords } from './calibration/regime-records.ts';
export { passesStatisticalRule } from './calibration/statistical-rule.ts';
export { combinatorialFolds } from './combinatorial-folds.ts';
export type { CombinatorialFolds, CombinatorialOptions, CombinatorialSplit } from './combinatorial-folds.ts';
export { crossValidatedPaths } from './cross-validated-paths.ts';
export type { CrossValidatedPaths } from './cross-validated-paths.ts';
export { effectiveTrials } from './effective-trials.ts';
export type { EffectiveTrials } from './effective-trials.ts';
export { forwardConsistency } from './forward-consistency.ts';
export type { ForwardCone, ForwardConsistency, ForwardConsistencyOptions } from './forward-consistency.ts';
export { fragility, FRAGILITY_RANGE } from './fragility.ts';
export type { Fragility, FragilityNote } from './fragility.ts';
export { cellRecord, dailyReturns, measureCell, RATIO_CAP, SHARPE_CAP } from './grid/cell-figures.ts';
export type { CellFigures, CellMeasuring, CellRecord, MeasuredCell } from './grid/cell-figures.ts';
export {
  FEWEST_QUALIFYING_TRADES,
  GRID_SCORE_VERSION,
  GRID_SCORE_VERSION_WITHOUT_GATES,
  gridScore,
  MOSTLY_DERIVED_ABOVE,
  realShareOfBars,
  realShareOfEntries,
} from './grid/grid-score.ts';
export type { CellTag, EvidenceCounts, GateCoverage, GridScore, GridScorePart, ScoredCell } from './grid/grid-score.ts';
export { bestCells, disqualified, rankCells } from './grid/select-best.ts';
export type { BestCells, DisqualifiedBecause, RankedCell } from './grid/select-best.ts';
export { FEWEST_SETS_FOR_PBO, FEWEST_TEST_WINDOWS } from './judged-figures.ts';
export type {
  CostFigures,
  StressFigures,
  SweepOverfitting,
  SweepRealityCheck,
  WalkForwardEvidence,
} from './judged-figures.ts';
export { COST_MULTIPLES, DEFAULT_KILL_POLICY, FEWEST_TRADES, resolveKillPolicy } from './kill-policy.ts';
export type { KillPolicy } from './kill-policy.ts';
export { adjustedInAdvance, usedBeforeKnown } from './leaks/bars-as-known.ts';
export type { StatedSplit } from './leaks/bars-as-known.ts';
export { columnMakers, countViolatingColumns } from './leaks/causal-columns.ts';
export type { ColumnCount, ColumnMaker, ColumnViolation } from './leaks/causal-columns.ts';
export { cutCoverage, chooseCuts } from './leaks/cuts.ts';
export type { CutChoice } from './leaks/cuts.ts';
export { examineLeaks } from './leaks/examine.ts';
export type { LeakExamination, Replayed, ReplayRequest } from './leaks/examine.ts';
export { LEAK_FIXTURES_URL, leakFixtures } from './leaks/fixtures.ts';
export { fixtureMarket } from './leaks/fixture-series.ts';
export type { LeakFixture } from './leaks/leak-fixture.ts';
export { firstUnknown, knownSeries } from './leaks/alter-series.ts';
export { barBeforeItsEnd, fillBeforeDecision, settledBeforeExpiry } from './leaks/ordering.ts';
export { decisionRecords, executionRecords, firstDifference, withDecisionLog } from './leaks/records.ts';
export type { ComparedSimulation, LeakRecord } from './leaks/records.ts';
export { testStrategyForLeaks } from './leaks/replay-definition.ts';
export type { TestedStrategy } from './leaks/replay-definition.ts';
export { changedColumns, paddedTo, replayMarket } from './leaks/replay-market.ts';
export type { ReplayMarket } from './leaks/replay-market.ts';
export { LEAK_TEST_NOT_RUN } from './leaks/report.ts';
export type { LeakDifference, LeakReport, ReplayKind } from './leaks/report.ts';
export {
  checkMonteCarlo,
  DEFAULT_MONTE_CARLO_LIMITS,
  MONTE_CARLO_RULES,
  resolveMonteCarloLimits,
} from './monte-carlo/limits.ts';
export type { MonteCarloCheck, MonteCarloLimits, MonteCarloRule } from './monte-carlo/limits.ts';
export { FAN_LEVELS, monteCarloTrades } from './monte-carlo/monte-carlo.ts';
export type { EquityFan, MonteCarloFigures, MonteCarloResult } from './monte-carlo/monte-carlo.ts';
export { DEFAULT_MONTE_CARLO, resolveMonteCarlo } from './monte-carlo/options.ts';
export type { MonteCarloOptions, TradeSizing } from './monte-carlo/options.ts';
export { NEIGHBOUR_DISTANCE, neighbourhood } from './neighbourhood.ts';
export { createNoise, FEWEST_RETURNS, NOISE_KINDS } from './nulls/noise.ts';
export type { NoiseKind, NoiseSource } from './nulls/noise.ts';
export { nullDistribution, nullLevel, nullSummary, shareBeyond, thresholdAtLevel } from './nulls/null-distribution.ts';
export type { NullDistribution, NullStatistic, ShareOnNoise, Side } from './nulls/null-distribution.ts';
export { proveNulls, triedStatistics } from './nulls/prove-nulls.ts';
export type { NullProofOptions, StatisticOnNoise, ThresholdOnNoise } from './nulls/prove-nulls.ts';
export type { TriedStatistic, TriedThreshold } from './nulls/tried-statistic.ts';
export { DEFAULT_STARTS, leaveOnePeriodOut, startDateSensitivity } from './period-sensitivity.ts';
export type {
  LeaveOutSensitivity,
  PartOfRecord,
  StartDateOptions,
  StartDateSensitivity,
} from './period-sensitivity.ts';
export { compareAccount, differencesOf, recordedTransactions } from './recompute/compare-account.ts';
export type { Difference } from './recompute/compare-account.ts';
export { PARTS as ATTRIBUTION_PART_NAMES } from './recompute/found-account.ts';
export { recomputeAccount } from './recompute/recomputed-account.ts';
export type {
  ExplainedFill,
  ExplainedTrade,
  FoundIncome,
  RecomputedAccount,
  RecomputeInput,
} from './recompute/found-account.ts';
export type { KnownLevels } from './recompute/reference-price.ts';
export { checkPromotion, DEFAULT_PROMOTION, resolvePromotion } from './promotion.ts';
export type { Promotion, PromotionCheck, PromotionChecklist } from './promotion.ts';
export { DEFAULT_REALITY_CHECK, realityChecks } from './reality-checks.ts';
export type { RealityCheckOptions, RealityChecks } from './reality-checks.ts';
export { isoWeekNamed, isoWeekOf, trailingWeeks, weekAfter } from './roster/iso-week.ts';
export type { IsoWeek, WeekWindow } from './roster/iso-week.ts';
export { rosterPersistence } from './roster/persistence.ts';
export type { FollowedWeek, FollowedWeeks, PersistenceOptions, RosterPersistence } from './roster/persistence.ts';
export { DEFAULT_ROSTER_POLICY, judgeWeek } from './roster/policy.ts';
export type { JudgedWeek, RosterCriterion, RosterPolicy, WeeklyFigures, WeekOutcome } from './roster/policy.ts';
export { isOnRoster, LISTED, loosened, stepRoster, tightened } from './roster/roster.ts';
export type { RosterEntry, RosterSettings, RosterState, RosterStep, Tightening } from './roster/roster.ts';
export { inferSharpe } from './row-evidence.ts';
export type { LeakTest, RowEvidence, SharpeInference } from './row-evidence.ts';
export type { NotApplied, Rule, RuleComparison, RuleEffect, RuleStage } from './rule.ts';
export { STRATEGY_FAILED_RULE, SUSPICION_LIMITS, VERDICT_RULES } from './rules.ts';
export { SCORE_VERSION, SCORE_VERSION_WITHOUT_STRESS, scoreRow } from './score.ts';
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
export { periodContributions } from './stress/contributions.ts';
export type { HeldRecord } from './stress/contributions.ts';
export { judgedStress } from './stress/judged-stress.ts';
export { calibratedDependency, DEFAULT_DEPENDENCY_LEVEL, regimeDependence } from './stress/regime-dependence.ts';
export type { RegimeDependence, RegimeSample } from './stress/regime-dependence.ts';
export { labelledStretches } from './stress/labelled-stretches.ts';
export {
  countedRegimes,
  REGIME_COUNTS,
  regimeConsistency,
  regimeStress,
  UNKNOWN_REGIME_LABEL,
} from './stress/regime-stress.ts';
export type { LabelledRecord, RegimeStress } from './stress/regime-stress.ts';
export { stressedTrades } from './stress/stressed-trades.ts';
export type { TradeResults } from './stress/stressed-trades.ts';
export type {
  RegimeFigures,
  RegimeModelVersions,
  ResimulatedRegime,
  StressedCosts,
  StressedFigures,
  StressedFills,
  StressedTrades,
  StressEvidence,
} from './stress/stress-evidence.ts';
export { distinctTrials, familyOf, trialStatistics } from './trials.ts';
export type { FamilySpan, TrialRecord, TrialStatistics, TrialStatisticsOptions } from './trials.ts';
export { judge, judgeWithoutRecord } from './verdict.ts';
export type { Check, Judgement, Reason, UnappliedRule, Verdict } from './verdict.ts';
export { walkForwardFolds } from './walk-forward.ts';
export type { Fold, PeriodRange, WalkForwardOptions } from './walk-forward.ts';
