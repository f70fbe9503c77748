export {
  backtestEvidenceSchema,
  backtestReportModelSchema,
  backtestTradeSchema,
  leakTestSchema,
} from './backtest-report.ts';
export type { BacktestEvidence, BacktestReportModel, BacktestTrade } from './backtest-report.ts';
export {
  breakdownKindSchema,
  breakdownTableSchema,
  contractOutcomeSchema,
  measureValueSchema,
  performanceModelSchema,
} from './performance.ts';
export type {
  BreakdownKind,
  BreakdownRow,
  BreakdownTable,
  ContractOutcome,
  Drawdown,
  ExcursionPoint,
  MeasureValue,
  MoneyPart,
  PerformanceModel,
} from './performance.ts';
export { cycleChangesSchema, rowChangeSchema } from './cycle-changes.ts';
export type { CycleChanges, RowChange } from './cycle-changes.ts';
export { daemonHealthSchema, noticeResultSchema } from './daemon-health.ts';
export type { DaemonHealth, NoticeResult } from './daemon-health.ts';
export {
  forwardAccountSchema,
  forwardConsistencySchema,
  forwardRecordSchema,
  forwardRowSchema,
  restatedSeriesSchema,
  shortfallSchema,
} from './forward-record.ts';
export type {
  ForwardAccount,
  ForwardConsistencyModel,
  ForwardRecord,
  ForwardRow,
  RestatedSeries,
} from './forward-record.ts';
export {
  GATE_LABEL,
  GATE_LINE_LEVELS,
  GATE_LINE_VALUES,
  gateLabelsSchema,
  gateLineSchema,
  gateMeasuresSchema,
} from './gate-line.ts';
export type { GateLine } from './gate-line.ts';
export { loopSchema, notifySchema, outcomesStepSchema } from './operation.ts';
export type { LoopConfig, NotifyConfig, OutcomesStepConfig } from './operation.ts';
export {
  curveSchema,
  datasetSchema,
  heatCellSchema,
  reportModelSchema,
  overfittingPictureSchema,
  reportRowSchema,
  sweepPictureSchema,
  reportTradeSchema,
} from './report-model.ts';
export {
  gateCoverageSchema,
  gateDecisionSchema,
  gateRefusalSchema,
  gateRemarkSchema,
  gateSourceSchema,
} from './gates.ts';
export type { GateCoverageModel, GateDecisionDocument } from './gates.ts';
export { backtestOutcomeSchema, backtestSummarySchema } from './backtest-summary.ts';
export type { BacktestOutcome, BacktestSummary } from './backtest-summary.ts';
export type { OverfittingPicture, ReportModel, ReportRow, ReportTrade, SweepPicture } from './report-model.ts';
export {
  acknowledgementSchema,
  checkSchema,
  leakReportSchema,
  promotionSchema,
  rankingRowSchema,
  rankingsSchema,
  reasonSchema,
  selectionSchema,
  summarySchema,
  unappliedRuleSchema,
} from './rankings.ts';
export type {
  Acknowledgement,
  LeakReportModel,
  RankingRow,
  Rankings,
  RowFailure,
  Summary,
  VerdictName,
} from './rankings.ts';
export { outcomesStateSchema } from './outcomes-state.ts';
export type { OutcomesState } from './outcomes-state.ts';
export { verdictSchema } from './verdict.ts';
export {
  DEFAULT_LEAK_CUTS,
  killPolicySchema,
  researchConfigSchema,
  researchParts,
  sweepSchema,
} from './research-config.ts';
export type {
  CoverageConfig,
  FreshnessConfig,
  KillPolicyConfig,
  PackConfig,
  PromotionConfig,
  ResearchConfig,
  StrategyConfig,
  SweepAxis,
  WalkForwardConfig,
} from './research-config.ts';
export {
  continuedSchema,
  coverageSchema,
  datasetInventorySchema,
  joinLossSchema,
  packNoteSchema,
  runDataSchema,
  seriesInventorySchema,
  staleInstrumentSchema,
} from './run-data.ts';
export type {
  Continued,
  Coverage,
  DatasetInventory,
  PackNote,
  RunData,
  SeriesInventory,
  StaleInstrument,
} from './run-data.ts';
export { differenceSchema, runComparisonSchema } from './run-comparison.ts';
export type { ComparedRow, Difference, RunComparison } from './run-comparison.ts';
export { simulationConfigSchema, simulationFields } from './simulation/simulation-config.ts';
export type {
  AccountConfig,
  ContractConfig,
  ConversionConfig,
  CostsConfig,
  OutsideConfig,
  RiskConfig,
  SimulationConfig,
  SizingConfig,
} from './simulation/simulation-config.ts';
export { stressConfigSchema } from './stress-config.ts';
export type { StressConfig } from './stress-config.ts';
export { neighbourhoodSchema, stressFileSchema, stressMeasureSchema, stressSchema } from './stress.ts';
export type { NeighbourhoodModel, StressModel } from './stress.ts';
export { metricExplanationSchema, tradeExplanationSchema, verdictExplanationSchema } from './trade-explanation.ts';
export type { MetricExplanation, TradeExplanation, VerdictExplanation } from './trade-explanation.ts';
export { RECORD_FIELDS, researchRecordSchema } from './research-record.ts';
export type { ResearchRecord } from './research-record.ts';
export { gridSpecSchema } from './grid-spec.ts';
export type { GridSpec } from './grid-spec.ts';
export {
  gridCellSchema,
  gridEvidenceSchema,
  gridInstrumentSchema,
  gridErrorSchema,
  gridProgressSchema,
  gridResultSchema,
  gridStatusSchema,
  gridSummarySchema,
} from './grid-result.ts';
export type {
  GridCell,
  GridEvidence,
  GridInstrument,
  GridProgress,
  GridResult,
  GridStatus,
  GridSummary,
} from './grid-result.ts';
export { rosterEntrySchema, rosterSchema, rosterWeekSchema } from './roster.ts';
export type { RosterEntryModel, RosterModel, RosterWeek } from './roster.ts';
