export { syntheticReportModel } from './synthetic-report-model.ts';
