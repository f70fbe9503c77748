export { heatCellSchema, reportModelSchema, reportRowSchema, reportTradeSchema } from './report-model.ts';
export type { ReportModel, ReportRow, ReportTrade } from './report-model.ts';
export {
  checkSchema,
  rankingRowSchema,
  rankingsSchema,
  reasonSchema,
  selectionSchema,
  summarySchema,
  verdictSchema,
} from './rankings.ts';
export type { RankingRow, Rankings, Summary, VerdictName } from './rankings.ts';
export { killPolicySchema, researchConfigSchema, sweepSchema } from './research-config.ts';
export type {
  KillPolicyConfig,
  PackConfig,
  ResearchConfig,
  StrategyConfig,
  SweepAxis,
  WalkForwardConfig,
} from './research-config.ts';
