import { describe, expect, it } from 'vitest';
import type { BarSeries } from '@assay/quant/market';
import { walkSeries } from '@assay/quant/market/testing';
import { isRestated, restatedSeries } from './restated.ts';

const NAMES = ['openTime', 'eventTime', 'availableAt', 'open', 'high', 'low', 'close', 'volume'] as const;

const rows = (series: BarSeries, wanted: readonly number[]): BarSeries => ({
  ...series,
  length: wanted.length,
  ...Object.fromEntries(NAMES.map((name) => [name, Float64Array.from(wanted, (row) => series[name][row] as number)])),
});
const withClose = (series: BarSeries, row: number, factor: number): BarSeries => ({
  ...series,
  close: series.close.map((close, at) => (at === row ? close * factor : close)),
});

describe('restatedSeries', () => {
  const all = walkSeries('restated', 30);
  const judged = rows(
    all,
    Array.from({ length: 20 }, (_, row) => row),
  );
  const to = judged.eventTime[19] as number;
  const period = { to, knownBy: Infinity, latest: all };

  it('ruling 8a: finds nothing where the judged bars are what they were, whatever came after them', () => {
    const found = restatedSeries(judged, withClose(all, 25, 2), period);
    expect(found).toMatchObject({ bars: 20, changed: 0, missing: 0, added: 0, restatedLater: 0, first: null });
    expect(found.judgedHash).toBe(found.foundHash);
    expect(isRestated([found])).toBe(false);
  });

  it('ruling 8a: counts bars that changed, went and came, with the first and the largest change', () => {
    const changed = withClose(withClose(all, 7, 1.01), 9, 0.97);
    const kept = Array.from({ length: 30 }, (_, row) => row).filter((row) => row !== 12);
    const found = restatedSeries(
      rows(
        judged,
        [...Array(20).keys()].filter((row) => row !== 15),
      ),
      rows(changed, kept),
      period,
    );
    expect(found).toMatchObject({ bars: 19, changed: 2, missing: 1, added: 1 });
    expect(found.first).toBe(new Date(all.eventTime[7] as number).toISOString());
    expect(found.largestChange).toBeCloseTo(0.03, 12);
    expect(isRestated([found])).toBe(true);
  });

  it('ruling 8a: a bar that became known after the dates of the run was never judged', () => {
    const late = { ...all, availableAt: all.availableAt.map((time, row) => (row === 19 ? time + 1e9 : time)) };
    const without = rows(judged, [...Array(19).keys()]);
    expect(restatedSeries(without, late, { ...period, to, knownBy: all.availableAt[18] as number }).added).toBe(0);
    expect(restatedSeries(without, late, period).added).toBe(1);
  });

  it('ruling 8a: a later version of a judged bar is told, and is no change of what was read', () => {
    const found = restatedSeries(judged, all, { ...period, latest: withClose(all, 3, 1.5) });
    expect([found.restatedLater, isRestated([found])]).toEqual([1, false]);
  });
});
