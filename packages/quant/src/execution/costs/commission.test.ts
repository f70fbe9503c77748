import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IBKR_US_SHARES_FIXED, IBKR_US_SHARES_TIERED } from './broker-examples.ts';
import { commissionUnits } from './commission.ts';
import type { CostContext } from './cost-context.ts';
import { addToMonth, monthQuantityAt, NO_MONTH_QUANTITY } from './month-quantity.ts';
import { resolveCommission } from './resolve-commission.ts';
import type { CommissionInput } from './resolve-commission.ts';
import { SHARES } from './testing/cost-context.ts';

const NEW_YORK = 'America/New_York';
const usd = (input: CommissionInput, quantity: number, price: number, context: Partial<CostContext> = {}): number =>
  commissionUnits(
    resolveCommission(input),
    { ...SHARES, ...context },
    { quantity, notionalUnits: quantity * price * 1e6 },
  ) / 1e6;

describe('commissionUnits', () => {
  it('S3-35: Interactive Brokers fixed, the three examples of its price list (example 5)', () => {
    expect(usd(IBKR_US_SHARES_FIXED, 100, 25)).toBe(1);
    expect(usd(IBKR_US_SHARES_FIXED, 1000, 25)).toBe(5);
    expect(usd(IBKR_US_SHARES_FIXED, 1000, 0.25)).toBe(2.5);
    // The maximum wins over the minimum.
    expect(usd(IBKR_US_SHARES_FIXED, 10, 5)).toBe(0.5);
  });

  it('S3-35: Interactive Brokers tiered: each part at the rate of its tier (example 6, by hand)', () => {
    const at = (monthQuantity: number, quantity: number): number =>
      usd(IBKR_US_SHARES_TIERED, quantity, 50, { monthQuantity });
    // 500 · 0.0035 + 500 · 0.0020 = 1.75 + 1.00.
    expect(at(299_500, 1000)).toBe(2.75);
    expect([at(0, 50), at(0, 1000), at(300_000, 1000), at(200_000_000, 1000)]).toEqual([0.35, 3.5, 2, 0.5]);
    expect(usd(IBKR_US_SHARES_TIERED, 1000, 50)).toBeNaN();
  });

  it('S3-35: per contract, maker and taker, by hand', () => {
    const perContract = { kind: 'per-contract', perContract: 0.65, minimumUnits: 1_000_000 } as const;
    expect([usd(perContract, 1, 2), usd(perContract, 10, 2)]).toEqual([1, 6.5]);
    const venue = { kind: 'maker-taker', makerBps: 2, takerBps: 5 } as const;
    expect(usd(venue, 2, 50_000, { liquidity: 'maker' })).toBe(20);
    expect([usd(venue, 2, 50_000, { liquidity: 'taker' }), usd(venue, 2, 50_000)]).toEqual([50, 50]);
  });

  it('S3-35: a share and an amount per order, and a broker that rounds to cents, halves up (by hand)', () => {
    const beside = { kind: 'bps', value: 2, perOrderUnits: 1_500_000 } as const;
    // 20 · 1,434.34 · 0.0002 = 5.73736, and 1.50.
    expect([usd(beside, 20, 1434.34), usd({ ...beside, minimumUnits: 8_000_000 }, 20, 1434.34)]).toEqual([7.23736, 8]);
    const cents = { kind: 'bps', value: 2, decimals: 2 } as const;
    // 10,925.00 · 0.0002 = 2.185, which goes up; 10,924.96 · 0.0002 = 2.184992; 10,925.004 is 10,925.00 first.
    expect([usd(cents, 1, 10_925), usd(cents, 1, 10_924.96), usd(cents, 1, 10_925.004)]).toEqual([2.19, 2.18, 2.19]);
    // Whole yen.
    expect(usd({ ...cents, decimals: 0 }, 10_000, 148.603)).toBe(297);
    expect(() => resolveCommission({ ...cents, decimals: 7 })).toThrow("invalid 'commission.decimals'");
    expect(() => resolveCommission({ ...beside, perOrderUnits: 0.5 })).toThrow("invalid 'commission.perOrderUnits'");
  });

  it('charges an order that fills in parts as one order', () => {
    const inputs: readonly CommissionInput[] = [
      IBKR_US_SHARES_FIXED,
      IBKR_US_SHARES_TIERED,
      { kind: 'per-contract', perContract: 0.65, minimumUnits: 1_000_000 },
      { kind: 'bps', value: 3, minimumUnits: 2_000_000 },
      { kind: 'bps', value: 3, perOrderUnits: 700_000, decimals: 2 },
    ];
    const parts = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...inputs), parts, fc.integer({ min: 1, max: 90 }), (input, quantities, price) => {
        const commission = resolveCommission(input);
        const monthBefore = 299_900;
        const total = quantities.reduce((sum, one) => sum + one, 0);
        let before = { quantity: 0, notionalUnits: 0, commissionUnits: 0 };
        for (const quantity of quantities) {
          const notionalUnits = quantity * price * 1e6;
          const context = { ...SHARES, monthQuantity: monthBefore + before.quantity, filledBefore: before };
          const charged = commissionUnits(commission, context, { quantity, notionalUnits });
          expect(charged).toBeGreaterThanOrEqual(0);
          before = {
            quantity: before.quantity + quantity,
            notionalUnits: before.notionalUnits + notionalUnits,
            commissionUnits: before.commissionUnits + charged,
          };
        }
        expect(before.commissionUnits / 1e6).toBe(usd(input, total, price, { monthQuantity: monthBefore }));
      }),
    );
  });
});

describe('addToMonth', () => {
  it('counts within a month of the broker’s clock and begins again in the next', () => {
    const lateMay = Date.UTC(2024, 5, 1, 3, 59);
    const june = Date.UTC(2024, 5, 1, 4, 0);
    const may = addToMonth(addToMonth(NO_MONTH_QUANTITY, lateMay - 86_400_000, 100, NEW_YORK), lateMay, 50, NEW_YORK);
    expect([monthQuantityAt(may, lateMay, NEW_YORK), monthQuantityAt(may, june, NEW_YORK)]).toEqual([150, 0]);
    expect(addToMonth(may, june, 7, NEW_YORK).quantity).toBe(7);
  });
});
