import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { standardDeviation } from '../vector/index.ts';
import { hacMean } from './hac-mean.ts';

interface Golden {
  readonly meta: { readonly tolerance: { readonly relative: number; readonly absolute: number } };
  readonly cases: readonly {
    readonly name: string;
    readonly series: readonly number[];
    readonly lags: number;
    readonly expected: { readonly mean: number; readonly standardError: number; readonly t: number };
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../../../golden/core/hac-mean.json', import.meta.url), 'utf8'),
) as Golden;
const { relative, absolute } = golden.meta.tolerance;

describe('hacMean', () => {
  it.each(golden.cases)('S0-10, X-15: $name as statsmodels has it', ({ series, lags, expected }) => {
    const found = hacMean(Float64Array.from(series), lags);
    for (const name of ['mean', 'standardError', 't'] as const) {
      const within = Math.abs(found[name] - expected[name]) <= relative * Math.abs(expected[name]) + absolute;
      expect([name, found[name], within]).toEqual([name, found[name], true]);
    }
  });

  it('is the ordinary standard error without lags', () => {
    const x = Float64Array.of(1, 4, 2, 8, 5, 7);
    expect(hacMean(x, 0).standardError).toBeCloseTo(standardDeviation(x, 1) / Math.sqrt(6), 12);
  });

  it('is undefined where nothing varies, and NaN stays NaN', () => {
    expect(hacMean(Float64Array.of(2, 2, 2), 1)).toEqual({ mean: 2, standardError: NaN, t: NaN, lags: 1 });
    expect(hacMean(Float64Array.of(2, NaN, 2), 1).t).toBeNaN();
  });

  it.each([
    [1, 0],
    [5, 5],
    [5, -1],
    [5, 0.5],
  ])('refuses %i observations with %d lags', (n, lags) => {
    expect(() => hacMean(new Float64Array(n), lags)).toThrow(/'(?:x\.length|lags)'/u);
  });
});
