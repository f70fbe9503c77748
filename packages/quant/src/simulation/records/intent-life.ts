import type { Order, OrderEvent, OrderEventKind } from '../../orders/index.ts';

/** Reasons for which an order that waits lapses by itself. */
const LAPSES: readonly string[] = ['no-later-bar', 'no-later-quote', 'group-incomplete', 'expired'];
/** Reasons for which it is taken back. */
const CANCELS: readonly string[] = ['replaced', 'delisted', 'breaker-flatten'];

/** What a fill did to the order of an intent. */
export interface IntentFill {
  readonly time: number;
  readonly rule: string;
  /** Lots that were to be filled at this moment: the way to the target from what is held now. */
  readonly wanted: number;
  readonly filled: number;
  /** Lots that go on waiting. */
  readonly rest: number;
  /** Why not all were filled. */
  readonly reason: string | undefined;
  /** True if the order had filled in part before. */
  readonly isRemainder: boolean;
}

/** Tag of the orders that intents bring about. */
export const INTENT_TAG = 'intent';

/**
 * The lives of the orders that intents bring about, in the same steps as those of orders that a strategy sends: accepted at
 * the decision, working and filled where they fill, else rejected, cancelled or expired.
 *
 * An order whose position has changed since its decision is `replaced` by the way that is left to its target.
 */
export class IntentLife {
  private readonly events: OrderEvent[];

  constructor(events: OrderEvent[]) {
    this.events = events;
  }

  /** It waits from its decision on. */
  accepted(order: Order): void {
    this.note(order, { time: order.decisionTime, event: 'accepted', reason: order.reason }, order.lots, order.lots);
  }

  /** It waits for other lots from now on. */
  replaced(order: Order, time: number, reason: string, lots: number): void {
    this.note(order, { time, event: 'replaced', reason }, lots, lots);
  }

  /** It ends without a fill, or what was left of it does. */
  ended(order: Order, time: number, reason: string, isRemainder: boolean): void {
    const refused: OrderEventKind = isRemainder || CANCELS.includes(reason) ? 'cancelled' : 'rejected';
    const event = LAPSES.includes(reason) ? 'expired' : refused;
    this.note(order, { time, event, reason }, order.lots, 0);
  }

  /** It fills, as far as it does. */
  filled(order: Order, fill: IntentFill): void {
    const { time, rule, wanted, filled, rest, reason = 'unaffordable', isRemainder } = fill;
    if (wanted !== order.lots) this.replaced(order, time, 'position-changed', wanted);
    if (!isRemainder) this.note(order, { time, event: 'working', reason: 'accepted' }, wanted, wanted);
    const event = filled === wanted ? 'filled' : 'partially-filled';
    this.note(order, { time, event, reason: rule }, filled, wanted - filled);
    const lost = wanted - filled - rest;
    if (lost === 0) return;
    const change = { time, event: rest === 0 ? 'cancelled' : 'reduced', reason } as const;
    this.note(order, change, lost, rest);
  }

  private note(
    order: Order,
    step: Pick<OrderEvent, 'time' | 'event' | 'reason'>,
    lots: number,
    remaining: number,
  ): void {
    const { id: orderId, instrument } = order;
    this.events.push({ ...step, orderId, tag: INTENT_TAG, instrument, lots, remaining });
  }
}
