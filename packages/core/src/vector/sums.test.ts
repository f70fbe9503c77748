import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dot, sum } from './sums.ts';

const UNIT = 2 ** -20;
/** Multiples of 2^-20 up to 2^33, whose sums are exact in whole numbers. */
const fixedPoint = fc.array(fc.integer({ min: -(2 ** 53), max: 2 ** 53 }));

describe('sum', () => {
  it('is the exact sum, correctly rounded to two units in the last place', () => {
    fc.assert(
      fc.property(fixedPoint, (units) => {
        const exact = Number(units.reduce((total, unit) => total + BigInt(unit), 0n)) * UNIT;
        const got = sum(Float64Array.from(units, (unit) => unit * UNIT));
        expect(Math.abs(got - exact)).toBeLessThanOrEqual(2 ** -52 * Math.abs(exact));
      }),
    );
  });

  it('keeps what a plain loop loses', () => {
    expect(sum(Float64Array.of(1, 1e100, 1, -1e100))).toBe(2);
    expect(sum(new Float64Array(100_000).fill(0.1))).toBe(10_000);
  });

  it('is 0 for nothing, the element for one, NaN with NaN', () => {
    expect(sum(new Float64Array())).toBe(0);
    expect(sum(Float64Array.of(3.5))).toBe(3.5);
    expect(sum(Float64Array.of(1, NaN, 2))).toBeNaN();
  });

  it('follows the rules for infinity', () => {
    expect(sum(Float64Array.of(1, Infinity, 2))).toBe(Infinity);
    expect(sum(Float64Array.of(Infinity, -Infinity))).toBeNaN();
  });
});

describe('dot', () => {
  it('is worked by hand, and symmetric', () => {
    const [x, y] = [Float64Array.of(1, 2, 3), Float64Array.of(4, -5, 6)];
    expect(dot(x, y)).toBe(12);
    expect(dot(y, x)).toBe(12);
    expect(dot(Float64Array.of(1e100, 1, -1e100), Float64Array.of(1, 1, 1))).toBe(1);
  });

  it('is 0 for nothing and NaN with NaN', () => {
    expect(dot(new Float64Array(), new Float64Array())).toBe(0);
    expect(dot(Float64Array.of(1, NaN), Float64Array.of(1, 0))).toBeNaN();
  });

  it('refuses vectors of different lengths', () => {
    expect(() => dot(Float64Array.of(1), Float64Array.of(1, 2))).toThrow("invalid 'y': must be of length 1, was 2");
  });
});
