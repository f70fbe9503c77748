import { orderAfter, remainingLots } from '../../orders/index.ts';
import type { OrderEventKind, WorkingOrder } from '../../orders/index.ts';
import { attachedExits } from './attached-orders.ts';
import { exitInEntryBar, isTargetProven } from './entry-bar-exits.ts';
import type { BarRange } from './entry-bar-exits.ts';
import { areSiblings, isActive, LiveOrder, natureOf, opposes } from './live-order.ts';
import type { PathRule } from './path-rule.ts';
import type {
  BarWalk,
  OpenBar,
  PathEvent,
  PathFill,
  PathMoment,
  PathTerms,
  SettledPath,
  SidedPrice,
} from './path-types.ts';

/** What the book needs to know of a bar. */
export type BookBar = Pick<OpenBar, 'index' | 'ordersUntil' | 'volumeCapLots'>;

/** The price at which an order may fill now. */
export interface FillPrice {
  readonly referenceTicks: number;
  readonly limitTicks?: number | undefined;
  readonly rule: PathRule;
}

/**
 * The orders, position, fills and events of one path through a bar.
 *
 * What a fill brings about, in this order:
 * 1. The order's lots and state; what is left of an order that takes what it can get at once is cancelled.
 * 2. The others of its group are cancelled.
 * 3. Exits of one entry cover together what the entry has filled and none of them has closed: each is cut to that.
 * 4. Its own exits begin to work, or grow with it, for the lots that opened a position.
 * 5. Exits whose position is gone are cancelled, and the entry they belong to goes no further.
 */
export class WalkBook {
  readonly live: LiveOrder[];
  readonly fills: PathFill[];
  readonly events: PathEvent[];
  positionLots: number;
  moment: PathMoment = 'open';
  /** Ticks travelled from the open; of the bid where both sides are known. */
  travelled: number = 0;
  /** The same of both sides together: it grows with whatever moves. */
  way: number = 0;
  /** Where the path is. */
  price: SidedPrice;
  /** True if both sides are known. */
  private readonly isTwoSided: boolean;
  private readonly bar: BookBar;
  /** The prices of the bar; undefined while only the open is known. */
  private range: BarRange | undefined;
  private readonly terms: PathTerms;

  constructor(
    orders: readonly WorkingOrder[],
    bar: BookBar & { readonly price: SidedPrice; readonly isTwoSided: boolean },
    positionLots: number,
    terms: PathTerms,
  ) {
    this.price = bar.price;
    this.isTwoSided = bar.isTwoSided;
    this.live = orders.map((order) => new LiveOrder(order, bar, 0));
    this.fills = [];
    this.events = [];
    this.bar = bar;
    this.positionLots = positionLots;
    this.terms = terms;
  }

  /** The same state, to be carried on along the other path. */
  copy(): WalkBook {
    const { bar, price, isTwoSided } = this;
    const twin = new WalkBook([], { ...bar, price, isTwoSided }, this.positionLots, this.terms);
    for (const one of this.live) twin.live.push(one.copy());
    twin.fills.push(...this.fills);
    twin.events.push(...this.events);
    twin.moment = this.moment;
    twin.travelled = this.travelled;
    twin.way = this.way;
    twin.range = this.range;
    return twin;
  }

  /** The bar's range is known from here on: targets that waited for it and that it proves take part. */
  know(range: BarRange): void {
    this.range = range;
    if (this.terms.entryBarExits !== 'unambiguous') return;
    const bar = { index: this.bar.index, range };
    const orders = this.live.filter(({ isDone }) => !isDone).map(({ order }) => order);
    for (const one of this.live) {
      if (one.isDone || !isTargetProven(one.order, orders, bar)) continue;
      one.isResting = false;
      one.isNew = true;
    }
  }

  /** Sets accepted orders to work and cancels exits that have no position left. */
  begin(): void {
    this.dropOrphans();
    for (const one of this.live) {
      if (one.isDone || one.order.state !== 'accepted' || !isActive(one.order, this.bar)) continue;
      this.step(one, 'working', 'accepted');
    }
  }

  /** Triggers a stop: it has met its level. */
  trigger(one: LiveOrder, reason: string): void {
    this.step(one, 'triggered', reason);
    one.waitsFrom = this.way;
    one.isNew = true;
  }

  /** Ends an order without a fill, or what is left of it. */
  end(one: LiveOrder, event: 'cancelled' | 'rejected', reason: string): void {
    const lots = remainingLots(one.order);
    // What has begun to fill cannot be rejected any more.
    const kind = event === 'rejected' && one.order.filledLots > 0 ? 'cancelled' : event;
    this.step(one, kind, reason, lots);
  }

  /** Fills an order as far as its lots, the position, the bar's volume and the account allow. */
  execute(one: LiveOrder, price: FillPrice): void {
    if (!this.fitToPosition(one)) return;
    const wanted = remainingLots(one.order);
    const offered = Math.min(wanted, this.bar.volumeCapLots ?? Infinity);
    const { kind } = one.order.timeInForce;
    if (kind === 'fok' && offered < wanted) {
      this.end(one, 'cancelled', 'fill-or-kill');
      return;
    }
    const allowed = offered === 0 ? 0 : this.allowedOf(one, offered, price);
    if (allowed > 0 && !(kind === 'fok' && allowed < wanted)) this.book(one, allowed, price);
    else if (offered > 0) this.end(one, 'rejected', 'unaffordable');
    if (one.isDone) return;
    if (kind === 'ioc') this.end(one, 'cancelled', 'immediate-or-cancel');
    else this.rest(one);
  }

  /** What the walk has come to; undefined where every order is what it was before. */
  result(before: readonly WorkingOrder[], path: SettledPath | undefined): BarWalk | undefined {
    const orders: WorkingOrder[] = [];
    for (const one of this.live) if (!one.isDone) orders.push(one.settled());
    const isSame = orders.length === before.length && orders.every((order, k) => order === before[k]);
    const { fills, events, positionLots } = this;
    return isSame ? undefined : { path, fills, events, orders, positionLots };
  }

  /** Gives the order its lots, cut to what it may reduce; ends it where there is nothing to reduce. */
  private fitToPosition(one: LiveOrder): boolean {
    const { order } = one;
    if (!order.reduceOnly && !order.closesPosition) return true;
    const most = opposes(order, this.positionLots) ? Math.abs(this.positionLots) : 0;
    if (order.closesPosition && order.filledLots === 0) one.order = { ...order, lots: order.cancelledLots + most };
    if (most === 0) {
      this.end(one, 'cancelled', 'nothing-to-reduce');
      return false;
    }
    const excess = remainingLots(one.order) - most;
    if (excess > 0) this.step(one, 'reduced', 'reduce-only', excess);
    return true;
  }

  /** Lots that the account allows; what it refuses is given up. */
  private allowedOf(one: LiveOrder, offered: number, price: FillPrice): number {
    const { allowedLots } = this.terms;
    if (allowedLots === undefined) return offered;
    const allowed = Math.min(offered, allowedLots(this.fillOf(one, offered, price), this.fills));
    if (allowed <= 0 || allowed === offered) return Math.max(0, allowed);
    if (one.order.timeInForce.kind !== 'fok') {
      this.step(one, 'reduced', 'reduced-to-limit', remainingLots(one.order) - allowed);
    }
    return allowed;
  }

  private fillOf(one: LiveOrder, lots: number, price: FillPrice): PathFill {
    const { referenceTicks, limitTicks, rule } = price;
    const { moment, travelled: pathPosition } = this;
    const fill = { order: one.settled(), lots, referenceTicks, limitTicks, rule, moment, pathPosition };
    return this.isTwoSided ? { ...fill, sides: this.sidesAt(one, referenceTicks) } : fill;
  }

  /** Both sides in whole ticks: the own one as it filled, the other apart from it by the spread of this point of the path. */
  private sidesAt(one: LiveOrder, referenceTicks: number): SidedPrice {
    const spread = this.price.ask - this.price.bid;
    if (one.order.side === 'buy') return { bid: Math.round(referenceTicks - spread), ask: referenceTicks };
    return { bid: referenceTicks, ask: Math.round(referenceTicks + spread) };
  }

  private book(one: LiveOrder, lots: number, price: FillPrice): void {
    const fill = this.fillOf(one, lots, price);
    this.fills.push(fill);
    this.positionLots += one.order.side === 'buy' ? lots : -lots;
    this.step(one, lots === remainingLots(one.order) ? 'filled' : 'partially-filled', price.rule, lots);
    const { oco, parentId, coveredLots, attached } = one.order;
    if (oco !== undefined) this.cancelGroup(one, oco);
    // Lots that other orders have taken out of the position are no longer there to be closed.
    if (parentId !== undefined) this.uncover(parentId, Math.min(coveredLots - lots, Math.abs(this.positionLots)));
    if (attached !== undefined) this.attach(one, fill);
    this.dropOrphans();
  }

  private cancelGroup(filled: LiveOrder, group: string): void {
    for (const one of this.live) {
      if (one !== filled && !one.isDone && one.order.oco === group) this.end(one, 'cancelled', 'oco');
    }
  }

  /** Cuts the exits of an entry to what is still open of it; with nothing left, the entry goes on no further either. */
  private uncover(parentId: number, openLots: number): void {
    if (openLots === 0) this.endEntry(parentId);
    for (const one of this.live) {
      if (one.isDone || one.order.parentId !== parentId) continue;
      one.order = { ...one.order, coveredLots: openLots };
      const excess = remainingLots(one.order) - openLots;
      if (openLots === 0) this.end(one, 'cancelled', 'sibling-filled');
      else if (excess > 0) this.step(one, 'reduced', 'sibling-filled', excess);
    }
  }

  private attach(one: LiveOrder, fill: PathFill): void {
    const held = one.order.side === 'buy' ? this.positionLots : -this.positionLots;
    const opened = Math.min(fill.lots, Math.max(0, held));
    if (opened === 0) return;
    const entry = { ...one.order, coveredLots: one.order.coveredLots + opened };
    one.order = entry;
    const paidTicks = this.terms.paidTicks?.(fill) ?? fill.referenceTicks;
    const open = this.openLotsOf(entry) + opened;
    // A trailing stop follows the side that it will trade at.
    const { sides } = fill;
    const referenceTicks = sides === undefined ? fill.referenceTicks : entry.side === 'buy' ? sides.bid : sides.ask;
    const of = { referenceTicks, paidTicks, barIndex: this.bar.index };
    // Nothing was there before the first fill.
    const coveredBefore = entry.coveredLots - opened;
    const before = coveredBefore === 0 ? [] : attachedExits({ ...of, entry: { ...entry, coveredLots: coveredBefore } });
    const exits = attachedExits({ ...of, entry });
    const rule = { bar: { index: this.bar.index, range: this.range }, terms: this.terms };
    for (const exit of exits) {
      const known = this.live.find((other) => !other.isDone && other.order.id === exit.id);
      if (known !== undefined) this.enlarge(known, exit.lots, open);
      // One that has been there and has ended does not come again.
      else if (!before.some(({ id }) => id === exit.id)) {
        const inBar = exitInEntryBar(exit, entry, exits, rule);
        this.bringIn({ ...inBar, lots: Math.min(exit.lots, open), coveredLots: open });
      }
    }
  }

  /** What the exits of an entry covered before its newest fill. */
  private openLotsOf(entry: WorkingOrder): number {
    return this.live.find((one) => !one.isDone && one.order.parentId === entry.id)?.order.coveredLots ?? 0;
  }

  private bringIn(exit: WorkingOrder): void {
    const born = new LiveOrder(exit, this.bar, this.way);
    this.live.push(born);
    this.note(born.order, 'accepted', 'entry-filled', exit.lots);
    if (isActive(exit, this.bar)) this.step(born, 'working', 'entry-filled');
  }

  private enlarge(one: LiveOrder, lots: number, covered: number): void {
    one.order = { ...one.order, coveredLots: covered };
    if (lots > one.order.lots) this.step(one, 'replaced', 'entry-filled', lots);
    const excess = remainingLots(one.order) - covered;
    if (excess > 0) this.step(one, 'reduced', 'sibling-filled', excess);
  }

  /** Cancels the exits whose position is gone or on the other side. */
  private dropOrphans(): void {
    for (const one of this.live) {
      if (one.isDone || one.order.role === 'order' || opposes(one.order, this.positionLots)) continue;
      this.end(one, 'cancelled', 'position-closed');
      this.endEntry(one.order.parentId);
    }
  }

  /** An entry does not go back into the position that was left. */
  private endEntry(id: number | undefined): void {
    const entry = id === undefined ? undefined : this.live.find((one) => !one.isDone && one.order.id === id);
    if (entry !== undefined) this.end(entry, 'cancelled', 'exited-before-fill');
  }

  /** It has had what this bar gives. */
  private rest(one: LiveOrder): void {
    one.isResting = true;
    one.worstTicks = NaN;
    one.order = { ...one.order, spentBar: this.bar.index };
  }

  private step(one: LiveOrder, event: OrderEventKind, reason: string, lots: number = 0): void {
    one.order = orderAfter(one.order, event, lots);
    one.nature = natureOf(one.order);
    one.isDone = isOver(event);
    this.note(one.order, event, reason, lots > 0 ? lots : undefined);
  }

  private note(order: WorkingOrder, event: OrderEventKind, reason: string, lots: number | undefined): void {
    const { id: orderId, tag, instrument } = order;
    const { moment, travelled: pathPosition } = this;
    const remaining = remainingLots(order);
    this.events.push({ orderId, tag, instrument, event, reason, lots, remaining, moment, pathPosition });
  }
}

/** True if two orders belong together and the first of them is committed to the worst price of the bar. */
export function isHeldBy(one: LiveOrder, committed: LiveOrder): boolean {
  return (
    one !== committed &&
    !committed.isDone &&
    !Number.isNaN(committed.worstTicks) &&
    areSiblings(one.order, committed.order)
  );
}

function isOver(event: OrderEventKind): boolean {
  return event === 'filled' || event === 'cancelled' || event === 'expired' || event === 'rejected';
}
