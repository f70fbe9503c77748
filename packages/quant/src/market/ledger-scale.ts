import { checkInteger } from '@assay/core/checks';
import { DataError, InvalidArgumentError } from '@assay/core/errors';
import { parsePositiveDecimal } from './decimal.ts';
import type { ExactDecimal } from './decimal.ts';
import type { Instrument } from './instrument.ts';

/** Ledger units in one unit of any currency. */
export const LEDGER_UNITS_PER_CURRENCY_UNIT: number = 1_000_000;

/** Exact worth of one tick of one lot in ledger units: numerator / denominator, in lowest terms, both ≥ 1. */
export interface LedgerScale {
  readonly numerator: number;
  readonly denominator: number;
}

/**
 * What one tick of one lot of an instrument is worth.
 *
 * numerator / denominator = tickSize · lotSize · multiplier · 10^6, exactly.
 *
 * @throws {InvalidArgumentError} if a size is not a positive decimal, or the scale does not fit into 53 bits.
 *
 * @remarks
 * Numerics: exact, in wide integers.
 * Source: this project.
 */
export function ledgerScale(instrument: Instrument): LedgerScale {
  const sizes: ExactDecimal[] = [
    parsePositiveDecimal('tickSize', instrument.tickSize),
    parsePositiveDecimal('lotSize', instrument.lotSize),
    parsePositiveDecimal('multiplier', instrument.multiplier),
  ];
  let top = BigInt(LEDGER_UNITS_PER_CURRENCY_UNIT);
  let bottom = 1n;
  for (const size of sizes) {
    top *= BigInt(size.units);
    bottom *= 10n ** BigInt(size.decimals);
  }
  const divisor = greatestCommonDivisor(top, bottom);
  const scale = { numerator: Number(top / divisor), denominator: Number(bottom / divisor) };
  if (!Number.isSafeInteger(scale.numerator) || !Number.isSafeInteger(scale.denominator)) {
    const { tickSize, lotSize, multiplier } = instrument;
    throw new InvalidArgumentError(
      'instrument',
      'such that tick × lot × multiplier fits into 53 bits',
      `${tickSize} × ${lotSize} × ${multiplier}`,
    );
  }
  return scale;
}

/**
 * Worth of a signed number of ticks times a signed number of lots, in ledger units.
 *
 * ticks · lots · numerator / denominator, rounded once, half to even.
 *
 * @param ticks - whole.
 * @param lots - whole.
 * @throws {InvalidArgumentError} if `ticks` or `lots` is not a whole number within 53 bits.
 * @throws {DataError} DATA_UNFIT if the amount is beyond 2^53 ledger units.
 *
 * @remarks
 * Numerics: exact; products beyond 2^53 go through wide integers.
 * Source: this project.
 */
export function moneyUnits(scale: LedgerScale, ticks: number, lots: number): number {
  const product = ticks * lots * scale.numerator;
  if (Number.isSafeInteger(product) && Number.isSafeInteger(ticks) && Number.isSafeInteger(lots)) {
    return scale.denominator === 1 ? product + 0 : roundedQuotient(product, scale.denominator);
  }
  checkInteger('ticks', ticks);
  checkInteger('lots', lots);
  return wideQuotient(BigInt(ticks) * BigInt(lots) * BigInt(scale.numerator), BigInt(scale.denominator));
}

function roundedQuotient(dividend: number, divisor: number): number {
  const remainder = dividend % divisor;
  const quotient = (dividend - remainder) / divisor;
  const excess = 2 * Math.abs(remainder) - divisor;
  const isUp = excess > 0 || (excess === 0 && quotient % 2 !== 0);
  return quotient + (isUp ? Math.sign(dividend) : 0);
}

function wideQuotient(dividend: bigint, divisor: bigint): number {
  const remainder = dividend % divisor;
  const quotient = dividend / divisor;
  const excess = 2n * (remainder < 0n ? -remainder : remainder) - divisor;
  const isUp = excess > 0n || (excess === 0n && quotient % 2n !== 0n);
  const step = dividend < 0n ? -1n : 1n;
  const rounded = Number(isUp ? quotient + step : quotient);
  if (!Number.isSafeInteger(rounded)) throw beyondLedger('currency units');
  return rounded;
}

/**
 * What the user is told when an amount passes 2^53 ledger units: no defect, but more money than the books can hold exactly.
 *
 * @param currency - as `USD`, or `currency units` where it is not known.
 * @returns an error with the code DATA_UNFIT, to be thrown.
 *
 * @remarks
 * Source: this project.
 */
export function beyondLedger(currency: string): DataError {
  const millions = Math.floor(Number.MAX_SAFE_INTEGER / LEDGER_UNITS_PER_CURRENCY_UNIT / 1e6).toLocaleString('en-US');
  return new DataError(`the account grew beyond ${millions} million ${currency}, more than the exact ledger holds`, {
    code: 'DATA_UNFIT',
    context: { currency },
    hint: 'Use less cash: returns and verdicts do not depend on it, except where whole lots and minimum costs matter.',
  });
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [a, b];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}
