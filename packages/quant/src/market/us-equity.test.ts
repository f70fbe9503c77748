import { readFileSync } from 'node:fs';
import { formatIsoDate, MS_PER_DAY, parseIsoDate, parseIsoInstant } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { calendarById } from './calendars.ts';
import { easterSunday } from './us-equity-rules.ts';

interface GoldenCase {
  readonly name: string;
  readonly rows: readonly Record<string, string | number>[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../../../golden/market/us-equity-sessions.json', import.meta.url), 'utf8'),
) as { cases: readonly GoldenCase[] };
const rowsOf = (name: string): GoldenCase['rows'] => golden.cases.find((one) => one.name === name)?.rows ?? [];
const calendar = calendarById('us-equity');
const at = (text: string): number => parseIsoInstant(text) ?? NaN;

describe('us-equity calendar against exchange_calendars and pandas_market_calendars', () => {
  it('has a session on every weekday from 1990 to 2026 but the closures of the vector (S2-08)', () => {
    const closures = new Set(rowsOf('weekday-closures').map((row) => row['date']));
    expect(closures.size).toBeGreaterThan(320);
    const wrong: string[] = [];
    for (let day = parseIsoDate('1990-01-01') ?? NaN; day < at('2027-01-01T00:00Z'); day += MS_PER_DAY) {
      const date = formatIsoDate(day);
      const isWeekday = ![6, 0].includes(new Date(day).getUTCDay());
      const isSession = calendar.sessionOn(date) !== undefined;
      if (isSession !== (isWeekday && !closures.has(date))) wrong.push(date);
    }
    expect(wrong).toEqual([]);
  });

  it('closes early on exactly the days of the vector, at its moment', () => {
    const sessions = calendar.sessionsBetween(at('1990-01-01T00:00Z'), at('2027-01-01T00:00Z'));
    const early = sessions.filter((session) => session.close - session.open < 6.5 * 3_600_000);
    const expected = rowsOf('early-closes').map((row) => ({ date: row['date'], close: row['close'] }));
    expect(early.map((session) => ({ date: session.date, close: session.close }))).toEqual(expected);
  });

  it('opens and closes the sampled sessions at the moments of the vector, clock changes included (X-07)', () => {
    const rows = rowsOf('sampled-sessions');
    expect(rows.length).toBe(50);
    for (const row of rows) {
      const session = calendar.sessionOn(String(row['date']));
      expect({ open: session?.open, close: session?.close }, String(row['date'])).toEqual({
        open: row['open'],
        close: row['close'],
      });
    }
  });

  it('has the number of sessions of the vector in every year', () => {
    const rows = rowsOf('sessions-per-year');
    expect(rows.length).toBe(37);
    for (const row of rows) {
      const year = Number(row['year']);
      const sessions = calendar.sessionsBetween(at(`${year}-01-01T00:00Z`), at(`${year + 1}-01-01T00:00Z`) - 1);
      expect(sessions.length, String(year)).toBe(row['sessions']);
    }
  });
});

describe('us-equity calendar', () => {
  it.each([
    ['1994-04-27', 'the funeral of President Nixon'],
    ['1998-01-19', 'Martin Luther King Day, for the first time'],
    ['2027-07-05', 'Independence Day on a Sunday moves to the Monday'],
    ['2027-12-24', 'Christmas on a Saturday moves to the Friday'],
    ['2028-04-14', 'Good Friday'],
    ['2034-01-02', "New Year's Day on a Sunday moves to the Monday"],
  ])('is closed on %s: %s', (date) => {
    expect(calendar.sessionOn(date)).toBeUndefined();
  });

  it("trades on the Friday before a New Year's Day that falls on a Saturday", () => {
    expect(calendar.sessionOn('2010-12-31')?.weekday).toBe(5);
    expect(calendar.sessionOn('2027-12-31')?.weekday).toBe(5);
  });

  it('knows no Martin Luther King Day before 1998', () => {
    expect(calendar.sessionOn('1997-01-20')?.weekday).toBe(1);
  });

  it('dates Easter as the published tables do', () => {
    const easters = [1998, 2008, 2011, 2019, 2024, 2038, 2049].map((year) => formatIsoDate(easterSunday(year)));
    expect(easters).toEqual([
      '1998-04-12',
      '2008-03-23',
      '2011-04-24',
      '2019-04-21',
      '2024-03-31',
      '2038-04-25',
      '2049-04-18',
    ]);
  });

  it('gives the next session from any moment, across weekends, closures and years', () => {
    const open = at('2006-01-03T14:30Z');
    expect(calendar.nextSession(open).date).toBe('2006-01-03');
    expect(calendar.nextSession(open + 1).date).toBe('2006-01-04');
    expect(calendar.nextSession(at('2001-09-10T20:00Z')).date).toBe('2001-09-17');
    expect(calendar.nextSession(at('2010-12-31T21:00Z')).date).toBe('2011-01-03');
  });

  it('plans ahead without knowing closures that came without warning (X-01)', () => {
    expect(calendar.plannedSessionAfter(at('2001-09-10T20:00Z'))).toMatchObject({ date: '2001-09-11', weekday: 2 });
    expect(calendar.plannedSessionAfter(at('2012-10-26T20:00Z'))).toMatchObject({ date: '2012-10-29', weekday: 1 });
    expect(calendar.plannedSessionAfter(at('2004-06-10T20:00Z')).date).toBe('2004-06-14');
    expect(calendar.plannedSessionAfter(at('2001-09-07T20:00Z')).date).toBe('2001-09-10');
  });

  it('goes on in the same session until it closes', () => {
    const session = calendar.sessionOn('2006-01-03');
    expect(calendar.plannedSessionAfter((session?.close ?? NaN) - 1).date).toBe('2006-01-03');
    expect(calendar.plannedSessionAfter(session?.close ?? NaN).date).toBe('2006-01-04');
    expect(calendar.plannedSessionAfter(at('2006-12-29T21:00Z')).date).toBe('2007-01-03');
  });

  it('lists sessions by their close, both ends included', () => {
    const close = calendar.sessionOn('2006-01-04')?.close ?? NaN;
    expect(calendar.sessionsBetween(close, close).map((session) => session.date)).toEqual(['2006-01-04']);
    expect(calendar.sessionsBetween(close + 1, close)).toEqual([]);
  });

  it.each([
    ['1d', 252],
    ['2d', 126],
    ['1w', 52],
    ['1mo', 12],
    ['3mo', 4],
    ['5m', 252 * 78],
    ['7m', 252 * 56],
    ['1h', 252 * 7],
    ['4h', 252 * 2],
    ['12h', 252],
  ] as const)('has the right number of %s bars in a year', (timeframe, expected) => {
    expect(calendar.periodsPerYear(timeframe)).toBe(expected);
  });

  it('refuses dates and moments outside 1990 to 2050', () => {
    expect(() => calendar.sessionOn('1989-12-31')).toThrow(/'date': must be within the years 1990 to 2050/);
    expect(() => calendar.sessionOn('2051-01-02')).toThrow(/1990 to 2050/);
    expect(() => calendar.sessionOn('2006-02-30')).toThrow(/'date': must be a civil date/);
    expect(() => calendar.nextSession(at('1989-12-31T00:00Z'))).toThrow(/'time': must be within/);
    expect(() => calendar.nextSession(at('2050-12-31T00:00Z'))).toThrow(/'time': must be within/);
    expect(() => calendar.nextSession(NaN)).toThrow(/'time'/);
    expect(() => calendar.sessionsBetween(at('1989-01-01T00:00Z'), at('2000-01-01T00:00Z'))).toThrow(/'from'/);
  });
});
