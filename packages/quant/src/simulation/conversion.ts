import { DataError } from '@assay/core/errors';
import { formatIsoTime } from '@assay/core/time';
import type { Currency } from '../market/index.ts';
import type { CurrencyConversion } from './currency-conversion.ts';

/** Turns amounts of the simulation's currencies into the account's. */
export class Converter {
  /** The account's currency first, then those of the instruments in declared order. */
  readonly currencies: readonly Currency[];
  private readonly conversion: CurrencyConversion | undefined;

  constructor(currencies: readonly Currency[], conversion: CurrencyConversion | undefined) {
    this.currencies = currencies;
    this.conversion = conversion;
  }

  /**
   * Account currency per unit of currency `c` at `time`.
   *
   * @throws {DataError} if no rate is known then, or it is not finite and > 0.
   */
  rate(c: number, time: number): number {
    if (c === 0) return 1;
    const from = this.currencies[c];
    const to = this.currencies[0];
    const rate = this.conversion?.rate(from, to, time);
    if (rate !== undefined && rate > 0 && rate < Infinity) return rate;
    throw new DataError(`no usable rate from ${from} to ${to} at ${formatIsoTime(time)}: ${String(rate)}`, {
      code: 'DATA_UNFIT',
      context: { from, to, time: formatIsoTime(time) },
      hint: 'Give a conversion that covers the whole period.',
    });
  }

  /** Ledger units of currency `c` in ledger units of the account's currency, rounded once, half to even. */
  toAccount(c: number, units: number, time: number): number {
    if (c === 0 || units === 0) return units;
    const value = units * this.rate(c, time);
    const floor = Math.floor(value);
    const excess = value - floor;
    if (excess === 0.5) return floor % 2 === 0 ? floor : floor + 1;
    return excess > 0.5 ? floor + 1 : floor;
  }
}
