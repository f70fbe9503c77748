import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomial, binomialAcceptanceBand, clopperPearsonLower, clopperPearsonUpper } from './binomial.ts';

const counts = fc.integer({ min: 0, max: 120 });
const chances = fc.oneof(fc.constantFrom(0, 0.05, 0.5, 1), fc.double({ min: 0.001, max: 0.999, noNaN: true }));
const levels = fc.constantFrom(0.5, 0.9, 0.95, 0.99, 0.999);

/** Probabilities of 0 to n successes by repeated convolution with one trial: slow and plain. */
function convolved(n: number, p: number): number[] {
  let row = [1];
  for (let i = 0; i < n; i++) {
    row = [...row, 0].map((value, k) => value * (1 - p) + (k > 0 ? row[k - 1] * p : 0));
  }
  return row;
}

describe('binomial', () => {
  it('agrees with repeated convolution', () => {
    fc.assert(
      fc.property(counts, chances, (n, p) => {
        const { probability, cdf, survival } = binomial(n, p);
        let below = 0;
        for (const [k, plain] of convolved(n, p).entries()) {
          below += plain;
          expect(Math.abs(probability(k) - plain)).toBeLessThanOrEqual(1e-12 * plain + 1e-300);
          expect(Math.abs(cdf(k) - below)).toBeLessThan(1e-13);
          expect(Math.abs(survival(k) - (1 - below))).toBeLessThan(1e-13);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('has the smallest count of at least the level as its quantile', () => {
    fc.assert(
      fc.property(counts, chances, fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (n, p, level) => {
        const { cdf, quantile } = binomial(n, p);
        const k = quantile(level);
        expect(cdf(k)).toBeGreaterThanOrEqual(level - 1e-15);
        if (k > 0) expect(cdf(k - 1)).toBeLessThanOrEqual(level + 1e-15);
      }),
    );
  });

  it('counts only what can happen', () => {
    const { probability, cdf, survival, quantile } = binomial(10, 0.3);
    expect([probability(-1), probability(11), probability(2.5)]).toEqual([0, 0, 0]);
    expect([cdf(-1), cdf(10), cdf(Infinity), survival(-1), survival(10)]).toEqual([0, 1, 1, 1, 0]);
    expect(cdf(2.5)).toBe(cdf(2));
    expect([quantile(0), quantile(1)]).toEqual([0, 10]);
    expect([probability(NaN), cdf(NaN), survival(NaN), quantile(NaN), quantile(1.5)]).toEqual([
      NaN,
      NaN,
      NaN,
      NaN,
      NaN,
    ]);
  });

  it('is certain of nothing without a trial', () => {
    const { probability, cdf, quantile } = binomial(0, 0.4);
    expect([probability(0), cdf(0), quantile(0.5), quantile(1)]).toEqual([1, 1, 0, 0]);
  });

  it('refuses what is not a count or a probability', () => {
    expect(() => binomial(-1, 0.5)).toThrow("invalid 'n': must be a whole number >= 0, was -1");
    expect(() => binomial(1, 1.5)).toThrow("invalid 'p': must be between 0 and 1, was 1.5");
  });
});

describe('binomialAcceptanceBand', () => {
  it('holds at least its level, and less than half of the rest on either side', () => {
    fc.assert(
      fc.property(counts, chances, levels, (n, p, level) => {
        const { low, high } = binomialAcceptanceBand(n, p, level);
        const row = convolved(n, p);
        const total = (from: number, to: number): number => row.slice(from, to).reduce((sum, value) => sum + value, 0);
        const tail = (1 - level) / 2;
        expect(total(low, high + 1)).toBeGreaterThanOrEqual(level - 1e-12);
        expect(total(0, low)).toBeLessThanOrEqual(tail + 1e-12);
        expect(total(high + 1, n + 1)).toBeLessThanOrEqual(tail + 1e-12);
        // Neither end can come in by one.
        expect(total(0, low + 1)).toBeGreaterThan(tail - 1e-12);
        if (high > 0) expect(total(high, n + 1)).toBeGreaterThan(tail - 1e-12);
      }),
      { numRuns: 60 },
    );
  });

  it('is known for a thousand trials at one in twenty', () => {
    expect(binomialAcceptanceBand(1000, 0.05, 0.99)).toEqual({ low: 33, high: 69 });
  });

  it('has one count where there is no chance', () => {
    expect(binomialAcceptanceBand(50, 0, 0.99)).toEqual({ low: 0, high: 0 });
    expect(binomialAcceptanceBand(50, 1, 0.99)).toEqual({ low: 50, high: 50 });
    expect(binomialAcceptanceBand(0, 0.5, 0.99)).toEqual({ low: 0, high: 0 });
  });

  it.each([0, 1, NaN, 99])('refuses the level %d', (level) => {
    expect(() => binomialAcceptanceBand(10, 0.5, level)).toThrow("invalid 'level': must be > 0 and < 1");
  });
});

describe('clopperPearsonLower and clopperPearsonUpper', () => {
  it('are the probabilities that the count just refutes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        levels,
        (n, share, level) => {
          const k = Math.round(share * n);
          const [lower, upper] = [clopperPearsonLower(k, n, level), clopperPearsonUpper(k, n, level)];
          if (k > 0) expect(binomial(n, lower).survival(k - 1)).toBeCloseTo(1 - level, 12);
          if (k < n) expect(binomial(n, upper).cdf(k)).toBeCloseTo(1 - level, 12);
          expect(lower).toBeLessThanOrEqual(upper);
        },
      ),
    );
  });

  it('mirror each other', () => {
    expect(clopperPearsonUpper(3, 20, 0.95)).toBeCloseTo(1 - clopperPearsonLower(17, 20, 0.95), 14);
  });

  it('are worked by hand where all or none succeed', () => {
    expect(clopperPearsonLower(20, 20, 0.95)).toBeCloseTo(0.05 ** (1 / 20), 14);
    expect(clopperPearsonUpper(0, 20, 0.95)).toBeCloseTo(1 - 0.05 ** (1 / 20), 14);
    expect([clopperPearsonLower(0, 20, 0.95), clopperPearsonUpper(20, 20, 0.95)]).toEqual([0, 1]);
    expect([clopperPearsonLower(0, 0, 0.95), clopperPearsonUpper(0, 0, 0.95)]).toEqual([0, 1]);
  });

  it('cover the true probability at least as often as they say', () => {
    for (const p of [0.02, 0.05, 0.3]) {
      const n = 200;
      let covered = 0;
      for (const [k, weight] of convolved(n, p).entries()) if (clopperPearsonLower(k, n, 0.99) <= p) covered += weight;
      expect(covered).toBeGreaterThanOrEqual(0.99);
    }
  });

  it('refuse counts beyond the trials', () => {
    expect(() => clopperPearsonLower(5, 4, 0.9)).toThrow("invalid 'successes': must be between 0 and 4, was 5");
    expect(() => clopperPearsonUpper(-1, 4, 0.9)).toThrow("invalid 'successes'");
    expect(() => clopperPearsonUpper(1.5, 4, 0.9)).toThrow("invalid 'successes'");
    expect(() => clopperPearsonLower(1, 4, 1)).toThrow("invalid 'confidence': must be > 0 and < 1, was 1");
  });
});
