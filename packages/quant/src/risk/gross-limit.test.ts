import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRiskLimits, isWithinGrossLimit, mostAllowedLots } from './gross-limit.ts';

const LIMITS = { maxGrossExposure: 2 };

describe('isWithinGrossLimit', () => {
  it.each([
    ['at the limit', { gross: 0, equity: 100 }, { gross: 200, equity: 100 }, true],
    ['a unit beyond it', { gross: 0, equity: 100 }, { gross: 201, equity: 100 }, false],
    ['beyond it but on the way down', { gross: 300, equity: 100 }, { gross: 250, equity: 100 }, true],
    ['without equity', { gross: 0, equity: -1 }, { gross: 1, equity: -1 }, false],
  ])('judges %s', (_, before, after, isAllowed) => {
    expect(isWithinGrossLimit(LIMITS, before, after)).toBe(isAllowed);
  });
});

describe('mostAllowedLots', () => {
  it('finds the largest allowed number', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.nat(1e9), (wanted, limit) => {
        expect(mostAllowedLots(wanted, (lots) => lots <= limit)).toBe(Math.min(wanted, limit));
      }),
    );
    expect(mostAllowedLots(5, () => false)).toBe(0);
  });

  it.each([1e17, 1e300, Infinity])('ends where %s lots are wanted, more than are counted one by one', (wanted) => {
    let asked = 0;
    const upTo =
      (limit: number) =>
      (lots: number): boolean => {
        if (++asked > 1000) throw new Error('asks without end');
        return lots <= limit;
      };
    expect(mostAllowedLots(wanted, upTo(5))).toBe(5);
    expect(mostAllowedLots(wanted, upTo(1e16))).toBe(Number.MAX_SAFE_INTEGER - 1);
    expect(mostAllowedLots(wanted, upTo(Infinity))).toBe(wanted);
  });
});

describe('checkRiskLimits', () => {
  it.each([0, -1, NaN, Infinity])('refuses a largest gross exposure of %s', (maxGrossExposure) => {
    expect(() => checkRiskLimits({ maxGrossExposure })).toThrow("invalid 'limits.maxGrossExposure'");
  });
});
