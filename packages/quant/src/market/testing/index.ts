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
