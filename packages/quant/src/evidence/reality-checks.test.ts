import { createBootstrap, realityCheck, resampleMeans, sampleMatrix } from '@assay/core/inference';
import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { realityChecks } from './reality-checks.ts';

/** Returns that remember the period before by `phi`. */
function trials(seed: string, means: readonly number[], nPeriods: number, phi: number = 0): Float64Array[] {
  const rng = createRng(seed);
  return means.map((mean) => {
    let last = 0;
    return Float64Array.from({ length: nPeriods }, () => {
      last = phi * last + 0.01 * rng.nextNormal();
      return mean + last;
    });
  });
}

describe('realityChecks', () => {
  it('S4-18, X-15: finds the edge among thirty trials, and nothing without it', () => {
    const worthless = trials('checks-1', new Array<number>(30).fill(0), 300);
    const none = realityChecks(sampleMatrix(worthless));
    expect(none.superiorAbility.consistent.value).toBeGreaterThan(0.05);
    expect(none.realityCheck.value).toBeGreaterThan(0.05);
    const [edge] = trials('checks-edge', [0.004], 300);
    const found = realityChecks(sampleMatrix([...worthless.slice(0, 12), edge, ...worthless.slice(12)]));
    expect(found.best).toBe(12);
    expect(found.superiorAbility.consistent.value).toBeLessThan(0.01);
    expect([...found.adjustedPValues.keys()].filter((a) => found.adjustedPValues[a] <= 0.05)).toEqual([12]);
  });

  it('X-15: a further worthless trial never makes the best one look better by much, a copy not at all', () => {
    const one = trials('checks-2', [0.0012], 250);
    const alone = realityChecks(sampleMatrix(one), { blockLength: 1 }).superiorAbility.upper.value;
    const many = realityChecks(sampleMatrix([...one, ...trials('checks-3', new Array<number>(20).fill(0), 250)]), {
      blockLength: 1,
    }).superiorAbility.upper.value;
    const copies = realityChecks(sampleMatrix([...one, ...one, ...one]), { blockLength: 1 }).superiorAbility.upper
      .value;
    expect(many).toBeGreaterThan(alone);
    expect(copies).toBe(alone);
  });

  it('X-15: widens its resamples by what the own mean of a short sample takes away', () => {
    const matrix = sampleMatrix(trials('checks-9', [0.003], 60));
    const scheme = { kind: 'circular', blockLength: 15 } as const;
    const resampled = resampleMeans(matrix, createBootstrap(60, scheme, createRng(42)), 1000);
    const [observed = NaN] = resampled.means;
    const factor = 1 / Math.sqrt(1 - 15 / 60);
    const exceeding = resampled.deviations.filter((deviation) => factor * deviation >= observed).length;
    const found = realityChecks(matrix, { bootstrap: 'circular', blockLength: 15 }).realityCheck.value;
    expect(found).toBe((1 + exceeding) / 1001);
    expect(found).toBeGreaterThan(realityCheck(resampled).pValue);
  });

  it('takes longer blocks where returns remember, the same for the same seed', () => {
    const lengthOf = (phi: number): number =>
      realityChecks(sampleMatrix(trials('checks-4', [0, 0, 0], 400, phi)), { replications: 99 }).scheme?.blockLength ??
      NaN;
    expect(lengthOf(0.6)).toBeGreaterThan(2 * lengthOf(0));
    const matrix = sampleMatrix(trials('checks-5', [0.001, 0, -0.001], 120));
    expect(realityChecks(matrix, { bootstrap: 'circular' })).toEqual(realityChecks(matrix, { bootstrap: 'circular' }));
    expect(realityChecks(matrix, { seed: 7 }).realityCheck).not.toEqual(
      realityChecks(matrix, { seed: 8 }).realityCheck,
    );
  });

  it('X-04: is undefined with a reason where nothing can be tested', () => {
    const reasonOf = (columns: Float64Array[]): unknown => realityChecks(sampleMatrix(columns)).realityCheck.reason;
    expect(reasonOf(trials('checks-6', [0], 19))).toBe('too-few-observations');
    expect(reasonOf([new Float64Array(30).fill(NaN)])).toBe('return-not-finite');
    expect(reasonOf([new Float64Array(30), new Float64Array(30)])).toBe('zero-variance');
    const idle = realityChecks(sampleMatrix([new Float64Array(40), ...trials('checks-7', [0], 40)]));
    expect([idle.best, idle.adjustedPValues[0]]).toEqual([1, NaN]);
  });

  it.each([
    [{ replications: 50 }, "'replications'"],
    [{ bootstrap: 'iid' }, "'bootstrap'"],
    [{ blockLength: 0 }, "'blockLength'"],
    [{ blockLength: 41 }, "'blockLength'"],
    [{ blockLength: 'auto' }, "'blockLength'"],
  ])('refuses %j', (options, message) => {
    expect(() => realityChecks(sampleMatrix(trials('checks-8', [0], 40)), options as never)).toThrow(message);
  });
});
