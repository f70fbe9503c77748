import { createRng } from '@assay/core/random';
import type { BarSeries } from '../../src/market/index.ts';

/**
 * The same bars with the highs and lows of paths that wander between open and close without a preferred side: of a Brownian
 * bridge in logarithms. An exit at a stop or a target then has no edge of its own.
 */
export function withWanderingRanges(series: BarSeries, seed: string, volatility: number): BarSeries {
  const rng = createRng(`ranges/${seed}`);
  const { open, close } = series;
  const reach = (change: number): number =>
    (Math.abs(change) + Math.sqrt(change ** 2 - 2 * volatility ** 2 * Math.log(1 - rng.nextFloat()))) / 2;
  const high = Float64Array.from(close, (value, bar) => {
    const change = Math.log(value / open[bar]);
    return Math.min(open[bar], value) * Math.exp(reach(change));
  });
  const low = Float64Array.from(close, (value, bar) => {
    const change = Math.log(value / open[bar]);
    return Math.max(open[bar], value) * Math.exp(-reach(change));
  });
  const ticks = (price: number): number => Math.round(price * 100) / 100;
  return { ...series, high: high.map(ticks), low: low.map(ticks) };
}
