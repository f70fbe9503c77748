import { describe, expect, it } from 'vitest';
import { defined, isDefined, measureTable, undefinedBecause } from './measure.ts';

describe('defined', () => {
  it.each([NaN, Infinity, -Infinity])('X-04: lets no %d pass as a value', (value) => {
    expect(defined(value)).toEqual({ value: NaN, reason: 'overflow' });
    expect(isDefined(defined(value))).toBe(false);
  });

  it('keeps a finite value without a reason', () => {
    expect(defined(-2.5)).toEqual({ value: -2.5 });
  });
});

describe('measureTable', () => {
  it('X-04: gives null and a reason under the same name for every undefined measure', () => {
    const table = measureTable({ a: defined(1), b: undefinedBecause('no-trade'), count: 3, odd: NaN });
    expect(table).toEqual({
      metrics: { a: 1, b: null, count: 3, odd: null },
      nulls: { b: 'no-trade', odd: 'overflow' },
    });
    expect(JSON.stringify(table)).not.toMatch(/NaN|Infinity/);
  });
});
