import type { WorkingOrder } from '../../orders/index.ts';
import { settledPath } from './bar-path.ts';
import type { BarWalk, OpenBar, PathBar, PathFill, PathTerms } from './path-types.ts';
import { PathWalk } from './path-walk.ts';
import { followed, isQuiet, isUntouched } from './quiet-bar.ts';
import { WalkBook } from './walk-book.ts';

/**
 * What a whole bar does to the working orders of an instrument: `walkOpen`, then `walkRest`.
 *
 * Inside the bar the price goes from the open in straight lines to one extreme, to the other, to the close. Where the
 * contract's path depends on the account (`against`, `for`), both are walked and the account's worth at the close decides:
 * Σ ± lots · (close - reference) over the fills, exactly.
 *
 * @param orders - of one instrument, none of them in a final state.
 * @param positionLots - signed lots held at the open.
 * @param terms - a fill contract's rules, and what the account has to say.
 * @returns undefined if nothing changes, which costs no allocation; a bar without prices never changes anything.
 *
 * @remarks
 * Assumes: a bar's prices are one path over its two extremes; a level between two of its points was traded.
 * Unrealistic when: the price swung more often inside the bar, or jumped over a level inside it.
 * Source: this project.
 */
export function walkBar(
  orders: readonly WorkingOrder[],
  bar: PathBar,
  positionLots: number,
  terms: PathTerms,
): BarWalk | undefined {
  if (orders.length === 0 || !isPriced(bar)) return undefined;
  if (isQuiet(orders, bar, positionLots, terms)) return followed(orders, bar, positionLots);
  const walk = new PathWalk(bookOf(orders, bar, positionLots, terms), bar, terms);
  walk.open();
  return restOf(walk, orders, bar, terms);
}

/**
 * What the open of a bar does to the working orders: orders without a price fill, then stops and limits that the open lies
 * beyond. Only what is known at the open is looked at, unless `volumeCapLots` or `terms` know more.
 *
 * Under `worst-of-bar` a stop that is gapped through waits for `walkRest`, and so do the orders of its group.
 *
 * @returns undefined if nothing changes.
 *
 * @remarks
 * Causal: depends on the open, not on the rest of the bar.
 * Source: this project.
 */
export function walkOpen(
  orders: readonly WorkingOrder[],
  bar: OpenBar,
  positionLots: number,
  terms: PathTerms,
): BarWalk | undefined {
  const { open, index, ordersUntil, opensSession } = bar;
  const asked = bar.ask?.open ?? open;
  if (orders.length === 0 || Number.isNaN(open + asked)) return undefined;
  const ask = { low: asked, high: asked };
  const part = { low: open, high: open, ask, index, ordersUntil, opensSession, closesSession: false };
  if (isQuiet(orders, part, positionLots, terms)) return followed(orders, part, positionLots);
  const book = bookOf(orders, bar, positionLots, terms);
  new PathWalk(book, bar, terms).open();
  return book.result(orders, undefined);
}

/**
 * What a bar does after its open to the orders that `walkOpen` has left.
 *
 * @param positionLots - signed lots held after the open.
 * @returns undefined if nothing changes.
 *
 * @remarks
 * Source: this project.
 */
export function walkRest(
  orders: readonly WorkingOrder[],
  bar: PathBar,
  positionLots: number,
  terms: PathTerms,
): BarWalk | undefined {
  if (orders.length === 0 || !isPriced(bar)) return undefined;
  if (isQuiet(orders, bar, positionLots, terms)) return followed(orders, bar, positionLots);
  const walk = new PathWalk(bookOf(orders, bar, positionLots, terms), bar, terms);
  return restOf(walk, orders, bar, terms);
}

/**
 * Worth of fills at a close, before costs: Σ ± lots · (close - reference), in ticks times lots.
 *
 * @remarks
 * Numerics: exact, in wide integers.
 * Source: this project.
 */
export function worthAtClose(fills: readonly PathFill[], closeTicks: number): bigint {
  let worth = 0n;
  for (const { order, lots, referenceTicks } of fills) {
    const gained = BigInt(lots) * (BigInt(closeTicks) - BigInt(referenceTicks));
    worth += order.side === 'buy' ? gained : -gained;
  }
  return worth;
}

function restOf(walk: PathWalk, orders: readonly WorkingOrder[], bar: PathBar, terms: PathTerms): BarWalk | undefined {
  const settled = settledPath(terms.intrabarPath, bar) ?? (isOneWay(walk.book, bar, terms) ? 'low-first' : undefined);
  if (settled !== undefined) {
    walk.rest(settled, bar);
    return walk.book.result(orders, settled);
  }
  const high = walk.copy();
  walk.rest('low-first', bar);
  high.rest('high-first', bar);
  const isHighBetter = compare(outcomeOf(high.book, bar), outcomeOf(walk.book, bar));
  const takesHigh = terms.intrabarPath === 'for' ? isHighBetter > 0 : isHighBetter < 0;
  return takesHigh ? high.book.result(orders, 'high-first') : walk.book.result(orders, 'low-first');
}

/** True if both paths give the same fills: at most one order can do anything, its level does not move, and it brings in no other. */
function isOneWay(book: WalkBook, bar: PathBar, terms: PathTerms): boolean {
  const through = terms.limitFill === 'through' ? 1 : 0;
  let only: WorkingOrder | undefined;
  for (const { isDone, order } of book.live) {
    if (isDone || isOutOfReach(order, bar, through)) continue;
    if (only !== undefined) return false;
    only = order;
  }
  return only === undefined || (only.trail === undefined && only.type !== 'stop-limit' && only.attached === undefined);
}

/** True for a stop or limit whose level the bar does not meet. */
function isOutOfReach(order: WorkingOrder, bar: PathBar, through: number): boolean {
  if (order.type !== 'stop' && order.type !== 'limit') return false;
  const isImmediate = order.timeInForce.kind === 'ioc' || order.timeInForce.kind === 'fok';
  return !isImmediate && isUntouched(order, order.side === 'buy' ? (bar.ask ?? bar) : bar, through);
}

/** What a path leaves: its fills, and the position with the price that closing it would bring. */
interface PathOutcome {
  readonly fills: readonly PathFill[];
  readonly positionLots: number;
  readonly closeTicks: number;
}

function outcomeOf({ fills, positionLots }: WalkBook, bar: PathBar): PathOutcome {
  const closeTicks = positionLots < 0 ? (bar.ask?.close ?? bar.close) : bar.close;
  return { fills, positionLots, closeTicks };
}

/** > 0 if the first path leaves the account better off at the close than the second, exactly. */
function compare(one: PathOutcome, other: PathOutcome): number {
  const difference = approximateWorth(one) - approximateWorth(other);
  if (Number.isSafeInteger(difference)) return difference;
  const exact = exactWorth(one) - exactWorth(other);
  return exact > 0n ? 1 : exact < 0n ? -1 : 0;
}

/** What the fills brought and the position is worth, in ticks times lots. */
function exactWorth({ fills, positionLots, closeTicks }: PathOutcome): bigint {
  return worthAtClose(fills, 0) + BigInt(positionLots) * BigInt(closeTicks);
}

/** The same as a double: exact where every sum on the way stays within 53 bits, NaN where one does not. */
function approximateWorth({ fills, positionLots, closeTicks }: PathOutcome): number {
  let worth = positionLots * closeTicks;
  for (const { order, lots, referenceTicks } of fills) {
    const paid = lots * referenceTicks;
    worth += order.side === 'buy' ? -paid : paid;
    if (!Number.isSafeInteger(paid) || !Number.isSafeInteger(worth)) return NaN;
  }
  return worth;
}

/** The state in which a bar begins. */
function bookOf(orders: readonly WorkingOrder[], bar: OpenBar, positionLots: number, terms: PathTerms): WalkBook {
  const price = { bid: bar.open, ask: bar.ask?.open ?? bar.open };
  return new WalkBook(orders, { ...bar, price, isTwoSided: bar.ask !== undefined }, positionLots, terms);
}

function isPriced(bar: PathBar): boolean {
  // A sum is NaN as soon as one of its parts is.
  const { ask } = bar;
  const asked = ask === undefined ? 0 : ask.open + ask.high + ask.low + ask.close;
  return !Number.isNaN(bar.open + bar.high + bar.low + bar.close + asked);
}
