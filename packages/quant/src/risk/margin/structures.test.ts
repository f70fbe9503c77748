import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { definedRiskUnits, nakedShortUnits, structureMargin } from './structures.ts';
import type { StructureLeg } from './structures.ts';

const UNIT = 1_000_000;

/** A leg of a US equity option: 100 shares a contract. */
function leg(right: 'call' | 'put', strike: number, contracts: number, expiry: number = 1): StructureLeg {
  return { right, strikeUnits: strike * 100 * UNIT, contracts, expiry };
}

const CONDOR = [leg('put', 90, 1), leg('put', 95, -1), leg('call', 105, -1), leg('call', 110, 1)];

describe('definedRiskUnits', () => {
  it.each<[string, readonly StructureLeg[], number, number]>([
    ['iron condor: width 500 less credit 160', CONDOR, 160, 340],
    ['iron condor with one wider wing: the wider one counts', [leg('put', 85, 1), ...CONDOR.slice(1)], 160, 840],
    ['bull put spread', CONDOR.slice(0, 2), 120, 380],
    ['bear call spread', CONDOR.slice(2), 90, 410],
    ['long call: the debit', [leg('call', 100, 1)], -250, 250],
    ['debit spread: the debit', [leg('call', 100, 1), leg('call', 110, -1)], -300, 300],
    ['ten condors', CONDOR.map((one) => ({ ...one, contracts: 10 * one.contracts })), 1600, 3400],
    ['short put: down to zero', [leg('put', 50, -1)], 200, 4800],
    ['a credit above the width', CONDOR, 600, 0],
  ])('S3-39: %s', (_, legs, credit, risk) => {
    expect(definedRiskUnits({ legs, creditUnits: credit * UNIT })).toBe(risk * UNIT);
  });

  it('is NaN where the loss has no bound or legs expire apart', () => {
    expect(definedRiskUnits({ legs: [leg('call', 100, -1)], creditUnits: 0 })).toBeNaN();
    expect(definedRiskUnits({ legs: [leg('call', 100, -1, 1), leg('call', 100, 1, 2)], creditUnits: 0 })).toBeNaN();
  });

  it('bounds the loss at every price of the underlying', () => {
    const legs = fc.array(
      fc.record({
        right: fc.constantFrom<'call' | 'put'>('call', 'put'),
        expiry: fc.constant(1),
        strikeUnits: fc.integer({ min: 1, max: 500 }),
        contracts: fc.integer({ min: -3, max: 3 }),
      }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(legs, fc.integer({ min: -900, max: 900 }), fc.nat(2000), (all, creditUnits, price) => {
        const risk = definedRiskUnits({ legs: all, creditUnits });
        if (Number.isNaN(risk)) return;
        const payoff = all.reduce((sum, { right, strikeUnits, contracts }) => {
          return sum + contracts * Math.max(0, right === 'call' ? price - strikeUnits : strikeUnits - price);
        }, 0);
        expect(payoff + creditUnits).toBeGreaterThanOrEqual(-risk);
      }),
    );
  });
});

describe('structureMargin', () => {
  it('S3-39: is 20 % of strike notional for naked short legs', () => {
    // 2 contracts of 100 shares at 105: 21,000, of which 20 % are 4,200.
    const strangle = [leg('call', 105, -2), leg('put', 95, -2)];
    expect(nakedShortUnits([leg('call', 105, -2)])).toBe(4200 * UNIT);
    expect(nakedShortUnits(strangle)).toBe(8000 * UNIT);
    expect(nakedShortUnits(strangle, 0.1)).toBe(4000 * UNIT);
    expect(structureMargin({ legs: strangle, creditUnits: 0 })).toEqual({
      initialUnits: 8000 * UNIT,
      maintenanceUnits: 8000 * UNIT,
    });
  });

  it('S3-39: is what can be lost where that is bounded', () => {
    const margin = structureMargin({ legs: CONDOR, creditUnits: 160 * UNIT });
    expect(margin).toEqual({ initialUnits: 340 * UNIT, maintenanceUnits: 340 * UNIT });
  });
});
