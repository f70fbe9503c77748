import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  binomialTerm,
  erf,
  erfc,
  logGamma,
  normalCdf,
  normalQuantile,
  regularizedIncompleteBeta,
  regularizedIncompleteGamma,
  regularizedIncompleteGammaUpper,
} from './index.ts';
import { goldenFunction } from './testing/index.ts';

/** Positive numbers over many orders of magnitude. */
const sizes = (from: number, to: number): fc.Arbitrary<number> =>
  fc.double({ min: Math.log(from), max: Math.log(to), noNaN: true }).map(Math.exp);
const fractions = fc.double({ min: 0.001, max: 0.999, noNaN: true });
const real = fc.double({ min: -37, max: 37, noNaN: true });

describe('golden vectors', () => {
  /** Names in the file, our function, and the relative error that we promise there. */
  const functions: [string, (...args: number[]) => number, number][] = [
    ['erf', erf, 1e-15],
    ['erfc', erfc, 2e-15],
    ['normalCdf', normalCdf, 2e-15],
    ['normalQuantile', normalQuantile, 2e-15],
    ['logGamma', logGamma, 1e-15],
    ['regularisedIncompleteBeta', regularizedIncompleteBeta, 1e-13],
  ];

  it.each(functions)('of %s are met', (name, compute, relative) => {
    for (const { args, value } of goldenFunction(name)) {
      // Absolute: one unit of a subnormal result.
      const allowed = relative * Math.abs(value) + 5e-324;
      const error = Math.abs(compute(...args) - value);
      expect(error, `${name}(${args.join(', ')})`).toBeLessThanOrEqual(allowed);
    }
  });
});

describe('far from zero', () => {
  // Arguments whose squares are not exact; values from mpmath 1.3.0 with 50 digits.
  it.each([
    [-36.372327440596926, 5.830332295118206e-290],
    [-21.73, 5.340107348060382e-105],
    [-12.345, 2.591712067896197e-35],
    [-7.7, 6.803311540773961e-15],
    [-3.3, 0.0004834241423837775],
  ])('normalCdf keeps its digits at %d', (x, value) => {
    expect(Math.abs(normalCdf(x) / value - 1)).toBeLessThan(2e-15);
  });

  it.each([
    [19.551867813182437, 2.7511559427290387e-168],
    [25.9, 1.0202833184732667e-293],
    [9.87, 2.8008164530382936e-44],
    [5.4321, 1.5644112329932647e-14],
  ])('erfc keeps its digits at %d', (x, value) => {
    expect(Math.abs(erfc(x) / value - 1)).toBeLessThan(2e-15);
  });
});

describe('erf and erfc', () => {
  it('add to one, and mirror each other', () => {
    fc.assert(
      fc.property(fc.double({ min: -7, max: 7, noNaN: true }), (x) => {
        expect(Math.abs(erf(x) + erfc(x) - 1)).toBeLessThanOrEqual(2.3e-16);
        expect(erf(-x) + erf(x)).toBe(0);
        expect(Math.abs(erfc(-x) - (2 - erfc(x)))).toBeLessThanOrEqual(4.5e-16);
      }),
    );
  });

  it('never fall or rise the wrong way, by more than rounding', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -6, max: 26, noNaN: true }),
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        (x, step) => {
          expect(erfc(x + step)).toBeLessThanOrEqual(erfc(x));
          expect(erf(x + step)).toBeGreaterThanOrEqual(erf(x));
        },
      ),
    );
  });

  it('join where one approximation takes over from another', () => {
    for (const border of [0.46875, 4]) {
      const [before, after] = [border * (1 - 2 ** -52), border * (1 + 2 ** -52)];
      const slope = (2 / Math.sqrt(Math.PI)) * Math.exp(-border * border);
      expect(Math.abs(erfc(before) - erfc(after))).toBeLessThan(slope * (after - before) * 1.01 + 4e-16 * erfc(border));
    }
  });

  it('have their limits at the ends and NaN for NaN', () => {
    expect([erf(-Infinity), erf(Infinity), erfc(-Infinity), erfc(Infinity), erfc(28)]).toEqual([-1, 1, 2, 0, 0]);
    expect([erf(NaN), erfc(NaN)]).toEqual([NaN, NaN]);
    expect(erf(0)).toBe(0);
  });
});

describe('normalCdf', () => {
  it('is symmetric: what lies above x lies below -x', () => {
    fc.assert(
      fc.property(real, (x) => {
        expect(Math.abs(normalCdf(x) + normalCdf(-x) - 1)).toBeLessThanOrEqual(2.3e-16);
      }),
    );
  });

  it('has its limits at the ends and NaN for NaN', () => {
    expect([normalCdf(-Infinity), normalCdf(-40), normalCdf(0), normalCdf(Infinity)]).toEqual([0, 0, 0.5, 1]);
    expect(normalCdf(NaN)).toBeNaN();
  });
});

describe('normalQuantile', () => {
  it('undoes normalCdf in the lower half', () => {
    fc.assert(
      fc.property(fc.double({ min: -37, max: 0, noNaN: true }), (x) => {
        // Absolute next to 0, where the probability has the digits of 0.5.
        expect(Math.abs(normalQuantile(normalCdf(x)) - x)).toBeLessThanOrEqual(2e-15 * Math.abs(x) + 4e-16);
      }),
    );
  });

  it('is undone by normalCdf', () => {
    fc.assert(
      fc.property(sizes(1e-300, 0.5), (p) => {
        // Relative: the condition number is about the square of the quantile, at most 1,400.
        expect(Math.abs(normalCdf(normalQuantile(p)) / p - 1)).toBeLessThanOrEqual(1e-12);
      }),
    );
  });

  it('has its limits at 0 and 1, and NaN outside', () => {
    expect([normalQuantile(0), normalQuantile(1), normalQuantile(0.5)]).toEqual([-Infinity, Infinity, 0]);
    expect([-1e-9, 1.000001, NaN].map(normalQuantile)).toEqual([NaN, NaN, NaN]);
    expect(normalQuantile(5e-324)).toBeCloseTo(-38.467, 3);
  });
});

describe('logGamma', () => {
  it('is the logarithm of the factorials', () => {
    let factorial = 1;
    for (let n = 1; n <= 20; n++) {
      expect(Math.abs(logGamma(n) - Math.log(factorial))).toBeLessThanOrEqual(1e-15 * Math.log(factorial));
      factorial *= n;
    }
  });

  it('follows the recurrence Γ(x + 1) = x·Γ(x)', () => {
    fc.assert(
      fc.property(sizes(1e-3, 1e6), (x) => {
        const scale = 1 + Math.abs(logGamma(x + 1)) + Math.abs(Math.log(x));
        expect(Math.abs(logGamma(x + 1) - logGamma(x) - Math.log(x))).toBeLessThanOrEqual(1e-15 * scale * 2);
      }),
    );
  });

  it('follows the duplication formula', () => {
    fc.assert(
      fc.property(sizes(1e-3, 1e6), (x) => {
        const left = logGamma(x) + logGamma(x + 0.5);
        const right = (1 - 2 * x) * Math.LN2 + 0.5 * Math.log(Math.PI) + logGamma(2 * x);
        expect(Math.abs(left - right)).toBeLessThanOrEqual(4e-15 * (1 + Math.abs(logGamma(2 * x)) + x));
      }),
    );
  });

  it('is infinite at 0 and at infinity, NaN below 0', () => {
    expect([logGamma(0), logGamma(Infinity)]).toEqual([Infinity, Infinity]);
    expect([logGamma(-0.5), logGamma(NaN)]).toEqual([NaN, NaN]);
  });
});

describe('regularizedIncompleteBeta', () => {
  it('mirrors: I(a, b; x) + I(b, a; 1 - x) = 1', () => {
    fc.assert(
      fc.property(sizes(0.05, 1e4), sizes(0.05, 1e4), fractions, (a, b, x) => {
        const total = regularizedIncompleteBeta(a, b, x) + regularizedIncompleteBeta(b, a, 1 - x, x);
        expect(Math.abs(total - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  it('follows the recurrence in its first shape', () => {
    fc.assert(
      fc.property(sizes(0.05, 1e3), sizes(0.05, 1e3), fractions, (a, b, x) => {
        // I(a, b; x) - I(a + 1, b; x) = x^a·(1 - x)^b / (a·B(a, b)).
        const step = (binomialTerm(a, b, x) * b) / (a + b);
        const difference = regularizedIncompleteBeta(a, b, x) - regularizedIncompleteBeta(a + 1, b, x);
        expect(Math.abs(difference - step)).toBeLessThan(1e-12);
      }),
    );
  });

  it('is x for two shapes of 1, and a power where one shape is 1', () => {
    fc.assert(
      fc.property(fractions, sizes(0.1, 50), (x, a) => {
        expect(regularizedIncompleteBeta(1, 1, x)).toBeCloseTo(x, 15);
        // Relative: rounding of a logarithm of up to 350 in the exponent.
        expect(Math.abs(regularizedIncompleteBeta(a, 1, x) / x ** a - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  it('uses the complement that the caller knows better', () => {
    // With a complement of 1e-20 the fraction itself is 1.
    expect(regularizedIncompleteBeta(0.5, 1, 1, 1e-20)).toBe(1);
    expect(1 - regularizedIncompleteBeta(2, 0.25, 1, 1e-20)).toBeCloseTo(0, 4);
    // The upper tail is I(¼, 2; y) = y^¼·(5 - y) / 4, by hand.
    expect(regularizedIncompleteBeta(0.25, 2, 1e-20, 1) / ((1e-5 * 5) / 4)).toBeCloseTo(1, 13);
    expect((1 - regularizedIncompleteBeta(2, 0.25, 1, 1e-20)) / ((1e-5 * 5) / 4)).toBeCloseTo(1, 10);
  });

  it('is 0 and 1 at the ends, NaN outside its domain', () => {
    expect([regularizedIncompleteBeta(2, 3, 0), regularizedIncompleteBeta(2, 3, 1)]).toEqual([0, 1]);
    for (const args of [
      [0, 1, 0.5],
      [1, 0, 0.5],
      [-1, 1, 0.5],
      [1, 1, -0.1],
      [1, 1, 1.1],
      [1, 1, NaN],
      [NaN, 1, 0.5],
    ]) {
      expect(regularizedIncompleteBeta(args[0], args[1], args[2])).toBeNaN();
    }
  });
});

describe('regularizedIncompleteGamma', () => {
  it('and its upper part add to one', () => {
    fc.assert(
      fc.property(sizes(0.05, 1e5), sizes(0.01, 100), (a, ratio) => {
        const total = regularizedIncompleteGamma(a, a * ratio) + regularizedIncompleteGammaUpper(a, a * ratio);
        expect(Math.abs(total - 1)).toBeLessThanOrEqual(2.3e-16);
      }),
    );
  });

  it('is the exponential distribution for a = 1, and Poisson sums for whole a', () => {
    fc.assert(
      fc.property(sizes(1e-6, 500), fc.integer({ min: 1, max: 40 }), (x, a) => {
        expect(regularizedIncompleteGamma(1, x) / -Math.expm1(-x)).toBeCloseTo(1, 13);
        let term = Math.exp(-x);
        let tail = 0;
        for (let k = 0; k < a; k++) {
          tail += term;
          term *= x / (k + 1);
        }
        // Relative: x steps of rounding in exp(-x).
        expect(Math.abs(regularizedIncompleteGammaUpper(a, x) - tail)).toBeLessThanOrEqual(1e-13 * tail);
      }),
    );
  });

  it('is the error function for a = ½', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 20, noNaN: true }), (x) => {
        expect(regularizedIncompleteGamma(0.5, x * x) / erf(x)).toBeCloseTo(1, 13);
        // Relative: the square of x is rounded, times itself in the exponent.
        expect(regularizedIncompleteGammaUpper(0.5, x * x) / erfc(x)).toBeCloseTo(1, 11);
      }),
    );
  });

  it('does not jump where the series gives way to the fraction', () => {
    fc.assert(
      fc.property(sizes(0.1, 1e5), (a) => {
        const border = a + 1;
        const [before, after] = [border * (1 - 1e-15), border * (1 + 1e-15)];
        const jump = regularizedIncompleteGamma(a, after) - regularizedIncompleteGamma(a, before);
        expect(Math.abs(jump)).toBeLessThan(1e-12);
      }),
    );
  });

  it('is 0 and 1 at the ends, NaN outside its domain', () => {
    expect([regularizedIncompleteGamma(2, 0), regularizedIncompleteGamma(2, Infinity)]).toEqual([0, 1]);
    expect([regularizedIncompleteGammaUpper(2, 0), regularizedIncompleteGammaUpper(2, Infinity)]).toEqual([1, 0]);
    for (const [a, x] of [
      [0, 1],
      [-1, 1],
      [1, -1],
      [NaN, 1],
      [1, NaN],
      [Infinity, 1],
    ]) {
      expect(regularizedIncompleteGamma(a, x)).toBeNaN();
      expect(regularizedIncompleteGammaUpper(a, x)).toBeNaN();
    }
  });
});

describe('binomialTerm', () => {
  it('gives probabilities that add to one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, p) => {
        let total = 0;
        for (let k = 0; k <= n; k++) total += binomialTerm(k, n - k, p);
        expect(Math.abs(total - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  it("is worked by hand in Pascal's triangle", () => {
    expect([0, 1, 2, 3, 4].map((k) => binomialTerm(k, 4 - k, 0.5) * 16)).toEqual([
      expect.closeTo(1, 13),
      expect.closeTo(4, 13),
      expect.closeTo(6, 13),
      expect.closeTo(4, 13),
      expect.closeTo(1, 13),
    ]);
  });

  it('is certain or impossible at the ends, NaN outside its domain', () => {
    expect([binomialTerm(0, 0, 0.3), binomialTerm(0, 5, 0), binomialTerm(5, 0, 1)]).toEqual([1, 1, 1]);
    expect([binomialTerm(1, 5, 0), binomialTerm(5, 1, 1), binomialTerm(5, 0, 0), binomialTerm(0, 5, 1)]).toEqual([
      0, 0, 0, 0,
    ]);
    expect([binomialTerm(-1, 1, 0.5), binomialTerm(1, 1, 2), binomialTerm(1, NaN, 0.5)]).toEqual([NaN, NaN, NaN]);
  });
});
