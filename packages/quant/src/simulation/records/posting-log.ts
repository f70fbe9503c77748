import type { AccountHandle, Ledger, PostingRecorder } from '../../orders/index.ts';
import { GrowingColumn } from './growing-column.ts';

/** Every posting of a simulation in columns of shape (n,), in the order in which they were made. */
export interface PostingColumns {
  /** Names of the accounts, as `cash:USD`. */
  readonly accounts: readonly string[];
  readonly time: Float64Array;
  /** Number of the transaction, from 0; the postings of one sum to zero in every currency. */
  readonly transaction: Float64Array;
  /** Index into `accounts`. */
  readonly account: Float64Array;
  /** Signed ledger units of the account's currency. */
  readonly units: Float64Array;
}

/** Takes down the postings of a ledger with their times. */
export class PostingLog implements PostingRecorder {
  /** Moment of the postings that follow. */
  time: number = NaN;
  private readonly times: GrowingColumn = new GrowingColumn(64);
  private readonly transactions: GrowingColumn = new GrowingColumn(64);
  private readonly handles: GrowingColumn = new GrowingColumn(64);
  private readonly units: GrowingColumn = new GrowingColumn(64);

  record(transaction: number, account: AccountHandle, units: number): void {
    this.times.push(this.time);
    this.transactions.push(transaction);
    this.handles.push(account);
    this.units.push(units);
  }

  /** The postings so far. */
  columns(ledger: Ledger): PostingColumns {
    return {
      accounts: ledger.accounts().map((account) => account.name),
      time: this.times.toArray(),
      transaction: this.transactions.toArray(),
      account: this.handles.toArray(),
      units: this.units.toArray(),
    };
  }
}
