import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argsortStable, maximum, minimum, quantile, quantileSorted } from './order.ts';

const anything = fc.array(fc.double(), { maxLength: 50 }).map((values) => Float64Array.from(values));
const finite = fc
  .array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 50 })
  .map((values) => Float64Array.from(values));

describe('minimum and maximum', () => {
  it('agree with sorting', () => {
    fc.assert(
      fc.property(finite, (x) => {
        const sorted = x.slice().sort();
        expect(minimum(x)).toBe(sorted[0]);
        expect(maximum(x)).toBe(sorted[x.length - 1]);
      }),
    );
  });

  it('are NaN for nothing and wherever a NaN stands', () => {
    expect([minimum(new Float64Array()), maximum(new Float64Array())]).toEqual([NaN, NaN]);
    for (const values of [
      [NaN, 1, 2],
      [1, NaN, 2],
      [1, 2, NaN],
    ]) {
      expect(minimum(Float64Array.from(values))).toBeNaN();
      expect(maximum(Float64Array.from(values))).toBeNaN();
    }
    expect(minimum(Float64Array.of(4))).toBe(4);
  });
});

describe('quantile', () => {
  it('is worked by hand, type 7', () => {
    const x = Float64Array.of(4, 1, 3, 2);
    expect([0, 0.25, 0.5, 0.75, 1].map((p) => quantile(x, p))).toEqual([1, 1.75, 2.5, 3.25, 4]);
    expect(Array.from(x)).toEqual([4, 1, 3, 2]);
    expect(quantile(Float64Array.of(10, 20), 0.9)).toBe(19);
  });

  it('rises with p, from the minimum to the maximum', () => {
    fc.assert(
      fc.property(
        finite,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (x, p, q) => {
          expect(quantile(x, Math.min(p, q))).toBeLessThanOrEqual(quantile(x, Math.max(p, q)));
          expect(quantile(x, 0)).toBe(minimum(x));
          expect(quantile(x, 1)).toBe(maximum(x));
        },
      ),
    );
  });

  it('is the element for one element, NaN for nothing and with NaN', () => {
    expect(quantile(Float64Array.of(5), 0.3)).toBe(5);
    expect(quantile(new Float64Array(), 0.5)).toBeNaN();
    expect(quantile(Float64Array.of(1, NaN, 2), 0)).toBeNaN();
  });

  it('keeps infinities where they are', () => {
    const x = Float64Array.of(-Infinity, -Infinity, 0, Infinity);
    expect(quantile(x, 0.1)).toBe(-Infinity);
    expect(quantile(x, 1)).toBe(Infinity);
  });

  it.each([-0.1, 1.1, NaN])('refuses p = %d', (p) => {
    expect(() => quantile(Float64Array.of(1), p)).toThrow("invalid 'p': must be between 0 and 1");
    expect(() => quantileSorted(new Float64Array(), p)).toThrow("invalid 'p'");
  });
});

describe('argsortStable', () => {
  it('agrees with a plain stable sort of pairs', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(1, 2, 3, -0, 0, NaN, -Infinity), { maxLength: 40 }), (values) => {
        const rank = (value: number): number => (Number.isNaN(value) ? Number.MAX_VALUE : value);
        const pairs = values.map((value, i) => ({ value: rank(value), i }));
        pairs.sort((a, b) => (a.value === b.value ? a.i - b.i : a.value < b.value ? -1 : 1));
        expect(Array.from(argsortStable(Float64Array.from(values)))).toEqual(pairs.map((pair) => pair.i));
      }),
    );
  });

  it('leaves its argument alone and sorts anything', () => {
    fc.assert(
      fc.property(anything, (x) => {
        const before = x.slice();
        const sorted = Float64Array.from(argsortStable(x), (i) => x[i]);
        expect(x).toEqual(before);
        const expected = x.slice().sort();
        for (let i = 0; i < x.length; i++) expect(sorted[i] === expected[i] || Number.isNaN(expected[i])).toBe(true);
      }),
    );
  });

  it('is empty for nothing', () => {
    expect(argsortStable(new Float64Array()).length).toBe(0);
  });
});
