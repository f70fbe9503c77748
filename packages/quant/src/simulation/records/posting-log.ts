import type { AccountHandle, Ledger, PostingRecorder } from '../../orders/index.ts';
import { GrowingTable } from './growing-table.ts';

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
  private readonly rows: GrowingTable = new GrowingTable(4, 64);

  record(transaction: number, account: AccountHandle, units: number): void {
    const row = this.rows.add();
    const { values } = this.rows;
    values[row] = this.time;
    values[row + 1] = transaction;
    values[row + 2] = account;
    values[row + 3] = units;
  }

  /** The postings so far. */
  columns(ledger: Ledger): PostingColumns {
    const { rows } = this;
    return {
      accounts: ledger.accounts().map((account) => account.name),
      time: rows.column(0),
      transaction: rows.column(1),
      account: rows.column(2),
      units: rows.column(3),
    };
  }
}
