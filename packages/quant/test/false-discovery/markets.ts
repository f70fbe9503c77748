import { createRng } from '@assay/core/random';
import type { BarSeries } from '../../src/market/index.ts';
import { walkSeries } from '../../src/market/testing/index.ts';

/** What a market of the proof looks like. Volatilities and drift are per session, as fractions. */
export interface MarketShape {
  readonly bars: number;
  readonly overnightVolatility: number;
  readonly sessionVolatility: number;
  /** Expected simple return from one close to the next, all of it before the open. */
  readonly drift: number;
  /** Expected simple return from open to close. @default 0 */
  readonly sessionDrift?: number;
}

/** A driftless market: prices are a martingale, so that no timing has an expected gain. */
export const DRIFTLESS: MarketShape = { bars: 1260, overnightVolatility: 0.004, sessionVolatility: 0.012, drift: 0 };

const calendars = new Map<number, BarSeries>();

/**
 * Independent daily bars of one market: simple returns are independent, with mean `drift`.
 *
 * Prices start at 1,000 and are whole ticks of 0.01, so that rounding is far below a basis point.
 */
export function market(seed: string, shape: MarketShape): BarSeries {
  const template = calendars.get(shape.bars) ?? walkSeries('calendar', shape.bars);
  calendars.set(shape.bars, template);
  const rng = createRng(`market/${seed}`);
  const { overnightVolatility: night, sessionVolatility: day, drift, sessionDrift = 0 } = shape;
  const columns = {
    open: new Float64Array(shape.bars),
    high: new Float64Array(shape.bars),
    low: new Float64Array(shape.bars),
    close: new Float64Array(shape.bars),
  };
  const ticks = (price: number): number => Math.round(price * 100) / 100;
  let level = Math.log(1_000);
  for (let bar = 0; bar < shape.bars; bar++) {
    level += Math.log1p(drift) + night * rng.nextNormal() - night ** 2 / 2;
    const open = ticks(Math.exp(level));
    level += Math.log1p(sessionDrift) + day * rng.nextNormal() - day ** 2 / 2;
    const close = ticks(Math.exp(level));
    const reach = Math.exp(day * Math.abs(rng.nextNormal()) * 0.5);
    columns.open[bar] = open;
    columns.close[bar] = close;
    columns.high[bar] = ticks(Math.max(open, close) * reach);
    columns.low[bar] = ticks(Math.min(open, close) / reach);
  }
  return { ...template, ...columns };
}

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
