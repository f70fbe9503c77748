import { MS_PER_DAY, MS_PER_HOUR, parseIsoInstant } from '@assay/core/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { periodFinder } from './bar-periods.ts';
import { barTimes, expectedBarsIn, expectedBarTimes, isOptionalBar } from './bar-schedule.ts';
import type { BarSchedule, GridAnchor } from './bar-schedule.ts';
import type { CalendarId, Session } from './calendar.ts';
import { CALENDAR_IDS, calendarById } from './calendars.ts';
import type { Timeframe } from './timeframe.ts';

const at = (text: string): number => parseIsoInstant(text) ?? NaN;
const schedule = (id: CalendarId, timeframe: Timeframe, anchor?: GridAnchor): BarSchedule => ({
  calendar: calendarById(id),
  timeframe,
  anchor,
});
const on = (id: CalendarId, date: string): Session => calendarById(id).sessionOn(date) ?? expect.fail(date);
const clock = (times: Iterable<number>): string[] =>
  [...times].map((time) => new Date(time).toISOString().slice(5, 16));
const timesOn = (id: CalendarId, date: string, timeframe: Timeframe, anchor?: GridAnchor): string[] =>
  clock(barTimes(schedule(id, timeframe, anchor), on(id, date)));

describe('barTimes', () => {
  it('counts from the opening and ends with the session, however short the last bar is (S2-08)', () => {
    expect(timesOn('us-equity', '2024-07-02', '2h')).toEqual([
      '07-02T15:30',
      '07-02T17:30',
      '07-02T19:30',
      '07-02T20:00',
    ]);
    expect(timesOn('us-equity', '2024-07-03', '2h')).toEqual(['07-03T15:30', '07-03T17:00']);
    expect(timesOn('us-equity', '2024-01-02', '30m').length).toBe(13);
    expect(timesOn('us-equity', '2024-01-02', '1d')).toEqual(['01-02T21:00']);
  });

  it('ends bars at UTC multiples where that is the anchor', () => {
    expect(timesOn('us-equity', '2024-07-02', '1h', 'utc').slice(0, 2)).toEqual(['07-02T14:00', '07-02T15:00']);
    expect(timesOn('us-equity', '2024-07-02', '1h', 'utc').length).toBe(7);
    expect(timesOn('us-equity', '2024-07-02', '90m', 'utc')).toEqual([
      '07-02T15:00',
      '07-02T16:30',
      '07-02T18:00',
      '07-02T19:30',
      '07-02T20:00',
    ]);
  });

  it('lets a UTC bar run across a day roll and ends the last one with the week', () => {
    expect(timesOn('fx-week', '2024-07-04', '4h', 'utc')).toEqual([
      '07-04T00:00',
      '07-04T04:00',
      '07-04T08:00',
      '07-04T12:00',
      '07-04T16:00',
      '07-04T20:00',
    ]);
    expect(timesOn('fx-week', '2024-07-05', '4h', 'utc').at(-1)).toBe('07-05T21:00');
    expect(timesOn('fx-week', '2024-07-05', '4h').at(-1)).toBe('07-05T21:00');
    expect(timesOn('fx-week', '2024-07-04', '4h')[0]).toBe('07-04T01:00');
  });

  it('keeps the length of hours when clocks change (X-07)', () => {
    for (const date of ['2024-03-08', '2024-03-11', '2024-11-01', '2024-11-04']) {
      const times = barTimes(schedule('us-equity', '1h'), on('us-equity', date));
      expect(times.length, date).toBe(7);
      expect((times[0] ?? NaN) - on('us-equity', date).open).toBe(MS_PER_HOUR);
    }
  });

  it('ends weeks and months with their last session', () => {
    expect(timesOn('us-equity', '2024-03-28', '1w')).toEqual(['03-28T20:00']);
    expect(timesOn('us-equity', '2024-03-27', '1w')).toEqual([]);
    expect(timesOn('us-equity', '2024-03-28', '1mo')).toEqual(['03-28T20:00']);
    expect(timesOn('us-equity', '2024-02-29', '3mo')).toEqual([]);
    expect(timesOn('us-equity', '2024-03-28', '3mo').length).toBe(1);
    expect(timesOn('continuous', '2024-03-31', '1w')).toEqual(['04-01T00:00']);
  });

  it('refuses bars of several days, which have no grid', () => {
    expect(() => timesOn('us-equity', '2024-03-28', '2d')).toThrow(/'timeframe': must be 1d, weeks or months/);
  });
});

describe('expectedBarTimes', () => {
  it('leaves out weekends, holidays and the hours that cannot be counted on (S2-08)', () => {
    const days = expectedBarTimes(schedule('us-equity', '1d'), at('2023-12-31T00:00Z'), at('2024-01-03T00:00Z'));
    expect(clock(days)).toEqual(['01-02T21:00']);
    const christmas = expectedBarTimes(schedule('fx-week', '4h'), at('2012-12-24T10:00Z'), at('2012-12-26T06:00Z'));
    expect(clock(christmas)).toEqual(['12-24T14:00', '12-24T18:00', '12-26T02:00', '12-26T06:00']);
    const daily = expectedBarTimes(schedule('fx-week', '1d'), at('2012-12-23T00:00Z'), at('2012-12-27T00:00Z'));
    expect(clock(daily)).toEqual(['12-24T22:00', '12-26T22:00']);
    const session = on('fx-week', '2012-12-24');
    expect(isOptionalBar(session, at('2012-12-24T16:00Z'))).toBe(false);
    expect(isOptionalBar(session, at('2012-12-24T17:00Z'))).toBe(true);
    expect(isOptionalBar(on('fx-week', '2012-12-26'), at('2012-12-26T21:00Z'))).toBe(false);
  });

  it('is empty where nothing trades, and for no time at all', () => {
    const noon = at('2024-07-02T16:00Z');
    expect(expectedBarTimes(schedule('us-equity', '5m'), noon, noon).length).toBe(0);
    expect(expectedBarTimes(schedule('us-equity', '5m'), noon, noon - 1).length).toBe(0);
    expect(expectedBarTimes(schedule('us-equity', '5m'), at('2024-07-06T00:00Z'), at('2024-07-07T00:00Z')).length).toBe(
      0,
    );
    expect(clock(expectedBarTimes(schedule('us-equity', '5m'), noon, noon + 6 * 60_000))).toEqual(['07-02T16:05']);
  });
});

describe('periodFinder', () => {
  const period = (
    text: string,
    ...args: Parameters<typeof schedule>
  ): ReturnType<ReturnType<typeof periodFinder>['periodAt']> => periodFinder(schedule(...args)).periodAt(at(text));

  it('says where a bar begins and ends, and that the market was closed', () => {
    expect(period('2024-07-02T20:00Z', 'us-equity', '4h')).toMatchObject({ close: at('2024-07-02T20:00Z') });
    expect(period('2024-07-02T13:30Z', 'us-equity', '4h')).toBeUndefined();
    expect(period('2024-07-02T20:01Z', 'us-equity', '1w')).toBeUndefined();
    expect(period('2024-07-02T14:30Z', 'us-equity', '1w')).toMatchObject({
      open: at('2024-07-01T13:30Z'),
      close: at('2024-07-05T20:00Z'),
    });
  });

  it('finds a UTC bar across the day roll, and one cut by the weekend', () => {
    expect(period('2024-07-03T21:30Z', 'fx-week', '4h', 'utc')).toMatchObject({
      open: at('2024-07-03T20:00Z'),
      close: at('2024-07-04T00:00Z'),
      sessions: [{ date: '2024-07-03' }, { date: '2024-07-04' }],
    });
    expect(period('2024-07-07T22:00Z', 'fx-week', '4h', 'utc')).toMatchObject({
      open: at('2024-07-07T21:00Z'),
      close: at('2024-07-08T00:00Z'),
    });
    expect(period('2024-07-05T20:30Z', 'fx-week', '4h', 'utc')?.close).toBe(at('2024-07-05T21:00Z'));
  });

  it('releases a week that was cut short without warning when it had been planned to end (X-01)', () => {
    expect(period('2001-09-10T20:00Z', 'us-equity', '1w')).toMatchObject({
      close: at('2001-09-10T20:00Z'),
      release: at('2001-09-14T20:00Z'),
    });
    expect(period('2004-06-10T20:00Z', 'us-equity', '1w')).toMatchObject({ release: at('2004-06-10T20:00Z') });
  });

  it('tiles the bars of every calendar: a period ends where barTimes says, and they never overlap', () => {
    const timeframes = ['1m', '7m', '30m', '1h', '4h', '5h', '12h', '1d', '1w', '2w', '1mo', '3mo'] as const;
    const start = at('1999-01-01T00:00Z') / 60_000;
    const cases = fc.record({
      id: fc.constantFrom(...CALENDAR_IDS),
      timeframe: fc.constantFrom(...timeframes),
      anchor: fc.constantFrom('session', 'utc'),
      minute: fc.integer({ min: start, max: start + 20 * 365 * 1440 }),
    });
    fc.assert(
      fc.property(cases, ({ id, timeframe, anchor, minute }) => {
        const given = schedule(id, timeframe, anchor);
        const found = periodFinder(given).periodAt(minute * 60_000);
        if (found === undefined) return;
        const closes = new Set(found.sessions.flatMap((session) => [...barTimes(given, session)]));
        expect(closes.has(found.close)).toBe(true);
        expect([...closes].filter((close) => close > found.open && close < found.close)).toEqual([]);
        expect(found.open).toBeLessThan(minute * 60_000);
        expect(found.release).toBeGreaterThanOrEqual(found.close);
        expect(periodFinder(given).periodAt(found.open + 1)).toEqual(found);
      }),
      { seed: 7, numRuns: 600 },
    );
  });

  it('counts the bars of a shorter timeframe in a period as they are listed', () => {
    const cases = fc.record({
      id: fc.constantFrom(...CALENDAR_IDS),
      anchor: fc.constantFrom('session', 'utc'),
      pair: fc.constantFrom(
        ['1m', '30m'],
        ['15m', '1h'],
        ['1h', '4h'],
        ['1h', '1d'],
        ['4h', '1w'],
        ['1d', '1mo'],
        ['1mo', '3mo'],
      ),
      day: fc.integer({ min: 0, max: 20 * 365 }),
    });
    fc.assert(
      fc.property(cases, ({ id, anchor, pair, day }) => {
        const [base, target]: readonly Timeframe[] = pair;
        const time = at('1999-12-10T15:00Z') + day * MS_PER_DAY;
        const found = periodFinder(schedule(id, target, anchor)).periodAt(time);
        if (found === undefined) return;
        const listed = expectedBarTimes(schedule(id, base, anchor), found.open, found.close);
        expect(expectedBarsIn(schedule(id, base, anchor), found)).toBe(listed.length);
      }),
      { seed: 8, numRuns: 400 },
    );
  });
});
