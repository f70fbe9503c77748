import { MS_PER_DAY } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { sliceSeries } from '../market/index.ts';
import type { BarSeries } from '../market/index.ts';
import { walkSeries } from '../market/testing/index.ts';
import { asOf } from '../panel/index.ts';
import { forwardOutcomes } from './forward-outcomes.ts';
import { mergeOutcomes, upgradeOutcomes } from './upgrade-outcomes.ts';

const walk = walkSeries(6, 60);
const horizon = { bars: 3 } as const;
const early = forwardOutcomes(sliceSeries(walk, 0, 40), horizon);
const without = (series: BarSeries, gone: number): BarSeries =>
  asOf({ ...series, availableAt: series.availableAt.map((time, i) => (i === gone ? Infinity : time)) }, 1e15);

describe('upgradeOutcomes', () => {
  it('writes the rows whose windows have ended since, and new ones, once (S4-07)', () => {
    const longer = sliceSeries(walk, 0, 42);
    const changed = upgradeOutcomes(early, longer);
    expect([...changed.eventTime]).toEqual([37, 38, 40, 41].map((i) => walk.eventTime[i]));
    expect(changed.status).toEqual(['OK', 'OK', 'INCOMPLETE', 'INCOMPLETE']);
    const merged = mergeOutcomes(early, changed);
    expect(merged).toEqual(forwardOutcomes(longer, horizon));
    expect(upgradeOutcomes(merged, longer).length).toBe(0);
    expect(upgradeOutcomes(early, sliceSeries(walk, 0, 40)).length).toBe(0);
  });

  it('reaches the same table whatever the steps were (S4-07)', () => {
    let table = forwardOutcomes(sliceSeries(walk, 0, 1), horizon);
    for (let n = 2; n <= 60; n++) {
      const changed = upgradeOutcomes(table, sliceSeries(walk, 0, n));
      expect(changed.length).toBeLessThanOrEqual(2);
      table = mergeOutcomes(table, changed);
    }
    expect(table).toEqual(forwardOutcomes(walk, horizon));
  });

  it('turns a GAP into OK when the bar arrives, available no earlier than the bar (X-01)', () => {
    const before = forwardOutcomes(without(walk, 20), horizon);
    const availableAt = walk.availableAt.slice();
    availableAt[20] = (availableAt[20] ?? NaN) + 40 * MS_PER_DAY;
    const changed = upgradeOutcomes(before, { ...walk, availableAt });
    expect([...changed.eventTime]).toEqual([...walk.eventTime.slice(17, 21)]);
    expect(changed.status).toEqual(['OK', 'OK', 'OK', 'OK']);
    expect([...changed.availableAt].every((time) => time >= (availableAt[20] ?? NaN))).toBe(true);
  });

  it('does not rewrite a row that is OK when its bars are restated', () => {
    const close = walk.close.map((value) => value * 1.001);
    const restated = { ...walk, close, high: walk.high.map((value) => value * 1.1) };
    expect(upgradeOutcomes(forwardOutcomes(walk, horizon), restated).length).toBe(0);
  });

  it('refuses outcomes of another series or horizon, or out of order', () => {
    const other = walkSeries(6, 60, { instrument: { id: 'OTHER' } });
    expect(() => upgradeOutcomes(early, other)).toThrow(/'existing': must be outcomes of OTHER, 1d, 3 bars ahead/);
    expect(() => mergeOutcomes(early, forwardOutcomes(walk, { bars: 4 }))).toThrow(/'existing'/);
    const swapped = { ...early, eventTime: early.eventTime.toReversed() };
    expect(() => upgradeOutcomes(swapped, walk)).toThrow(/does not follow the one before it/);
  });
});
