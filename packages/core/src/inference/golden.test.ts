import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRng } from '../random/index.ts';
import { optimalBlockLength } from './block-length.ts';
import { createBootstrap } from './bootstrap.ts';
import type { IndexSource } from './bootstrap.ts';
import { benjaminiHochberg, benjaminiYekutieli, holm } from './multiple-testing.ts';
import { resampleMeans } from './resampled-means.ts';
import { realityCheck, stepwiseSuperiority, superiorAbility } from './superiority.ts';

interface Superiority {
  readonly best: number;
  readonly order: readonly number[];
  readonly steps: readonly Readonly<Record<'lower' | 'consistent' | 'upper', number>>[];
  readonly superior: Readonly<Record<string, readonly number[]>>;
}
/* eslint-disable @typescript-eslint/no-explicit-any -- cases of several shapes, each read by its own test */
const golden = JSON.parse(readFileSync(new URL('../../../../golden/core/inference.json', import.meta.url), 'utf8')) as {
  meta: { tolerance: { relative: number; absolute: number } };
  cases: any[];
};
/* eslint-enable @typescript-eslint/no-explicit-any */
const { relative, absolute } = golden.meta.tolerance;
const ofKind = (kind: string): typeof golden.cases => golden.cases.filter((one) => one.kind === kind);
const RECENTRINGS = ['lower', 'consistent', 'upper'] as const;

function expectNear(actual: number, expected: number, within: number = relative * Math.abs(expected) + absolute): void {
  expect([actual, Math.abs(actual - expected) <= within]).toEqual([actual, true]);
}

describe('inference against arch and statsmodels', () => {
  it.each(ofKind('block-length'))('X-15: $name', ({ series, expected }) => {
    const found = optimalBlockLength(Float64Array.from(series));
    expectNear(found.stationary, expected.stationary);
    expectNear(found.circular, expected.circular);
  });

  it.each(ofKind('multiple-testing'))('X-15: $name', ({ pValues, expected }) => {
    const p = Float64Array.from(pValues);
    for (const [name, adjust] of Object.entries({ holm, benjaminiHochberg, benjaminiYekutieli })) {
      for (const [i, value] of adjust(p).entries()) {
        expectNear(value, expected[name][i], 1e-14 * expected[name][i]);
      }
    }
  });

  it.each(ofKind('superiority-exact'))('S4-18, X-15: $name, from recorded resamples', (one) => {
    const { rows, cols, replications } = one;
    const matrix = { data: Float64Array.from(one.data), rows, cols };
    const resampled = resampleMeans(matrix, recorded(one.places, rows), replications);
    for (let a = 0; a < cols; a++) {
      expectNear(resampled.means[a], one.expected.means[a]);
      expectNear(resampled.standardErrors[a], one.expected.errors[a]);
    }
    for (const [isStudentized, expected] of [
      [false, one.expected.plain],
      [true, one.expected.studentized],
    ] as [boolean, Superiority][]) {
      const test = superiorAbility(resampled, { isStudentized });
      expect(test.best).toBe(expected.best);
      for (const recentring of RECENTRINGS) {
        const p = (count: number): number => (1 + count) / (1 + replications);
        expect(test.pValues[recentring]).toBe(p(expected.steps[0][recentring]));
        const { adjustedPValues } = stepwiseSuperiority(resampled, { isStudentized, recentring });
        let largest = 0;
        for (const [step, series] of expected.order.entries()) {
          largest = Math.max(largest, p(expected.steps[step][recentring]));
          expect(adjustedPValues[series]).toBe(largest);
        }
      }
      expectSameSets(
        one.name,
        stepwiseSuperiority(resampled, { isStudentized, recentring: 'consistent' }).adjustedPValues,
        expected,
      );
    }
    expect(realityCheck(resampled).pValue).toBe(superiorAbility(resampled, { isStudentized: false }).pValues.upper);
  });

  it.each(ofKind('superiority-sampled'))('X-15: $name, from resamples of its own', (one) => {
    const { rows, cols } = one;
    const scheme = { kind: one.bootstrap, blockLength: one.blockLength };
    const nReplications = 4000;
    const source = createBootstrap(rows, scheme, createRng(one.name));
    const resampled = resampleMeans({ data: Float64Array.from(one.data), rows, cols }, source, nReplications);
    const { pValues } = superiorAbility(resampled, { isStudentized: false });
    for (const recentring of RECENTRINGS) {
      const p = one.expected[recentring] as number;
      const error = Math.sqrt(p * (1 - p) * (1 / nReplications + 1 / one.replications));
      expectNear(pValues[recentring], p, 4 * error + 1 / (nReplications + 1));
    }
  });
});

/** A critical value from an interpolated percentile and a p-value may differ by one replication: such sizes are left out. */
function expectSameSets(name: string, adjusted: Float64Array, { superior }: Superiority): void {
  let compared = 0;
  for (const [size, expected] of Object.entries(superior)) {
    if (adjusted.some((p) => Math.abs(p - Number(size)) < 0.015)) continue;
    const found = [...adjusted.keys()].filter((a) => adjusted[a] <= Number(size));
    expect([name, size, found]).toEqual([name, size, expected]);
    compared++;
  }
  expect(compared).toBeGreaterThan(0);
}

function recorded(places: readonly number[], rows: number): IndexSource {
  let next = 0;
  return {
    fill: (out) => {
      out.set(places.slice(next, next + rows));
      next += rows;
      return out;
    },
  };
}
