import { InvalidArgumentError, PlatformError } from '@assay/core/errors';
import { beyondLedger } from '../market/index.ts';
import type { Currency } from '../market/index.ts';

/** Handle of an account inside one ledger. */
export type AccountHandle = number;

/** One side of a transaction: a signed whole number of ledger units added to an account. */
export interface Posting {
  readonly account: AccountHandle;
  readonly units: number;
}

/** Takes down every posting of every transaction, in order. */
export interface PostingRecorder {
  record(transaction: number, account: AccountHandle, units: number): void;
}

/** An account as it stands. */
export interface AccountBalance {
  readonly name: string;
  readonly currency: Currency;
  readonly units: number;
}

/**
 * Double-entry ledger in whole ledger units (1e-6 of each currency), one book per currency.
 *
 * Assets grow by positive postings (`cash:USD`, `holdings:SPY`), sources by negative ones (`capital:USD`,
 * `realized:USD`), so that the accounts of a currency always sum to zero. Within a transaction the postings of each
 * currency must sum to zero; an exchange of currencies goes through one `exchange:` account in each.
 */
export class Ledger {
  private readonly names: string[] = [];
  private readonly handles: Map<string, AccountHandle> = new Map();
  private readonly currencies: Currency[] = [];
  /** Per account: index of its currency. */
  private readonly currencyOf: number[] = [];
  private readonly balances: number[] = [];
  private readonly sums: number[] = [];
  /** The postings of the transaction that is being put together: the first `pending` entries count. */
  private readonly pendingAccounts: AccountHandle[] = [];
  private readonly pendingUnits: number[] = [];
  private pending: number = 0;
  private postedTransactions: number = 0;
  private readonly recorder: PostingRecorder | undefined;

  /** @param recorder - is told of every posting; none where it is absent. */
  constructor(recorder?: PostingRecorder) {
    this.recorder = recorder;
  }

  /** Number of transactions posted so far. */
  get transactions(): number {
    return this.postedTransactions;
  }

  /**
   * Opens an account, or finds it where it is open already.
   *
   * @throws {InvalidArgumentError} if it is open in another currency.
   */
  open(name: string, currency: Currency): AccountHandle {
    const known = this.handles.get(name);
    if (known !== undefined) {
      if (this.currencies[this.currencyOf[known]] === currency) return known;
      throw new InvalidArgumentError('currency', `that of account '${name}'`, currency);
    }
    if (!this.currencies.includes(currency)) {
      this.currencies.push(currency);
      this.sums.push(0);
    }
    const handle = this.names.push(name) - 1;
    this.handles.set(name, handle);
    this.currencyOf.push(this.currencies.indexOf(currency));
    this.balances.push(0);
    return handle;
  }

  /** Balance of an account, in ledger units of its currency. */
  balance(account: AccountHandle): number {
    return this.balances[account];
  }

  /** Currency of an account. */
  currency(account: AccountHandle): Currency {
    return this.currencies[this.currencyOf[account]];
  }

  /** All accounts, in the order they were opened. */
  accounts(): readonly AccountBalance[] {
    return this.names.map((name, i) => ({
      name,
      currency: this.currencies[this.currencyOf[i]],
      units: this.balances[i],
    }));
  }

  /**
   * Posts one transaction, whole or not at all.
   *
   * @throws {DataError} DATA_UNFIT if an amount or a balance would pass 2^53 units; the ledger is then unchanged.
   * @throws {PlatformError} LEDGER_UNBALANCED if its postings do not sum to zero in every currency, or an amount is
   * not a whole number of units; the ledger is then unchanged.
   */
  post(postings: readonly Posting[]): void {
    for (const { account, units } of postings) this.add(account, units);
    this.commit();
  }

  /** Adds a posting to the transaction that `commit` will post. */
  add(account: AccountHandle, units: number): void {
    this.pendingAccounts[this.pending] = account;
    this.pendingUnits[this.pending++] = units;
  }

  /**
   * Posts what `add` has put together as one transaction, whole or not at all; either way it is done with.
   *
   * @throws as `post`.
   */
  commit(): void {
    const { pendingAccounts, pendingUnits, pending: n } = this;
    this.pending = 0;
    this.check(n);
    for (let i = 0; i < n; i++) {
      const [account, units] = [pendingAccounts[i], pendingUnits[i]];
      this.balances[account] += units;
      this.recorder?.record(this.postedTransactions, account, units);
    }
    this.postedTransactions++;
  }

  /** Throws unless the first `n` pending postings are a transaction. */
  private check(n: number): void {
    const { sums, pendingAccounts, pendingUnits } = this;
    for (let c = 0; c < sums.length; c++) sums[c] = 0;
    for (let i = 0; i < n; i++) {
      const [account, units] = [pendingAccounts[i], pendingUnits[i]];
      const c = this.currencyOf[account];
      if (isBeyond(units) || isBeyond(this.balances[account] + units)) throw beyondLedger(this.currencies[c]);
      if (!Number.isInteger(units)) {
        throw unbalanced(`a posting to '${this.names[account]}' is not a whole number of ledger units`, { units });
      }
      sums[c] += units;
      if (isBeyond(sums[c])) throw beyondLedger(this.currencies[c]);
    }
    for (let c = 0; c < sums.length; c++) {
      if (sums[c] === 0) continue;
      const context = { currency: this.currencies[c], difference: sums[c], postings: this.describe(n) };
      throw unbalanced(`postings in ${this.currencies[c]} sum to ${sums[c]} ledger units, must be 0`, context);
    }
  }

  /**
   * Sums all accounts of each currency.
   *
   * @throws {DataError} DATA_UNFIT if the accounts hold more than can be summed exactly.
   * @throws {PlatformError} LEDGER_UNBALANCED if a sum is not zero.
   */
  checkTrialBalance(): void {
    const totals = this.currencies.map(() => 0);
    for (let i = 0; i < this.balances.length; i++) {
      const c = this.currencyOf[i];
      totals[c] += this.balances[i];
      if (isBeyond(totals[c])) throw beyondLedger(this.currencies[c]);
    }
    for (let c = 0; c < totals.length; c++) {
      if (totals[c] === 0) continue;
      const context = { currency: this.currencies[c], difference: totals[c] };
      throw unbalanced(`accounts in ${this.currencies[c]} sum to ${totals[c]} ledger units, must be 0`, context);
    }
  }

  private describe(n: number): { account: string; units: number }[] {
    return this.pendingUnits.slice(0, n).map((units, i) => ({ account: this.names[this.pendingAccounts[i]], units }));
  }
}

function isBeyond(units: number): boolean {
  return Math.abs(units) > Number.MAX_SAFE_INTEGER;
}

function unbalanced(message: string, context: PlatformError['context']): PlatformError {
  return new PlatformError('LEDGER_UNBALANCED', `ledger: ${message}`, {
    context,
    hint: 'This is a defect of Assay: please report it.',
  });
}
