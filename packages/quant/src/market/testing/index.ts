export { cannedGates, hourlySeries } from './canned-gates.ts';
export type { CannedOptions } from './canned-gates.ts';
export {
  closeOnlySeries,
  emptySource,
  firstSessions,
  ohlcSeries,
  poisonedFrom,
  testInstrument,
  walkSeries,
} from './series.ts';
export type { TestColumns, TestSeriesOptions } from './series.ts';
