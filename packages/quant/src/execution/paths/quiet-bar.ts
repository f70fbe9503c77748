import type { WorkingOrder } from '../../orders/index.ts';
import { isActive, natureOf, opposes } from './live-order.ts';
import type { BarWalk, PathRules } from './path-types.ts';
import { movedMark, trailingLevel } from './trailing.ts';

/** Prices of a bar, or of a part of it. */
export interface PriceRange {
  readonly low: number;
  readonly high: number;
}

/** The part of a bar that is asked about: its prices, and whether a session opens or closes in it. */
export interface BarPart extends PriceRange {
  /** Prices of the ask side, where it is known too: the others are then those of the bid. */
  readonly ask?: PriceRange | undefined;
  readonly index: number;
  readonly ordersUntil: number;
  /** @default true */
  readonly opensSession?: boolean | undefined;
  /** @default true */
  readonly closesSession?: boolean | undefined;
}

/**
 * True if none of the orders can do anything in a bar: no price is met, no exit has lost its position, none is due at the
 * open or the close. The cheap question that is asked of every bar; it may say no where the walk then finds nothing.
 *
 * @remarks
 * Cost: O(orders), no allocation.
 * Source: this project.
 */
export function isQuiet(
  orders: readonly WorkingOrder[],
  part: BarPart,
  positionLots: number,
  rules: Pick<PathRules, 'limitFill'>,
): boolean {
  const through = rules.limitFill === 'through' ? 1 : 0;
  for (let k = 0; k < orders.length; k++) {
    const order = orders[k];
    if (order.role !== 'order' && !opposes(order, positionLots)) return false;
    if (!isActive(order, part)) continue;
    if (order.state === 'accepted' || !isQuietOrder(order, part, through)) return false;
  }
  return true;
}

/**
 * What a quiet part of a bar does: it may move water marks of trailing stops.
 *
 * @returns undefined if it moves none.
 *
 * @remarks
 * Source: this project.
 */
export function followed(orders: readonly WorkingOrder[], part: BarPart, positionLots: number): BarWalk | undefined {
  let moved: WorkingOrder[] | undefined;
  for (let k = 0; k < orders.length; k++) {
    const order = orders[k];
    if (order.type !== 'trailing-stop' || !isActive(order, part)) continue;
    const mark = movedMark(
      order.side,
      order.waterMarkTicks ?? NaN,
      order.side === 'sell' ? part.high : (part.ask ?? part).low,
    );
    if (mark === order.waterMarkTicks) continue;
    moved ??= orders.slice();
    moved[k] = { ...order, waterMarkTicks: mark };
  }
  return moved === undefined ? undefined : { path: undefined, fills: [], events: [], orders: moved, positionLots };
}

/**
 * True if a price level of the order is not met by any price of a range, whichever way the prices came.
 *
 * @param through - ticks by which a limit must be traded through.
 *
 * @remarks
 * Cost: no allocation.
 * Source: this project.
 */
export function isUntouched(order: WorkingOrder, range: PriceRange, through: number): boolean {
  const isBuy = order.side === 'buy';
  const nature = natureOf(order);
  if (nature === 'limit') {
    const level = order.limitTicks ?? NaN;
    return isBuy ? !(range.low <= level - through) : !(range.high >= level + through);
  }
  if (nature === 'none') return false;
  const level = order.trail === undefined ? (order.stopTicks ?? NaN) : nearestTrailingLevel(order, range);
  return isBuy ? !(range.high >= level) : !(range.low <= level);
}

function isQuietOrder(order: WorkingOrder, part: BarPart, through: number): boolean {
  switch (order.type) {
    case 'market':
      return false;
    case 'market-on-open':
      return part.opensSession === false && order.filledLots === 0;
    case 'market-on-close':
      return part.closesSession === false;
    default:
      // A limit that wants its fill at once is settled at the first open, whatever the prices.
      if (order.type === 'limit' && (order.timeInForce.kind === 'ioc' || order.timeInForce.kind === 'fok'))
        return false;
      return isUntouched(order, order.side === 'buy' ? (part.ask ?? part) : part, through);
  }
}

/** The level of a trailing stop after the best price of the range: the one nearest to the market that it can reach. */
function nearestTrailingLevel(order: WorkingOrder, range: PriceRange): number {
  const { side, trail } = order;
  if (trail === undefined) return NaN;
  const best = side === 'sell' ? range.high : range.low;
  return trailingLevel(side, trail, movedMark(side, order.waterMarkTicks ?? NaN, best));
}
