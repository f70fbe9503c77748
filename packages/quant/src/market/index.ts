export { adjustmentFactors, adjustSeries } from './adjust.ts';
export type { AdjustmentFactors } from './adjust.ts';
export type { BarPeriod, BarSchedule, GridAnchor } from './bar-schedule.ts';
export { barTimes, expectedBarsIn, expectedBarTimes, intradayMs, isOptionalBar } from './bar-schedule.ts';
export { periodFinder } from './bar-periods.ts';
export type { PeriodFinder } from './bar-periods.ts';
export type { Adjustment, Bar, BarField, BarSeries, BarShape, PriceSide, SidePrices, SourceRows } from './bars.ts';
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
export { instrumentAsOf, pricePrecision, REQUIRED_TERMS, termFaults } from './instrument-record.ts';
export type { TermFault, TermTexts } from './instrument-record.ts';
export { beyondLedger, LEDGER_UNITS_PER_CURRENCY_UNIT, ledgerScale, moneyUnits } from './ledger-scale.ts';
export type { LedgerScale } from './ledger-scale.ts';
export { mergeTerms } from './merge-terms.ts';
export { keptRecords } from './kept-records.ts';
export { recordTable, textAt } from './record-table.ts';
export type { RecordRow } from './record-table.ts';
export { KEYED_BY, RECORD_COLUMNS, RECORD_KINDS } from './records.ts';
export type { RecordColumn, RecordKind, RecordTable, TextColumn } from './records.ts';
export { checkQuotes, quoteSeries } from './quotes.ts';
export type { QuoteSeries } from './quotes.ts';
export { barAt, sliceSeries } from './series.ts';
export { fromTicks, offTick, ticksColumn, toTicks } from './ticks.ts';
export type { Timeframe, TimeframeParts, TimeframeUnit } from './timeframe.ts';
export { parseTimeframe } from './timeframe.ts';
export { actionsFromFactors } from './factor-actions.ts';
export type { FactorRow } from './factor-actions.ts';
export { freshness } from './freshness.ts';
export type { Freshness, FreshnessLimit } from './freshness.ts';
