import { remainingLots } from '../../orders/index.ts';
import type { WorkingOrder } from '../../orders/index.ts';
import { isActive } from './live-order.ts';
import type { LiveOrder } from './live-order.ts';
import { ruleOf } from './path-rule.ts';
import { bySequence, isImmediate, unfilledReason } from './path-walk.ts';
import type { BarWalk, CloseBar, PathTerms } from './path-types.ts';
import { followed, isQuiet } from './quiet-bar.ts';
import { WalkBook } from './walk-book.ts';

/**
 * What a bar of which only the close is known does to the working orders of an instrument.
 *
 * 1. Stops that the close lies beyond fill at the close; trailing stops look at their water mark before this close. A
 *    stop-limit is triggered and fills at the close if that is within its limit.
 * 2. Limits that the close has reached fill at their level, which the price has crossed since the close before; where
 *    that one lay beyond the level already, at the close.
 * 3. Orders without a price, and those for the close, fill at the close.
 *
 * Exits that come into being begin with the next bar.
 *
 * @returns undefined if nothing changes.
 *
 * @remarks
 * Unrealistic when: the price went beyond a level and came back between two closes.
 * Source: this project.
 */
export function walkClose(
  orders: readonly WorkingOrder[],
  bar: CloseBar,
  positionLots: number,
  terms: PathTerms,
): BarWalk | undefined {
  const { close, index, ordersUntil, closesSession } = bar;
  const asked = bar.ask?.close ?? close;
  if (orders.length === 0 || Number.isNaN(close + asked)) return undefined;
  const part = { low: close, high: close, ask: { low: asked, high: asked }, index, ordersUntil, closesSession };
  if (isQuiet(orders, part, positionLots, terms)) return followed(orders, part, positionLots);
  const price = { bid: close, ask: asked };
  const book = new WalkBook(orders, { ...bar, price, isTwoSided: bar.ask !== undefined }, positionLots, terms);
  book.moment = 'close';
  book.begin();
  const through = terms.limitFill === 'through' ? 1 : 0;
  const present = bySequence(book.live);
  for (const nature of ['stop', 'limit'] as const) {
    for (const one of present) if (one.nature === nature) fireAtClose(book, one, bar, through);
  }
  for (const one of present) fillAtClose(book, one, bar);
  for (const one of book.live) settleAfterClose(book, one, bar);
  return book.result(orders, undefined);
}

function fireAtClose(book: WalkBook, one: LiveOrder, bar: CloseBar, through: number): void {
  const close = closeFor(one, bar);
  if (Number.isNaN(one.firesAt(close, close, through))) return;
  const { order } = one;
  const rule = ruleOf(order, 'close');
  if (one.nature === 'limit') {
    const limitTicks = order.limitTicks ?? NaN;
    const before = (isBuy(one) && bar.ask !== undefined ? bar.ask.previousClose : bar.previousClose) ?? NaN;
    const wasBeyond = !Number.isNaN(one.firesAt(before, before, through));
    book.execute(one, { referenceTicks: wasBeyond ? close : limitTicks, limitTicks, rule });
    return;
  }
  book.trigger(one, order.type === 'stop-limit' ? 'stop-limit-triggered' : rule);
  if (order.type !== 'stop-limit') book.execute(one, { referenceTicks: close, rule });
  else if (!Number.isNaN(one.firesAt(close, close, through))) {
    book.execute(one, { referenceTicks: close, limitTicks: order.limitTicks, rule });
  }
}

function fillAtClose(book: WalkBook, one: LiveOrder, bar: CloseBar): void {
  const { order } = one;
  if (one.isDone || one.isResting || one.nature !== 'none') return;
  if (order.type === 'market-on-close' && bar.closesSession === false) return;
  const isRemainder = order.type === 'stop' || order.type === 'trailing-stop' || order.filledLots > 0;
  const rule = isRemainder && order.type !== 'market-on-close' ? 'remainder-at-next-close' : ruleOf(order, 'close');
  book.execute(one, { referenceTicks: closeFor(one, bar), rule });
}

/** The close of the side that an order trades at. */
function closeFor(one: LiveOrder, bar: CloseBar): number {
  return isBuy(one) ? (bar.ask?.close ?? bar.close) : bar.close;
}

function isBuy(one: LiveOrder): boolean {
  return one.order.side === 'buy';
}

/** What wanted its fill at once goes; trailing stops that were there before this close follow it. */
function settleAfterClose(book: WalkBook, one: LiveOrder, bar: CloseBar): void {
  if (one.isDone || !isActive(one.order, bar)) return;
  if (isImmediate(one.order) && one.nature === 'limit' && remainingLots(one.order) > 0) {
    book.end(one, 'cancelled', unfilledReason(one.order));
    return;
  }
  one.follow(book.price);
}
