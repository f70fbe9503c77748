import type { WorkingOrder } from '../../orders/index.ts';
import { cornersOf } from './bar-path.ts';
import type { LiveOrder } from './live-order.ts';
import { areSiblings, isActive } from './live-order.ts';
import { ruleOf } from './path-rule.ts';
import type { PathRule } from './path-rule.ts';
import type { OpenBar, PathBar, PathTerms, SettledPath, SidedPrice } from './path-types.ts';
import { isHeldBy } from './walk-book.ts';
import type { WalkBook } from './walk-book.ts';

/**
 * A walk through one bar.
 *
 * At the open: orders without a price, then the remainders of triggered stops, in their order; then whatever the open
 * makes fire. On the way: at each step the order whose price is nearest. Of orders that fire at one point, stops go
 * before limits, then the smaller sequence goes first. At the close: orders for the close.
 */
export class PathWalk {
  readonly book: WalkBook;
  private readonly terms: PathTerms;
  private readonly bar: OpenBar & Partial<Pick<PathBar, 'closesSession'>>;
  /** Ticks by which a limit must be traded through. */
  private readonly through: number;
  /** The corners that are still ahead, the next one first. */
  private ahead: readonly SidedPrice[] = [];
  /** The prices of the bar that are worst for a buyer and for a seller; NaN while only the open is known. */
  private highTicks: number = NaN;
  private lowTicks: number = NaN;
  /** Where each side was before it last moved; NaN before its first move. */
  private before: SidedPrice = { bid: NaN, ask: NaN };

  constructor(book: WalkBook, bar: OpenBar, terms: PathTerms) {
    this.book = book;
    this.bar = bar;
    this.terms = terms;
    this.through = terms.limitFill === 'through' ? 1 : 0;
  }

  /** A walk that has come as far and may go on along the other path. */
  copy(): PathWalk {
    return new PathWalk(this.book.copy(), this.bar, this.terms);
  }

  /** What the open alone brings about. */
  open(): void {
    this.book.begin();
    for (const one of bySequence(this.book.live)) this.openMarket(one);
    this.fireHere();
    this.book.live.forEach((one) => this.giveUpAtOpen(one));
    // What waits for the rest of the bar has had its first price.
    for (const one of this.book.live) if (this.isDeferred(one)) one.isNew = false;
    this.followPrice();
  }

  /** What the rest of the bar brings about; `open` may have been walked by an earlier call. */
  rest(path: SettledPath, bar: PathBar): void {
    const { book } = this;
    book.moment = 'inside';
    book.know(bar);
    book.begin();
    this.highTicks = bar.ask?.high ?? bar.high;
    this.lowTicks = bar.low;
    this.ahead = sidedCorners(path, bar);
    this.followPrice();
    this.commitGapped();
    while (this.ahead.length > 0) {
      const [corner] = this.ahead;
      this.along(corner);
      this.ahead = this.ahead.slice(1);
    }
    book.moment = 'close';
    for (const one of bySequence(book.live)) this.closeMarket(one, bar);
  }

  /** Fires whatever the present price makes fire, until nothing does. */
  private fireHere(): void {
    const { price } = this.book;
    for (let one = this.nextOn(price); one !== undefined; one = this.nextOn(price)) this.fire(one);
  }

  private along(corner: SidedPrice): void {
    for (let one = this.nextOn(corner); one !== undefined; one = this.nextOn(corner)) {
      const side = sideOf(one);
      const from = this.book.price;
      const fires = one.firesAt(from[side], corner[side], this.through);
      this.moveTo(fires === from[side] ? from : pointOn(from, corner, side, fires));
      this.fire(one);
    }
    this.moveTo(corner);
  }

  private moveTo(price: SidedPrice): void {
    const { book } = this;
    const { bid, ask } = book.price;
    this.before = {
      bid: price.bid === bid ? this.before.bid : bid,
      ask: price.ask === ask ? this.before.ask : ask,
    };
    const ofBid = Math.abs(price.bid - bid);
    book.travelled += ofBid;
    book.way += ofBid + Math.abs(price.ask - ask);
    book.price = price;
    this.followPrice();
  }

  private followPrice(): void {
    const { live, price } = this.book;
    for (const one of live) if (!one.isDone) one.follow(price);
  }

  /** The price of an order's own side: whole ticks, against the trader where the path is between two. */
  private ticksFor(one: LiveOrder): number {
    const { bid, ask } = this.book.price;
    return one.order.side === 'buy' ? Math.ceil(ask) : Math.floor(bid);
  }

  /** The order that fires first on the straight way to a price. */
  private nextOn(to: SidedPrice): LiveOrder | undefined {
    const { price } = this.book;
    let next: LiveOrder | undefined;
    let nearest = Infinity;
    for (const one of this.book.live) {
      const side = sideOf(one);
      const distance = shareOf(price[side], one.firesAt(price[side], to[side], this.through), to[side]);
      const isSooner = distance < nearest || (next !== undefined && distance === nearest && goesBefore(one, next));
      if (!isSooner || this.isHeld(one)) continue;
      next = one;
      nearest = distance;
    }
    return next;
  }

  private isHeld(one: LiveOrder): boolean {
    if (Number.isNaN(this.lowTicks)) return this.isDeferred(one);
    return this.book.live.some((other) => isHeldBy(one, other));
  }

  /** At the open: a stop that the contract prices at the bar's worst, which is not known yet, and what belongs to it. */
  private isDeferred(one: LiveOrder): boolean {
    if (this.terms.gapThroughStop !== 'worst-of-bar') return false;
    if (this.isGapped(one)) return true;
    return this.book.live.some((other) => this.isGapped(other) && areSiblings(one.order, other.order));
  }

  private isGapped(one: LiveOrder): boolean {
    if (one.order.type === 'stop-limit' || one.nature !== 'stop') return false;
    const price = this.book.price[sideOf(one)];
    return !Number.isNaN(one.firesAt(price, price, this.through));
  }

  /** Stops that the bar opened beyond and the contract prices at the bar's worst will fill there, whatever else happens. */
  private commitGapped(): void {
    if (this.terms.gapThroughStop !== 'worst-of-bar') return;
    for (const one of this.book.live) {
      if (one.waitsFrom === 0 && this.isGapped(one)) {
        one.worstTicks = one.order.side === 'buy' ? this.highTicks : this.lowTicks;
      }
    }
  }

  private fire(one: LiveOrder): void {
    if (one.nature === 'stop') this.fireStop(one);
    else this.fireLimit(one);
  }

  private fireStop(one: LiveOrder): void {
    const { order } = one;
    if (order.type === 'stop-limit') {
      this.triggerStopLimit(one);
      return;
    }
    const source = this.stopSource(one);
    const plain = ruleOf(order, source);
    const rule = source === 'inside' ? this.bothTouchedRule(one, plain) : plain;
    const referenceTicks = source === 'level' ? one.triggerTicks(0) : this.ticksFor(one);
    this.book.trigger(one, rule);
    this.book.execute(one, { referenceTicks, rule });
  }

  /** Where the price of a stop that fires now comes from. */
  private stopSource(one: LiveOrder): 'worst' | 'level' | 'open' | 'inside' {
    if (!Number.isNaN(one.worstTicks)) return 'worst';
    const isGapped = this.book.way === 0 && one.waitsFrom === 0 && this.isGapped(one);
    if (!isGapped) return 'inside';
    return this.terms.gapThroughStop === 'level' ? 'level' : 'open';
  }

  private triggerStopLimit(one: LiveOrder): void {
    const { order } = one;
    this.book.trigger(one, 'stop-limit-triggered');
    const price = this.book.price[sideOf(one)];
    if (isImmediate(order) && Number.isNaN(one.firesAt(price, price, this.through))) {
      this.book.end(one, 'cancelled', unfilledReason(order));
    }
  }

  private fireLimit(one: LiveOrder): void {
    const { order } = one;
    // What it finds when it begins to wait, or is let go, is the market's price; else the price has come to its level.
    const { way } = this.book;
    const isAtOnce = one.waitsFrom === way || !this.hasComeTo(one);
    const limitTicks = order.limitTicks ?? NaN;
    const isOpen = isAtOnce && way === 0;
    const isAtLevel = isOpen && !one.isNew && this.terms.gapThroughLimit === 'level';
    const plain = ruleOf(order, isAtLevel ? 'level' : isOpen ? 'open' : 'inside');
    this.book.execute(one, {
      referenceTicks: isAtOnce && !isAtLevel ? this.ticksFor(one) : limitTicks,
      limitTicks,
      rule: isOpen ? plain : this.bothTouchedRule(one, plain),
    });
  }

  /** True if the price has just come to the level of a limit, not if the limit was met before and another order held it. */
  private hasComeTo(one: LiveOrder): boolean {
    const side = sideOf(one);
    const price = this.book.price[side];
    const before = this.before[side];
    return price === one.triggerTicks(this.through) && (side === 'ask' ? before > price : before < price);
  }

  /** The rule where stop and target of one position both lie ahead, and this one was met first. */
  private bothTouchedRule(one: LiveOrder, plain: PathRule): PathRule {
    const { type } = one.order;
    if (type !== 'stop' && type !== 'limit') return plain;
    const other = type === 'stop' ? 'limit' : 'stop';
    const isBoth = this.book.live.some(
      (sibling) =>
        sibling !== one &&
        sibling.order.type === other &&
        sibling.order.side === one.order.side &&
        areSiblings(sibling.order, one.order) &&
        this.liesAhead(sibling),
    );
    if (!isBoth) return plain;
    return type === 'stop' ? 'both-touched-stop-first' : 'both-touched-target-first';
  }

  private liesAhead(one: LiveOrder): boolean {
    const side = sideOf(one);
    let from = this.book.price[side];
    for (const corner of this.ahead) {
      if (!Number.isNaN(one.firesAt(from, corner[side], this.through))) return true;
      from = corner[side];
    }
    return false;
  }

  private openMarket(one: LiveOrder): void {
    const { order } = one;
    if (one.isDone || one.isResting || one.nature !== 'none' || order.type === 'market-on-close') return;
    const isStop = order.type === 'stop' || order.type === 'trailing-stop';
    if (isStop || order.filledLots > 0) this.execute(one, 'remainder-at-next-open');
    else if (order.type === 'market' || this.bar.opensSession !== false) this.openNew(one);
  }

  private openNew(one: LiveOrder): void {
    const { degenerateOpen } = this.terms;
    if (this.bar.isOpenDegenerate !== true || degenerateOpen === 'accept') this.execute(one, ruleOf(one.order, 'open'));
    else if (degenerateOpen === 'refuse') this.book.end(one, 'rejected', 'degenerate-open');
  }

  /** A limit that wants its fill at once, or not at all. */
  private giveUpAtOpen(one: LiveOrder): void {
    const isLimit = one.order.type === 'limit' || (one.order.type === 'stop-limit' && one.nature === 'limit');
    if (one.isDone || !isLimit || !isImmediate(one.order) || !isActive(one.order, this.bar)) return;
    this.book.end(one, 'cancelled', unfilledReason(one.order));
  }

  private closeMarket(one: LiveOrder, bar: PathBar): void {
    const { order } = one;
    if (one.isDone || one.isResting) return;
    if (order.type === 'market-on-close') {
      if (bar.closesSession !== false) this.execute(one, ruleOf(order, 'close'));
      return;
    }
    const isDelayed = order.type === 'market' || (order.type === 'market-on-open' && bar.opensSession !== false);
    if (isDelayed && order.filledLots === 0 && bar.isOpenDegenerate === true && one.waitsFrom === 0) {
      if (this.terms.degenerateOpen === 'next-close') this.execute(one, 'market-at-close-degenerate-open');
    }
  }

  private execute(one: LiveOrder, rule: PathRule): void {
    this.book.execute(one, { referenceTicks: this.ticksFor(one), rule });
  }
}

/** The side of the market that an order trades at. */
function sideOf(one: LiveOrder): 'bid' | 'ask' {
  return one.order.side === 'buy' ? 'ask' : 'bid';
}

/** How much of the straight way to a corner lies before a price on it: in [0, 1]; NaN for NaN. */
function shareOf(from: number, price: number, to: number): number {
  return price === from ? 0 : (price - from) / (to - from);
}

/** The point of a leg at which one side is at a price; both sides get along it together. */
function pointOn(from: SidedPrice, to: SidedPrice, side: 'bid' | 'ask', price: number): SidedPrice {
  const share = shareOf(from[side], price, to[side]);
  const other = side === 'bid' ? 'ask' : 'bid';
  // On one price for both the other side is at the very same one.
  const isOne = from.bid === from.ask && to.bid === to.ask;
  const elsewhere = isOne ? price : from[other] + share * (to[other] - from[other]);
  return side === 'bid' ? { bid: price, ask: elsewhere } : { bid: elsewhere, ask: price };
}

/** The corners of a path after the open, on both sides. */
function sidedCorners(path: SettledPath, bar: PathBar): readonly SidedPrice[] {
  const bids = cornersOf(path, bar);
  const asks = bar.ask === undefined ? bids : cornersOf(path, bar.ask);
  return bids.map((bid, k) => ({ bid, ask: asks[k] }));
}

/**
 * The live orders as they stand in their queue, which what happens meanwhile does not change.
 *
 * Source: this project.
 */
export function bySequence(live: readonly LiveOrder[]): readonly LiveOrder[] {
  for (let k = 1; k < live.length; k++) {
    if (live[k - 1].order.sequence > live[k].order.sequence) {
      return live.toSorted((a, b) => a.order.sequence - b.order.sequence);
    }
  }
  return live.slice();
}

/**
 * True if the first of two orders that fire at one point goes before the other: stops, then the smaller sequence.
 *
 * Source: this project.
 */
export function goesBefore(one: LiveOrder, other: LiveOrder): boolean {
  if (one.nature !== other.nature) return one.nature === 'stop';
  return one.order.sequence < other.order.sequence;
}

/**
 * True if an order wants its fill at its first moment or not at all.
 *
 * Source: this project.
 */
export function isImmediate(order: WorkingOrder): boolean {
  return order.timeInForce.kind === 'ioc' || order.timeInForce.kind === 'fok';
}

/**
 * Why such an order is cancelled.
 *
 * Source: this project.
 */
export function unfilledReason(order: WorkingOrder): string {
  return order.timeInForce.kind === 'fok' ? 'fill-or-kill' : 'immediate-or-cancel';
}
