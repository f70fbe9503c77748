import { offTick, toTicks } from '../market/index.ts';
import type { Instrument } from '../market/index.ts';
import type { OrderType, TrailRequest } from './action.ts';
import type { Side } from './records.ts';
import type { Trail } from './working-order.ts';

/** A price nearer than this to a tick counts as on it, in ticks: what arithmetic with decimals leaves over. */
const ON_TICK = 1e-6;

/**
 * A price level in whole ticks, rounded against the trader: a buy limit and a sell stop down, a sell limit and a buy
 * stop up, so that a limit is harder to fill and a stop fills no better than asked.
 *
 * @param price - in price units, finite.
 * @throws {InvalidArgumentError} if the price does not fit into 53 bits of ticks.
 *
 * @remarks
 * Numerics: a price within a millionth of a tick of a tick counts as on it.
 * Source: this project.
 */
export function levelTicks(instrument: Instrument, price: number, side: Side, level: 'limit' | 'stop'): number {
  const nearest = toTicks(instrument, price);
  const off = offTick(instrument, price);
  if (Math.abs(off) <= ON_TICK) return nearest;
  const isUp = (level === 'limit') === (side === 'sell');
  if (isUp) return off > 0 ? nearest + 1 : nearest;
  return off < 0 ? nearest - 1 : nearest;
}

/**
 * The distance of a trailing stop in ticks, rounded up, at least one; a fraction stays one.
 *
 * @throws {InvalidArgumentError} if the distance does not fit into 53 bits of ticks.
 *
 * @remarks
 * Source: this project.
 */
export function trailOf(instrument: Instrument, trail: TrailRequest): Trail {
  if (trail.kind === 'fraction') return { kind: 'fraction', value: trail.value };
  return { kind: 'ticks', ticks: Math.max(1, levelTicks(instrument, trail.value, 'buy', 'stop')) };
}

/**
 * True if orders of that type have a level of that name.
 *
 * Source: this project.
 */
export function hasLevel(type: OrderType, level: 'limitPrice' | 'stopPrice' | 'trail'): boolean {
  if (level === 'limitPrice') return type === 'limit' || type === 'stop-limit';
  return level === 'stopPrice' ? type === 'stop' || type === 'stop-limit' : type === 'trailing-stop';
}
