import { parseIsoInstant } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import type { BarSchedule } from './bar-schedule.ts';
import type { CalendarId } from './calendar.ts';
import { calendarById } from './calendars.ts';
import { freshness } from './freshness.ts';
import type { Freshness } from './freshness.ts';
import type { Timeframe } from './timeframe.ts';

const at = (text: string): number => parseIsoInstant(text) ?? NaN;
const schedule = (id: CalendarId, timeframe: Timeframe): BarSchedule => ({ calendar: calendarById(id), timeframe });
const age = (id: CalendarId, timeframe: Timeframe, last: string, now: string): Freshness =>
  freshness(at(last), at(now), schedule(id, timeframe), { missedBars: 0 });

describe('freshness', () => {
  it('does not take weekends and holidays for staleness (S4-23)', () => {
    // Friday's close; Monday is Martin Luther King Day, so nothing is due before Tuesday's close.
    expect(age('us-equity', '1d', '2024-01-12T21:00Z', '2024-01-16T20:59Z')).toMatchObject({
      missedBars: 0,
      missedSessions: 0,
      isStale: false,
      reason: undefined,
    });
    expect(age('us-equity', '1d', '2024-01-12T21:00Z', '2024-01-16T21:00Z')).toMatchObject({
      missedBars: 1,
      missedSessions: 1,
      isStale: true,
      reason: '1 bars of 1d missed (limit 0) since 2024-01-12T21:00:00.000Z',
    });
    expect(age('fx-week', '1h', '2024-07-05T21:00Z', '2024-07-07T21:59Z').isStale).toBe(false);
    expect(age('fx-week', '1h', '2024-07-05T21:00Z', '2024-07-07T22:00Z').missedBars).toBe(1);
  });

  it('does not count the hours that a currency feed may leave out (S4-23)', () => {
    expect(age('fx-week', '1h', '2012-12-24T17:00Z', '2012-12-25T22:00Z')).toMatchObject({
      missedBars: 0,
      tradingMs: 0,
    });
    expect(age('fx-week', '1h', '2012-12-24T17:00Z', '2012-12-25T23:00Z').missedBars).toBe(1);
  });

  it('judges each instrument by its own calendar (S4-23)', () => {
    const last = '2024-01-12T21:00Z';
    const now = '2024-01-14T21:00Z';
    expect(age('continuous', '1h', last, now)).toMatchObject({ missedBars: 48, isStale: true });
    expect(age('us-equity', '1h', last, now)).toMatchObject({ missedBars: 0, isStale: false });
  });

  it('counts hours of trading, and only once a bar is missing', () => {
    const given = schedule('us-equity', '1h');
    const friday = at('2024-01-12T20:30Z');
    const tuesday = at('2024-01-16T16:00Z');
    const found = freshness(friday, tuesday, given, { tradingHours: 1 });
    expect(found.tradingMs).toBe(2 * 3_600_000);
    expect(found.reason).toMatch(/^2.0 trading hours without a bar \(limit 1\)/);
    expect(freshness(friday, tuesday, given, { tradingHours: 2 }).isStale).toBe(false);
    const daily = schedule('us-equity', '1d');
    expect(freshness(at('2024-01-12T21:00Z'), at('2024-01-16T20:00Z'), daily, { tradingHours: 1 }).isStale).toBe(false);
  });

  it('refuses a present before the last bar, and no limit', () => {
    expect(() => age('us-equity', '1d', '2024-01-12T21:00Z', '2024-01-12T20:00Z')).toThrow(/'now'/);
    expect(() => freshness(0, 1, schedule('continuous', '1d'), {})).toThrow(
      /'limit': must be missedBars or tradingHours/,
    );
    expect(() => freshness(0, 1, schedule('continuous', '1d'), { missedBars: -1 })).toThrow(/'limit'/);
  });
});
