import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correlation, covariance, kurtosis, mean, nanMean, skewness, standardDeviation, variance } from './moments.ts';
import { maximum, minimum } from './order.ts';

const numbers = fc.double({ min: -1e6, max: 1e6, noNaN: true, noDefaultInfinity: true });
const vectors = fc.array(numbers, { minLength: 2, maxLength: 60 }).map((values) => Float64Array.from(values));
/** Not too flat, so that what is left of the digits after taking off the mean can be compared. */
const rough = vectors.filter((x) => maximum(x) - minimum(x) > 1);
const scales = fc.constantFrom(2 ** -600, 2 ** -30, 0.5, 2, 2 ** 40);
const HAND = Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9);

describe('mean', () => {
  it('is worked by hand', () => {
    expect(mean(HAND)).toBe(5);
    expect(mean(Float64Array.of(1e16, 1, -1e16))).toBeCloseTo(1 / 3, 15);
  });

  it('is the element itself for equal elements, exactly', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e100, max: 1e100 }), fc.integer({ min: 1, max: 300 }), (value, n) => {
        expect(mean(new Float64Array(n).fill(value))).toBe(value + 0);
      }),
    );
  });

  it('lies between the extremes and moves with a shift', () => {
    fc.assert(
      fc.property(vectors, numbers, (x, shift) => {
        expect(mean(x)).toBeGreaterThanOrEqual(minimum(x));
        expect(mean(x)).toBeLessThanOrEqual(maximum(x));
        const moved = mean(x.map((value) => value + shift));
        // Absolute: one rounding of each sum of at most 2e6.
        expect(Math.abs(moved - (mean(x) + shift))).toBeLessThan(1e-9);
      }),
    );
  });

  it('is NaN for nothing and with NaN, infinite with an infinity', () => {
    expect(mean(new Float64Array())).toBeNaN();
    expect(mean(Float64Array.of(1, NaN))).toBeNaN();
    expect(mean(Float64Array.of(1, Infinity))).toBe(Infinity);
    expect(mean(Float64Array.of(7))).toBe(7);
  });
});

describe('nanMean', () => {
  it('skips NaN', () => {
    expect(nanMean(Float64Array.of(NaN, 1, NaN, 3))).toBe(2);
    expect(nanMean(HAND)).toBe(mean(HAND));
  });

  it('is NaN if nothing is left', () => {
    expect(nanMean(new Float64Array())).toBeNaN();
    expect(nanMean(Float64Array.of(NaN, NaN))).toBeNaN();
  });
});

describe('variance', () => {
  it('is worked by hand for a population and for a sample', () => {
    expect(variance(HAND, 0)).toBe(4);
    expect(standardDeviation(HAND, 0)).toBe(2);
    expect(variance(HAND, 1)).toBe(32 / 7);
  });

  it('keeps its digits far from zero', () => {
    const x = Float64Array.of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16);
    expect(variance(x, 1)).toBe(30);
  });

  it('X-04: is exactly 0 for equal elements', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 2, max: 300 }), (value, n) => {
        expect(variance(new Float64Array(n).fill(value), 1)).toBe(0);
      }),
    );
  });

  it('does not move with a shift, and grows with the square of a scale', () => {
    fc.assert(
      fc.property(rough, fc.constantFrom(2 ** -30, 0.5, 2, 2 ** 40), (x, scale) => {
        expect(
          variance(
            x.map((value) => value * scale),
            1,
          ),
        ).toBe(variance(x, 1) * scale ** 2);
        // Relative: rounding of the shifted values, of size 1e6, against deviations of at least 0.5.
        expect(
          variance(
            x.map((value) => value + 1e6),
            1,
          ) / variance(x, 1),
        ).toBeCloseTo(1, 6);
      }),
    );
  });

  it('is NaN for too few elements, with NaN and with an infinity', () => {
    expect(variance(new Float64Array(), 0)).toBeNaN();
    expect(variance(Float64Array.of(1), 1)).toBeNaN();
    expect(variance(Float64Array.of(1), 0)).toBe(0);
    expect(variance(Float64Array.of(1, NaN, 2), 1)).toBeNaN();
    expect(variance(Float64Array.of(1, Infinity, 2), 1)).toBeNaN();
  });

  it.each([-1, 0.5, NaN])('refuses ddof %d', (ddof) => {
    expect(() => variance(HAND, ddof)).toThrow("invalid 'ddof': must be a whole number >= 0");
    expect(() => covariance(HAND, HAND, ddof)).toThrow("invalid 'ddof'");
  });
});

describe('covariance', () => {
  it('is worked by hand', () => {
    expect(covariance(Float64Array.of(1, 2, 3), Float64Array.of(6, 5, 1), 1)).toBe(-2.5);
    expect(covariance(Float64Array.of(1, 2, 3), Float64Array.of(6, 5, 1), 0)).toBe(-5 / 3);
  });

  it('is symmetric, and the variance of x with x', () => {
    fc.assert(
      fc.property(vectors, (x) => {
        const y = x.slice().reverse();
        expect(covariance(x, y, 1)).toBe(covariance(y, x, 1));
        expect(covariance(x, x.slice(), 0)).toBe(variance(x, 0));
      }),
    );
  });

  it('refuses vectors of different lengths and is NaN for too few', () => {
    expect(() => covariance(HAND, Float64Array.of(1), 1)).toThrow("invalid 'y': must be of length 8, was 1");
    expect(covariance(Float64Array.of(1), Float64Array.of(1), 1)).toBeNaN();
  });
});

describe('correlation', () => {
  it('is worked by hand', () => {
    expect(correlation(Float64Array.of(1, 2, 3), Float64Array.of(6, 5, 1))).toBeCloseTo(-2.5 / Math.sqrt(7), 14);
  });

  it('is 1 with itself, -1 with its opposite, at any scale, and never beyond', () => {
    fc.assert(
      fc.property(rough, scales, (x, scale) => {
        const y = x.map((value) => value * scale);
        expect(correlation(x, y)).toBeCloseTo(1, 14);
        expect(
          correlation(
            x,
            y.map((value) => -value),
          ),
        ).toBeCloseTo(-1, 14);
        expect(Math.abs(correlation(x, y))).toBeLessThanOrEqual(1);
        expect(correlation(x, x.slice().reverse())).toBe(correlation(y, y.slice().reverse()));
      }),
    );
  });

  it('is NaN where one of them does not vary, or is undefined', () => {
    const flat = new Float64Array(3).fill(0.1);
    expect(correlation(flat, Float64Array.of(1, 2, 3))).toBeNaN();
    expect(correlation(Float64Array.of(1, 2, 3), flat)).toBeNaN();
    expect(correlation(Float64Array.of(1), Float64Array.of(1))).toBeNaN();
    expect(correlation(new Float64Array(), new Float64Array())).toBeNaN();
    expect(correlation(Float64Array.of(1, NaN, 2), Float64Array.of(1, 2, 3))).toBeNaN();
    expect(correlation(Float64Array.of(1, Infinity, 2), Float64Array.of(1, 2, 3))).toBeNaN();
    expect(() => correlation(flat, Float64Array.of(1))).toThrow("invalid 'y'");
  });
});

describe('skewness and kurtosis', () => {
  it('are worked by hand', () => {
    // Deviations -3 -1 -1 -1 0 0 2 4: m2 = 4, m3 = 42 / 8, m4 = 356 / 8.
    expect(skewness(HAND)).toBeCloseTo(42 / 8 / 8, 15);
    expect(kurtosis(HAND)).toBeCloseTo(356 / 8 / 16, 15);
  });

  it('do not change with shift or scale; a mirror turns the skewness', () => {
    fc.assert(
      fc.property(rough, scales, (x, scale) => {
        const scaled = x.map((value) => value * scale);
        expect(skewness(scaled)).toBe(skewness(x));
        expect(kurtosis(scaled)).toBe(kurtosis(x));
        expect(skewness(x.map((value) => -value)) + skewness(x)).toBe(0);
        const shifted = x.map((value) => value + 1000);
        expect(Math.abs(skewness(shifted) - skewness(x))).toBeLessThan(1e-6);
      }),
    );
  });

  it('keep their bound: kurtosis ≥ skewness² + 1', () => {
    fc.assert(
      fc.property(rough, (x) => {
        expect(kurtosis(x)).toBeGreaterThanOrEqual((skewness(x) ** 2 + 1) * (1 - 1e-12));
      }),
    );
  });

  it.each([
    ['nothing', []],
    ['one element', [3]],
    ['equal elements', [0.1, 0.1, 0.1]],
    ['a NaN', [1, NaN, 2]],
    ['an infinity', [1, Infinity, 2]],
  ])('X-04: are NaN for %s', (_, values) => {
    expect(skewness(Float64Array.from(values))).toBeNaN();
    expect(kurtosis(Float64Array.from(values))).toBeNaN();
  });
});
