import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { downsample } from './downsample.ts';

const curveOf = (values: readonly number[]): { times: number[]; values: number[] } => ({
  times: values.map((_, index) => index * 1000),
  values: [...values],
});

describe('downsample', () => {
  it('keeps a short curve whole', () => {
    expect(downsample(curveOf([3, 1, 2]), 4).map(({ value }) => value)).toEqual([3, 1, 2]);
    expect(downsample(curveOf([]))).toEqual([]);
  });

  it('keeps the ends and the extremes of a long one, in order, within the limit', () => {
    const long = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 30, maxLength: 400 });
    fc.assert(
      fc.property(long, fc.integer({ min: 4, max: 29 }), (values, limit) => {
        const points = downsample(curveOf(values), limit);
        const kept = points.map(({ value }) => value);
        const times = points.map(({ time }) => time.getTime());
        expect(points.length).toBeLessThanOrEqual(limit);
        expect([kept[0], kept.at(-1)]).toEqual([values[0], values.at(-1)]);
        expect([Math.min(...kept), Math.max(...kept)]).toEqual([Math.min(...values), Math.max(...values)]);
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});
