import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standardDeviation } from '@assay/core/vector';
import { createVolatilityEstimator } from './volatility.ts';
import type { VolatilityEstimatorSpec } from './volatility.ts';

const WINDOW: VolatilityEstimatorSpec = { kind: 'window', window: 4 };
const EXPONENTIAL: VolatilityEstimatorSpec = { kind: 'exponential', halfLife: 3, minPeriods: 4 };
const returnsOf = fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { minLength: 1, maxLength: 40 });

/** Every value of a stream, computed from scratch for each prefix. */
function batch(spec: VolatilityEstimatorSpec, returns: readonly number[], periodsPerYear: number): number[] {
  return returns.map((_, t) => {
    const seen = returns.slice(0, t + 1);
    if (seen.length < (spec.kind === 'window' ? spec.window : spec.minPeriods)) return NaN;
    if (spec.kind === 'window') {
      const last = Float64Array.from(seen.slice(-spec.window));
      return Math.sqrt(periodsPerYear) * standardDeviation(last, 1);
    }
    const weights = seen.map((__, i) => 2 ** (-(seen.length - 1 - i) / spec.halfLife));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const squares = seen.reduce((total, one, i) => total + weights[i] * one * one, 0);
    return Math.sqrt((periodsPerYear * squares) / sum);
  });
}

describe.each([WINDOW, EXPONENTIAL])('createVolatilityEstimator $kind', (spec) => {
  it('S3-27: streams what the batch formula gives on every prefix', () => {
    fc.assert(
      fc.property(returnsOf, (returns) => {
        const stream = createVolatilityEstimator(spec, 252);
        const expected = batch(spec, returns, 252);
        for (const [t, one] of returns.entries()) {
          const value = stream.push(one);
          expect(stream.value).toBe(value);
          if (expected[t] > 1e-9) expect(Math.abs(value - expected[t])).toBeLessThanOrEqual(1e-7 * expected[t]);
          else if (Number.isNaN(expected[t])) expect(value).toBeNaN();
        }
      }),
    );
  });

  it('S3-27: does not change with what comes later', () => {
    fc.assert(
      fc.property(returnsOf, returnsOf, (past, future) => {
        const [one, other] = [createVolatilityEstimator(spec, 252), createVolatilityEstimator(spec, 252)];
        const values = past.map((r) => one.push(r));
        expect([...past, ...future].map((r) => other.push(r)).slice(0, past.length)).toEqual(values);
      }),
    );
  });

  it('leaves an undefined return out', () => {
    const [one, other] = [createVolatilityEstimator(spec, 252), createVolatilityEstimator(spec, 252)];
    for (const r of [0.01, NaN, -0.02, 0.03, Infinity, 0.01]) one.push(r);
    for (const r of [0.01, -0.02, 0.03, 0.01]) other.push(r);
    expect(one.value).toBe(other.value);
    expect(one.value).toBeGreaterThan(0);
  });

  it('has no estimate where nothing moves', () => {
    const stream = createVolatilityEstimator(spec, 252);
    for (let i = 0; i < 10; i++) expect(stream.push(0)).toBeNaN();
  });
});

describe('createVolatilityEstimator', () => {
  it('annualises by the periods that it is given', () => {
    const [daily, continuous] = [createVolatilityEstimator(WINDOW, 252), createVolatilityEstimator(WINDOW, 365)];
    for (const r of [0.01, -0.01, 0.02, 0]) {
      daily.push(r);
      continuous.push(r);
    }
    expect(continuous.value / daily.value).toBeCloseTo(Math.sqrt(365 / 252), 12);
  });

  it.each<VolatilityEstimatorSpec>([
    { kind: 'window', window: 1 },
    { kind: 'exponential', halfLife: 0, minPeriods: 2 },
    { kind: 'exponential', halfLife: 1e13, minPeriods: 2 },
    { kind: 'exponential', halfLife: 3, minPeriods: 1 },
    { kind: 'garch' as 'window', window: 3 },
  ])('refuses %o', (spec) => {
    expect(() => createVolatilityEstimator(spec, 252)).toThrow("invalid 'estimator.");
  });

  it('refuses a year without periods', () => {
    expect(() => createVolatilityEstimator(WINDOW, 0)).toThrow("invalid 'periodsPerYear'");
  });
});
