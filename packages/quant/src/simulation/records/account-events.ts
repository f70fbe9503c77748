import { GrowingColumn } from './growing-column.ts';

/** What can happen to an account beside fills; docs/methods/records.md and accounts.md say when. */
export const ACCOUNT_EVENT_KINDS = [
  'split',
  'fraction-cashed',
  'cash-dividend',
  'rename',
  'delisting',
  'merger',
  'borrow',
  'margin-interest',
  'cash-interest',
  'rollover',
  'funding',
  'margin-call',
  'margin-call-lifted',
  'liquidation',
  'spin-off',
  'shares-received',
  'expiry',
] as const;

/** Kind of an event of the account. */
export type AccountEventKind = (typeof ACCOUNT_EVENT_KINDS)[number];

/** An event of the account. */
export interface AccountEvent {
  readonly kind: AccountEventKind;
  readonly time: number;
  /** Position of the series; -1 where it concerns the whole account. */
  readonly s: number;
  /** Signed lots held when it happened, before it; of a split also after it, in `after`. */
  readonly lots: number;
  /** What it brought into cash, signed, in ledger units of the currency concerned; 0 where nothing. */
  readonly units: number;
  /** Lots after a split; lots received; the rate of a funding payment; NaN elsewhere. */
  readonly detail: number;
}

/** Events of the account in columns of shape (n,), in the order in which they happened. */
export interface AccountEventColumns {
  /** Index into `ACCOUNT_EVENT_KINDS`. */
  readonly kind: Float64Array;
  readonly time: Float64Array;
  readonly series: Float64Array;
  readonly lots: Float64Array;
  readonly units: Float64Array;
  readonly detail: Float64Array;
}

/** Takes down the events of an account. */
export class AccountEventLog {
  private readonly kind: GrowingColumn = new GrowingColumn();
  private readonly time: GrowingColumn = new GrowingColumn();
  private readonly series: GrowingColumn = new GrowingColumn();
  private readonly lots: GrowingColumn = new GrowingColumn();
  private readonly units: GrowingColumn = new GrowingColumn();
  private readonly detail: GrowingColumn = new GrowingColumn();

  add(event: AccountEvent): void {
    this.kind.push(ACCOUNT_EVENT_KINDS.indexOf(event.kind));
    this.time.push(event.time);
    this.series.push(event.s);
    this.lots.push(event.lots);
    this.units.push(event.units);
    this.detail.push(event.detail);
  }

  /** The events so far. */
  columns(): AccountEventColumns {
    return {
      kind: this.kind.toArray(),
      time: this.time.toArray(),
      series: this.series.toArray(),
      lots: this.lots.toArray(),
      units: this.units.toArray(),
      detail: this.detail.toArray(),
    };
  }
}
