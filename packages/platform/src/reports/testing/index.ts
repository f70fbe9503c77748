export { fullRow } from './full-row.ts';
export { openPage } from './page.ts';
export type { Page } from './page.ts';
export { syntheticReportModel } from './synthetic-report-model.ts';
export { modelOf, thinnedReportModel } from './thinned-model.ts';
export { GRID_RESULTS, gridCell, gridInstrument, gridResult, judgedBest } from './grid-results.ts';
