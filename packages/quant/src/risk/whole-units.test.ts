import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wholeDown, wholeUp } from './whole-units.ts';

describe('wholeUp and wholeDown', () => {
  it.each([
    ['a product a hair above a whole number', 0.1 * 3_000_000, 300_000, 300_000],
    ['a product a hair below a whole number', 0.29 * 100, 29, 29],
    ['a half', 2.5, 3, 2],
    ['a negative amount', -2.25, -2, -3],
    ['zero', 0, 0, 0],
  ])('round %s', (_, amount, up, down) => {
    expect(wholeUp(amount)).toBe(up);
    expect(wholeDown(amount)).toBe(down);
  });

  it('are NaN for NaN', () => {
    expect(wholeUp(NaN)).toBeNaN();
    expect(wholeDown(NaN)).toBeNaN();
  });

  it('give the exact product of a decimal rate and whole units', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 1e12 }), (hundredths, units) => {
        const exact = BigInt(hundredths) * BigInt(units);
        expect(wholeDown((hundredths / 10_000) * units)).toBe(Number(exact / 10_000n));
        expect(wholeUp((hundredths / 10_000) * units)).toBe(Number((exact + 9999n) / 10_000n));
      }),
    );
  });
});
