import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { analyse } from '../registry.ts';
import { annualScale, autocorrelations, laggedProducts, standardised } from './autocorrelation.ts';

describe('laggedProducts', () => {
  it.each([0, 1, 2, 3, 4, 5, 7, 8, 11])('equals the plain sums up to lag %d', (last) => {
    for (const n of [last + 1, last + 2, last + 4, 40]) {
      const x = Float64Array.from({ length: n }, (_, t) => ((t * 37) % 11) - 5);
      const plain = Array.from({ length: last + 1 }, (_, lag) =>
        x.slice(lag).reduce((total, value, t) => total + value * x[t], 0),
      );
      expect(Array.from(laggedProducts(x, last))).toEqual(plain);
    }
  });
});

describe('autocorrelations', () => {
  it('fit four values worked by hand', () => {
    expect(Array.from(autocorrelations(Float64Array.from([1, -1, 1, -1]), 3))).toEqual([-0.75, 0.5, -0.25]);
  });
});

describe('annualScale', () => {
  it('is √P for one period a year, and for returns that do not depend on each other within its error', () => {
    expect(annualScale(standardised(autoregressive(0, 400)), 1).value).toBe(1);
    expect(annualScale(standardised(autoregressive(0, 40_000)), 12).value).toBeCloseTo(Math.sqrt(12), 1);
  });

  it.each([0.3, -0.2])('fits a first-order autoregression of %d over a year of 12', (rho) => {
    const inflation = Array.from({ length: 11 }, (_, k) => 2 * (1 - (k + 1) / 12) * rho ** (k + 1)).reduce(
      (total, value) => total + value,
      1,
    );
    const found = annualScale(standardised(autoregressive(rho, 40_000)), 12).value;
    expect(found / Math.sqrt(12 / inflation)).toBeCloseTo(1, 1);
  });
});

describe('the standard error of the Sharpe ratio', () => {
  it('is the spread of the ratio over many samples, with the dependence where there is one', () => {
    for (const rho of [0, 0.4]) {
      const samples = Array.from({ length: 300 }, (_, k) => {
        const returns = autoregressive(rho, 600, `sample-${k}`);
        return analyse({ periods: { returns, periodsPerYear: 1, riskFreePerPeriod: 0 } });
      });
      const ratios = samples.map(({ sharpeRatio }) => sharpeRatio.value);
      const mean = average(ratios);
      const spread = Math.sqrt(average(ratios.map((value) => (value - mean) ** 2)));
      const plain = average(samples.map(({ sharpeStandardError }) => sharpeStandardError.value));
      const dependent = average(samples.map((one) => one['autocorrelationCorrectedSharpeError'].value));
      expect(dependent / spread).toBeGreaterThan(0.85);
      expect(dependent / spread).toBeLessThan(1.15);
      if (rho === 0) expect(plain / spread).toBeCloseTo(1, 0.8);
      else expect(plain / spread).toBeLessThan(0.8);
    }
  });
});

function autoregressive(rho: number, n: number, seed: string = 'series'): Float64Array {
  const rng = createRng(seed);
  let level = 0;
  return Float64Array.from({ length: n }, () => {
    level = rho * level + rng.nextNormal();
    return 0.0005 + level / 100;
  });
}

function average(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
