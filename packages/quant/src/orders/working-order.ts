import { InvariantError } from '@assay/core/errors';
import type { EpochMs } from '@assay/core/time';
import type { InstrumentId } from '../market/index.ts';
import type { OrderType, TimeInForce } from './action.ts';
import { isFinalState, nextOrderState } from './order-state.ts';
import type { OrderEventKind, OrderState } from './order-state.ts';
import type { Side } from './records.ts';

/** Distance of a trailing stop from its water mark: whole ticks ≥ 1, or a fraction of the mark in (0, 1). */
export type Trail =
  { readonly kind: 'ticks'; readonly ticks: number } | { readonly kind: 'fraction'; readonly value: number };

/** Level of an attached exit: a fraction of the entry's price away from it, or a price in whole ticks. */
export type AttachedLevel = { readonly fraction: number } | { readonly ticks: number };

/** Exits that are to work from an entry's fill on. */
export interface AttachedOrders {
  /** Id of the stop; the trailing stop, the time exit and the targets have the ids that follow. */
  readonly firstId: number;
  readonly stop?: AttachedLevel | undefined;
  readonly trail?: Trail | undefined;
  readonly timeExit?: { readonly bars: number } | { readonly at: EpochMs } | undefined;
  /** Shares in (0, 1], with a sum of at most 1. */
  readonly targets: readonly { readonly level: AttachedLevel; readonly share: number }[];
}

/** What an order is for. Every role but `order` belongs to a position and is gone with it. */
export type OrderRole = 'order' | 'stop-loss' | 'take-profit' | 'trailing-stop' | 'time-exit';

/** An accepted order in whole ticks and lots. Values are never changed in place. */
export interface WorkingOrder {
  readonly id: number;
  readonly tag: string;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly type: OrderType;
  readonly role: OrderRole;
  readonly state: OrderState;
  /** Place among orders of the same price: smaller goes first. */
  readonly sequence: number;
  /** Lots ordered; for an order that closes the position 0 until its first fill. */
  readonly lots: number;
  readonly filledLots: number;
  /** Lots given up: `lots` is always filled + remaining + cancelled. */
  readonly cancelledLots: number;
  readonly limitTicks: number | undefined;
  readonly stopTicks: number | undefined;
  readonly trail: Trail | undefined;
  /** Best price since a trailing stop began to work: highest for a sell, lowest for a buy; undefined before. */
  readonly waterMarkTicks: number | undefined;
  readonly timeInForce: TimeInForce;
  readonly reduceOnly: boolean;
  /** True if its lots are those of the position when it fills. */
  readonly closesPosition: boolean;
  /** Group of which the first fill cancels the others. */
  readonly oco: string | undefined;
  readonly attached: AttachedOrders | undefined;
  /** Id of the entry it was attached to. */
  readonly parentId: number | undefined;
  /**
   * Of an entry with attached exits: its lots that opened a position. Of such an exit: what is left of them, not closed by
   * it or its siblings.
   */
  readonly coveredLots: number;
  readonly decisionTime: EpochMs;
  /** It takes part in bars that open at or after this moment. */
  readonly activeFrom: EpochMs;
  /** It takes part in bars from this index on. */
  readonly activeFromBar: number;
  /** Index of the bar in which it took all that the bar gave; -1 if there was none. */
  readonly spentBar: number;
  readonly reason: string;
}

/**
 * Lots that are still to be filled; 0 for an order that closes the position and has not begun to fill.
 *
 * Source: this project.
 */
export function remainingLots(order: WorkingOrder): number {
  return order.lots - order.filledLots - order.cancelledLots;
}

/**
 * The order after an event: its state, and its lots. Filled + remaining + cancelled = ordered, always.
 *
 * @param lots - of a fill or a reduction: how many; of a replacement: the new quantity.
 * @throws {PlatformError} ILLEGAL_STATE if the event cannot happen in the order's state.
 * @throws {InvariantError} if the lots do not add up: `filled` must leave nothing, `partially-filled` and `reduced` something.
 *
 * @remarks
 * Source: this project.
 */
export function orderAfter(order: WorkingOrder, event: OrderEventKind, lots: number = 0): WorkingOrder {
  const state = nextOrderState(order.state, event);
  if (!isAddingUp(order, event, lots)) throw notAddingUp(order, event, lots);
  switch (event) {
    case 'filled':
    case 'partially-filled':
      return { ...order, state, filledLots: order.filledLots + lots };
    case 'reduced':
      return { ...order, state, cancelledLots: order.cancelledLots + lots };
    case 'replaced':
      return { ...order, state, lots };
    default:
      return { ...order, state, cancelledLots: order.cancelledLots + (isFinalState(state) ? remainingLots(order) : 0) };
  }
}

function isAddingUp(order: WorkingOrder, event: OrderEventKind, lots: number): boolean {
  const remaining = remainingLots(order);
  switch (event) {
    case 'filled':
      return lots > 0 && lots === remaining;
    case 'partially-filled':
    case 'reduced':
      return lots > 0 && lots < remaining;
    case 'replaced':
      return lots === order.lots || lots > order.filledLots + order.cancelledLots;
    default:
      return true;
  }
}

function notAddingUp(order: WorkingOrder, event: OrderEventKind, lots: number): InvariantError {
  return new InvariantError(`order ${order.id} '${order.tag}' cannot be ${event} by ${lots} lots`, {
    order: order.id,
    event,
    lots,
    ordered: order.lots,
    filled: order.filledLots,
    cancelled: order.cancelledLots,
  });
}
