import { isFinalState, orderAfter, remainingLots } from '../orders/index.ts';
import type { OrderEvent, OrderEventKind, WorkingOrder } from '../orders/index.ts';

/** What happens to an order beside a walk through a bar. */
export interface OrderChange {
  readonly event: OrderEventKind;
  readonly reason: string;
  readonly time: number;
}

/** When an order of a series lapses by itself. */
interface Expiry {
  readonly s: number;
  readonly time: number;
}

const NO_ORDERS: readonly WorkingOrder[] = Object.freeze([]);

/**
 * The working orders of each series, and every step in their lives.
 *
 * Stop and target of a position that an intent has asked for are in it too, with ids below zero: they belong to the
 * position, are no orders of the strategy, and leave no events.
 */
export class OrderBook {
  readonly events: OrderEvent[] = [];
  /** The earliest moment at which an order lapses; Infinity where none does. */
  nextExpiry: number = Infinity;
  private readonly waiting: (readonly WorkingOrder[])[];
  /** Per series: prices strictly between these two bring nothing about; NaN where that cannot be said. */
  private readonly quietAbove: Float64Array;
  private readonly quietBelow: Float64Array;
  private readonly expiries: Map<number, Expiry> = new Map();
  private nextId: number = 0;
  private nWaiting: number = 0;

  constructor(nSeries: number) {
    this.waiting = new Array<readonly WorkingOrder[]>(nSeries).fill(NO_ORDERS);
    this.quietAbove = new Float64Array(nSeries).fill(-Infinity);
    this.quietBelow = new Float64Array(nSeries).fill(Infinity);
  }

  /** Number of working orders, over all series. */
  get size(): number {
    return this.nWaiting;
  }

  /** The working orders of series `s`. */
  at(s: number): readonly WorkingOrder[] {
    return this.waiting[s];
  }

  /**
   * True if prices from `low` to `high` bring nothing about in series `s`. The cheap question that is asked of every bar of
   * one price side; false where a walk has to find out, and where a price is NaN.
   */
  isQuiet(s: number, low: number, high: number): boolean {
    return low > this.quietAbove[s] && high < this.quietBelow[s];
  }

  /** Takes the next `count` ids; returns the first. A place behind all that wait is an id too. */
  takeIds(count: number): number {
    const first = this.nextId;
    this.nextId += count;
    return first;
  }

  /** Adds an accepted order; `expires` is the moment at which it lapses by itself. */
  add(s: number, order: WorkingOrder, expires: number = Infinity): void {
    this.set(s, [...this.waiting[s], order]);
    this.note(order, { event: 'accepted', reason: order.reason, time: order.decisionTime }, order.lots);
    if (expires === Infinity) return;
    this.expiries.set(order.id, { s, time: expires });
    this.nextExpiry = Math.min(this.nextExpiry, expires);
  }

  /** Records an order that never came to be; it has taken an id. */
  reject(order: Pick<WorkingOrder, 'tag' | 'instrument'>, reason: string, time: number): void {
    const { tag, instrument } = order;
    this.events.push({ time, orderId: this.takeIds(1), tag, instrument, event: 'rejected', reason });
  }

  /** Puts what a walk has left in the place of what series `s` had. */
  set(s: number, orders: readonly WorkingOrder[]): void {
    this.nWaiting += orders.length - this.waiting[s].length;
    this.waiting[s] = orders.length === 0 ? NO_ORDERS : orders;
    const [above, below] = quietRange(orders);
    this.quietAbove[s] = above;
    this.quietBelow[s] = below;
  }

  /** Puts a changed order in its place; it goes behind the others of its series. */
  replace(s: number, order: WorkingOrder, change: OrderChange): void {
    const others = this.waiting[s].filter(({ id }) => id !== order.id);
    this.set(s, [...others, order]);
    this.note(order, change, order.lots);
  }

  /** Ends those orders of series `s` that are meant. */
  end(s: number, isMeant: (order: WorkingOrder) => boolean, change: OrderChange): void {
    const orders = this.waiting[s];
    if (!orders.some(isMeant)) return;
    this.set(
      s,
      orders.filter((order) => !isMeant(order)),
    );
    for (const order of orders) {
      if (!isMeant(order)) continue;
      const lots = remainingLots(order);
      this.note(orderAfter(order, change.event), change, lots);
    }
  }

  /** Ends all orders but the exits of positions, which stay with them. */
  endEntries(time: number, reason: string): void {
    if (this.nWaiting === 0) return;
    for (let s = 0; s < this.waiting.length; s++) {
      this.end(s, (order) => order.role === 'order', { event: 'cancelled', reason, time });
    }
  }

  /** Ends all orders of a series that has stopped trading. */
  endAll(s: number, time: number, reason: string): void {
    const event = reason === 'expired' ? 'expired' : 'cancelled';
    this.end(s, () => true, { event, reason, time });
  }

  /** Lets orders lapse whose time has come by a moment, in order of time and then of their ids. */
  expire(time: number): void {
    let next = Infinity;
    const due: (readonly [number, Expiry])[] = [];
    for (const entry of this.expiries) {
      if (entry[1].time <= time) due.push(entry);
      else next = Math.min(next, entry[1].time);
    }
    due.sort(([a, one], [b, other]) => one.time - other.time || a - b);
    for (const [id, expiry] of due) {
      this.expiries.delete(id);
      const kind = this.waiting[expiry.s].find((order) => order.id === id)?.timeInForce.kind;
      const reason = kind === 'day' ? 'session-ended' : 'good-till-date';
      this.end(expiry.s, (order) => order.id === id, { event: 'expired', reason, time: expiry.time });
    }
    this.nextExpiry = next;
  }

  /**
   * Takes the exits of series `s` out that a position of `lots` leaves nothing to close, and what is left of the entries
   * they belong to: a position that was left is not entered again.
   */
  dropOrphans(s: number, lots: number, time: number): void {
    const orders = this.waiting[s];
    if (orders.length === 0) return;
    const orphans = orders.filter((order) => order.role !== 'order' && !isAgainst(order, lots));
    if (orphans.length === 0) return;
    const parents = new Set(orphans.map((order) => order.parentId));
    this.end(s, (order) => orphans.includes(order), { event: 'cancelled', reason: 'position-closed', time });
    const change: OrderChange = { event: 'cancelled', reason: 'exited-before-fill', time };
    this.end(s, (order) => parents.has(order.id) && !isFinalState(order.state), change);
  }

  /** Ends the others of a group of which an order in series `filled` has filled; the walk has ended those of its own series. */
  endGroup(group: string, filled: number, time: number): void {
    const isMember = (order: WorkingOrder): boolean => order.id >= 0 && order.oco === group;
    for (let s = 0; s < this.waiting.length; s++) {
      if (s !== filled) this.end(s, isMember, { event: 'cancelled', reason: 'oco', time });
    }
  }

  /** The strategy's working order of that tag. */
  named(tag: string): { readonly s: number; readonly order: WorkingOrder } | undefined {
    return this.find((order) => order.tag === tag);
  }

  /** A working order of the strategy that has that tag or is attached to an order that had it. */
  tagged(tag: string): { readonly s: number; readonly order: WorkingOrder } | undefined {
    return this.find((order) => order.tag === tag || order.tag.startsWith(`${tag}/`));
  }

  private find(
    isMeant: (order: WorkingOrder) => boolean,
  ): { readonly s: number; readonly order: WorkingOrder } | undefined {
    if (this.nWaiting === 0) return undefined;
    for (let s = 0; s < this.waiting.length; s++) {
      const order = this.waiting[s].find((one) => one.id >= 0 && isMeant(one));
      if (order !== undefined) return { s, order };
    }
    return undefined;
  }

  private note(order: WorkingOrder, change: OrderChange, lots: number): void {
    if (order.id < 0) return;
    const { id: orderId, tag, instrument } = order;
    const { event, reason, time } = change;
    const about = lots > 0 ? lots : undefined;
    this.events.push({ time, orderId, tag, instrument, event, reason, lots: about, remaining: remainingLots(order) });
  }
}

/** The open range of prices that meets no level of stops and limits that are working already; NaN for any other order. */
function quietRange(orders: readonly WorkingOrder[]): readonly [number, number] {
  let [above, below] = [-Infinity, Infinity];
  for (const { type, state, side, timeInForce, limitTicks, stopTicks } of orders) {
    const isPlain = state === 'working' && timeInForce.kind !== 'ioc' && timeInForce.kind !== 'fok';
    const level = type === 'stop' ? stopTicks : type === 'limit' ? limitTicks : undefined;
    if (!isPlain || level === undefined) return [NaN, NaN];
    if ((side === 'sell') === (type === 'stop')) above = Math.max(above, level);
    else below = Math.min(below, level);
  }
  return [above, below];
}

/** True if an order would make a position smaller. */
function isAgainst(order: WorkingOrder, lots: number): boolean {
  return order.side === 'sell' ? lots > 0 : lots < 0;
}
