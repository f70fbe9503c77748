import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRng } from '../random/index.ts';
import { sharedWindows } from './shared-windows.ts';
import { windowMean } from './window-mean.ts';

const FIGURES = ['mean', 'standardError', 't', 'degreesOfFreedom', 'nIndependent'] as const;

interface Golden {
  readonly meta: { readonly tolerance: { readonly relative: number; readonly absolute: number } };
  readonly cases: readonly {
    readonly name: string;
    readonly series: readonly number[];
    readonly from: readonly number[];
    readonly to: readonly number[];
    readonly atMost: number | null;
    readonly expected: Readonly<Record<(typeof FIGURES)[number], number>>;
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../../../golden/core/window-mean.json', import.meta.url), 'utf8'),
) as Golden;
const { relative, absolute } = golden.meta.tolerance;

/** Windows of `length` that begin a step apart. */
function regular(n: number, length: number): { readonly from: Float64Array; readonly to: Float64Array } {
  const from = Float64Array.from({ length: n }, (_, i) => i);
  return { from, to: from.map((start) => start + length) };
}

describe('windowMean', () => {
  it.each(golden.cases)('S0-10, X-15: $name as numpy and scipy have it', ({ series, from, to, atMost, expected }) => {
    const windows = { from: Float64Array.from(from), to: Float64Array.from(to) };
    const found = windowMean(Float64Array.from(series), windows, { nIndependent: atMost ?? undefined });
    for (const name of FIGURES) {
      const within = Math.abs(found[name] - expected[name]) <= relative * Math.abs(expected[name]) + absolute;
      expect([name, found[name], within]).toEqual([name, found[name], true]);
    }
  });

  it('S0-10, X-15: what it says of a variance is right on average, with few stretches and with many', () => {
    const nMarkets = 600;
    for (const [n, length] of [
      [36, 12],
      [120, 12],
      [60, 1],
    ] as const) {
      const windows = regular(n, length);
      let [square, stated] = [0, 0];
      for (let market = 0; market < nMarkets; market++) {
        const rng = createRng(`variance${market}`);
        const steps = Float64Array.from({ length: n + length }, () => rng.nextNormal());
        const x = windows.from.map((start) => steps.subarray(start, start + length).reduce((sum, one) => sum + one, 0));
        const found = windowMean(x, windows);
        square += found.mean ** 2 / nMarkets;
        stated += found.standardError ** 2 / nMarkets;
      }
      // The mean square of 600 normal means is known to √(2/600) = 6 %, that of the estimate about as well.
      expect([n, length, Math.abs(stated / square - 1) < 0.25]).toEqual([n, length, true]);
    }
  });

  it('is undefined where nothing varies, and NaN stays NaN', () => {
    const same = windowMean(new Float64Array(12).fill(0.1), regular(12, 2));
    expect([same.standardError, same.t]).toEqual([NaN, NaN]);
    expect(same.mean).toBeCloseTo(0.1, 15);
    expect(windowMean(Float64Array.of(2, NaN, 2, 1, 3), regular(5, 1)).t).toBeNaN();
  });

  it('refuses too little, other lengths and what are no windows', () => {
    expect(() => windowMean(new Float64Array(3), regular(3, 1))).toThrow(/'x\.length'/u);
    expect(() => windowMean(new Float64Array(5), regular(6, 1))).toThrow(/'x'/u);
    const { from, to } = regular(5, 1);
    expect(() => windowMean(new Float64Array(5), { from: from.toReversed(), to: to.map(() => 9) })).toThrow(
      /'from\[1\]'/u,
    );
    expect(() => windowMean(new Float64Array(5), { from, to: from })).toThrow(/'to\[0\]'/u);
  });
});

describe('sharedWindows', () => {
  it('S0-10: windows apart are all independent; two that share half count for four thirds', () => {
    expect(sharedWindows(regular(7, 1)).nIndependent).toBe(7);
    const half = sharedWindows({ from: Float64Array.of(0, 1), to: Float64Array.of(2, 3) });
    expect(half.nIndependent).toBeCloseTo(4 / 3, 12);
    expect(half.variance([1, -1])).toBeCloseTo(1, 12);
    // The same window twice is one observation.
    expect(sharedWindows({ from: Float64Array.of(5, 5), to: Float64Array.of(9, 9) }).nIndependent).toBeCloseTo(1, 12);
  });
});
