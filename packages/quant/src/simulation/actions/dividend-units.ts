import { ledgerScale, moneyUnits } from '../../market/index.ts';
import type { Instrument } from '../../market/index.ts';

/** Most decimals of an amount per share that count. */
const DECIMALS = 12;

/**
 * What a dividend pays on signed lots, in ledger units: lots · lot size · multiplier · amount per share · 10⁶, rounded
 * once, half to even; negative for a short position.
 *
 * @param value - currency units per share, > 0; taken as the shortest decimal that stands for it, up to 12 places.
 * @throws {DataError} DATA_UNFIT if the amount is beyond 2^53 units.
 *
 * @remarks
 * Numerics: exact but for the one rounding.
 * Source: this project.
 */
export function dividendUnits(instrument: Instrument, lots: number, value: number): number {
  if (lots === 0) return 0;
  const shortest = String(value);
  const isShort = /^\d+(\.\d{1,12})?$/.test(shortest);
  const text = isShort ? shortest : value.toFixed(DECIMALS);
  if (Number(text) === 0) return 0;
  return moneyUnits(ledgerScale({ ...instrument, tickSize: text }), 1, lots);
}
