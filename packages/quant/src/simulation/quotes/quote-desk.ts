import { quoteRefusal } from '../../execution/index.ts';
import type { FillContract } from '../../execution/index.ts';
import { remainingLots } from '../../orders/index.ts';
import type { WorkingOrder } from '../../orders/index.ts';
import type { Account } from '../account.ts';
import type { SeriesColumns } from '../columns.ts';
import type { FillDesk, Quote } from '../fill-desk.ts';
import { isReducing } from '../fill-queue.ts';
import type { FillQueue, QueuedSet } from '../fill-queue.ts';
import type { OrderBook } from '../order-book.ts';
import type { OrderWalk } from '../order-walk.ts';
import type { TwoSides } from '../side-prices.ts';
import type { Timeline } from '../timeline.ts';
import { isMarketOrder } from './market-order.ts';
import type { QuoteFeed } from './quote-feed.ts';

/** What a quote desk works with. */
export interface QuoteDeskParts {
  readonly contract: FillContract;
  readonly feed: QuoteFeed;
  readonly account: Account;
  readonly timeline: Timeline;
  readonly queue: FillQueue;
  readonly book: OrderBook;
  readonly fills: FillDesk;
  readonly walk: OrderWalk;
  /** Settles what falls due up to a moment at which no bar closes or opens. */
  readonly settle: (time: number) => void;
}

/** A quote as it stands at a moment, in ticks and lots. */
export interface QuoteState extends TwoSides {
  readonly ageMs: number;
  readonly bidLots: number;
  readonly askLots: number;
}

/** Where a quote lies: the bar in progress, or the last one that has closed. */
export interface QuotePlace {
  readonly s: number;
  readonly barIndex: number;
  readonly isInProgress: boolean;
  readonly time: number;
}

/**
 * Market orders under `next-quote`: each meets the first quote that is received after its decision.
 *
 * 1. Quotes are taken in order of receipt; at the moment of a bar after its close and the decisions there, before its open.
 * 2. What intents have queued goes first, that which makes positions smaller before that which needs room; then market
 *    orders of the book, in their order. What one takes of a quote's size the next one does not find.
 * 3. A quote that breaks a rule refuses the order that meets it. All legs of a group are judged by the newest quotes of their
 *    instruments, at the first moment at which each has had one since the decision.
 * 4. What the size leaves over waits for the next quote.
 */
export class QuoteDesk {
  private readonly columns: readonly SeriesColumns[];
  private readonly parts: QuoteDeskParts;
  /** Per series: lots of the newest quote that have been taken, at the bid and at the ask. */
  private readonly sold: Float64Array;
  private readonly bought: Float64Array;

  constructor(columns: readonly SeriesColumns[], parts: QuoteDeskParts) {
    this.columns = columns;
    this.parts = parts;
    this.sold = new Float64Array(columns.length);
    this.bought = new Float64Array(columns.length);
  }

  /** Takes the quotes that are received before the next moment of a bar. */
  takeBefore(time: number): void {
    const { feed, settle } = this.parts;
    while (feed.nextTime < time) {
      if (!this.isAwaited) {
        feed.skipBefore(time);
        return;
      }
      settle(feed.nextTime);
      this.take();
    }
  }

  /** Takes the quotes that are received at the moment of a bar. */
  takeAt(time: number): void {
    const { feed } = this.parts;
    if (feed.nextTime <= time) this.take();
  }

  private get isAwaited(): boolean {
    return this.parts.queue.size > 0 || this.parts.book.size > 0;
  }

  private take(): void {
    const { feed, queue } = this.parts;
    const time = feed.nextTime;
    feed.advance();
    for (const s of feed.received) this.sold[s] = this.bought[s] = 0;
    for (const wantsReducing of [true, false]) {
      if (queue.size === 0) break;
      for (const s of feed.received) {
        const set = queue.at(s);
        if (set !== undefined && isReducing(set) === wantsReducing) this.fillSet(set, time);
      }
    }
    for (const s of feed.received) this.fillOrders(s, time);
  }

  private fillSet(set: QueuedSet, time: number): void {
    const { queue, fills, account } = this.parts;
    const quotes: Quote[] = [];
    for (const { s } of set.legs) {
      const quote = this.quoteOf(s, set, time);
      if (quote === undefined) return;
      quotes.push(quote);
    }
    const held = set.legs.map(({ s }) => account.lots(s));
    queue.remove(set);
    const rest = fills.fill(set, quotes, time);
    set.legs.forEach(({ s }, k) => this.noteTaken(s, account.lots(s) - held[k]));
    if (rest !== undefined) queue.place(rest);
  }

  /** The quote that a leg can take; undefined while it has to wait for one. */
  private quoteOf(s: number, set: QueuedSet, time: number): Quote | undefined {
    const place = this.placeOf(s, time);
    const { feed, contract } = this.parts;
    if (place === undefined || feed.receivedAt(s) < set.decisionTime + contract.latencyMs) return undefined;
    const sides = this.stateOf(s, time);
    return {
      referenceTicks: sides.bid,
      barIndex: place.barIndex,
      time,
      moment: place.isInProgress ? 'open' : 'close',
      rule: set.isRemainder === true ? 'remainder-at-next-quote' : 'market-at-next-quote',
      sides,
    };
  }

  /** Market orders of the book, each by itself. */
  private fillOrders(s: number, time: number): void {
    const { book, walk, account, contract } = this.parts;
    const place = this.placeOf(s, time);
    if (place === undefined || book.at(s).length === 0) return;
    const isDue = (order: WorkingOrder): boolean =>
      isMarketOrder(order) && order.activeFrom + contract.latencyMs <= time;
    for (const { id } of book.at(s).filter(isDue)) {
      const order = book.at(s).find((one) => one.id === id);
      if (order === undefined) continue;
      const state = this.stateOf(s, time);
      const refusal = this.refusalOf(order, state);
      if (refusal !== undefined) {
        walk.refuseAtQuote(s, order, refusal, time);
        continue;
      }
      const held = account.lots(s);
      walk.quote(place, order, state);
      this.noteTaken(s, account.lots(s) - held);
    }
  }

  private refusalOf(order: WorkingOrder, state: QuoteState): string | undefined {
    const { contract, account } = this.parts;
    const size = order.side === 'buy' ? state.askLots : state.bidLots;
    const isWhole = contract.quoteSize === 'refuse' || order.timeInForce.kind === 'fok';
    const whole = order.closesPosition ? Math.abs(account.lots(this.seriesOf(order))) : remainingLots(order);
    return quoteRefusal(contract.quotes, { ...state, size }, isWhole ? Math.max(1, whole) : 1);
  }

  private seriesOf({ instrument }: WorkingOrder): number {
    return this.columns.findIndex(({ id }) => id === instrument);
  }

  private stateOf(s: number, time: number): QuoteState {
    const state = this.parts.feed.state(s, time);
    return { ...state, bidLots: state.bidLots - this.sold[s], askLots: state.askLots - this.bought[s] };
  }

  private noteTaken(s: number, lots: number): void {
    if (lots > 0) this.bought[s] += lots;
    else this.sold[s] -= lots;
  }

  /** The bar that a quote belongs to; undefined before the first. */
  private placeOf(s: number, time: number): QuotePlace | undefined {
    const { openedBar, closedBar } = this.parts.timeline;
    const { delistedAt } = this.columns[s];
    if (delistedAt !== undefined && time >= delistedAt) return undefined;
    const isInProgress = openedBar[s] > closedBar[s];
    const barIndex = isInProgress ? openedBar[s] : closedBar[s];
    return barIndex < 0 ? undefined : { s, barIndex, isInProgress, time };
  }
}
