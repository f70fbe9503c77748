import { describe, expect, it } from 'vitest';
import { binomialAcceptanceBand } from '../distributions/index.ts';
import { createRng } from '../random/index.ts';
import type { Rng } from '../random/index.ts';
import { createBootstrap } from './bootstrap.ts';
import { resampleMeans } from './resampled-means.ts';
import type { ResampledMeans } from './resampled-means.ts';
import { sampleMatrix } from './sample-matrix.ts';
import { realityCheck, stepwiseSuperiority, superiorAbility } from './superiority.ts';

const noise = (rng: Rng, n: number, mean: number, scale: number): Float64Array =>
  Float64Array.from({ length: n }, () => mean + scale * rng.nextNormal());

function resampled(columns: readonly Float64Array[], rng: Rng, nReplications: number = 199): ResampledMeans {
  const matrix = sampleMatrix(columns);
  return resampleMeans(
    matrix,
    createBootstrap(matrix.rows, { kind: 'stationary', blockLength: 3 }, rng),
    nReplications,
  );
}

describe('tests of superiority', () => {
  it('X-15: accept something in a family of 20 worthless series at near the nominal rate, 300 families', () => {
    const root = createRng('superiority-size-1');
    const accepted = { realityCheck: 0, superiorAbility: 0, stepwise: 0 };
    for (let k = 0; k < 300; k++) {
      const rng = root.fork(String(k));
      const columns = Array.from({ length: 20 }, () => noise(rng, 250, 0, 0.5 + rng.nextFloat()));
      const one = resampled(columns, rng, 299);
      if (realityCheck(one).pValue <= 0.05) accepted.realityCheck++;
      if (superiorAbility(one, { isStudentized: true }).pValues.consistent <= 0.05) accepted.superiorAbility++;
      const { adjustedPValues } = stepwiseSuperiority(one, { isStudentized: true, recentring: 'upper' });
      if (adjustedPValues.some((p) => p <= 0.05)) accepted.stepwise++;
    }
    // A bootstrap of 250 observations is somewhat liberal: the band is that of 7 %, and of 3 % below.
    const { high } = binomialAcceptanceBand(300, 0.07, 0.99);
    for (const count of Object.values(accepted)) expect(count).toBeLessThanOrEqual(high);
    expect(accepted.stepwise).toBeGreaterThanOrEqual(binomialAcceptanceBand(300, 0.03, 0.99).low);
  });

  it('X-15: find the two series with an edge and no other', () => {
    const rng = createRng('superiority-power-1');
    const columns = Array.from({ length: 30 }, (_, a) => noise(rng, 250, a === 4 || a === 17 ? 0.4 : 0, 1));
    const one = resampled(columns, rng, 999);
    expect([4, 17]).toContain(superiorAbility(one, { isStudentized: true }).best);
    expect(superiorAbility(one, { isStudentized: true }).pValues.upper).toBeLessThan(0.01);
    const { adjustedPValues } = stepwiseSuperiority(one, { isStudentized: true, recentring: 'upper' });
    expect([...adjustedPValues.keys()].filter((a) => adjustedPValues[a] <= 0.05)).toEqual([4, 17]);
  });

  it('X-15: hopeless series blunt the reality check but not the consistent p-value', () => {
    const rng = createRng('superiority-hopeless-1');
    const good = noise(rng, 200, 0.18, 1);
    const hopeless = Array.from({ length: 40 }, () => noise(rng, 200, -3, 3));
    const { lower, consistent, upper } = superiorAbility(resampled([good, ...hopeless], rng, 999), {
      isStudentized: false,
    }).pValues;
    expect(consistent).toBeLessThan(0.05);
    expect(upper).toBeGreaterThan(0.2);
    expect(lower).toBeLessThanOrEqual(consistent);
  });

  it('order their three p-values', () => {
    const rng = createRng('superiority-order-1');
    for (let k = 0; k < 40; k++) {
      const columns = Array.from({ length: 6 }, () => noise(rng, 60, -0.3 + 0.4 * rng.nextFloat(), 1));
      for (const isStudentized of [false, true]) {
        const { lower, consistent, upper } = superiorAbility(resampled(columns, rng), { isStudentized }).pValues;
        expect(lower).toBeLessThanOrEqual(consistent);
        expect(consistent).toBeLessThanOrEqual(upper);
        expect(lower).toBeGreaterThanOrEqual(1 / 200);
      }
    }
  });

  it('leave out what cannot be tested', () => {
    const rng = createRng('superiority-nan-1');
    const [good, other] = [noise(rng, 80, 0.5, 1), noise(rng, 80, 0, 1)];
    const broken = other.slice().fill(NaN, 3, 4);
    const idle = new Float64Array(80);
    const one = resampled([idle, good, broken, other], rng);
    const { statistics, adjustedPValues } = stepwiseSuperiority(one, { isStudentized: true, recentring: 'upper' });
    expect([...statistics.keys()].filter((a) => Number.isNaN(statistics[a]))).toEqual([0, 2]);
    expect([...adjustedPValues.keys()].filter((a) => Number.isNaN(adjustedPValues[a]))).toEqual([0, 2]);
    expect(superiorAbility(one, { isStudentized: true }).best).toBe(1);
    const none = superiorAbility(resampled([idle, broken], rng), { isStudentized: true });
    expect([none.best, none.statistic, ...Object.values(none.pValues)]).toEqual([-1, NaN, NaN, NaN, NaN]);
  });

  it('do not depend on the unit of the returns, and where studentized not on the unit of each series', () => {
    const root = createRng('superiority-scale-1');
    const columns = Array.from({ length: 5 }, (_, a) => noise(root, 70, a / 20, 1 + a));
    const scaled = columns.map((column, a) => column.map((value) => value * 2 ** (a - 9)));
    const of = (series: readonly Float64Array[]): ResampledMeans => resampled(series, createRng('same'));
    expect(superiorAbility(of(scaled), { isStudentized: true })).toEqual(
      superiorAbility(of(columns), { isStudentized: true }),
    );
  });
});

describe('resampleMeans', () => {
  it('is the mean of the places that were drawn', () => {
    const matrix = sampleMatrix([Float64Array.of(1, 2, 4), Float64Array.of(10, 10, 10)]);
    const places = [
      [0, 0, 1],
      [2, 2, 2],
    ];
    let next = 0;
    const { means, deviations, standardErrors } = resampleMeans(
      matrix,
      {
        fill: (out) => {
          out.set(places[next]);
          next++;
          return out;
        },
      },
      2,
    );
    expect([...means]).toEqual([7 / 3, 10]);
    expect(deviations[0]).toBeCloseTo(4 / 3 - 7 / 3, 14);
    expect(deviations[2]).toBeCloseTo(4 - 7 / 3, 14);
    expect([deviations[1], deviations[3], standardErrors[1]]).toEqual([0, 0, 0]);
  });

  it('refuses a source of other rows and matrices of the wrong size', () => {
    const matrix = sampleMatrix([Float64Array.of(1, 2, 4)]);
    const source = createBootstrap(9, { kind: 'iid', blockLength: 1 }, createRng(1));
    expect(() => resampleMeans(matrix, source, 20)).toThrow("invalid 'source': must be of places below 3");
    expect(() => resampleMeans({ ...matrix, rows: 4 }, source, 20)).toThrow("invalid 'matrix'");
    expect(() => resampleMeans(sampleMatrix([Float64Array.of(1)]), source, 20)).toThrow("invalid 'matrix.rows'");
    expect(() => resampleMeans(matrix, source, 1)).toThrow("invalid 'nReplications'");
    expect(() => sampleMatrix([Float64Array.of(1), Float64Array.of(1, 2)])).toThrow("invalid 'columns[1]'");
    expect(() => sampleMatrix([])).toThrow("invalid 'columns': must be non-empty");
  });
});
