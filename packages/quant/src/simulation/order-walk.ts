import { walkClose, walkOpen, walkRest } from '../execution/index.ts';
import type { AskBar, BarWalk, FillContract, PathEvent, PathFill, PathTerms } from '../execution/index.ts';
import { moneyUnits } from '../market/index.ts';
import type { OrderRole, WorkingOrder } from '../orders/index.ts';
import type { Account } from './account.ts';
import type { ProposedFill } from './proposed-fill.ts';
import { isDegenerateOpen } from './columns.ts';
import type { AskColumns, SeriesColumns } from './columns.ts';
import type { FillDesk } from './fill-desk.ts';
import type { FillPlace } from './fill-pricer.ts';
import type { OrderBook } from './order-book.ts';
import { isMarketOrder } from './quotes/market-order.ts';
import type { SessionFlags } from './session-flags.ts';
import type { TwoSides } from './side-prices.ts';
import type { VolumeCaps } from './volume-caps.ts';

/** What an order walk works with. */
export interface OrderWalkParts {
  readonly contract: FillContract;
  readonly account: Account;
  readonly book: OrderBook;
  readonly fills: FillDesk;
  readonly sessions: SessionFlags;
  readonly volumes: VolumeCaps;
}

/** Where a walk at a quote happens, and the quote. */
export interface QuoteMoment {
  readonly s: number;
  readonly barIndex: number;
  /** True if the bar of that index has opened and not closed. */
  readonly isInProgress: boolean;
  readonly time: number;
}

/** How far a segment lets orders fill: its last bar of a series, and the last one at whose close. */
export interface WalkLimits {
  readonly lastBar: Int32Array;
  readonly lastClose: Int32Array;
}

const ROLE_REASONS: Readonly<Record<Exclude<OrderRole, 'order'>, string>> = {
  'stop-loss': 'stop loss',
  'take-profit': 'take profit',
  'trailing-stop': 'trailing stop',
  'time-exit': 'time exit',
};

/** What happens at a close, after the bar's inside has been walked. */
interface WaitingClose {
  readonly i: number;
  readonly fills: readonly PathFill[];
  readonly events: readonly PathEvent[];
}

/**
 * Walks bars with the working orders of their instruments, and books what comes of it.
 *
 * 1. At an open: what the open alone brings about, stamped with the contract's latency.
 * 2. At a close: the inside of the bar, stamped with the close, the first moment that proves it.
 * 3. Then what happens at the very close.
 */
export class OrderWalk {
  private readonly columns: readonly SeriesColumns[];
  private readonly parts: OrderWalkParts;
  private readonly terms: PathTerms;
  /** True if market orders wait for quotes, not for bars. */
  private readonly isByQuotes: boolean;
  /** Per series: fills at a close that wait until the insides of all bars of the moment are done. */
  private readonly closes: (WaitingClose | undefined)[];
  /** Why the account allowed less than was wanted, by order and place on the path. */
  private readonly reasons: Map<string, string> = new Map();
  private place: FillPlace = { s: 0, barIndex: 0, time: 0, moment: 'open' };

  constructor(columns: readonly SeriesColumns[], parts: OrderWalkParts) {
    this.columns = columns;
    this.parts = parts;
    this.isByQuotes = parts.contract.marketFill === 'next-quote';
    const { intrabarPath, limitFill, gapThroughStop, gapThroughLimit, degenerateOpen, entryBarExits } = parts.contract;
    this.terms = {
      intrabarPath,
      limitFill,
      gapThroughStop,
      gapThroughLimit,
      degenerateOpen,
      entryBarExits,
      paidTicks: (fill) => this.paidTicks(fill),
      allowedLots: (fill, earlier) => this.allowedLots(fill, earlier),
    };
    this.closes = new Array<WaitingClose | undefined>(columns.length).fill(undefined);
  }

  /** The open of bar `i` of series `s`. */
  open(s: number, i: number, limits: WalkLimits | undefined): void {
    const { account, book, volumes, contract } = this.parts;
    const { openTicks, openTime, delistedAt, ask } = this.columns[s];
    if (ask === undefined && book.isQuiet(s, openTicks[i], openTicks[i])) return;
    if (delistedAt !== undefined && openTime[i] >= delistedAt) return;
    const orders = this.ordersFor(s, i <= (limits?.lastBar[s] ?? -1));
    if (orders.length === 0) return;
    const bar = {
      open: openTicks[i],
      ask: ask === undefined ? undefined : { open: ask.openTicks[i] },
      index: i,
      ordersUntil: openTime[i],
      opensSession: this.opensSession(orders, s, i),
      isOpenDegenerate: isDegenerateOpen(this.columns[s], i),
      volumeCapLots: volumes.before(s, i),
    };
    this.place = { s, barIndex: i, time: openTime[i] + contract.latencyMs, moment: 'open' };
    this.take(orders, walkOpen(orders, bar, account.lots(s), this.terms));
  }

  /** The inside of bar `i` of series `s`, which closes now; what happens at its close waits for `close`. */
  inside(s: number, i: number, limits: WalkLimits | undefined): void {
    const { account, book, volumes } = this.parts;
    const { openTicks, highTicks, lowTicks, closeTicks, openTime, closeTime, ask } = this.columns[s];
    if (ask === undefined && book.isQuiet(s, lowTicks[i], highTicks[i])) return;
    const orders = this.ordersFor(s, i <= (limits?.lastBar[s] ?? -1));
    if (orders.length === 0) return;
    const isClosing = i <= (limits?.lastClose[s] ?? -1);
    const bar = {
      open: openTicks[i],
      high: highTicks[i],
      low: lowTicks[i],
      close: closeTicks[i],
      ask: ask === undefined ? undefined : askBar(ask, i),
      index: i,
      ordersUntil: openTime[i],
      opensSession: this.opensSession(orders, s, i),
      closesSession: isClosing && this.closesSession(orders, s, i),
      isOpenDegenerate: isClosing && isDegenerateOpen(this.columns[s], i),
      volumeCapLots: volumes.of(s, i),
    };
    this.place = { s, barIndex: i, time: closeTime[i], moment: 'inside' };
    this.take(orders, walkRest(orders, bar, account.lots(s), this.terms));
  }

  /** The close of bar `i` of series `s`: what waited for it, or the whole of a bar of which no more is known. */
  close(s: number, i: number, limits: WalkLimits | undefined): void {
    const waiting = this.closes[s];
    if (waiting !== undefined) {
      this.closes[s] = undefined;
      this.place = { ...this.place, s, barIndex: i, time: this.columns[s].closeTime[i], moment: 'close' };
      this.book(waiting.fills, waiting.events);
    } else if (this.columns[s].isCloseOnly) this.closeOnly(s, i, limits);
  }

  private closeOnly(s: number, i: number, limits: WalkLimits | undefined): void {
    const { account, volumes, contract } = this.parts;
    const { closeTicks, closeTime, ask } = this.columns[s];
    const orders = this.ordersFor(s, i <= (limits?.lastClose[s] ?? -1));
    if (orders.length === 0) return;
    const bar = {
      close: closeTicks[i],
      previousClose: i > 0 ? closeTicks[i - 1] : NaN,
      ask:
        ask === undefined
          ? undefined
          : { close: ask.closeTicks[i], previousClose: i > 0 ? ask.closeTicks[i - 1] : NaN },
      index: i,
      ordersUntil: closeTime[i] - contract.latencyMs,
      closesSession: this.closesSession(orders, s, i),
      volumeCapLots: volumes.of(s, i),
    };
    this.place = { s, barIndex: i, time: closeTime[i], moment: 'close' };
    this.take(orders, walkClose(orders, bar, account.lots(s), this.terms));
  }

  /**
   * A market order at a quote: as far as the size on offer goes. Exits that it brings into being work from the next bar on, for
   * the rest of the present one is not known.
   */
  quote({ s, barIndex, isInProgress, time }: QuoteMoment, order: WorkingOrder, sides: TwoSides): void {
    const { account, book } = this.parts;
    const { bid, ask, bidLots = Infinity, askLots = Infinity } = sides;
    const size = order.side === 'buy' ? askLots : bidLots;
    const bar = { open: bid, ask: { open: ask }, index: barIndex, ordersUntil: time };
    this.place = { s, barIndex, time, moment: isInProgress ? 'open' : 'close', sides };
    const walk = walkOpen([order], { ...bar, volumeCapLots: size }, account.lots(s), this.terms);
    if (walk === undefined) return;
    const orders = walk.orders.map((one) => {
      if (one.id === order.id) return { ...one, spentBar: -1 };
      return { ...one, activeFrom: Math.max(one.activeFrom, time) };
    });
    const rule = order.filledLots > 0 ? 'remainder-at-next-quote' : 'market-at-next-quote';
    const fills = walk.fills.map((fill) => ({ ...fill, rule, moment: this.place.moment, sides }) as const);
    const events = walk.events.map((event) =>
      event.reason === 'market-at-next-open' ? { ...event, reason: rule } : event,
    );
    this.take([order], { ...walk, orders, fills, events });
    if (walk.fills.length === 0) return;
    if (order.oco !== undefined) book.endGroup(order.oco, -1, time);
    book.dropOrphans(s, account.lots(s), time);
  }

  /** Ends a market order whose quote breaks a rule. */
  refuseAtQuote(s: number, order: WorkingOrder, reason: string, time: number): void {
    const event = order.filledLots > 0 ? 'cancelled' : 'rejected';
    this.parts.book.end(s, ({ id }) => id === order.id, { event, reason, time });
    this.parts.fills.refusals.push({ time, instrument: order.instrument, reason });
  }

  /** Whether a session opens is asked only where an order waits for that. */
  private opensSession(orders: readonly WorkingOrder[], s: number, i: number): boolean {
    return !orders.some(({ type }) => type === 'market-on-open') || this.parts.sessions.opensSession(s, i);
  }

  private closesSession(orders: readonly WorkingOrder[], s: number, i: number): boolean {
    return !orders.some(({ type }) => type === 'market-on-close') || this.parts.sessions.closesSession(s, i);
  }

  /** All orders of a series, or only the exits of its position where the segment lets nothing else fill. */
  private ordersFor(s: number, isOpen: boolean): readonly WorkingOrder[] {
    const waiting = this.parts.book.at(s);
    const orders = this.isByQuotes ? waiting.filter((order) => !isMarketOrder(order)) : waiting;
    return isOpen || orders.length === 0 ? orders : orders.filter((order) => order.role !== 'order');
  }

  private take(walked: readonly WorkingOrder[], walk: BarWalk | undefined): void {
    if (walk === undefined) return;
    if (walk.path !== undefined) this.place = { ...this.place, path: walk.path };
    const { book } = this.parts;
    const { s, barIndex, moment } = this.place;
    const held = book.at(s);
    const idle = held === walked ? [] : held.filter((order) => !walked.includes(order));
    book.set(s, idle.length === 0 ? walk.orders : [...idle, ...walk.orders]);
    this.refuse(walk.events);
    if (moment !== 'inside') {
      this.book(walk.fills, walk.events);
      return;
    }
    const [fills, events] = [walk.fills.filter(isAtClose), walk.events.filter(isAtClose)];
    if (fills.length + events.length > 0) this.closes[s] = { i: barIndex, fills, events };
    this.book(
      walk.fills.filter((fill) => !isAtClose(fill)),
      walk.events.filter((event) => !isAtClose(event)),
    );
  }

  /** Names what kept an order from filling whole. */
  private refuse(events: readonly PathEvent[]): void {
    const { time } = this.place;
    for (const { orderId, event, reason, instrument, pathPosition } of events) {
      const isRefused = event === 'rejected' || reason === 'reduced-to-limit' || reason === 'unaffordable';
      if (!isRefused || orderId < 0) continue;
      const why = this.reasons.get(reasonKey(orderId, pathPosition)) ?? reason;
      this.parts.fills.refusals.push({ time, instrument, reason: why });
    }
    if (this.reasons.size > 0) this.reasons.clear();
  }

  private book(fills: readonly PathFill[], events: readonly PathEvent[]): void {
    const { book, fills: desk } = this.parts;
    const { s, time } = this.place;
    for (const fill of fills) {
      const { order } = fill;
      desk.fillOnPath(this.placeOf(fill), fill, order.role === 'order' ? order.reason : ROLE_REASONS[order.role]);
      if (order.id >= 0 && order.oco !== undefined) book.endGroup(order.oco, s, time);
    }
    for (const step of events) {
      if (step.orderId < 0) continue;
      const { orderId, tag, instrument, event, reason, lots, remaining } = step;
      book.events.push({ time, orderId, tag, instrument, event, reason, lots, remaining });
    }
  }

  private placeOf(fill: PathFill): FillPlace {
    const { order, rule, moment } = fill;
    const isGiven = order.type === 'limit' && !rule.endsWith('-at-open');
    return {
      ...this.place,
      moment,
      liquidity: isGiven ? 'maker' : 'taker',
      orderId: order.id < 0 ? undefined : order.id,
      sides: this.place.sides ?? fill.sides,
    };
  }

  private paidTicks(fill: PathFill): number {
    const { order, lots, referenceTicks, limitTicks } = fill;
    const request = { side: order.side, lots, referenceTicks, limitTicks };
    return this.parts.fills.pricer.price(this.placeOf(fill), request).priceTicks;
  }

  /** Lots of a fill that the account allows: what reduces the position always, what opens as far as its limits go. */
  private allowedLots(fill: PathFill, earlier: readonly PathFill[]): number {
    const { account, fills } = this.parts;
    const { s, time } = this.place;
    const place = this.placeOf(fill);
    const { order, lots, referenceTicks, limitTicks, pathPosition } = fill;
    let [held, cashUnits] = [account.lots(s), 0];
    for (const one of earlier) {
      const signed = one.order.side === 'buy' ? one.lots : -one.lots;
      held += signed;
      cashUnits += this.cashOf(one, signed);
    }
    const sign = order.side === 'buy' ? 1 : -1;
    const closing = held * sign < 0 ? Math.min(lots, Math.abs(held)) : 0;
    const opening = lots - closing;
    if (opening === 0) return lots;
    const key = reasonKey(order.id, pathPosition);
    const unpriced = fills.pricer.refusal(place, order.side, lots);
    if (unpriced !== undefined) {
      this.reasons.set(key, unpriced);
      return closing;
    }
    const proposed: ProposedFill = { place, referenceTicks, limitTicks, held, sign, closing, opening, cashUnits };
    const allowed = fills.admission.allowance(proposed, time);
    if (allowed.reason !== undefined) this.reasons.set(key, allowed.reason);
    return closing + allowed.opening;
  }

  /** What a fill moves in cash, in ledger units of the instrument's currency. */
  private cashOf(fill: PathFill, signedLots: number): number {
    const { order, lots, referenceTicks, limitTicks } = fill;
    const request = { side: order.side, lots, referenceTicks, limitTicks };
    const { priceTicks, commissionUnits, feeUnits } = this.parts.fills.pricer.price(this.placeOf(fill), request);
    return -moneyUnits(this.columns[this.place.s].scale, priceTicks, signedLots) - commissionUnits - feeUnits;
  }
}

function askBar({ openTicks, highTicks, lowTicks, closeTicks }: AskColumns, i: number): AskBar {
  return { open: openTicks[i], high: highTicks[i], low: lowTicks[i], close: closeTicks[i] };
}

function isAtClose({ moment }: { readonly moment: FillPlace['moment'] }): boolean {
  return moment === 'close';
}

function reasonKey(orderId: number, pathPosition: number): string {
  return `${orderId} ${pathPosition}`;
}
