import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRng } from '../random/index.ts';
import { mean, standardDeviation } from '../vector/index.ts';
import { fourierTransform, inverseFourierTransform } from './fourier.ts';
import { haarDetailShare } from './haar.ts';
import { periodogram } from './periodogram.ts';
import { phaseRandomised } from './surrogates.ts';

interface FourierCase {
  readonly kind: 'fourier';
  readonly name: string;
  readonly x: readonly number[];
  readonly re: readonly number[];
  readonly im: readonly number[];
  readonly power: readonly number[];
}
interface HaarCase {
  readonly kind: 'haar';
  readonly name: string;
  readonly x: readonly number[];
  readonly levels: number;
  readonly share: number;
}
const golden = JSON.parse(readFileSync(new URL('../../../../golden/core/spectral.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly (FourierCase | HaarCase)[];
};

function expectNear(actual: Float64Array, expected: readonly number[], scale: number): void {
  expect(actual).toHaveLength(expected.length);
  for (const [k, value] of expected.entries()) expect(Math.abs(actual[k] - value)).toBeLessThan(1e-12 * (1 + scale));
}

const normals = (seed: string, n: number): Float64Array => {
  const rng = createRng(seed);
  return Float64Array.from({ length: n }, () => rng.nextNormal());
};

describe('Fourier transform', () => {
  it.each(golden.cases.filter((one) => one.kind === 'fourier'))('of $name is that of numpy', ({ x, re, im, power }) => {
    const input = Float64Array.from(x);
    const scale = Math.max(...re.map(Math.abs));
    const found = fourierTransform(input);
    expectNear(found.re, re, scale);
    expectNear(found.im, im, scale);
    expectNear(periodogram(input), power, scale ** 2);
    expectNear(inverseFourierTransform(found).re, x, scale);
    expect([...input]).toEqual(x);
  });

  it('of nothing is nothing; parts of different length are refused', () => {
    expect(fourierTransform(new Float64Array(0)).re).toHaveLength(0);
    expect(periodogram(new Float64Array(0))).toHaveLength(0);
    expect(() => fourierTransform({ re: new Float64Array(2), im: new Float64Array(3) })).toThrow("invalid 'im'");
  });

  it('keeps the variance: the periodogram over all frequencies is n times the variance', () => {
    for (const n of [64, 101]) {
      const x = normals(`parseval/${n}`, n);
      const power = periodogram(x);
      let total = 0;
      for (const [k, value] of power.entries()) total += k === 0 || 2 * k === n ? value : 2 * value;
      expect(total / n).toBeCloseTo(standardDeviation(x, 0) ** 2, 12);
    }
  });
});

describe('surrogates', () => {
  const x = normals('surrogates', 250).map((value, t, all) => value + (t > 0 ? 0.6 * all[t - 1] : 0));

  it('phaseRandomised keeps mean and spectrum, and nothing of the order', () => {
    const made = phaseRandomised(x, createRng('a'));
    expect(mean(made)).toBeCloseTo(mean(x), 12);
    for (const [k, value] of periodogram(x).entries()) expect(periodogram(made)[k]).toBeCloseTo(value, 9);
    expect(Math.max(...made.map((value, t) => Math.abs(value - x[t])))).toBeGreaterThan(0.5);
    expect(phaseRandomised(x, createRng('a'))).toEqual(made);
    expect(phaseRandomised(x, createRng('b'))).not.toEqual(made);
  });

  it('leaves a constant series as it is', () => {
    const flat = new Float64Array(9).fill(2);
    for (const value of phaseRandomised(flat, createRng(1))) expect(value).toBeCloseTo(2, 12);
  });
});

describe('Haar detail share', () => {
  it.each(golden.cases.filter((one) => one.kind === 'haar'))(
    'of $name is that of PyWavelets',
    ({ x, levels, share }) => {
      expect(haarDetailShare(Float64Array.from(x), levels)).toBeCloseTo(share, 12);
    },
  );

  it('is nothing for a constant, everything for a change of sign at each step, undefined for zeros', () => {
    expect(haarDetailShare(new Float64Array(8).fill(3), 3)).toBe(0);
    expect(haarDetailShare(Float64Array.of(1, -1, 1, -1), 2)).toBe(1);
    expect(haarDetailShare(new Float64Array(8), 3)).toBeNaN();
    expect(() => haarDetailShare(new Float64Array(12), 3)).toThrow('multiple of 8');
    expect(() => haarDetailShare(new Float64Array(8), 0)).toThrow("invalid 'levels'");
  });
});
