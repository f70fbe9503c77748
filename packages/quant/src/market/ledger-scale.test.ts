import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ledgerScale, moneyUnits } from './ledger-scale.ts';
import { testInstrument } from './testing/index.ts';

/** Half-even by definition, in wide integers. */
function reference(ticks: number, lots: number, numerator: number, denominator: number): bigint {
  const [top, bottom] = [BigInt(ticks) * BigInt(lots) * BigInt(numerator), BigInt(denominator)];
  const floor = (top - (((top % bottom) + bottom) % bottom)) / bottom;
  const twice = 2n * (top - floor * bottom);
  if (twice !== bottom) return twice > bottom ? floor + 1n : floor;
  return floor % 2n === 0n ? floor : floor + 1n;
}

describe('ledgerScale', () => {
  it.each([
    ['0.01', '1', '1', { numerator: 10_000, denominator: 1 }],
    ['0.25', '1', '50', { numerator: 12_500_000, denominator: 1 }],
    ['0.00001', '1000', '1', { numerator: 10_000, denominator: 1 }],
    ['0.01', '0.00000001', '1', { numerator: 1, denominator: 10_000 }],
    ['0.0005', '0.003', '1', { numerator: 3, denominator: 2 }],
    ['0.01', '1', '100', { numerator: 1_000_000, denominator: 1 }],
  ])('is exact for tick %s, lot %s, multiplier %s', (tickSize, lotSize, multiplier, scale) => {
    expect(ledgerScale(testInstrument({ tickSize, lotSize, multiplier }))).toEqual(scale);
  });

  it('refuses sizes that are no positive decimals and scales beyond 53 bits', () => {
    expect(() => ledgerScale(testInstrument({ tickSize: '0' }))).toThrow(/'tickSize'/);
    expect(() => ledgerScale(testInstrument({ lotSize: '1e3' }))).toThrow(/'lotSize'/);
    expect(() => ledgerScale(testInstrument({ multiplier: '999999999999' }))).toThrow(/53 bits/);
  });
});

describe('moneyUnits', () => {
  it('is worked by hand: 10 shares moving 123 ticks of a cent are 12.30', () => {
    expect(moneyUnits({ numerator: 10_000, denominator: 1 }, 123, 10)).toBe(12_300_000);
    expect(moneyUnits({ numerator: 10_000, denominator: 1 }, -123, 10)).toBe(-12_300_000);
  });

  it('rounds half to even, on both sides of zero', () => {
    const halves = { numerator: 1, denominator: 2 };
    const rounded = [1, 3, 5, -1, -3, -5].map((ticks) => moneyUnits(halves, ticks, 1));
    expect(rounded).toEqual([0, 2, 2, 0, -2, -2]);
    expect(Object.is(moneyUnits(halves, -1, 1), -0)).toBe(false);
    expect(Object.is(moneyUnits(halves, 0, -1), -0)).toBe(false);
  });

  it('equals the definition for any scale and size', () => {
    const whole = (max: number): fc.Arbitrary<number> => fc.integer({ min: -max, max });
    const positive = fc.integer({ min: 1, max: 2 ** 31 });
    fc.assert(
      fc.property(whole(2 ** 40), whole(2 ** 30), positive, positive, (ticks, lots, numerator, denominator) => {
        const expected = reference(ticks, lots, numerator, denominator);
        if (expected > 2n ** 53n - 1n || expected < 1n - 2n ** 53n) {
          expect(() => moneyUnits({ numerator, denominator }, ticks, lots)).toThrow(/more than the exact ledger holds/);
        } else {
          expect(BigInt(moneyUnits({ numerator, denominator }, ticks, lots))).toBe(expected);
        }
      }),
      { seed: 20_060_103, numRuns: 2000 },
    );
  });

  it('stays exact where the product passes 2^53 and the amount does not', () => {
    expect(moneyUnits({ numerator: 2 ** 31 - 1, denominator: 2 ** 31 - 1 }, 2 ** 40 + 1, 3)).toBe(3 * (2 ** 40 + 1));
  });

  it('refuses fractions of ticks and lots, and NaN', () => {
    const scale = { numerator: 2, denominator: 1 };
    expect(() => moneyUnits(scale, 0.5, 1)).toThrow(/'ticks'/);
    expect(() => moneyUnits(scale, 1, 0.5)).toThrow(/'lots'/);
    expect(() => moneyUnits(scale, NaN, 1)).toThrow(/'ticks'/);
  });
});
