import { describe, expect, it } from 'vitest';
import { testInstrument, walkSeries } from '../market/testing/index.ts';
import { seriesColumns } from './columns.ts';

describe('seriesColumns', () => {
  const series = walkSeries('columns', 30);

  it('prepares a series once, whatever its place and the latency', () => {
    const [first, second] = [seriesColumns(series, 0, 1), seriesColumns(series, 2, 5)];
    expect([first.index, second.index]).toEqual([0, 2]);
    expect(second.closeTicks).toBe(first.closeTicks);
    expect(second.availableAt).toBe(first.availableAt);
  });

  it('prepares another series of the same columns by itself: its tick may be another one', () => {
    const coarse = { ...series, instrument: testInstrument({ tickSize: '1' }) };
    expect(seriesColumns(coarse, 0, 1).closeTicks).toEqual(series.close.map((price) => Math.round(price)));
    expect(seriesColumns(series, 0, 1).closeTicks).toEqual(series.close.map((price) => Math.round(price * 100)));
  });

  it('names the first bar that is too short for the latency, also of a series that was fit before', () => {
    const eventTime = series.eventTime.slice();
    eventTime[4] = series.openTime[4] + 50;
    const short = {
      ...series,
      eventTime,
      availableAt: eventTime.map((time, i) => Math.max(time, series.availableAt[i])),
    };
    expect(() => seriesColumns(short, 0, 49)).not.toThrow();
    expect(() => seriesColumns(short, 0, 50)).toThrow(/contract\.latencyMs.*bar 4 of .* lasts 50 ms/);
  });
});
