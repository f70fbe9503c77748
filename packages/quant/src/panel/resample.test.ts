import { readFileSync } from 'node:fs';
import { MS_PER_HOUR, MS_PER_MINUTE, parseIsoInstant } from '@assay/core/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barTimes, calendarById, checkSeries, sliceSeries } from '../market/index.ts';
import type { BarSchedule, BarSeries, CalendarId, GridAnchor, Timeframe } from '../market/index.ts';
import { closeOnlySeries, ohlcSeries, poisonedFrom, walkSeries } from '../market/testing/index.ts';
import { asOf } from './as-of.ts';
import { createResampler, resample } from './resample.ts';
import type { ResampledSeries } from './resample.ts';

interface GoldenCase {
  readonly calendar: CalendarId;
  readonly base: Timeframe;
  readonly timeframe: Timeframe;
  readonly anchor: GridAnchor;
  readonly eventTime: readonly number[];
  readonly open: readonly number[];
  readonly high: readonly number[];
  readonly low: readonly number[];
  readonly close: readonly number[];
  readonly volume: readonly number[];
  readonly bars: readonly number[];
}

const golden = JSON.parse(readFileSync(new URL('../../../../golden/panel/resample.json', import.meta.url), 'utf8')) as {
  cases: readonly GoldenCase[];
};
const at = (text: string): number => parseIsoInstant(text) ?? NaN;
const schedule = (id: CalendarId, timeframe: Timeframe, anchor?: GridAnchor): BarSchedule => ({
  calendar: calendarById(id),
  timeframe,
  anchor,
});

/** Bars that close at the given times, prices and gaps by the sums of golden/generators/resample.py. */
function madeBars(closes: readonly number[], timeframe: Timeframe, calendar: CalendarId, stepMs: number): BarSeries {
  const kept = closes.map((_, i) => i).filter((i) => (i * 37) % 101 >= 5);
  const first = kept.map((i) => 10_000 + ((i * 7919) % 997));
  const last = kept.map((i) => 10_000 + ((i * 104_729) % 991));
  const made = ohlcSeries(
    {
      open: first,
      close: last,
      high: kept.map((i, k) => Math.max(first[k] ?? NaN, last[k] ?? NaN) + ((i * 31) % 17)),
      low: kept.map((i, k) => Math.min(first[k] ?? NaN, last[k] ?? NaN) - ((i * 17) % 13)),
      volume: kept.map((i) => 100 + (i % 89)),
    },
    { timeframe, instrument: { calendar } },
  );
  const eventTime = Float64Array.from(kept, (i) => closes[i] ?? NaN);
  return { ...made, eventTime, availableAt: eventTime.slice(), openTime: eventTime.map((time) => time - stepMs) };
}

function sessionBars(): BarSeries {
  const sessions = calendarById('us-equity').sessionsBetween(at('2023-11-01T00:00Z'), at('2023-12-30T00:00Z'));
  const closes = sessions.flatMap((session) => [...barTimes(schedule('us-equity', '15m'), session)]);
  return madeBars(closes, '15m', 'us-equity', 15 * MS_PER_MINUTE);
}

function hourBars(): BarSeries {
  const closes = Array.from({ length: 24 * 45 }, (_, i) => at('2024-01-01T01:00Z') + i * MS_PER_HOUR);
  return madeBars(closes, '1h', 'continuous', MS_PER_HOUR);
}

const bars = sessionBars();
const part = (text: string, count: number): BarSeries => {
  const from = bars.eventTime.findIndex((time) => time > at(text));
  return sliceSeries(bars, from, from + count);
};

describe('resample against pandas', () => {
  it.each(golden.cases)('gives the $timeframe bars of $calendar from $base, grid by $anchor', (expected) => {
    const base = expected.base === '15m' ? bars : hourBars();
    const made = resample(base, schedule(expected.calendar, expected.timeframe, expected.anchor), 1e13);
    expect([...made.series.eventTime]).toEqual(expected.eventTime);
    expect([...made.filled]).toEqual(expected.bars);
    for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) {
      expect([...made.series[name]], name).toEqual(expected[name]);
    }
    expect(made.outside).toBe(0);
    checkSeries(made.series);
  });
});

describe('resample', () => {
  it('never shows a bar before its period has ended (X-01)', () => {
    const made = resample(part('2023-11-02T13:30Z', 4), schedule('us-equity', '30m'));
    expect(made.series.availableAt).toEqual(made.series.eventTime);
    const inside = sliceSeries(
      bars,
      0,
      bars.eventTime.findIndex((time) => time > at('2023-11-02T13:45Z')),
    );
    const open = resample(inside, schedule('us-equity', '30m')).series;
    expect(open.eventTime.at(-1)).toBeLessThanOrEqual(at('2023-11-01T20:00Z'));
    expect(resample(inside, schedule('us-equity', '30m'), at('2023-11-02T14:00Z') - 1).series.length).toBe(open.length);
    expect(resample(inside, schedule('us-equity', '30m'), at('2023-11-02T14:00Z')).series.length).toBe(open.length + 1);
  });

  it('waits for the constituent that comes last (X-01)', () => {
    const base = part('2023-11-02T13:30Z', 8);
    const availableAt = base.availableAt.slice();
    availableAt[1] = (availableAt[1] ?? NaN) + MS_PER_HOUR;
    const made = resample({ ...base, availableAt }, schedule('us-equity', '30m')).series;
    const late = made.availableAt.findIndex((time) => time === availableAt[1]);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(made.availableAt.filter((time, i) => time > (made.eventTime[i] ?? NaN)).length).toBe(1);
  });

  it('is a prefix of itself on every prefix, and not changed by what comes later (X-01)', () => {
    for (const timeframe of ['1h', '1d', '1w', '1mo'] as const) {
      const full = resample(bars, schedule('us-equity', timeframe)).series;
      for (const cut of [0, 1, 100, 333, 700, bars.length - 1]) {
        const prefix = resample(sliceSeries(bars, 0, cut), schedule('us-equity', timeframe)).series;
        const poisoned = resample(poisonedFrom(bars, cut), schedule('us-equity', timeframe)).series;
        expect(prefix.close).toEqual(full.close.slice(0, prefix.length));
        expect(prefix.availableAt).toEqual(full.availableAt.slice(0, prefix.length));
        expect(poisoned.high.slice(0, prefix.length)).toEqual(full.high.slice(0, prefix.length));
        const now = bars.availableAt[cut - 1] ?? 0;
        expect(asOf(full, now).length).toBeGreaterThanOrEqual(prefix.length - 1);
        expect(asOf(full, now).length - prefix.length).toBeLessThanOrEqual(1);
      }
    }
  });

  it('gives the same bars whatever pieces the series comes in: batch is streaming', () => {
    const cuts = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 12 });
    const timeframes = fc.constantFrom('15m', '30m', '1h', '4h', '1d', '1w', '1mo');
    fc.assert(
      fc.property(cuts, timeframes, fc.constantFrom('session', 'utc'), (given, timeframe, anchor) => {
        const base = sliceSeries(withAsk(bars), 0, 300);
        const target = schedule('us-equity', timeframe, anchor);
        const until = base.eventTime[299] ?? NaN;
        expect(columnsOf(streamed(base, given, target, until))).toEqual(columnsOf([resample(base, target, until)]));
      }),
      { seed: 11, numRuns: 60 },
    );
    const target = schedule('us-equity', '1h');
    const singles = Array.from({ length: bars.length }, (_, i) => i);
    expect(columnsOf(streamed(bars, singles, target, 0))).toEqual(columnsOf([resample(bars, target, 0)]));
  });

  it('counts what is missing by the calendar', () => {
    const whole = resample(hourBars(), schedule('continuous', '1d'), 1e13);
    expect([...new Set(whole.expected)]).toEqual([24]);
    expect(whole.filled.reduce((sum, count) => sum + count)).toBe(hourBars().length);
    const short = resample(bars, schedule('us-equity', '1d')).expected;
    expect([short[0], short[16]]).toEqual([26, 14]);
  });

  it('does the same with the ask side, and has no openings where the series has none', () => {
    const both = withAsk(bars);
    const made = resample(both, schedule('us-equity', '1d')).series;
    expect(made.ask?.high).toEqual(made.high.map((value) => value + 2));
    expect(made.ask?.close).toEqual(made.close.map((value) => value + 2));
    const closes = resample(closeOnlySeries([1, 2, 3, 4, 5, 6]), schedule('us-equity', '1w')).series;
    expect([...closes.close]).toEqual([4]);
    expect(closes.openTime).toEqual(closes.eventTime);
    checkSeries(closes);
  });

  it('adds volumes, and has none where one of them is unknown', () => {
    const volume = bars.volume.slice();
    volume[0] = NaN;
    const made = resample({ ...bars, volume }, schedule('us-equity', '1d')).series.volume;
    expect(made[0]).toBeNaN();
    expect(made[1]).toBeGreaterThan(0);
  });

  it('scales with its prices (X-03)', () => {
    const times = (factor: number): BarSeries => {
      const scaled = (column: Float64Array): Float64Array => column.map((value) => value * factor);
      const { open, high, low, close } = bars;
      return { ...bars, open: scaled(open), high: scaled(high), low: scaled(low), close: scaled(close) };
    };
    const made = resample(times(1000), schedule('us-equity', '4h')).series;
    expect(made.low).toEqual(resample(bars, schedule('us-equity', '4h')).series.low.map((value) => value * 1000));
  });

  it('keeps the row of the last constituent and its file', () => {
    const rows = Int32Array.from({ length: bars.length }, (_, i) => i + 1);
    const file = rows.map((row) => (row > 100 ? 1 : 0));
    const source = { files: ['a', 'b'], file, row: rows };
    const made = resample({ ...bars, source }, schedule('us-equity', '1d')).series;
    expect(made.source.files).toEqual(['a', 'b']);
    expect([...made.source.row.slice(0, 2)]).toEqual([lastRowOfDay(0), lastRowOfDay(1)]);
    expect(made.source.file.at(-1)).toBe(1);
  });

  it('leaves out and counts bars that close while the market is closed', () => {
    const shifted = bars.eventTime.map((time) => time + 16 * MS_PER_HOUR);
    const night = { ...bars, eventTime: shifted, availableAt: shifted, openTime: shifted };
    const made = resample(night, schedule('us-equity', '1d'));
    expect(made.outside).toBeGreaterThan(0);
    expect(made.outside + made.filled.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(bars.length);
  });

  it('refuses bars that reach over the beginning of a period, and those that do not fit (X-08)', () => {
    const hourly = resample(bars, schedule('us-equity', '1h', 'utc')).series;
    expect(() => resample(hourly, schedule('us-equity', '2h'))).toThrow(/opens before the period that begins at/);
    expect(resample(hourly, schedule('us-equity', '1d')).series.close).toEqual(
      resample(bars, schedule('us-equity', '1d')).series.close,
    );
    expect(() => resample(hourly, schedule('us-equity', '90m'))).toThrow(/one that whole bars of 1h fill, was '90m'/);
    const weekly = resample(walkSeries(1, 40), schedule('us-equity', '1w')).series;
    expect(() => resample(weekly, schedule('us-equity', '1mo'))).toThrow(/'timeframe'/);
    expect(() => resample(weekly, schedule('us-equity', '1d'))).toThrow(/'timeframe'/);
    expect(() => resample(walkSeries(1, 4), schedule('us-equity', '2d'))).toThrow(/'timeframe'/);
  });

  it('refuses pieces out of order or of another timeframe', () => {
    const resampler = createResampler('15m', schedule('us-equity', '1h'));
    expect(() => resampler.finish(0)).toThrow(/'finish'/);
    resampler.push(sliceSeries(bars, 4, 8));
    expect(() => resampler.push(sliceSeries(bars, 7, 8))).toThrow(/does not close after the bar before it/);
    expect(() => resampler.push(hourBars())).toThrow(/'chunk'/);
  });
});

function lastRowOfDay(day: number): number {
  const ends = resample(bars, schedule('us-equity', '1d')).filled;
  return ends.slice(0, day + 1).reduce((sum, count) => sum + count, 0);
}

function withAsk(series: BarSeries): BarSeries {
  const plus = (column: Float64Array): Float64Array => column.map((value) => value + 2);
  const { open, high, low, close } = series;
  return { ...series, side: 'bid', ask: { open: plus(open), high: plus(high), low: plus(low), close: plus(close) } };
}

function streamed(base: BarSeries, cuts: readonly number[], target: BarSchedule, until: number): ResampledSeries[] {
  const resampler = createResampler(base.timeframe, target);
  const edges = [0, ...[...cuts].sort((a, b) => a - b), base.length];
  const pieces = edges.slice(1).map((edge, k) => resampler.push(sliceSeries(base, edges[k] ?? 0, edge)));
  return [...pieces, resampler.finish(until)];
}

function columnsOf(pieces: readonly ResampledSeries[]): Record<string, number[]> {
  const all = (pick: (piece: ResampledSeries) => Iterable<number>): number[] => pieces.flatMap((one) => [...pick(one)]);
  const columns = ['openTime', 'eventTime', 'availableAt', 'open', 'high', 'low', 'close', 'volume'] as const;
  return {
    ...Object.fromEntries(columns.map((name) => [name, all((one) => one.series[name])])),
    askLow: all((one) => one.series.ask?.low ?? []),
    filled: all((one) => one.filled),
    expected: all((one) => one.expected),
    row: all((one) => one.series.source.row),
    outside: [pieces.at(-1)?.outside ?? NaN],
  };
}
