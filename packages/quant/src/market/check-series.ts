import { DataError } from '@assay/core/errors';
import { formatIsoTime, MAX_EPOCH_MS, MIN_EPOCH_MS } from '@assay/core/time';
import type { BarSeries, SidePrices } from './bars.ts';

/** Kinds of instrument whose price can be zero or negative. */
const KINDS_WITHOUT_FLOOR = ['future', 'commodity', 'contract-for-difference', 'option'];

/**
 * Throws unless a series keeps everything that `BarSeries` promises.
 *
 * Columns of one length; whole times; each bar opens no earlier than the one before it closed, closes later than that
 * one and no earlier than it opens, and is available no earlier than it closes; finite closes, and in an `ohlc` series
 * low ≤ open ≤ high and low ≤ close ≤ high, on the ask side too (that it lies above the bid is not asked: feeds cross);
 * nothing but closes in a `close-only` series; prices > 0 unless the kind of
 * instrument allows others (future, commodity, contract for difference, option); volume ≥ 0 or NaN.
 *
 * @throws {DataError} naming the first bar that is wrong and how.
 *
 * @remarks
 * Cost: one pass.
 * Source: this project.
 */
export function checkSeries(series: BarSeries): void {
  checkColumns(series);
  const hasFloor = !KINDS_WITHOUT_FLOOR.includes(series.instrument.kind);
  for (let i = 0; i < series.length; i++) {
    const fault = timeFault(series, i) ?? priceFault(series, i) ?? (hasFloor ? floorFault(series, i) : undefined);
    if (fault !== undefined) throw barError(series, i, fault);
  }
}

function checkColumns(series: BarSeries): void {
  const { openTime, eventTime, availableAt, open, high, low, close, volume } = series;
  const columns = { openTime, eventTime, availableAt, open, high, low, close, volume };
  const rows = { 'source.file': series.source.file, 'source.row': series.source.row };
  const asks = Object.entries(series.ask ?? {}).map(
    ([name, column]) => [`ask.${name}`, column as Float64Array] as const,
  );
  for (const [name, column] of [...Object.entries({ ...columns, ...rows }), ...asks]) {
    if (column.length === series.length) continue;
    const lengths = `has ${column.length} values, the series ${series.length} bars`;
    throw new DataError(`series '${series.instrument.id}': column ${name} ${lengths}`, { context: { column: name } });
  }
}

function timeFault(series: BarSeries, i: number): string | undefined {
  const [opens, closes, available] = [series.openTime[i], series.eventTime[i], series.availableAt[i]];
  if (![opens, closes, available].every(isInstant))
    return 'has a time that is not whole milliseconds of the years 0000 to 9999';
  if (opens > closes) return 'opens after it closes';
  if (available < closes) return 'is available before it closes';
  if (i === 0) return undefined;
  if (closes <= series.eventTime[i - 1]) return 'does not close after the bar before it';
  return opens < series.eventTime[i - 1] ? 'opens before the bar before it has closed' : undefined;
}

function isInstant(time: number): boolean {
  return Number.isInteger(time) && time >= MIN_EPOCH_MS && time <= MAX_EPOCH_MS;
}

function priceFault(series: BarSeries, i: number): string | undefined {
  const [close, volume] = [series.close[i], series.volume[i]];
  if (!Number.isFinite(close)) return `has the close ${close}`;
  if (volume < 0 || volume === Infinity) return `has the volume ${volume}`;
  if (series.shape !== 'ohlc') return closeOnlyFault(series, i);
  return rangeFault(series, i) ?? (series.ask === undefined ? undefined : askFault(series.ask, i));
}

function askFault(ask: SidePrices, i: number): string | undefined {
  const fault = rangeFault(ask, i);
  return fault === undefined ? undefined : `${fault} on the ask side`;
}

function closeOnlyFault(series: BarSeries, i: number): string | undefined {
  if (series.openTime[i] !== series.eventTime[i]) return 'is close-only but does not open at its close';
  const others = [series.open[i], series.high[i], series.low[i]];
  return others.every(Number.isNaN) ? undefined : 'is close-only but has an open, high or low';
}

function rangeFault(series: SidePrices, i: number): string | undefined {
  const [open, high, low, close] = [series.open[i], series.high[i], series.low[i], series.close[i]];
  if (![open, high, low, close].every(Number.isFinite))
    return `has open ${open}, high ${high}, low ${low}, close ${close}`;
  if (high < low) return `has the high ${high} below the low ${low}`;
  if (open > high || open < low) return `has the open ${open} outside its low ${low} and high ${high}`;
  return close > high || close < low ? `has the close ${close} outside its low ${low} and high ${high}` : undefined;
}

function floorFault(series: BarSeries, i: number): string | undefined {
  const lowest = series.shape === 'ohlc' ? series.low[i] : series.close[i];
  return lowest > 0 ? undefined : `has the price ${lowest}, impossible for the kind ${series.instrument.kind}`;
}

function barError(series: BarSeries, i: number, fault: string): DataError {
  const time = series.eventTime[i];
  const when = isInstant(time) ? formatIsoTime(time) : String(time);
  const file = series.source.files[series.source.file[i]] ?? null;
  return new DataError(`series '${series.instrument.id}': bar ${i} (${when}) ${fault}`, {
    context: { instrument: series.instrument.id, bar: i, eventTime: when, file, row: series.source.row[i] },
  });
}
