import type { Coverage } from '@assay/contracts/schemas';
import { PlatformError } from '@assay/core/errors';
import { MS_PER_HOUR } from '@assay/core/time';
import type { BarSeries } from '@assay/quant/market';
import { describe, expect, it } from 'vitest';
import { ohlcSeries, walkSeries } from '../../../quant/src/market/testing/index.ts';
import { completenessOf } from '../lakehouse/index.ts';
import { hourSeries, pickedBars } from '../lakehouse/testing/index.ts';
import { checkCoverage, coverageOf } from './pack-coverage.ts';
import type { DateRange } from './resolve-dates.ts';

const OPEN: DateRange = { from: null, to: null };
const of = (series: BarSeries, asked: DateRange): Coverage => coverageOf(series, asked, completenessOf(series));

/** 20 sessions of New York from Tuesday 2006-01-03: the last is 2006-01-31; Monday the 2nd and the 16th are holidays. */
const daily = walkSeries(1, 20);

/** The same bars with those at some places taken out. */
function without(series: BarSeries, ...missing: readonly number[]): BarSeries {
  const rows = Array.from({ length: series.length }, (_, index) => index);
  return pickedBars(
    series,
    rows.filter((row) => !missing.includes(row)),
  );
}

describe('coverageOf', () => {
  it('S4-08: counts sessions of the calendar that lack at either end and inside, not weekends or holidays', () => {
    expect(of(daily, { from: '2005-12-31', to: '2006-01-31' })).toMatchObject({ before: 0, inside: 0, after: 0 });
    expect(of(daily, { from: '2005-12-28', to: '2006-02-06' })).toMatchObject({
      unit: 'sessions',
      before: 3,
      inside: 0,
      after: 4,
    });
    const holed = of(without(daily, 4, 5), { from: '2006-01-03', to: '2006-01-31' });
    expect(holed).toMatchObject({ before: 0, inside: 2, after: 0 });
    expect(holed.insideShare).toBeCloseTo(2 / 20, 12);
  });

  it('S4-08: asks for nothing where an end is open, nor outside the life of the instrument', () => {
    expect(of(daily, OPEN)).toMatchObject({ before: 0, after: 0 });
    const asked = { from: '2005-01-01', to: '2007-01-01' };
    expect(of(daily, asked)).toMatchObject({ before: 252, after: 231 });
    const [listedAt, delistedAt] = [daily.openTime[0] as number, daily.eventTime[19] as number];
    const lived = { ...daily, instrument: { ...daily.instrument, listedAt, delistedAt } };
    expect(of(lived, asked)).toMatchObject({ before: 0, after: 0 });
  });

  it('S4-08: counts whole sessions for bars below a day, bars for months, days by the clock beyond the calendar', () => {
    const hours = hourSeries(Date.UTC(2019, 0, 3), 48);
    const asked = { from: '2019-01-01', to: '2019-01-06' };
    expect(of(hours, asked)).toMatchObject({ unit: 'sessions', before: 2, inside: 0, after: 1 });
    expect(of(hourSeries(Date.UTC(2019, 0, 3, 5), 20), asked)).toMatchObject({ before: 2, after: 1 });
    const sparse = pickedBars(hourSeries(Date.UTC(2019, 0, 3), 96), [0, 30, 80]);
    expect(of(sparse, OPEN)).toMatchObject({ inside: 1, insideShare: expect.closeTo(1 / 2, 12) as number });
    const months = monthEnds();
    expect(of(months, { from: '2006-01-01', to: '2006-08-15' })).toMatchObject({ unit: 'bars', before: 2, after: 1 });
    expect(of(daily, { from: '1985-12-31', to: null }).before).toBe(7308);
  });

  it('S4-08: takes a bar for its session though it ends some hours before or after it', () => {
    for (const shift of [-9, 7]) {
      const move = (time: number): number => time + shift * MS_PER_HOUR;
      const moved = { ...daily, openTime: daily.openTime.map(move), eventTime: daily.eventTime.map(move) };
      expect(of(moved, { from: '2006-01-01', to: '2006-02-01' })).toMatchObject({ before: 0, after: 1 });
    }
  });
});

/** Bars of March to June 2006. */
function monthEnds(): BarSeries {
  const days = ohlcSeries({ close: Array.from({ length: 130 }, () => 10) });
  const ends = [61, 80, 102, 124];
  const picked = pickedBars(days, ends);
  expect([...picked.eventTime].map((time) => new Date(time).toISOString().slice(0, 10))).toEqual([
    '2006-03-31',
    '2006-04-28',
    '2006-05-31',
    '2006-06-30',
  ]);
  return { ...picked, timeframe: '1mo' };
}

describe('checkCoverage', () => {
  const covered = (series: BarSeries, asked: DateRange) => ({ series, coverage: of(series, asked) });
  const check = (asked: DateRange, coverage: { atEnds: number | null; inside: number }, all = [daily]): string => {
    try {
      checkCoverage(
        { id: 'p.universe', asked, coverage },
        all.map((series) => covered(series, asked)),
      );
    } catch (error) {
      if (PlatformError.is(error, 'DATA_UNFIT')) return error.message;
      throw error;
    }
    return 'fit';
  };

  it('S4-08: the limits decide, each at its boundary, and null lets any number lack', () => {
    const asked = { from: '2005-12-28', to: '2006-02-06' };
    expect(check(asked, { atEnds: 4, inside: 0 })).toBe('fit');
    expect(check(asked, { atEnds: 3, inside: 0 })).toBe(
      "pack 'p.universe' does not cover the dates asked for:\n" +
        '  - TEST 1d: asked for 2005-12-28 to 2006-02-06, the data cover 2006-01-03 to 2006-01-31: ' +
        '4 sessions are missing after the last bar (limit 3)',
    );
    expect(check(asked, { atEnds: null, inside: 0 })).toBe('fit');
    const holed = [without(daily, 4, 5)];
    expect(check(OPEN, { atEnds: 0, inside: 0.1 }, holed)).toBe('fit');
    expect(check(OPEN, { atEnds: 0, inside: 0.09 }, holed)).toContain(
      '2 sessions are missing inside, 10.0 % (limit 9 %)',
    );
  });

  it('S4-08: names every instrument of a universe that lacks too much, and none that does not', () => {
    const short = { ...without(daily, 0, 1, 2, 3, 4, 5), instrument: { ...daily.instrument, id: 'SHORT' } };
    const message = check({ from: '2006-01-03', to: null }, { atEnds: 5, inside: 0 }, [daily, short]);
    expect(message).toContain('SHORT 1d: asked for 2006-01-03 to the end, the data cover 2006-01-11 to 2006-01-31');
    expect(message).toContain('6 sessions are missing before the first bar (limit 5)');
    expect(message).not.toContain('TEST 1d');
  });
});
