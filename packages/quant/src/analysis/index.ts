export { drawdownSeries, largestDrawdowns } from './drawdowns.ts';
export type { DrawdownEpisode } from './drawdowns.ts';
export { averageExposure, exposureMatchedExcess, exposureMeasures, matchedExcessInto } from './exposure.ts';
export type { ExposureHistory, ExposureMatchedExcess, ExposureMeasures } from './exposure.ts';
export { defined, isDefined, measureTable, undefinedBecause, UNDEFINED_REASONS } from './measure.ts';
export type { Measure, MeasureTable, UndefinedReason } from './measure.ts';
export { monthlyReturns } from './monthly-returns.ts';
export type { MonthlyReturn } from './monthly-returns.ts';
export { orderMeasures } from './order-measures.ts';
export type { OrderMeasures } from './order-measures.ts';
export { MIN_OBSERVATIONS_TO_ANNUALISE, observedReturns, returnMeasures } from './return-measures.ts';
export type { ReturnMeasureOptions, ReturnMeasures } from './return-measures.ts';
export { meanAndDeviation, returnMoments } from './spread.ts';
export type { ReturnMoments } from './spread.ts';
export { exactSum, tradeMeasures } from './trade-measures.ts';
export type { TradeFigures, TradeMeasures } from './trade-measures.ts';
export { isRuined } from './wealth.ts';
export { breakdown, CELL_MEASURES } from './breakdown/breakdown.ts';
export type {
  Breakdown,
  BreakdownCell,
  BreakdownInput,
  LabelledPeriods,
  LabelledTrades,
} from './breakdown/breakdown.ts';
export { labelColumn, labelsAt, periodsOf, tradeLabels, UNKNOWN_LABEL } from './breakdown/labels.ts';
export type { LabelColumn, LabelledTrade, TradeKey } from './breakdown/labels.ts';
export { sessionPartLabels, timeLabels } from './breakdown/time-labels.ts';
export type { SessionPart, TimeKind, TimePart } from './breakdown/time-labels.ts';
export { capacityFacts } from './capacity.ts';
export type { CapacityFacts, CapacityInput } from './capacity.ts';
export type { MeasureDefinition, MeasureLevel, MeasureUnit } from './definition.ts';
export { drawdownTable } from './drawdown-table.ts';
export type { DrawdownRow, EquityRecord } from './drawdown-table.ts';
export type { AnalysisFacts, AnalysisInput, CostInput } from './facts.ts';
export type { PeriodInput } from './periods/facts.ts';
export { analyse, MEASURE_GROUPS, measureById, MEASURES } from './registry.ts';
export type { MeasureGroup } from './registry.ts';
export type { TradeInput } from './trades/facts.ts';
export { wilsonInterval } from './trades/wilson.ts';
export type { Interval } from './trades/wilson.ts';
export { analysisInput } from './record/analysis-input.ts';
export { capacityInput } from './record/capacity-input.ts';
export { CAPACITY_OPTIONS } from './record/record-context.ts';
export type { CapacityOptions, RecordContext } from './record/record-context.ts';
export { recordedTrades, tradeInput } from './record/trade-input.ts';
export type { RecordedTrade } from './record/trade-input.ts';
