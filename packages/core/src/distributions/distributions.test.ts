import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goldenFunction } from '../special/testing/index.ts';
import { binomial, chiSquare, normal, studentT } from './index.ts';
import type { ContinuousDistribution } from './index.ts';

const probabilities = fc.oneof(
  fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
  fc.double({ min: -200, max: -1, noNaN: true }).map(Math.exp),
);
const dofs = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.double({ min: 1, max: 5000, noNaN: true }));

const families: [string, fc.Arbitrary<ContinuousDistribution>][] = [
  ['normal', fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 9 })).map(([m, s]) => normal(m, s))],
  ['studentT', dofs.map(studentT)],
  ['chiSquare', dofs.map(chiSquare)],
];

describe.each(families)('%s', (_, distributions) => {
  it('has a quantile that the distribution function undoes', () => {
    fc.assert(
      fc.property(distributions, probabilities, (distribution, p) => {
        const x = distribution.quantile(p);
        const got = p <= 0.5 ? distribution.cdf(x) / p : distribution.survival(x) / (1 - p);
        // Relative: a unit in the last place of x times the condition number, at most 2,000 here.
        expect(Math.abs(got - 1)).toBeLessThan(1e-11);
      }),
    );
  });

  it('has a survival that completes the distribution function to one', () => {
    fc.assert(
      fc.property(distributions, fc.double({ min: -50, max: 400, noNaN: true }), (distribution, x) => {
        expect(Math.abs(distribution.cdf(x) + distribution.survival(x) - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  it('rises, and its quantile rises', () => {
    fc.assert(
      fc.property(
        distributions,
        probabilities,
        fc.double({ min: 1.001, max: 2, noNaN: true }),
        (distribution, p, factor) => {
          const [low, high] = [distribution.quantile(p / factor), distribution.quantile(p)];
          expect(low).toBeLessThanOrEqual(high);
          expect(distribution.cdf(low)).toBeLessThanOrEqual(distribution.cdf(high));
        },
      ),
    );
  });

  it('is NaN where it is undefined', () => {
    fc.assert(
      fc.property(distributions, (distribution) => {
        expect([distribution.cdf(NaN), distribution.survival(NaN)]).toEqual([NaN, NaN]);
        expect([-0.1, 1.1, NaN].map(distribution.quantile)).toEqual([NaN, NaN, NaN]);
        expect([distribution.cdf(-Infinity), distribution.cdf(Infinity)]).toEqual([0, 1]);
        expect([distribution.survival(-Infinity), distribution.survival(Infinity)]).toEqual([1, 0]);
        expect(distribution.quantile(1)).toBe(Infinity);
      }),
    );
  });
});

describe('normal', () => {
  it('is the standard one, moved and stretched', () => {
    expect(normal(10, 2).cdf(10)).toBe(0.5);
    expect(normal(0, 1).survival(10) / 7.619853024160526e-24).toBeCloseTo(1, 13);
    expect(normal(10, 2).quantile(0.975)).toBeCloseTo(10 + 2 * 1.959963984540054, 13);
  });

  it('refuses a spread that is not positive', () => {
    expect(() => normal(0, 0)).toThrow("invalid 'standardDeviation': must be finite and > 0, was 0");
    expect(() => normal(NaN, 1)).toThrow("invalid 'mean': must be finite, was NaN");
  });
});

describe('studentT', () => {
  it('meets the golden vectors', () => {
    for (const { args, value } of goldenFunction('studentTCdf')) {
      const [t, dof] = args;
      expect(Math.abs(studentT(dof).cdf(t) - value), `t(${dof}) at ${t}`).toBeLessThanOrEqual(1e-13 * value);
      expect(Math.abs(studentT(dof).survival(-t) - value)).toBeLessThanOrEqual(1e-13 * value);
    }
  });

  it('is the Cauchy distribution for one degree of freedom, also far out', () => {
    const { cdf, quantile } = studentT(1);
    expect(cdf(-1e100) / (1e-100 / Math.PI)).toBeCloseTo(1, 13);
    expect(quantile(0.75)).toBeCloseTo(1, 14);
    expect(quantile(1e-100) / (-1e100 / Math.PI)).toBeCloseTo(1, 12);
    expect([quantile(0), quantile(0.5)]).toEqual([-Infinity, 0]);
  });

  it('comes near the normal distribution for many degrees of freedom', () => {
    expect(studentT(1e9).quantile(0.975)).toBeCloseTo(1.959963984540054, 8);
  });

  it.each([0, -1, NaN, Infinity])('refuses %d degrees of freedom', (dof) => {
    expect(() => studentT(dof)).toThrow("invalid 'dof': must be finite and > 0");
  });
});

describe('chiSquare', () => {
  it('meets the golden vectors', () => {
    for (const { args, value } of goldenFunction('chiSquareCdf')) {
      const [x, dof] = args;
      expect(Math.abs(chiSquare(dof).cdf(x) - value), `chi2(${dof}) at ${x}`).toBeLessThanOrEqual(1e-13 * value);
    }
  });

  it('is the square of a normal number for one degree of freedom, exponential for two', () => {
    const below = normal(0, 1).cdf(-3);
    expect(chiSquare(1).survival(9) / (2 * below)).toBeCloseTo(1, 12);
    expect(chiSquare(2).survival(100) / Math.exp(-50)).toBeCloseTo(1, 12);
    expect(chiSquare(2).quantile(0.5)).toBeCloseTo(2 * Math.LN2, 14);
  });

  it('has no probability at or below zero', () => {
    expect([chiSquare(3).cdf(0), chiSquare(3).cdf(-1), chiSquare(3).survival(-1)]).toEqual([0, 0, 1]);
    expect(chiSquare(3).quantile(0)).toBe(0);
    expect(() => chiSquare(0)).toThrow("invalid 'dof'");
  });
});

describe('binomial', () => {
  it('meets the golden vectors', () => {
    for (const { args, value } of goldenFunction('binomialUpperTail')) {
      const [k, n, p] = args;
      expect(Math.abs(binomial(n, p).survival(k - 1) - value), `${k} of ${n} at ${p}`).toBeLessThanOrEqual(
        1e-13 * value,
      );
    }
  });
});
