import { checkInteger } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import type { EpochMs } from '@assay/core/time';
import type { Instrument } from '../market/index.ts';
import type { AttachedLevelRequest, AttachedRequest, OrderRequest } from './action.ts';
import { checkAction } from './check-action.ts';
import { levelTicks, trailOf } from './price-levels.ts';
import type { Side } from './records.ts';
import type { AttachedLevel, AttachedOrders, WorkingOrder } from './working-order.ts';

/** What the engine knows about an order that a request does not say. */
export interface OrderContext {
  /** Id of the order; the ids after it up to `idsTaken` belong to its attached exits. */
  readonly id: number;
  readonly decisionTime: EpochMs;
  /** Whole lots > 0, where the quantity had to be sized; ignored for stated lots and whole positions. */
  readonly lots?: number | undefined;
}

const BUILT_IN_EXITS = 3;

/**
 * Checks an order request and turns it into an accepted order in whole ticks and lots; levels are rounded against the
 * trader.
 *
 * @throws {InvalidArgumentError} if the request makes no sense by itself, is for another instrument, has no lots, lapses
 * before it is decided, or has an attached exit on the wrong side of its entry.
 *
 * @remarks
 * Causal: nothing but the request and the context is looked at.
 * Source: this project.
 */
export function resolveOrderRequest(
  request: OrderRequest,
  instrument: Instrument,
  context: OrderContext,
): WorkingOrder {
  checkAction(request);
  return resolveCheckedOrder(request, instrument, context);
}

/**
 * `resolveOrderRequest` for a request that `checkAction` has seen already: the engine checks an action as soon as the
 * strategy returns it, and asks other things before it resolves it.
 *
 * @throws {InvalidArgumentError} as `resolveOrderRequest`.
 *
 * @remarks
 * Causal: nothing but the request and the context is looked at.
 * Source: this project.
 */
export function resolveCheckedOrder(
  request: OrderRequest,
  instrument: Instrument,
  context: OrderContext,
): WorkingOrder {
  const where = `order ${request.tag}`;
  checkInstrument(where, request.instrument, instrument);
  const { side, quantity, type, attached } = request;
  const timeInForce = request.timeInForce ?? { kind: 'gtc' };
  if (timeInForce.kind === 'gtd') checkLater(`${where}.timeInForce.until`, timeInForce.until, context.decisionTime);
  const closesPosition = quantity.kind === 'position';
  const { limitPrice, stopPrice } = request;
  const order: WorkingOrder = {
    ...plainOrder(instrument, context),
    tag: request.tag,
    side,
    type,
    lots: closesPosition ? 0 : orderedLots(where, quantity, context),
    limitTicks: limitPrice === undefined ? undefined : levelTicks(instrument, limitPrice, side, 'limit'),
    stopTicks: stopPrice === undefined ? undefined : levelTicks(instrument, stopPrice, side, 'stop'),
    trail: request.trail === undefined ? undefined : trailOf(instrument, request.trail),
    timeInForce,
    reduceOnly: closesPosition || request.reduceOnly === true,
    closesPosition,
    oco: request.oco,
    attached: attached === undefined ? undefined : attachedOf(attached, instrument, side, context.id + 1),
    reason: request.reason,
  };
  checkSides(where, order);
  return order;
}

/**
 * Ids that an order takes: its own and those of its attached exits.
 *
 * Source: this project.
 */
export function idsTaken(order: WorkingOrder): number {
  return order.attached === undefined ? 1 : 1 + BUILT_IN_EXITS + order.attached.targets.length;
}

/**
 * What every accepted order begins with: no levels, no lots, good till cancelled.
 *
 * Source: this project.
 */
export function plainOrder(
  instrument: Instrument,
  context: OrderContext,
): Omit<WorkingOrder, 'tag' | 'side' | 'type' | 'lots' | 'reason'> {
  checkInteger('context.id', context.id, 0);
  return {
    id: context.id,
    instrument: instrument.id,
    role: 'order',
    state: 'accepted',
    sequence: context.id,
    filledLots: 0,
    cancelledLots: 0,
    limitTicks: undefined,
    stopTicks: undefined,
    trail: undefined,
    waterMarkTicks: undefined,
    timeInForce: { kind: 'gtc' },
    reduceOnly: false,
    closesPosition: false,
    oco: undefined,
    attached: undefined,
    parentId: undefined,
    coveredLots: 0,
    decisionTime: context.decisionTime,
    activeFrom: context.decisionTime,
    activeFromBar: 0,
    spentBar: -1,
  };
}

/**
 * Lots of an order: those stated, or those that the engine has sized.
 *
 * @throws {InvalidArgumentError} if they had to be sized and are not a whole number > 0.
 *
 * @remarks
 * Source: this project.
 */
export function orderedLots(
  where: string,
  quantity: { readonly kind: string; readonly value?: number },
  context: OrderContext,
): number {
  if (quantity.kind === 'lots' && quantity.value !== undefined) return quantity.value;
  const { lots } = context;
  if (lots !== undefined && Number.isSafeInteger(lots) && lots > 0) return lots;
  throw new InvalidArgumentError(`${where}.quantity`, 'sized to a whole number of lots > 0', lots);
}

/**
 * An attached exit's level: a price is rounded against the trader, a fraction stays one.
 *
 * @param side - of the exit.
 *
 * @remarks
 * Source: this project.
 */
export function attachedLevel(
  level: AttachedLevelRequest,
  instrument: Instrument,
  side: Side,
  kind: 'limit' | 'stop',
): AttachedLevel {
  return 'fraction' in level && level.fraction !== undefined
    ? { fraction: level.fraction }
    : { ticks: levelTicks(instrument, (level as { readonly price: number }).price, side, kind) };
}

/**
 * Throws where a request names another instrument than the one it is resolved for.
 *
 * Source: this project.
 */
export function checkInstrument(where: string, name: string, instrument: Instrument): void {
  if (name !== instrument.id) throw new InvalidArgumentError(`${where}.instrument`, `'${instrument.id}' here`, name);
}

/**
 * Throws where a time is not later than the decision.
 *
 * Source: this project.
 */
export function checkLater(parameter: string, time: EpochMs, decisionTime: EpochMs): void {
  if (!(time > decisionTime))
    throw new InvalidArgumentError(parameter, `later than the decision at ${decisionTime}`, time);
}

/**
 * Throws where an attached exit lies on the wrong side of its entry, or a stop on the wrong side of a target: it would
 * close the position at once.
 *
 * Source: this project.
 */
export function checkSides(where: string, order: WorkingOrder): void {
  const { attached, side } = order;
  if (attached === undefined) return;
  const direction = side === 'buy' ? 1 : -1;
  // A stop-limit entry fills between both levels; a stop above the worse or a target below the better would be wrong.
  const entries = [order.limitTicks, order.stopTicks].filter((ticks) => ticks !== undefined);
  const stop = ticksOf(attached.stop);
  const below = side === 'buy' ? 'below' : 'above';
  const above = side === 'buy' ? 'above' : 'below';
  for (const entry of entries) {
    if (stop !== undefined && direction * (entry - stop) <= 0) {
      throw new InvalidArgumentError(`${where}.stop`, `${below} the entry's level of ${entry} ticks`, `${stop} ticks`);
    }
    for (const target of targetTicks(attached)) {
      if (direction * (target - entry) > 0) continue;
      const rule = `${above} the entry's level of ${entry} ticks`;
      throw new InvalidArgumentError(`${where}.target`, rule, `${target} ticks`);
    }
  }
  const wrong = stop === undefined ? undefined : targetTicks(attached).find((ticks) => direction * (ticks - stop) <= 0);
  if (wrong !== undefined) {
    throw new InvalidArgumentError(`${where}.target`, `${above} the stop of ${String(stop)} ticks`, `${wrong} ticks`);
  }
}

function targetTicks(attached: AttachedOrders): readonly number[] {
  return attached.targets.map(({ level }) => ticksOf(level)).filter((ticks) => ticks !== undefined);
}

function ticksOf(level: AttachedLevel | undefined): number | undefined {
  return level !== undefined && 'ticks' in level ? level.ticks : undefined;
}

function attachedOf(attached: AttachedRequest, instrument: Instrument, side: Side, firstId: number): AttachedOrders {
  const exitSide = side === 'buy' ? 'sell' : 'buy';
  const { stopLoss, takeProfit, trailingStop } = attached;
  return {
    firstId,
    stop: stopLoss === undefined ? undefined : attachedLevel(stopLoss, instrument, exitSide, 'stop'),
    trail: trailingStop === undefined ? undefined : trailOf(instrument, trailingStop),
    targets:
      takeProfit === undefined ? [] : [{ level: attachedLevel(takeProfit, instrument, exitSide, 'limit'), share: 1 }],
  };
}
