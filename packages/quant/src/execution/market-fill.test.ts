import { describe, expect, it } from 'vitest';
import { baseContract } from './contracts.ts';
import { commissionUnits, priceFill } from './market-fill.ts';

const SCALE = { numerator: 10_000, denominator: 1 };
const COSTS = baseContract().costs;

describe('priceFill', () => {
  it('moves the price against the trader, whole ticks, rounded up', () => {
    const buy = priceFill(COSTS, SCALE, { side: 'buy', lots: 3, referenceTicks: 12_345 });
    // 12 345 · 2 bps = 2.469 ticks, hence 3; 3 ticks of 3 lots at 10 000 units, half of it spread.
    expect(buy).toEqual({ priceTicks: 12_348, spreadUnits: 45_000, slippageUnits: 45_000, commissionUnits: 18_522 });
    const sell = priceFill(COSTS, SCALE, { side: 'sell', lots: 3, referenceTicks: 12_345 });
    expect(sell.priceTicks).toBe(12_342);
  });

  it('does not round a move up that is whole already', () => {
    expect(priceFill(COSTS, SCALE, { side: 'buy', lots: 1, referenceTicks: 10_000 }).priceTicks).toBe(10_002);
    const odd = { ...COSTS, halfSpreadBps: 0.1, slippageBps: 0.2 };
    expect(priceFill(odd, SCALE, { side: 'buy', lots: 1, referenceTicks: 100_000 }).priceTicks).toBe(100_003);
  });

  it('is the reference where spread and slippage are zero', () => {
    const free = { halfSpreadBps: 0, slippageBps: 0, commissionBps: 5, minimumCommissionUnits: 0 };
    const fill = priceFill(free, SCALE, { side: 'sell', lots: 2, referenceTicks: 777 });
    expect(fill).toEqual({ priceTicks: 777, spreadUnits: 0, slippageUnits: 0, commissionUnits: 7770 });
  });

  it('moves a negative price against the trader too', () => {
    expect(priceFill(COSTS, SCALE, { side: 'sell', lots: 1, referenceTicks: -3700 }).priceTicks).toBe(-3701);
    expect(priceFill(COSTS, SCALE, { side: 'buy', lots: 1, referenceTicks: -3700 }).commissionUnits).toBeGreaterThan(0);
  });
});

describe('commissionUnits', () => {
  it('rounds half to even and keeps the minimum', () => {
    const rate = { ...COSTS, commissionBps: 5000 };
    expect([1, 3, 5].map((notional) => commissionUnits(rate, notional))).toEqual([0, 2, 2]);
    expect(commissionUnits({ ...rate, minimumCommissionUnits: 9 }, 5)).toBe(9);
  });
});
