import type { Account } from './account.ts';
import type { DelistingClose } from './actions/action-desk.ts';
import { endsOfTrading } from './actions/plan-actions.ts';
import type { PlannedAction } from './actions/planned-action.ts';
import type { SeriesColumns } from './columns.ts';
import { EXPIRY_RULES } from './expiry/expiry-rules.ts';
import type { FillDesk } from './fill-desk.ts';
import type { FillQueue } from './fill-queue.ts';
import { forceAtLastMark } from './forced-exits.ts';
import type { OrderBook } from './order-book.ts';

/** Something that happens to an instrument at a known moment, whoever holds it. */
export interface SettlementEvent {
  readonly kind: 'expiry' | 'delisting';
  readonly time: number;
  /** Position of the series in the simulation. */
  readonly s: number;
}

/**
 * Everything that settles by itself in a simulation, in order of time and then of declaration: instruments that expire, and
 * instruments that are delisted. Corporate actions have a desk of their own.
 *
 * Source: this project.
 */
export function settlementEvents(columns: readonly SeriesColumns[]): readonly SettlementEvent[] {
  const events: SettlementEvent[] = [];
  for (const { index, delistedAt, expiresAt } of columns) {
    if (delistedAt === undefined) continue;
    events.push({ kind: delistedAt === expiresAt ? 'expiry' : 'delisting', time: delistedAt, s: index });
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

/**
 * Settles what falls due: delistings in step 0 of the first moment after them, expiries at the close of their very moment, or
 * in step 0 of the first one after. What a corporate action ends, that action settles.
 */
export class Settlement {
  /** When an instrument expires next; Infinity where none does. */
  nextExpiry: number = Infinity;
  private readonly columns: readonly SeriesColumns[];
  private readonly delistings: readonly SettlementEvent[];
  private readonly expiries: readonly SettlementEvent[];
  private next: number = 0;
  private expired: number = 0;

  constructor(columns: readonly SeriesColumns[], planned: readonly PlannedAction[] = []) {
    const ends = endsOfTrading(columns.length, planned);
    this.columns = columns;
    const events = settlementEvents(columns).filter(({ s }) => ends[s] === undefined);
    this.delistings = events.filter(({ kind }) => kind === 'delisting');
    this.expiries = events.filter(({ kind }) => kind === 'expiry');
    if (this.expiries.length > 0) this.nextExpiry = this.expiries[0].time;
  }

  /** True if something fell due before `time`; a bar that closes at the last moment of trading still counts. */
  isDue(time: number): boolean {
    return this.nextExpiry < time || (this.next < this.delistings.length && this.delistings[this.next].time < time);
  }

  /** Settles everything that fell due before `time`. */
  settle(time: number, desk: SettlementDesk): void {
    // Times are whole milliseconds.
    this.expire(time - 1, desk);
    while (this.next < this.delistings.length && this.delistings[this.next].time < time) {
      const { s, time: due } = this.delistings[this.next++];
      this.delist(s, { time: due, ticks: undefined, rule: 'delisted-at-last-mark', reason: 'delisted' }, desk);
    }
  }

  /** Settles what expires up to `time`, that moment included. */
  expire(time: number, desk: SettlementDesk): void {
    const { columns, expiries } = this;
    const { account, fills } = desk;
    for (; this.expired < expiries.length && expiries[this.expired].time <= time; this.expired++) {
      const { s, time: due } = expiries[this.expired];
      this.endOrders(s, due, desk, 'expired');
      const ticks = account.market.markTicks[s];
      const stated = EXPIRY_RULES[columns[s].series.instrument.kind]?.(columns[s], {
        columns,
        markTicks: account.market.markTicks,
      });
      const price = stated ?? { ticks, rule: 'expired-at-last-mark' };
      if (Number.isNaN(price.ticks)) continue;
      account.events.add({ kind: 'expiry', time: due, s, lots: account.lots(s), units: 0, detail: price.ticks });
      account.cashFraction(s, price.ticks, due);
      const at = { barIndex: account.markBar[s], time: due, rule: price.rule, reason: 'expiry' };
      fills.force(s, { referenceTicks: price.ticks, limitTicks: price.ticks, ...at });
    }
    this.nextExpiry = this.expired < expiries.length ? expiries[this.expired].time : Infinity;
  }

  /** Takes out what waits for an instrument that has stopped trading. */
  endOrders(s: number, time: number, { fills, queue, book }: SettlementDesk, reason: string = 'delisted'): void {
    const waiting = queue.at(s);
    if (waiting !== undefined) {
      queue.remove(waiting);
      fills.refuse(waiting, time, reason);
    }
    book.endAll(s, time, reason);
  }

  /** Ends an instrument: what waits for it is refused, its position closed at a price or at the last mark. */
  delist(s: number, close: DelistingClose, { account, fills, queue, book }: SettlementDesk): void {
    const { time, ticks, rule, reason } = close;
    this.endOrders(s, time, { account, fills, queue, book }, reason === 'expiry' ? 'expired' : 'delisted');
    if (ticks === undefined) {
      forceAtLastMark(account, fills, s, { time, rule, reason });
      return;
    }
    account.cashFraction(s, ticks, time);
    fills.force(s, { referenceTicks: ticks, limitTicks: ticks, barIndex: account.markBar[s], time, rule, reason });
  }
}
