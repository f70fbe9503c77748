import { formatIsoDate, MS_PER_DAY } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { stretchesOver } from './stretches.ts';

describe('stretchesOver', () => {
  it.each([
    ['2024-01-02', '2024-02-20', 'day'],
    ['2024-01-02', '2025-06-20', 'week'],
    ['2018-03-02', '2025-06-20', 'month'],
    ['2005-11-30', '2026-06-20', 'quarter'],
    ['1950-11-30', '2026-06-20', 'year'],
  ] as const)('cuts %s to %s into stretches of a %s that hold all of it', (from, to, unit) => {
    const [first, last] = [Date.parse(`${from}T21:00Z`), Date.parse(`${to}T21:00Z`)];
    const { unit: chosen, edges } = stretchesOver(first, last, 96);
    expect(chosen).toBe(unit);
    expect(edges.length - 1).toBeLessThanOrEqual(97);
    expect(edges[0]).toBeLessThan(first);
    expect(edges.at(-1)).toBeGreaterThanOrEqual(last);
    expect(edges.at(-2)).toBeLessThan(last);
    const starts = edges.map(formatIsoDate);
    if (unit === 'month') expect(starts.every((date) => date.endsWith('-01'))).toBe(true);
    if (unit === 'quarter') expect(starts.every((date) => /-(01|04|07|10)-01$/u.test(date))).toBe(true);
    if (unit === 'year') expect(starts.every((date) => date.endsWith('-01-01'))).toBe(true);
    expect(new Set(starts).size).toBe(edges.length);
  });

  it('counts the session that ends at midnight in the day that it ends', () => {
    const midnight = Date.UTC(2024, 0, 1);
    expect(stretchesOver(midnight, midnight, 96).edges).toEqual([midnight - MS_PER_DAY, midnight]);
  });
});
