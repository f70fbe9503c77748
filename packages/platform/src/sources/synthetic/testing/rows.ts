import { formatIsoDate, formatIsoTime } from '@assay/core/time';
import type { BarSeries, SidePrices } from '@assay/quant/market';

/** The header of daily bars as `BAR_LINES` writes them, that of the built-in layout `ohlcv-daily`. */
export const DAILY_HEADER = 'date,open,high,low,close,volume';

/** The header of bars that are stamped by their close as a moment. */
export const STAMPED_HEADER = 'time,open,high,low,close,volume';

/** The header of bars of both sides. */
export const TWO_SIDED_HEADER = 'time,bidOpen,bidHigh,bidLow,bidClose,askOpen,askHigh,askLow,askClose';

/** A bar's prices and volume as the cells of a line. */
export interface BarCells {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** The cells of every bar. */
export function cellsOf(series: BarSeries): readonly BarCells[] {
  const { open, high, low, close, volume } = series;
  return Array.from({ length: series.length }, (_, t) => ({
    ...{ open: open[t] as number, high: high[t] as number, low: low[t] as number },
    ...{ close: close[t] as number, volume: volume[t] as number },
  }));
}

/** Lines of `DAILY_HEADER`: a bar's date is that of the UTC day in which it opens. */
export function dailyLines(series: BarSeries, cells: readonly BarCells[] = cellsOf(series)): string[] {
  return cells.map((bar, t) => lineOf(formatIsoDate(series.openTime[t] as number), bar));
}

/** Lines of `STAMPED_HEADER` in UTC. */
export function stampedLines(series: BarSeries, cells: readonly BarCells[] = cellsOf(series)): string[] {
  return cells.map((bar, t) => lineOf(formatIsoTime(series.eventTime[t] as number), bar));
}

/** Lines of `TWO_SIDED_HEADER` in UTC. */
export function twoSidedLines(series: BarSeries): string[] {
  const ask = series.ask as SidePrices;
  return Array.from({ length: series.length }, (_, t) => {
    const prices = [series, ask].flatMap((side) => [side.open[t], side.high[t], side.low[t], side.close[t]]);
    return [formatIsoTime(series.eventTime[t] as number), ...prices].join(',');
  });
}

/** Prices times a factor, rounded to `decimals`. */
export function scaledCells(bar: BarCells, factor: number, decimals: number): BarCells {
  const scaled = (price: number): number => Number((price * factor).toFixed(decimals));
  return {
    ...bar,
    ...{ open: scaled(bar.open), high: scaled(bar.high), low: scaled(bar.low), close: scaled(bar.close) },
  };
}

/** A file's text. */
export function textOf(header: string, lines: readonly string[]): string {
  return [header, ...lines].map((line) => `${line}\n`).join('');
}

function lineOf(stamp: string, { open, high, low, close, volume }: BarCells): string {
  return [stamp, open, high, low, close, volume].join(',');
}
