export type { CoverageCells, CoverageModel, CoverageRow } from './charts/coverage-chart.ts';
export { renderCoverageDrawing, renderCoveragePage } from './charts/coverage-page.ts';
export type { CoverageFinding, CoveragePage } from './charts/coverage-page.ts';
export { METRIC_NAMES } from './metric-catalogue.ts';
export { renderRankingTable } from './ranking-table.ts';
export type { RankingTableOptions } from './ranking-table.ts';
export { renderBacktestReport } from './render-backtest-report.ts';
export { renderReport } from './render-report.ts';
export { oneLine } from './terminal-text.ts';
