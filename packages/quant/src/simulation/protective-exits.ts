import { attachedExits, protectiveLevels, protectiveOrders, trailingLevel } from '../execution/index.ts';
import type { FillContract } from '../execution/index.ts';
import type { Fill, Order, WorkingOrder } from '../orders/index.ts';
import type { OrderBook } from './order-book.ts';

/**
 * Stop and target of each open position that an intent has asked for, as working orders of the position.
 *
 * 1. The fill that opens a position, from flat or by reversal, sets the levels from its own price.
 * 2. A fill that enlarges it leaves them, unless the position has none: then they lie around that fill's price.
 * 3. They are gone when the position is closed.
 */
export class ProtectiveExits {
  private readonly book: OrderBook;

  /** True where exits wait for the bar after the entry. */
  private readonly isWaiting: boolean;

  constructor(book: OrderBook, contract: Pick<FillContract, 'entryBarExits'>) {
    this.book = book;
    this.isWaiting = contract.entryBarExits === 'wait';
  }

  /** Follows a fill of an intent's order that took series `s` from one number of signed lots to another. */
  afterFill(s: number, fill: Fill, order: Order, lots: { readonly before: number; readonly after: number }): void {
    const { before, after } = lots;
    const { book } = this;
    if (book.size > 0) book.dropOrphans(s, after, fill.time);
    const isOpened = after !== 0 && Math.sign(before) !== Math.sign(after);
    const isEnlarged = !isOpened && Math.abs(after) > Math.abs(before);
    if (!isOpened && !(isEnlarged && !this.isProtected(s))) return;
    const { stopLossFraction, takeProfitFraction, decisionTime } = order;
    const levels = protectiveLevels(after > 0 ? 1 : -1, fill.priceTicks, stopLossFraction, takeProfitFraction);
    if (levels === undefined) return;
    const { instrument } = fill;
    // What a bar does after a quote inside it is not known: its exits begin to work at the next bar.
    const activeFrom = fill.rule.endsWith('-at-next-quote') ? fill.time : decisionTime;
    const basis = { id: -2 * s - 2, instrument, decisionTime, activeFrom, reason: fill.reason };
    const exits = protectiveOrders(levels, basis);
    const activeFromBar = this.isWaiting ? fill.barIndex + 1 : 0;
    book.set(s, [...book.at(s), ...exits.map((exit) => ({ ...exit, activeFromBar }))]);
  }

  /**
   * Ticks from the price of a fill to the nearest stop that stands for its lots right after it: of the position, or attached to
   * its order. NaN where there is none.
   */
  stopDistance(s: number, fill: Fill, order: WorkingOrder | undefined): number {
    const away = fill.side === 'buy' ? 1 : -1;
    let nearest = NaN;
    const take = (exit: WorkingOrder): void => {
      if (exit.side === fill.side || !(exit.id < 0 || exit.parentId === order?.id)) return;
      const { trail, stopTicks } = exit;
      const level = trail === undefined ? stopTicks : trailingLevel(exit.side, trail, fill.referenceTicks);
      if (level === undefined) return;
      const distance = away * (fill.priceTicks - level);
      if (!(distance >= nearest)) nearest = distance;
    };
    const standing = this.book.at(s);
    for (let k = 0; k < standing.length; k++) take(standing[k]);
    if (!Number.isNaN(nearest) || order?.attached === undefined) return nearest;
    // A stop that was met in the very bar of the entry stands no more.
    const { referenceTicks, priceTicks: paidTicks, barIndex } = fill;
    attachedExits({ entry: order, referenceTicks, paidTicks, barIndex }).forEach(take);
    return nearest;
  }

  /** Follows a change of the position in series `s` that no order asked for. */
  follow(s: number, lots: number, time: number): void {
    if (this.book.size > 0) this.book.dropOrphans(s, lots, time);
  }

  /** Follows a forced close of series `s`. */
  clear(s: number, time: number): void {
    if (this.book.size > 0) this.book.dropOrphans(s, 0, time);
  }

  private isProtected(s: number): boolean {
    return this.book.at(s).some(({ id }) => id < 0);
  }
}
