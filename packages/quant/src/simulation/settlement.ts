import type { Account } from './account.ts';
import type { DelistingClose } from './actions/action-desk.ts';
import { endsOfTrading } from './actions/plan-actions.ts';
import type { PlannedAction } from './actions/planned-action.ts';
import type { SeriesColumns } from './columns.ts';
import type { FillDesk } from './fill-desk.ts';
import type { FillQueue } from './fill-queue.ts';
import { forceAtLastMark } from './forced-exits.ts';
import type { OrderBook } from './order-book.ts';

/** Something that happens to an instrument at a known moment, whoever holds it. */
export interface SettlementEvent {
  readonly kind: 'delisting';
  readonly time: number;
  /** Position of the series in the simulation. */
  readonly s: number;
}

/**
 * Everything that settles by itself in a simulation, in order of time and then of declaration.
 *
 * So far: the delisting of an instrument. Expiries belong into this list; corporate actions have a desk of their own.
 *
 * Source: this project.
 */
export function settlementEvents(columns: readonly SeriesColumns[]): readonly SettlementEvent[] {
  const events: SettlementEvent[] = [];
  for (const { index, delistedAt } of columns) {
    if (delistedAt !== undefined) events.push({ kind: 'delisting', time: delistedAt, s: index });
  }
  return events.sort((a, b) => a.time - b.time || a.s - b.s);
}

/** What a settlement works with. */
export interface SettlementDesk {
  readonly account: Account;
  readonly fills: FillDesk;
  readonly queue: FillQueue;
  readonly book: OrderBook;
}

/** Step 0 of every moment: settles what fell due before it. What a corporate action ends, that action settles. */
export class Settlement {
  private readonly events: readonly SettlementEvent[];
  private next: number = 0;

  constructor(columns: readonly SeriesColumns[], planned: readonly PlannedAction[] = []) {
    const ends = endsOfTrading(columns.length, planned);
    this.events = settlementEvents(columns).filter(({ s }) => ends[s] === undefined);
  }

  /** True if something fell due before `time`; a bar that closes at the last moment of trading still counts. */
  isDue(time: number): boolean {
    return this.next < this.events.length && this.events[this.next].time < time;
  }

  /** Settles everything that fell due before `time`. */
  settle(time: number, desk: SettlementDesk): void {
    while (this.isDue(time)) {
      const { s, time: due } = this.events[this.next++];
      this.delist(s, { time: due, ticks: undefined, rule: 'delisted-at-last-mark', reason: 'delisted' }, desk);
    }
  }

  /** Takes out what waits for an instrument that has stopped trading. */
  endOrders(s: number, time: number, { fills, queue, book }: SettlementDesk): void {
    const waiting = queue.at(s);
    if (waiting !== undefined) {
      queue.remove(waiting);
      fills.refuse(waiting, time, 'delisted');
    }
    book.endAll(s, time, 'delisted');
  }

  /** Ends an instrument: what waits for it is refused, its position closed at a price or at the last mark. */
  delist(s: number, close: DelistingClose, { account, fills, queue, book }: SettlementDesk): void {
    const { time, ticks, rule, reason } = close;
    this.endOrders(s, time, { account, fills, queue, book });
    if (ticks === undefined) {
      forceAtLastMark(account, fills, s, { time, rule, reason });
      return;
    }
    account.cashFraction(s, ticks, time);
    fills.force(s, { referenceTicks: ticks, limitTicks: ticks, barIndex: account.markBar[s], time, rule, reason });
  }
}
