export type { Adjustment, Bar, BarField, BarSeries, BarShape, SourceRows } from './bars.ts';
export type { Calendar, CalendarId, Session } from './calendar.ts';
export { CALENDAR_IDS, calendarById } from './calendars.ts';
export { checkSeries } from './check-series.ts';
export type { Decimal, ExactDecimal } from './decimal.ts';
export { parsePositiveDecimal } from './decimal.ts';
export type {
  Currency,
  CurrencyPair,
  FutureInstrument,
  Instrument,
  InstrumentId,
  InstrumentTerms,
  LinearInstrument,
  OptionInstrument,
} from './instrument.ts';
export { beyondLedger, LEDGER_UNITS_PER_CURRENCY_UNIT, ledgerScale, moneyUnits } from './ledger-scale.ts';
export type { LedgerScale } from './ledger-scale.ts';
export { barAt, sliceSeries } from './series.ts';
export { fromTicks, offTick, ticksColumn, toTicks } from './ticks.ts';
export type { Timeframe, TimeframeParts, TimeframeUnit } from './timeframe.ts';
export { parseTimeframe } from './timeframe.ts';
