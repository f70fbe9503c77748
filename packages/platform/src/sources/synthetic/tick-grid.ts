import { parsePositiveDecimal } from '@assay/quant/market';
import type { Decimal } from '@assay/quant/market';

/** Prices and whole numbers of ticks, converted as `toTicks` and `fromTicks` do, with the tick parsed once. */
export interface TickGrid {
  ticksOf(price: number): number;
  priceOf(ticks: number): number;
}

/** The grid of a tick size. */
export function tickGrid(tickSize: Decimal): TickGrid {
  const { units, decimals } = parsePositiveDecimal('tickSize', tickSize);
  const perUnit = 10 ** decimals;
  return {
    ticksOf: (price) => Math.round((price * perUnit) / units),
    priceOf: (ticks) => (ticks * units) / perUnit,
  };
}
