import type { Account } from './account.ts';
import type { SeriesColumns } from './columns.ts';
import type { FillDesk } from './fill-desk.ts';
import type { FillQueue } from './fill-queue.ts';
import { forceAtLastMark } from './forced-exits.ts';

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
 * So far: the delisting of an instrument. Expiries and corporate actions belong into this list.
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

/** Step 0 of every moment: settles what fell due before it. */
export class Settlement {
  private readonly events: readonly SettlementEvent[];
  private next: number = 0;

  constructor(columns: readonly SeriesColumns[]) {
    this.events = settlementEvents(columns);
  }

  /** True if something fell due before `time`; a bar that closes at the last moment of trading still counts. */
  isDue(time: number): boolean {
    return this.next < this.events.length && this.events[this.next].time < time;
  }

  /** Settles everything that fell due before `time`. */
  settle(time: number, desk: { readonly account: Account; readonly fills: FillDesk; readonly queue: FillQueue }): void {
    while (this.isDue(time)) {
      const event = this.events[this.next++];
      const waiting = desk.queue.at(event.s);
      if (waiting !== undefined) {
        desk.queue.remove(waiting);
        desk.fills.refuse(waiting, event.time, 'delisted');
      }
      forceAtLastMark(desk.account, desk.fills, event.s, {
        time: event.time,
        rule: 'delisted-at-last-mark',
        reason: 'delisted',
      });
    }
  }
}
