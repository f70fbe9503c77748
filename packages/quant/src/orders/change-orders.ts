import { InvalidArgumentError } from '@assay/core/errors';
import type { EpochMs } from '@assay/core/time';
import type { Instrument } from '../market/index.ts';
import type { CancelRequest, ReplaceRequest } from './action.ts';
import { checkAction } from './check-action.ts';
import { hasLevel, levelTicks, trailOf } from './price-levels.ts';
import { isFinalState } from './order-state.ts';
import { orderAfter } from './working-order.ts';
import type { WorkingOrder } from './working-order.ts';

/**
 * True if a cancel request means this order: by its tag, by the tag of the entry it is attached to, or as one of all.
 *
 * Source: this project.
 */
export function isCancelledBy(order: WorkingOrder, request: CancelRequest): boolean {
  if (request.instrument !== undefined && request.instrument !== order.instrument) return false;
  return request.tag === '*' || order.tag === request.tag || order.tag.startsWith(`${request.tag}/`);
}

/**
 * A working order after a replacement: new lots or levels, the same identity, behind the orders that wait already.
 *
 * A trailing stop keeps its water mark. A stop that has been triggered has no level left to change.
 *
 * @param sequence - larger than that of any order so far: the place that it takes.
 * @throws {InvalidArgumentError} if a level does not belong to the order's type, or the lots are not more than what it
 * has filled and given up already.
 * @throws {PlatformError} ILLEGAL_STATE if the order is not working any more.
 *
 * @remarks
 * Source: this project.
 */
export function replaceOrder(
  order: WorkingOrder,
  request: ReplaceRequest,
  instrument: Instrument,
  sequence: number,
): WorkingOrder {
  checkAction(request);
  const where = `replace ${request.tag}`;
  for (const field of ['limitPrice', 'stopPrice', 'trail'] as const) {
    if (request[field] === undefined || hasLevel(order.type, field)) continue;
    throw new InvalidArgumentError(`${where}.${field}`, `left out for a ${order.type} order`, request[field]);
  }
  const { limitPrice, stopPrice, trail } = request;
  const changed: WorkingOrder = {
    ...orderAfter(order, 'replaced', newLots(where, order, request.lots)),
    sequence,
    limitTicks: limitPrice === undefined ? order.limitTicks : levelTicks(instrument, limitPrice, order.side, 'limit'),
    stopTicks: stopPrice === undefined ? order.stopTicks : levelTicks(instrument, stopPrice, order.side, 'stop'),
    trail: trail === undefined ? order.trail : trailOf(instrument, trail),
  };
  checkStopLimit(where, changed);
  return changed;
}

/**
 * True if an order that is good till a date has lapsed: at that date and later.
 *
 * Source: this project.
 */
export function isLapsed(order: WorkingOrder, time: EpochMs): boolean {
  return order.timeInForce.kind === 'gtd' && time >= order.timeInForce.until && !isFinalState(order.state);
}

function newLots(where: string, order: WorkingOrder, lots: number | undefined): number {
  if (lots === undefined) return order.lots;
  const used = order.filledLots + order.cancelledLots;
  if (order.closesPosition) throw new InvalidArgumentError(`${where}.lots`, 'left out: it closes the position', lots);
  if (lots > used) return lots;
  throw new InvalidArgumentError(`${where}.lots`, `more than the ${used} filled or given up already`, lots);
}

function checkStopLimit(where: string, order: WorkingOrder): void {
  const { limitTicks, stopTicks, side } = order;
  if (limitTicks === undefined || stopTicks === undefined) return;
  if (side === 'buy' ? limitTicks >= stopTicks : limitTicks <= stopTicks) return;
  const relation = side === 'buy' ? 'at or above' : 'at or below';
  throw new InvalidArgumentError(
    `${where}.limitPrice`,
    `${relation} the stop of ${stopTicks} ticks`,
    `${limitTicks} ticks`,
  );
}
