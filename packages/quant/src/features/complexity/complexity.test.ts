import { readFileSync } from 'node:fs';
import { createRng } from '@assay/core/random';
import { haarDetailShare } from '@assay/core/spectral';
import { describe, expect, it } from 'vitest';
import { bitCoherence, flipRate } from './bit-runs.ts';
import { efficiencyRatio } from './efficiency-ratio.ts';
import { permutationEntropy } from './permutation-entropy.ts';
import { rescaledRangeHurst } from './rescaled-range.ts';

interface Case {
  readonly name: string;
  readonly x: readonly number[];
  readonly hurst: number;
  readonly efficiency: number;
  readonly entropy: Readonly<Record<string, number>>;
}
const { cases } = JSON.parse(
  readFileSync(new URL('../../../../../golden/features/complexity.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly Case[] };

function cumulated(x: readonly number[]): Float64Array {
  let level = 0;
  return Float64Array.from(x, (value) => (level += value));
}

describe('complexity against antropy, ordpy and numpy', () => {
  it.each(cases)('$name', ({ x, hurst, efficiency, entropy }) => {
    const values = Float64Array.from(x);
    expect(Math.abs(rescaledRangeHurst(values) - hurst)).toBeLessThan(1e-11);
    expect(Math.abs(efficiencyRatio(cumulated(x)) - efficiency)).toBeLessThan(1e-12);
    for (const [order, value] of Object.entries(entropy)) {
      expect(Math.abs(permutationEntropy(values, Number(order)) - value)).toBeLessThan(1e-12);
    }
  });
});

describe('complexity at its edges', () => {
  const line = Float64Array.from({ length: 40 }, (_, t) => t);

  it('X-04: a straight line has one pattern and no way lost; what does not move is undefined', () => {
    expect(permutationEntropy(line, 3)).toBe(0);
    expect(efficiencyRatio(line)).toBe(1);
    expect(efficiencyRatio(new Float64Array(5).fill(7))).toBeNaN();
    expect(rescaledRangeHurst(new Float64Array(40).fill(7))).toBeNaN();
    expect(rescaledRangeHurst(line.subarray(0, 15))).toBeNaN();
    expect(permutationEntropy(line.subarray(0, 2), 3)).toBeNaN();
    expect(flipRate(Uint8Array.of(1))).toBeNaN();
    expect(bitCoherence(new Uint8Array(0))).toBeNaN();
  });

  it('X-03: do not depend on the unit', () => {
    const rng = createRng('unit');
    const x = Float64Array.from({ length: 64 }, () => rng.nextNormal());
    const scaled = x.map((value) => 1024 * value);
    expect(rescaledRangeHurst(scaled)).toBe(rescaledRangeHurst(x));
    expect(efficiencyRatio(scaled)).toBe(efficiencyRatio(x));
    expect(permutationEntropy(scaled, 5)).toBe(permutationEntropy(x, 5));
    expect(haarDetailShare(scaled, 3)).toBe(haarDetailShare(x, 3));
  });

  it('X-04: a hole makes them undefined', () => {
    const holed = line.slice();
    holed[20] = NaN;
    for (const value of [permutationEntropy(holed, 3), efficiencyRatio(holed), rescaledRangeHurst(holed)]) {
      expect(value).toBeNaN();
    }
  });

  it('refuses orders that are no order', () => {
    for (const order of [1, 9, 2.5]) expect(() => permutationEntropy(line, order)).toThrow("invalid 'order'");
  });

  it('counts flips and ones of bits', () => {
    expect(flipRate(Uint8Array.of(0, 1, 0, 1))).toBe(1);
    expect(flipRate(Uint8Array.of(0, 0, 1, 1, 1))).toBe(0.25);
    expect(bitCoherence(Uint8Array.of(0, 1, 1, 0))).toBe(0);
    expect(bitCoherence(Uint8Array.of(1, 1))).toBe(1);
  });
});
