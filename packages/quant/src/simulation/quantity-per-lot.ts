import { parsePositiveDecimal } from '../market/index.ts';
import type { Instrument } from '../market/index.ts';

/**
 * Shares, base currency units or contracts' units in one lot: lot size times multiplier.
 *
 * Source: this project.
 */
export function quantityPerLot({ lotSize, multiplier }: Instrument): number {
  const [lot, times] = [parsePositiveDecimal('lotSize', lotSize), parsePositiveDecimal('multiplier', multiplier)];
  return (lot.units * times.units) / 10 ** (lot.decimals + times.decimals);
}
