/**
 * The calendar of the New York Stock Exchange.
 *
 * 1. A year's sessions are made once from the rules, as rows in order, and kept.
 * 2. A question about a moment is answered in the moment's own UTC year or the next one: no session crosses a year.
 * 3. Closures that came without warning are kept apart as the sessions that had been planned.
 */
import { InvalidArgumentError } from '@assay/core/errors';
import {
  civilToEpochMs,
  dayOfWeek,
  epochMsToCivil,
  formatIsoDate,
  MS_PER_DAY,
  MS_PER_MINUTE,
  parseIsoDate,
  zonedToUtc,
} from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { Calendar, Session } from './calendar.ts';
import { parseTimeframe } from './timeframe.ts';
import type { Timeframe } from './timeframe.ts';
import { earlyClosesOf, FIRST_YEAR, holidaysOf, isWeekend, LAST_YEAR, specialClosureDays } from './us-equity-rules.ts';

const TIME_ZONE = 'America/New_York';
const OPEN_MINUTE = 9 * 60 + 30;
const CLOSE_MINUTE = 16 * 60;
const EARLY_CLOSE_MINUTE = 13 * 60;
const SESSIONS_PER_YEAR = 252;
const DOMAIN = `within the years ${FIRST_YEAR} to ${LAST_YEAR} of the calendar us-equity`;

const yearTables = new Map<number, readonly Session[]>();
const closures = specialClosureDays('all');
const DOMAIN_START = civilToEpochMs(FIRST_YEAR, 1, 1);
const DOMAIN_END = civilToEpochMs(LAST_YEAR + 1, 1, 1);

/** Regular hours of the New York Stock Exchange, 1998 to 2050. */
export const usEquityCalendar: Calendar = {
  id: 'us-equity',
  timeZone: TIME_ZONE,
  source: 'NYSE Rule 7.2, yearly trading calendars and notices of special closures; see us-equity-rules.ts',
  sessionOn,
  nextSession: (time) => firstSession(time, (session) => session.open >= time),
  plannedSessionAfter,
  sessionsBetween,
  periodsPerYear,
};

function sessionOn(date: string): Session | undefined {
  const day = parseIsoDate(date);
  if (day === undefined) throw new InvalidArgumentError('date', 'a civil date such as 2006-01-03', date);
  if (day < DOMAIN_START || day >= DOMAIN_END) throw new InvalidArgumentError('date', DOMAIN, date);
  return sessionsOfYear(Number(date.slice(0, 4))).find((session) => session.date === date);
}

function plannedSessionAfter(time: EpochMs): Session {
  const held = firstSession(time, (session) => session.close > time);
  for (const session of calledOffSessions()) {
    if (session.close > time && session.close < held.close) return session;
  }
  return held;
}

function sessionsBetween(from: EpochMs, to: EpochMs): readonly Session[] {
  checkTime('from', from);
  checkTime('to', to);
  const sessions: Session[] = [];
  for (let year = yearOf(from); year <= yearOf(to); year++) {
    for (const session of sessionsOfYear(year))
      if (session.close >= from && session.close <= to) sessions.push(session);
  }
  return sessions;
}

function periodsPerYear(timeframe: Timeframe): number {
  const { count, unit } = parseTimeframe(timeframe);
  const sessionMinutes = CLOSE_MINUTE - OPEN_MINUTE;
  if (unit === 'm') return SESSIONS_PER_YEAR * Math.ceil(sessionMinutes / count);
  if (unit === 'h') return SESSIONS_PER_YEAR * Math.ceil(sessionMinutes / (60 * count));
  const perYear = { d: SESSIONS_PER_YEAR, w: 52, mo: 12 };
  return perYear[unit] / count;
}

function firstSession(time: EpochMs, isWanted: (session: Session) => boolean): Session {
  checkTime('time', time);
  const year = yearOf(time);
  const session =
    firstWhere(sessionsOfYear(year), isWanted) ?? (year < LAST_YEAR ? sessionsOfYear(year + 1)[0] : undefined);
  if (session === undefined) throw new InvalidArgumentError('time', DOMAIN, formatIsoDate(time));
  return session;
}

/** Bisection: the sessions that are wanted are the last ones of their year. */
function firstWhere(sessions: readonly Session[], isWanted: (session: Session) => boolean): Session | undefined {
  let [low, high] = [0, sessions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isWanted(sessions[middle])) high = middle;
    else low = middle + 1;
  }
  return sessions[low];
}

function sessionsOfYear(year: number): readonly Session[] {
  const known = yearTables.get(year);
  if (known !== undefined) return known;
  const holidays = holidaysOf(year);
  const earlyCloses = earlyClosesOf(year);
  const sessions: Session[] = [];
  const end = civilToEpochMs(year + 1, 1, 1);
  for (let day = civilToEpochMs(year, 1, 1); day < end; day += MS_PER_DAY) {
    if (isWeekend(day) || holidays.has(day) || closures.has(day)) continue;
    sessions.push(sessionOfDay(day, earlyCloses.has(day) ? EARLY_CLOSE_MINUTE : CLOSE_MINUTE));
  }
  yearTables.set(year, sessions);
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

function yearOf(time: EpochMs): number {
  return epochMsToCivil(time).year;
}

function checkTime(parameter: string, time: EpochMs): void {
  if (!(time >= DOMAIN_START && time < DOMAIN_END)) throw new InvalidArgumentError(parameter, DOMAIN, time);
}
