import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, standardDeviation } from '@assay/core/vector';
import type { KellySizing } from '../sizing.ts';
import { createEdgeEstimator } from './edge.ts';
import type { EdgeEstimatorSpec } from './edge.ts';
import { kellyWeight } from './kelly.ts';

const POLICY: KellySizing = {
  kind: 'kelly',
  fraction: 0.5,
  level: 0.5,
  estimator: { kind: 'expanding', minPeriods: 20 },
  cap: 10,
};

describe('kellyWeight', () => {
  it('S3-27: is the stated fraction of mean over variance where nothing is taken off', () => {
    // m = 0.001, s = 0.02: full Kelly 0.001 / 0.0004 = 2.5, half of it 1.25.
    expect(kellyWeight(POLICY, { n: 400, mean: 0.001, deviation: 0.02 })).toBeCloseTo(1.25, 12);
  });

  it('S3-27: takes the standard error at the stated level off the mean', () => {
    // e = 0.02 / 20 = 0.001; at Φ⁻¹(0.8413…) = 1 the deflated mean is 0.003 - 0.001 = 0.002, weight 0.5 · 0.002 / 0.0004.
    const level = 0.841_344_746_068_542_9;
    expect(kellyWeight({ ...POLICY, level }, { n: 400, mean: 0.003, deviation: 0.02 })).toBeCloseTo(2.5, 9);
  });

  it('S3-27: is 0 where the edge does not exceed what its error and the search explain', () => {
    const edge = { n: 400, mean: 0.0016, deviation: 0.02 };
    expect(kellyWeight(POLICY, edge)).toBeGreaterThan(0);
    expect(kellyWeight({ ...POLICY, level: 0.95 }, edge)).toBe(0);
    expect(kellyWeight({ ...POLICY, nTrials: 100 }, edge)).toBe(0);
    expect(kellyWeight(POLICY, { ...edge, mean: -0.01 })).toBe(0);
    expect(kellyWeight(POLICY, { ...edge, mean: 0 })).toBe(0);
  });

  it('stops at its cap and is NaN without an estimate', () => {
    expect(kellyWeight({ ...POLICY, cap: 0.3 }, { n: 400, mean: 0.003, deviation: 0.02 })).toBe(0.3);
    for (const edge of [
      { n: 0, mean: NaN, deviation: NaN },
      { n: 400, mean: 0.01, deviation: 0 },
      { n: 400, mean: NaN, deviation: 0.01 },
    ]) {
      expect(kellyWeight(POLICY, edge)).toBeNaN();
    }
  });

  it('never grows with the level or the number of trials', () => {
    const cases = fc.record({
      mean: fc.double({ min: -0.01, max: 0.02, noNaN: true }),
      deviation: fc.double({ min: 0.001, max: 0.1, noNaN: true }),
      n: fc.integer({ min: 20, max: 5000 }),
      levels: fc.tuple(
        fc.double({ min: 0.5, max: 0.999, noNaN: true }),
        fc.double({ min: 0.5, max: 0.999, noNaN: true }),
      ),
      trials: fc.tuple(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e6 })),
    });
    fc.assert(
      fc.property(cases, ({ levels, trials, ...edge }) => {
        const mild = { ...POLICY, level: Math.min(...levels), nTrials: Math.min(...trials) };
        const strict = { ...POLICY, level: Math.max(...levels), nTrials: Math.max(...trials) };
        expect(kellyWeight(strict, edge)).toBeLessThanOrEqual(kellyWeight(mild, edge));
      }),
    );
  });
});

describe.each<EdgeEstimatorSpec>([
  { kind: 'window', window: 20 },
  { kind: 'expanding', minPeriods: 20 },
])('createEdgeEstimator $kind', (spec) => {
  const returnsOf = fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { minLength: 15, maxLength: 45 });

  it('S3-27: streams what the batch formula gives on every prefix', () => {
    fc.assert(
      fc.property(returnsOf, (returns) => {
        const stream = createEdgeEstimator(spec);
        for (const [t, one] of returns.entries()) {
          const { n, mean: m, deviation } = stream.push(one);
          if (t < 19) {
            expect(n).toBe(0);
            expect(m).toBeNaN();
            continue;
          }
          const seen = Float64Array.from(
            spec.kind === 'window' ? returns.slice(t - 19, t + 1) : returns.slice(0, t + 1),
          );
          expect(n).toBe(seen.length);
          expect(m).toBeCloseTo(mean(seen), 12);
          expect(deviation).toBeCloseTo(standardDeviation(seen, 1), 9);
        }
      }),
    );
  });

  it('leaves an undefined return out', () => {
    const [one, other] = [createEdgeEstimator(spec), createEdgeEstimator(spec)];
    for (let i = 0; i < 25; i++) {
      one.push(i / 1000);
      one.push(NaN);
      other.push(i / 1000);
    }
    expect(one.value).toEqual(other.value);
    expect(one.value.n).toBeGreaterThan(0);
  });
});

describe('createEdgeEstimator', () => {
  it('refuses fewer than twenty returns', () => {
    expect(() => createEdgeEstimator({ kind: 'window', window: 19 })).toThrow("invalid 'estimator.window'");
    expect(() => createEdgeEstimator({ kind: 'expanding', minPeriods: 2 })).toThrow("invalid 'estimator.minPeriods'");
  });
});
