import type { EpochMs } from '@assay/core/time';
import type { Counted } from './audit-bar.ts';
import type { FindingPlace, FindingTally, TallyBook } from './tally.ts';

interface Contract {
  readonly first: FindingPlace;
  readonly expiry: EpochMs;
  day: number;
  days: number;
}

/** On how many days each contract is seen: what is not seen again can be entered, but not followed to an exit. */
export class ContractDays {
  private readonly least: number;
  private readonly seldom: FindingTally;
  private readonly living = new Map<string, Contract>();
  private day = NaN;
  private days = 0;
  private contracts = 0;

  constructor(book: TallyBook) {
    this.least = book.options.contractDays;
    this.seldom = book.tally('seldom-seen-contract', 'info');
  }

  /** A snapshot of this day begins; what has expired will not be seen again. */
  beginDay(day: EpochMs): void {
    if (day === this.day) return;
    this.day = day;
    this.days++;
    for (const [name, contract] of this.living) if (contract.expiry < day) this.end(name, contract);
  }

  seen(name: string, expiry: EpochMs, { eventTime, sourceRow }: FindingPlace): void {
    const known = this.living.get(name);
    if (known === undefined) {
      this.contracts++;
      this.living.set(name, { first: { eventTime, sourceRow }, expiry, day: this.day, days: 1 });
    } else if (known.day !== this.day) {
      known.day = this.day;
      known.days++;
    }
  }

  counted(): readonly Counted[] {
    for (const [name, contract] of this.living) this.end(name, contract);
    // Of a few days nothing can be seen often.
    if (this.days < 2 * this.least) return [];
    if (this.seldom.total > this.contracts / 2) this.seldom.severity = 'warning';
    return [{ tally: this.seldom }];
  }

  private end(name: string, { first, days }: Contract): void {
    this.living.delete(name);
    if (days >= this.least) return;
    this.seldom.add(first, () => `${name} is seen on ${days} ${days === 1 ? 'day' : 'days'}`);
  }
}
