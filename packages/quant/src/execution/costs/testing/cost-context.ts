import type { CostContext } from '../cost-context.ts';

/** 2024-06-03 14:30 UTC, a Monday in the regular session of New York. */
export const MONDAY: number = Date.UTC(2024, 5, 3, 14, 30);

/** A share priced in cents, one share a lot, with no inputs but those that are always known. */
export const SHARES: CostContext = {
  scale: { numerator: 10_000, denominator: 1 },
  kind: 'equity',
  currency: 'USD',
  time: MONDAY,
  quantityPerLot: 1,
  minimumTicks: 1,
};

/** An equity option priced in cents, 100 shares a contract. */
export const OPTIONS: CostContext = { ...SHARES, scale: { numerator: 1_000_000, denominator: 1 }, kind: 'option' };
