import { sampleMatrix } from '@assay/core/inference';
import { createRng } from '@assay/core/random';
import { correlation } from '@assay/core/vector';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectiveTrials } from './effective-trials.ts';

/** Trials that share a part of their noise: every two have the correlation `rho`. */
function equicorrelated(nTrials: number, nPeriods: number, rho: number, seed: string = 'effective-1'): Float64Array[] {
  const rng = createRng(seed);
  const shared = Float64Array.from({ length: nPeriods }, () => rng.nextNormal());
  return Array.from({ length: nTrials }, () =>
    shared.map((value) => Math.sqrt(rho) * value + Math.sqrt(1 - rho) * rng.nextNormal()),
  );
}

describe('effectiveTrials', () => {
  it('X-15: counts independent trials, nearly all of them', () => {
    const { participationRatio, averageCorrelationCount } = effectiveTrials(sampleMatrix(equicorrelated(40, 500, 0)));
    expect(participationRatio.value).toBeGreaterThan(37);
    expect(averageCorrelationCount.value).toBeGreaterThan(38);
    // More trials than periods: the plain ratio could not pass 60.
    expect(effectiveTrials(sampleMatrix(equicorrelated(300, 60, 0))).participationRatio.value).toBeGreaterThan(200);
  });

  it('X-15: counts copies once, and copies of two trials twice', () => {
    const [one, other] = equicorrelated(2, 300, 0) as [Float64Array, Float64Array];
    const copies = Array.from({ length: 12 }, (_, a) => one.map((value) => (a + 1) * value + a));
    const same = effectiveTrials(sampleMatrix(copies));
    expect(same.participationRatio.value).toBeCloseTo(1, 9);
    expect(same.averageCorrelationCount.value).toBeCloseTo(1, 9);
    const pairs = sampleMatrix(Array.from({ length: 12 }, (_, a) => (a % 2 === 0 ? one : other)));
    expect(effectiveTrials(pairs).participationRatio.value).toBeCloseTo(2, 1);
  });

  it.each([0.2, 0.5, 0.9])('agrees with its formulas for trials of correlation %d', (rho) => {
    const n = 30;
    const found = effectiveTrials(sampleMatrix(equicorrelated(n, 4000, rho)));
    // The standard error of a correlation of 4,000 periods is at most 0.016, that of their average hardly less.
    expect(found.averageCorrelation.value).toBeGreaterThan(rho - 0.06);
    expect(found.averageCorrelation.value).toBeLessThan(rho + 0.06);
    expect(found.participationRatio.value / (n / (1 + (n - 1) * rho ** 2))).toBeCloseTo(1, 0);
    expect(found.averageCorrelationCount.value / (rho + (1 - rho) * n)).toBeGreaterThan(0.7);
  });

  it('is the plain formula of the correlation matrix, whichever side is longer', () => {
    for (const [n, periods] of [
      [6, 40],
      [40, 12],
    ] as const) {
      const columns = equicorrelated(n, periods, 0.4, `plain-${n}`);
      const others = columns.flatMap((x, i) => columns.filter((_, j) => j !== i).map((y) => correlation(x, y)));
      const total = others.reduce((sum, rho) => sum + rho, 0);
      const squares = others.reduce((sum, rho) => sum + 1 - ((1 - rho ** 2) * (periods - 1)) / (periods - 2), 0);
      const found = effectiveTrials(sampleMatrix(columns));
      expect(found.participationRatio.value).toBeCloseTo((n * n) / (n + Math.max(0, squares)), 9);
      expect(found.averageCorrelation.value).toBeCloseTo(total / (n * (n - 1)), 9);
    }
  });

  it('lies between 1 and the number of trials and does not depend on order or unit', () => {
    const cases = fc.record({
      n: fc.integer({ min: 1, max: 12 }),
      periods: fc.integer({ min: 4, max: 30 }),
      rho: fc.constantFrom(0, 0.3, 0.95),
      seed: fc.integer({ min: 0, max: 1e6 }),
    });
    fc.assert(
      fc.property(cases, ({ n, periods, rho, seed }) => {
        const columns = equicorrelated(n, periods, rho, `property-${seed}`);
        const found = effectiveTrials(sampleMatrix(columns));
        for (const measure of [found.participationRatio, found.averageCorrelationCount]) {
          expect(measure.value).toBeGreaterThanOrEqual(1);
          expect(measure.value).toBeLessThanOrEqual(n);
        }
        const other = effectiveTrials(
          sampleMatrix(columns.toReversed().map((x, a) => x.map((v) => v * 2 ** (3 * a - 9)))),
        );
        expect(other.participationRatio.value).toBeCloseTo(found.participationRatio.value, 9);
      }),
      { seed: 20261121 },
    );
  });

  it('X-04: leaves idle trials out, and is undefined with a reason where nothing can be said', () => {
    const [one, other] = equicorrelated(2, 50, 0) as [Float64Array, Float64Array];
    const idle = new Float64Array(50).fill(0.1);
    expect(effectiveTrials(sampleMatrix([idle, one, idle, other])).nTrials).toBe(2);
    expect(effectiveTrials(sampleMatrix([idle, one]))).toMatchObject({
      nTrials: 1,
      participationRatio: { value: 1 },
      averageCorrelation: { reason: 'too-few-trials' },
    });
    expect(effectiveTrials(sampleMatrix([idle])).participationRatio.reason).toBe('zero-variance');
    expect(effectiveTrials(sampleMatrix([one.slice(0, 3)])).participationRatio.reason).toBe('too-few-observations');
    expect(effectiveTrials(sampleMatrix([one, other.slice().fill(NaN, 4, 5)])).participationRatio.reason).toBe(
      'return-not-finite',
    );
  });
});
