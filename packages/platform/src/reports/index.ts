export type { CoverageCells, CoverageModel, CoverageRow } from './charts/coverage-chart.ts';
export { renderCoverageDrawing, renderCoveragePage } from './charts/coverage-page.ts';
export type { CoverageFinding, CoveragePage } from './charts/coverage-page.ts';
export type { Candle, CandlePanel, DrawnGate } from './charts/gates/candle-chart.ts';
export { renderGatesPage } from './charts/gates/gates-page.ts';
export type { GatesPage } from './charts/gates/gates-page.ts';
export { renderOutcomesPage } from './charts/gates/outcomes-page.ts';
export type { DrawnOutcome, OutcomePanel, OutcomesPage } from './charts/gates/outcomes-page.ts';
export type { MeasurePanel } from './charts/gates/measure-chart.ts';
export { renderNullsPage } from './charts/nulls-page.ts';
export type { NullsPage } from './charts/nulls-page.ts';
export { comparedRowWords, comparisonAnswer, differenceWords } from './comparison-words.ts';
export { formatFixed, formatList, formatNumber, formatParameter, formatParameters, formatSigned } from './format.ts';
export type { Unit } from './format.ts';
export { GRID_VERDICT_NAMES, gridHeadline, gridVerdict, gridVerdictWords, judgedDeflation } from './grid-words.ts';
export type { GridLimits, GridVerdict, JudgedBest } from './grid-words.ts';
export { METRIC_NAMES, metricWords, RANKED_METRICS, undefinedWords } from './metric-catalogue.ts';
export { renderRankingTable } from './ranking-table.ts';
export type { RankingTableOptions } from './ranking-table.ts';
export { renderBacktestReport } from './render-backtest-report.ts';
export { renderComparison } from './render-comparison.ts';
export { renderGridPage } from './render-grid-page.ts';
export { renderRosterPage } from './render-roster-page.ts';
export type { RosterPageFacts } from './render-roster-page.ts';
export { renderReport } from './render-report.ts';
export { MAX_DETAILED_ROWS } from './report-view.ts';
export { forwardStateWords, forwardWarnings, renderForwardRecord } from './sections/forward/forward-record.ts';
export {
  profitFactorText,
  rosterFollowedWords,
  rosterHeadline,
  rosterPolicyWords,
  rosterWhy,
  rosterWouldChange,
  tighteningWords,
} from './roster-words.ts';
export type { RosterLimits, RosterPlace } from './roster-words.ts';
export { reasonWords } from './rule-words.ts';
export { oneLine } from './terminal-text.ts';
