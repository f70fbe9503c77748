import { exchangedUnits } from './whole-numbers.ts';

/** A transaction of the ledger that was found: units by account, of which those of each currency sum to zero. */
export interface FoundTransaction {
  readonly time: number;
  readonly units: Readonly<Record<string, number>>;
  /** What it is about, in words. */
  readonly about: string;
  /** The fill that it books; undefined where it books something else. */
  readonly fillId?: number | undefined;
}

/** Rate of one currency in another at a moment; undefined where none is known. */
export type RateAt = (from: string, to: string, time: number) => number | undefined;

/**
 * Books of an account, kept from first principles: cash by currency and every transaction.
 *
 * @remarks
 * Source: docs/methods/accounts.md.
 */
export class MoneyBook {
  readonly transactions: FoundTransaction[] = [];
  readonly home: string;
  private readonly cash: Map<string, number> = new Map();
  private readonly rateAt: RateAt;

  constructor(home: string, capitalUnits: number, rateAt: RateAt) {
    this.home = home;
    this.rateAt = rateAt;
    this.post(NaN, { [`cash:${home}`]: capitalUnits, [`capital:${home}`]: -capitalUnits }, 'the money at the start');
  }

  /** Cash in a currency. */
  cashIn(currency: string): number {
    return this.cash.get(currency) ?? 0;
  }

  /** Currencies in which there is or was cash. */
  get currencies(): readonly string[] {
    return [...this.cash.keys()];
  }

  /** Books a transaction; amounts of zero are left out. */
  post(time: number, units: Readonly<Record<string, number>>, about: string, fillId?: number): void {
    const moved = Object.entries(units).filter(([, amount]) => amount !== 0);
    if (moved.length === 0) return;
    for (const [account, amount] of moved) {
      const [kind, currency = ''] = account.split(':');
      if (kind === 'cash') this.cash.set(currency, this.cashIn(currency) + amount);
    }
    this.transactions.push({ time, units: Object.fromEntries(moved), about, fillId });
  }

  /** Units of a currency in the account's at a moment. */
  inHome(currency: string, units: number, time: number): number {
    if (currency === this.home || units === 0) return units;
    return exchangedUnits(units, this.rateAt(currency, this.home, time) ?? NaN);
  }

  /** Exchanges what of a foreign currency is not tied up in positions. */
  exchange(currency: string, tiedUnits: number, time: number): void {
    if (currency === this.home) return;
    const free = this.cashIn(currency) + tiedUnits;
    if (free === 0) return;
    const got = this.inHome(currency, free, time);
    const { home } = this;
    this.post(
      time,
      {
        [`cash:${currency}`]: -free,
        [`exchange:${currency}`]: free,
        [`cash:${home}`]: got,
        [`exchange:${home}`]: -got,
      },
      `exchange of ${currency} into ${home}`,
    );
  }
}
