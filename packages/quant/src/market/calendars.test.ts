import { MS_PER_DAY, parseIsoInstant } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import type { CalendarId } from './calendar.ts';
import { CALENDAR_IDS, calendarById } from './calendars.ts';

const at = (text: string): number => parseIsoInstant(text) ?? NaN;

describe('calendarById', () => {
  it.each(CALENDAR_IDS)('finds %s', (id) => {
    expect(calendarById(id).id).toBe(id);
  });

  it('says which calendars exist when there is none of that name', () => {
    expect(() => calendarById('lunar' as CalendarId)).toThrow("calendar 'lunar' was not found");
  });
});

describe('continuous calendar', () => {
  const calendar = calendarById('continuous');

  it('has a session on every UTC day, from midnight to midnight', () => {
    const sunday = calendar.sessionOn('2024-02-25');
    expect(sunday).toEqual({
      date: '2024-02-25',
      open: at('2024-02-25T00:00Z'),
      close: at('2024-02-26T00:00Z'),
      weekday: 7,
    });
    expect(() => calendar.sessionOn('2024-02-30')).toThrow(/'date'/);
  });

  it('opens the next session at a midnight that is asked for', () => {
    const midnight = at('2024-02-25T00:00Z');
    expect(calendar.nextSession(midnight).date).toBe('2024-02-25');
    expect(calendar.nextSession(midnight + 1).date).toBe('2024-02-26');
    expect(calendar.plannedSessionAfter(midnight).date).toBe('2024-02-25');
    expect(calendar.plannedSessionAfter(midnight - 1).date).toBe('2024-02-24');
    expect(calendar.nextSession(-1).date).toBe('1970-01-01');
  });

  it('lists sessions by their close, both ends included', () => {
    const close = at('2024-02-26T00:00Z');
    expect(calendar.sessionsBetween(close, close + MS_PER_DAY).map((session) => session.date)).toEqual([
      '2024-02-25',
      '2024-02-26',
    ]);
    expect(calendar.sessionsBetween(close + 1, close + MS_PER_DAY - 1)).toEqual([]);
  });

  it.each([
    ['1d', 365],
    ['1h', 8760],
    ['5m', 105_120],
    ['1mo', 12],
    ['1w', 365 / 7],
  ] as const)('has the right number of %s bars in a year', (timeframe, expected) => {
    expect(calendar.periodsPerYear(timeframe)).toBeCloseTo(expected, 10);
  });
});
