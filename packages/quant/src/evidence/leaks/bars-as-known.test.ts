import { describe, expect, it } from 'vitest';
import { calendarById } from '../../market/index.ts';
import type { BarSeries } from '../../market/index.ts';
import { resample } from '../../panel/index.ts';
import { adjustedInAdvance } from './bars-as-known.ts';
import { fixtureSeries } from './fixture-series.ts';

const AT = 200;

describe('adjustedInAdvance', () => {
  const bars = fixtureSeries('A', 400);
  const at = bars.openTime[AT];
  const split = { eventTime: at, availableAt: at, ratio: 2 };
  const halved: BarSeries = {
    ...bars,
    open: bars.open.map((price, i) => (i < AT ? price : price / 2)),
    close: bars.close.map((price, i) => (i < AT ? price : price / 2)),
  };

  it('X-01: finds raw prices in shares of a split to come, and none where they fall with it', () => {
    expect(adjustedInAdvance(bars, [split])).toMatchObject({ kind: 'data', time: bars.availableAt[0] });
    expect(adjustedInAdvance(halved, [split])).toBeUndefined();
  });

  it('X-01: a week in whose middle the split lies is no alarm, and weeks that were divided in advance are', () => {
    const schedule = { calendar: calendarById('continuous'), timeframe: '1w' } as const;
    expect(adjustedInAdvance(resample(halved, schedule).series, [split])).toBeUndefined();
    expect(adjustedInAdvance(resample(bars, schedule).series, [split])).toBeDefined();
  });

  it('X-01: leaves alone what is said to be adjusted, and bars that nobody could use before the split was known', () => {
    expect(adjustedInAdvance({ ...bars, adjustment: 'split' }, [split])).toBeUndefined();
    const received = new Float64Array(bars.length).fill(at);
    expect(adjustedInAdvance({ ...bars, availableAt: received }, [split])).toBeUndefined();
    expect(adjustedInAdvance({ ...bars, availableAt: received }, [{ ...split, availableAt: at + 1 }])).toBeDefined();
  });
});
