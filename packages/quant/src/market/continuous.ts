import { InvalidArgumentError } from '@assay/core/errors';
import { dayOfWeek, formatIsoDate, MAX_EPOCH_MS, MIN_EPOCH_MS, MS_PER_DAY, parseIsoDate } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { Calendar, Session } from './calendar.ts';
import { parseTimeframe } from './timeframe.ts';
import type { Timeframe } from './timeframe.ts';

const DAYS_PER_YEAR = 365;
const MINUTES_PER_DAY = 1440;
const DOMAIN = 'whole milliseconds within the years 0000 to 9999';

/** Trading without a pause; a session is a UTC day and is named after it. */
export const continuousCalendar: Calendar = {
  id: 'continuous',
  timeZone: 'UTC',
  source: 'by definition: every UTC day, from 00:00 to 24:00',
  sessionOn,
  nextSession: (time) => sessionAt(Math.ceil(dayNumber('time', time))),
  plannedSessionAfter: (time) => sessionAt(Math.floor(dayNumber('time', time))),
  sessionsBetween,
  periodsPerYear,
};

function sessionOn(date: string): Session | undefined {
  const day = parseIsoDate(date);
  if (day === undefined) throw new InvalidArgumentError('date', 'a civil date such as 2006-01-03', date);
  return sessionAt(day / MS_PER_DAY);
}

function sessionsBetween(from: EpochMs, to: EpochMs): readonly Session[] {
  const last = Math.floor(dayNumber('to', to)) - 1;
  const sessions: Session[] = [];
  for (let day = Math.ceil(dayNumber('from', from)) - 1; day <= last; day++) sessions.push(sessionAt(day));
  return sessions;
}

function periodsPerYear(timeframe: Timeframe): number {
  const { count, unit } = parseTimeframe(timeframe);
  const minutesPerYear = DAYS_PER_YEAR * MINUTES_PER_DAY;
  const perYear = { m: minutesPerYear, h: minutesPerYear / 60, d: DAYS_PER_YEAR, w: DAYS_PER_YEAR / 7, mo: 12 };
  return perYear[unit] / count;
}

function sessionAt(day: number): Session {
  const open = day * MS_PER_DAY;
  return {
    date: formatIsoDate(open),
    open,
    close: open + MS_PER_DAY,
    weekday: dayOfWeek(open) === 0 ? 7 : dayOfWeek(open),
  };
}

function dayNumber(parameter: string, time: EpochMs): number {
  if (!(time >= MIN_EPOCH_MS && time <= MAX_EPOCH_MS)) throw new InvalidArgumentError(parameter, DOMAIN, time);
  return time / MS_PER_DAY;
}
