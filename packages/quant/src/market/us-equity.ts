/**
 * The calendar of the New York Stock Exchange. Listed options trade in the same hours and use it too.
 *
 * Closures that came without warning are kept apart as the sessions that had been planned.
 */
import { civilToEpochMs, dayOfWeek, formatIsoDate, MS_PER_DAY, MS_PER_MINUTE, zonedToUtc } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { Calendar, Session } from './calendar.ts';
import { sessionTable } from './session-table.ts';
import { parseTimeframe } from './timeframe.ts';
import type { Timeframe } from './timeframe.ts';
import { earlyClosesOf, FIRST_YEAR, holidaysOf, isWeekend, LAST_YEAR, specialClosureDays } from './us-equity-rules.ts';

const TIME_ZONE = 'America/New_York';
const OPEN_MINUTE = 9 * 60 + 30;
const CLOSE_MINUTE = 16 * 60;
const SESSIONS_PER_YEAR = 252;

const closures = specialClosureDays('all');
const table = sessionTable({ id: 'us-equity', firstYear: FIRST_YEAR, lastYear: LAST_YEAR, sessionsOfYear });

/** Regular hours of the New York Stock Exchange, 1990 to 2050. */
export const usEquityCalendar: Calendar = {
  id: 'us-equity',
  timeZone: TIME_ZONE,
  source: 'NYSE Rule 7.2, yearly trading calendars and notices of special closures; see us-equity-rules.ts',
  sessionOn: table.sessionOn,
  nextSession: table.firstToOpen,
  plannedSessionAfter,
  sessionsBetween: table.sessionsBetween,
  periodsPerYear,
};

function plannedSessionAfter(time: EpochMs): Session {
  const held = table.firstToClose(time);
  for (const session of calledOffSessions()) {
    if (session.close > time && session.close < held.close) return session;
  }
  return held;
}

function periodsPerYear(timeframe: Timeframe): number {
  const { count, unit } = parseTimeframe(timeframe);
  const sessionMinutes = CLOSE_MINUTE - OPEN_MINUTE;
  if (unit === 'm') return SESSIONS_PER_YEAR * Math.ceil(sessionMinutes / count);
  if (unit === 'h') return SESSIONS_PER_YEAR * Math.ceil(sessionMinutes / (60 * count));
  const perYear = { d: SESSIONS_PER_YEAR, w: 52, mo: 12 };
  return perYear[unit] / count;
}

function sessionsOfYear(year: number): readonly Session[] {
  const holidays = holidaysOf(year);
  const earlyCloses = earlyClosesOf(year);
  const sessions: Session[] = [];
  const end = civilToEpochMs(year + 1, 1, 1);
  for (let day = civilToEpochMs(year, 1, 1); day < end; day += MS_PER_DAY) {
    if (isWeekend(day) || holidays.has(day) || closures.has(day)) continue;
    sessions.push(sessionOfDay(day, earlyCloses.get(day) ?? CLOSE_MINUTE));
  }
  return sessions;
}

let calledOff: readonly Session[] | undefined;

function calledOffSessions(): readonly Session[] {
  calledOff ??= [...specialClosureDays('unforeseen')].map((day) => sessionOfDay(day, CLOSE_MINUTE));
  return calledOff;
}

function sessionOfDay(day: EpochMs, closeMinute: number): Session {
  return {
    date: formatIsoDate(day),
    open: zonedToUtc(TIME_ZONE, day + OPEN_MINUTE * MS_PER_MINUTE),
    close: zonedToUtc(TIME_ZONE, day + closeMinute * MS_PER_MINUTE),
    weekday: dayOfWeek(day),
  };
}
