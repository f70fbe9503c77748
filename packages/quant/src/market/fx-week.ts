/**
 * The week of the currency market: from Sunday 17:00 to Friday 17:00 in New York, without a pause.
 *
 * 1. `fx-week`: the day rolls at 17:00 New York, so a session is 24 hours long (clocks change on Sunday, before the
 *    opening) and is named after its trade date, the day it closes on: Monday's opens on Sunday evening.
 * 2. `fx-week-utc`: the same week cut at UTC midnights, as several feeds cut their daily bars: a short Sunday, Monday to
 *    Thursday in full, Friday until the close.
 * 3. No authority closes this market. Venues rest or quote thinly on 25 December and 1 January (and on the Monday after,
 *    where that day is a Sunday), and end early on 24 and 31 December. Three feeds of 2007 to 2018 that were compared
 *    have no or few hours on the first and stop between 12:00 and 17:00 New York on the others, not all in the same
 *    years. These hours stay in their sessions and are marked by `optionalFrom`.
 */
import { civilToEpochMs, dayOfWeek, epochMsToCivil, formatIsoDate, MS_PER_DAY, MS_PER_HOUR } from '@assay/core/time';
import { utcToZoned, zonedToUtc } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { Calendar, CalendarId, Session } from './calendar.ts';
import { sessionTable } from './session-table.ts';
import { parseTimeframe } from './timeframe.ts';
import type { Timeframe } from './timeframe.ts';

const TIME_ZONE = 'America/New_York';
const ROLL_HOUR = 17;
const EARLY_END_HOUR = 12;
const FIRST_YEAR = 1971;
const LAST_YEAR = 2050;
const WEEKS_PER_YEAR = 52;
const HOURS_PER_WEEK = 120;
const SUNDAY = 0;
const MONDAY = 1;
const FRIDAY = 5;
const SATURDAY = 6;
const SOURCE = 'convention of the spot market: Sunday 17:00 to Friday 17:00 New York; holidays as in fx-week.ts';

/** The currency week by trade date, 1971 to 2050: five sessions from 17:00 to 17:00 New York. */
export const fxWeekCalendar: Calendar = weekCalendar('fx-week', TIME_ZONE, 5, (day) => {
  const weekday = dayOfWeek(day);
  if (weekday === SUNDAY || weekday === SATURDAY) return undefined;
  return session(day, rollOn(day - MS_PER_DAY), rollOn(day));
});

/** The currency week by UTC dates, 1971 to 2050: six sessions, the first one of two or three hours. */
export const fxWeekUtcCalendar: Calendar = weekCalendar('fx-week-utc', 'UTC', 6, (day) => {
  const weekday = dayOfWeek(day);
  if (weekday === SATURDAY) return undefined;
  return session(day, weekday === SUNDAY ? rollOn(day) : day, weekday === FRIDAY ? rollOn(day) : day + MS_PER_DAY);
});

function weekCalendar(
  id: CalendarId,
  timeZone: string,
  sessionsPerWeek: number,
  sessionOf: (day: EpochMs) => Session | undefined,
): Calendar {
  const sessionsOfYear = (year: number): readonly Session[] => {
    const sessions: Session[] = [];
    const end = civilToEpochMs(year + 1, 1, 1);
    for (let day = civilToEpochMs(year, 1, 1); day < end; day += MS_PER_DAY) {
      const found = sessionOf(day);
      if (found !== undefined) sessions.push(found);
    }
    return sessions;
  };
  const table = sessionTable({ id, firstYear: FIRST_YEAR, lastYear: LAST_YEAR, sessionsOfYear });
  return {
    id,
    timeZone,
    source: SOURCE,
    sessionOn: table.sessionOn,
    nextSession: table.firstToOpen,
    plannedSessionAfter: table.firstToClose,
    sessionsBetween: table.sessionsBetween,
    periodsPerYear: (timeframe) => periodsPerYear(timeframe, sessionsPerWeek),
  };
}

/** 52 weeks of 120 hours: 260 sessions by trade date (feeds have 255 to 262 a year, holidays apart), 6,240 hours. */
function periodsPerYear(timeframe: Timeframe, sessionsPerWeek: number): number {
  const { count, unit } = parseTimeframe(timeframe);
  const hours = WEEKS_PER_YEAR * HOURS_PER_WEEK;
  const perYear = { m: hours * 60, h: hours, d: WEEKS_PER_YEAR * sessionsPerWeek, w: WEEKS_PER_YEAR, mo: 12 };
  return perYear[unit] / count;
}

function session(day: EpochMs, open: EpochMs, close: EpochMs): Session {
  const optionalFrom = restFrom(open, close);
  const weekday = dayOfWeek(day) === SUNDAY ? 7 : dayOfWeek(day);
  return { date: formatIsoDate(day), open, close, weekday, ...(optionalFrom === undefined ? {} : { optionalFrom }) };
}

/** Where the rest of a holiday begins inside a session that ends in it. */
function restFrom(open: EpochMs, close: EpochMs): EpochMs | undefined {
  const opening = restOfTradeDate(tradeDate(open));
  const last = restOfTradeDate(tradeDate(close - 1));
  if (opening !== undefined && opening <= open) return open;
  const from = opening ?? last;
  return from !== undefined && from < close ? Math.max(from, open) : undefined;
}

/** The moment from which the session of a trade date cannot be counted on. */
function restOfTradeDate(day: EpochMs): EpochMs | undefined {
  const { month, day: dayOfMonth } = epochMsToCivil(day);
  const isMonday = dayOfWeek(day) === MONDAY;
  const isHoliday = (holiday: number): boolean => dayOfMonth === holiday || (isMonday && dayOfMonth === holiday + 1);
  if ((month === 12 && isHoliday(25)) || (month === 1 && isHoliday(1))) return rollOn(day - MS_PER_DAY);
  if (month === 12 && (dayOfMonth === 24 || dayOfMonth === 31)) return inNewYork(day, EARLY_END_HOUR);
  return undefined;
}

/** The trade date, as a UTC midnight, that a moment of the week belongs to. */
function tradeDate(time: EpochMs): EpochMs {
  const shifted = utcToZoned(TIME_ZONE, time) + (24 - ROLL_HOUR) * MS_PER_HOUR;
  return Math.floor(shifted / MS_PER_DAY) * MS_PER_DAY;
}

function rollOn(day: EpochMs): EpochMs {
  return inNewYork(day, ROLL_HOUR);
}

function inNewYork(day: EpochMs, hour: number): EpochMs {
  return zonedToUtc(TIME_ZONE, day + hour * MS_PER_HOUR);
}
