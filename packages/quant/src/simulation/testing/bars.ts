import { emptySource, testInstrument } from '../../market/testing/index.ts';
import type { BarSeries, LinearInstrument } from '../../market/index.ts';

/** A bar with its times: open, close and, where later than the close, the moment it becomes available. */
export interface TimedBar {
  readonly opens: number;
  readonly closes: number;
  readonly available?: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** A series of bars at stated times, of any size and calendar. */
export function timedSeries(bars: readonly TimedBar[], instrument: Partial<LinearInstrument> = {}): BarSeries {
  const column = (pick: (bar: TimedBar) => number): Float64Array => Float64Array.from(bars, pick);
  return {
    instrument: testInstrument(instrument),
    timeframe: '1d',
    shape: 'ohlc',
    adjustment: 'raw',
    synthetic: true,
    length: bars.length,
    openTime: column((bar) => bar.opens),
    eventTime: column((bar) => bar.closes),
    availableAt: column((bar) => bar.available ?? bar.closes),
    open: column((bar) => bar.open),
    high: column((bar) => bar.high),
    low: column((bar) => bar.low),
    close: column((bar) => bar.close),
    volume: column(() => NaN),
    source: emptySource(bars.length),
  };
}

/** Bars of one size without a pause, from time `start` on: each opens when the one before closes, one unit higher. */
export function contiguousSeries(
  closes: readonly number[],
  timing: { readonly start: number; readonly barMs: number },
  instrument: Partial<LinearInstrument> = {},
): BarSeries {
  const bars = closes.map((close, i) => {
    const open = i === 0 ? close : closes[i - 1] + 1;
    const opens = timing.start + i * timing.barMs;
    const [high, low] = [Math.max(open, close), Math.min(open, close)];
    return { opens, closes: opens + timing.barMs, open, high, low, close };
  });
  return timedSeries(bars, instrument);
}
