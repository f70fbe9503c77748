import { existsSync, readFileSync } from 'node:fs';
import { MS_PER_DAY, MS_PER_HOUR, parseIsoInstant, parseIsoLocal } from '@assay/core/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarById } from './calendars.ts';
import type { Session } from './calendar.ts';

interface GoldenCase {
  readonly name: string;
  readonly rows: readonly Record<string, string | number>[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../../../golden/market/fx-week-sessions.json', import.meta.url), 'utf8'),
) as { cases: readonly GoldenCase[] };
const rowsOf = (name: string): GoldenCase['rows'] => golden.cases.find((one) => one.name === name)?.rows ?? [];
const shared = new URL(
  '../../../../../shared/data/AminHP__gym-anytrading/gym_anytrading/datasets/data/FOREX_EURUSD_1H_ASK.csv',
  import.meta.url,
);
const calendar = calendarById('fx-week');
const byUtc = calendarById('fx-week-utc');
const at = (text: string): number => parseIsoInstant(text) ?? NaN;
const only = (session: Session | undefined): Session => session ?? expect.fail('no session');

describe('fx-week calendar against pandas', () => {
  it('opens and closes the sampled sessions at the moments of the vector, clock changes included (X-07)', () => {
    const rows = rowsOf('sampled-sessions');
    expect(rows.length).toBe(120);
    for (const { date, open, close } of rows) {
      expect(calendar.sessionOn(String(date)), String(date)).toMatchObject({ open, close });
    }
  });

  it('has the number of sessions of the vector in every year', () => {
    for (const { year, sessions } of rowsOf('sessions-per-year')) {
      const from = at(`${year}-01-01T00:00Z`);
      expect(calendar.sessionsBetween(from, at(`${Number(year) + 1}-01-01T00:00Z`) - 1).length).toBe(sessions);
    }
  });
});

describe('fx-week calendar', () => {
  it('is open from Sunday 17:00 to Friday 17:00 New York, in winter and in summer (X-07)', () => {
    expect(calendar.nextSession(at('2012-01-07T12:00Z'))).toEqual({
      date: '2012-01-09',
      open: at('2012-01-08T22:00Z'),
      close: at('2012-01-09T22:00Z'),
      weekday: 1,
    });
    expect(only(calendar.sessionOn('2012-07-06'))).toMatchObject({ close: at('2012-07-06T21:00Z'), weekday: 5 });
    expect(calendar.sessionOn('2012-07-07')).toBeUndefined();
    expect(calendar.sessionOn('2012-07-08')).toBeUndefined();
  });

  it('has no gap inside a week and one of 49 hours when clocks go back at the weekend (X-07)', () => {
    const sessions = calendar.sessionsBetween(at('2012-11-01T00:00Z'), at('2012-11-07T00:00Z'));
    const pauses = sessions.slice(1).map((session, i) => (session.open - only(sessions[i]).close) / MS_PER_HOUR);
    expect(pauses).toEqual([0, 49, 0]);
  });

  it('finds a session across the turn of the year, which it opens before', () => {
    expect(calendar.nextSession(at('2012-12-31T22:00Z')).date).toBe('2013-01-01');
    expect(calendar.nextSession(at('2012-12-31T22:01Z')).date).toBe('2013-01-02');
    expect(calendar.plannedSessionAfter(at('2012-12-31T23:00Z')).date).toBe('2013-01-01');
  });

  it.each([
    ['2012-12-25', '2012-12-24T22:00Z'],
    ['2013-01-01', '2012-12-31T22:00Z'],
    ['2012-12-24', '2012-12-24T17:00Z'],
    ['2012-12-31', '2012-12-31T17:00Z'],
    ['2016-12-26', '2016-12-25T22:00Z'],
    ['2017-01-02', '2017-01-01T22:00Z'],
  ])('does not count on %s from %s on, so that a feed without it has no gap (S2-08)', (date, from) => {
    expect(only(calendar.sessionOn(date)).optionalFrom).toBe(at(from));
  });

  it.each(['2012-12-26', '2013-01-02', '2012-12-21', '2012-07-04', '2015-12-28'])('counts on all of %s', (date) => {
    expect(only(calendar.sessionOn(date)).optionalFrom).toBeUndefined();
  });

  it.each([
    ['1d', 260],
    ['1h', 6240],
    ['5m', 74_880],
    ['1w', 52],
    ['1mo', 12],
  ] as const)('has the right number of %s bars in a year', (timeframe, expected) => {
    expect(calendar.periodsPerYear(timeframe)).toBe(expected);
  });

  it('holds every bar of a feed of 2017, and the feed every hour that can be counted on', (context) => {
    if (!existsSync(shared)) return context.skip('../shared/data is not there');
    const stamps = readFileSync(shared, 'utf8').trim().split('\n').slice(1).map(openOfLine);
    const sessions = calendar.sessionsBetween(at('2017-01-01T00:00Z'), at('2017-12-30T00:00Z'));
    const inside = stamps.filter((open) => sessions.some((one) => open >= one.open && open < one.close));
    expect(inside.length).toBe(stamps.length);
    const present = new Set(stamps);
    const missing = sessions.flatMap((one) => hoursOf(one).filter((open) => !present.has(open)));
    expect(missing.length).toBeLessThan(20);
  });
});

describe('fx-week-utc calendar', () => {
  it('cuts the same week at UTC midnights', () => {
    const dates = byUtc.sessionsBetween(at('2012-07-01T00:00Z'), at('2012-07-07T00:00Z'));
    expect(dates.map((session) => session.date)).toEqual([
      '2012-07-01',
      '2012-07-02',
      '2012-07-03',
      '2012-07-04',
      '2012-07-05',
      '2012-07-06',
    ]);
    expect(only(dates[0])).toMatchObject({ open: at('2012-07-01T21:00Z'), close: at('2012-07-02T00:00Z'), weekday: 7 });
    expect(only(dates[5])).toMatchObject({ open: at('2012-07-06T00:00Z'), close: at('2012-07-06T21:00Z') });
    expect(byUtc.periodsPerYear('1d')).toBe(312);
    expect(byUtc.periodsPerYear('1h')).toBe(6240);
  });

  it('lists a session that closes at the midnight which ends a year', () => {
    const midnight = at('2019-01-01T00:00Z');
    expect(byUtc.sessionsBetween(midnight, midnight).map((session) => session.date)).toEqual(['2018-12-31']);
  });

  it('does not count on the hours that fx-week does not count on', () => {
    expect(only(byUtc.sessionOn('2012-12-24')).optionalFrom).toBe(at('2012-12-24T17:00Z'));
    expect(only(byUtc.sessionOn('2012-12-25')).optionalFrom).toBe(at('2012-12-25T00:00Z'));
    expect(only(byUtc.sessionOn('2017-12-24')).optionalFrom).toBe(at('2017-12-24T22:00Z'));
    expect(only(byUtc.sessionOn('2012-12-26')).optionalFrom).toBeUndefined();
  });

  it('is open exactly when fx-week is, at any moment', () => {
    const isOpen = (which: typeof calendar, time: number): boolean => which.plannedSessionAfter(time).open <= time;
    const moments = fc.integer({
      min: at('1975-01-01T00:00Z') / MS_PER_HOUR,
      max: at('2049-01-01T00:00Z') / MS_PER_HOUR,
    });
    fc.assert(
      fc.property(moments, (hour) => isOpen(calendar, hour * MS_PER_HOUR) === isOpen(byUtc, hour * MS_PER_HOUR)),
      { seed: 3, numRuns: 500 },
    );
  });
});

describe('every calendar', () => {
  it.each(['us-equity', 'fx-week', 'fx-week-utc', 'continuous'] as const)(
    '%s agrees with itself at any moment',
    (id) => {
      const one = calendarById(id);
      const moments = fc.integer({ min: at('1991-01-01T00:00Z'), max: at('2049-01-01T00:00Z') });
      fc.assert(
        fc.property(moments, (time) => {
          const next = one.nextSession(time);
          expect(one.sessionOn(next.date)).toEqual(next);
          expect(next.open).toBeGreaterThanOrEqual(time);
          const listed = one.sessionsBetween(time, time + 14 * MS_PER_DAY);
          for (let i = 1; i < listed.length; i++) {
            expect(only(listed[i]).open).toBeGreaterThanOrEqual(only(listed[i - 1]).close);
          }
          expect(listed.find((session) => session.open >= time)).toEqual(next);
        }),
        { seed: 4, numRuns: 100 },
      );
    },
  );
});

function openOfLine(line: string): number {
  const [, day, month, year, time] = /^(\d\d)\.(\d\d)\.(\d{4}) ([\d:]+)/.exec(line) ?? [];
  return parseIsoLocal(`${year}-${month}-${day}T${time}`) ?? NaN;
}

function hoursOf(session: Session): number[] {
  const end = session.optionalFrom ?? session.close;
  const hours = Math.max(0, (end - session.open) / MS_PER_HOUR);
  return Array.from({ length: hours }, (_, k) => session.open + k * MS_PER_HOUR);
}
