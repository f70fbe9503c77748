/**
 * From the time that stands in a row to the moments of its bar.
 *
 * - Bars of minutes and hours: the time names one end, the timeframe gives the other.
 * - Bars of a day, week or month: the time names a civil day; the bar closes with the session of that day, or with the
 *   last session of that day's week (Monday to Sunday) or month, as the calendar says.
 *
 * Wall-clock times that never were, or that were twice because clocks were set back, are refused: nothing says which
 * moment is meant.
 */
import { InvalidArgumentError } from '@assay/core/errors';
import {
  dayOfWeek,
  daysInMonth,
  epochMsToCivil,
  formatIsoDate,
  MS_PER_DAY,
  MS_PER_HOUR,
  MS_PER_MINUTE,
  utcToZoned,
  zonedToUtc,
  zoneOffsetMs,
} from '@assay/core/time';
import { calendarById, parseTimeframe } from '@assay/quant/market';
import type { Calendar, Session } from '@assay/quant/market';
import type { CsvLayout } from './layout.ts';
import { parseTime, timeKind } from './time-formats.ts';

/** When a bar opens and closes. */
export interface BarStamp {
  readonly openTime: number;
  readonly eventTime: number;
}

/** A bar's moments, or why there are none. */
export type StampResult = BarStamp | { readonly fault: string; readonly isOffSession: boolean };

/** Reads the times of a layout. */
export function stampReader(layout: CsvLayout): (text: string) => StampResult {
  const { unit, count } = parseTimeframe(layout.timeframe);
  const fault = (why: string): StampResult => ({ fault: why, isOffSession: false });
  if (unit === 'm' || unit === 'h') {
    const barMs = count * (unit === 'm' ? MS_PER_MINUTE : MS_PER_HOUR);
    return (text) => {
      const instant = readInstant(layout, text);
      if (typeof instant === 'string') return fault(`time '${text}' ${instant}`);
      return layout.barStamp === 'open'
        ? { openTime: instant, eventTime: instant + barMs }
        : { openTime: instant - barMs, eventTime: instant };
    };
  }
  const sessionsOf = periodReader(calendarById(layout.instrument.calendar), unit);
  return (text) => {
    const day = readDay(layout, text);
    return typeof day === 'string' ? fault(`time '${text}' ${day}`) : sessionsOf(day);
  };
}

function readInstant(layout: CsvLayout, text: string): number | string {
  const { format, zone } = layout.time;
  const parsed = parseTime(format, text);
  if (typeof parsed === 'string' || timeKind(format) === 'instant') return parsed;
  return zone === undefined ? 'carries no zone' : wallClockToInstant(zone, parsed);
}

function wallClockToInstant(zone: string, local: number): number | string {
  const candidates = [local - MS_PER_DAY, local + MS_PER_DAY].map((near) => local - zoneOffsetMs(zone, near));
  const instants = [...new Set([...candidates, zonedToUtc(zone, local)])].filter(
    (utc) => utcToZoned(zone, utc) === local,
  );
  if (instants.length === 0) return `never was in ${zone}: clocks were set forward`;
  return instants.length === 1 ? (instants[0] as number) : `was twice in ${zone}: clocks were set back`;
}

/** The civil day that a time falls on, as milliseconds of its beginning in UTC. */
function readDay(layout: CsvLayout, text: string): number | string {
  const { format, zone } = layout.time;
  const parsed = parseTime(format, text);
  if (typeof parsed === 'string' || timeKind(format) === 'date') return parsed;
  const isInstant = timeKind(format) === 'instant';
  const local = isInstant && zone !== undefined ? utcToZoned(zone, parsed) : parsed;
  // A bar that closes at midnight belongs to the day that ends then.
  const inside = layout.barStamp === 'close' ? local - 1 : local;
  return Math.floor(inside / MS_PER_DAY) * MS_PER_DAY;
}

function periodReader(calendar: Calendar, unit: 'd' | 'w' | 'mo'): (day: number) => StampResult {
  const known = new Map<number, StampResult>();
  return (day) => {
    const [first, last] = periodOf(day, unit);
    const before = known.get(first);
    if (before !== undefined) return before;
    const result = stampOfPeriod(calendar, first, last, unit);
    known.set(first, result);
    return result;
  };
}

function periodOf(day: number, unit: 'd' | 'w' | 'mo'): readonly [first: number, last: number] {
  if (unit === 'd') return [day, day];
  if (unit === 'w') {
    const monday = day - ((dayOfWeek(day) + 6) % 7) * MS_PER_DAY;
    return [monday, monday + 6 * MS_PER_DAY];
  }
  const { year, month, day: dayOfMonth } = epochMsToCivil(day);
  const first = day - (dayOfMonth - 1) * MS_PER_DAY;
  return [first, first + (daysInMonth(year, month) - 1) * MS_PER_DAY];
}

function stampOfPeriod(calendar: Calendar, first: number, last: number, unit: 'd' | 'w' | 'mo'): StampResult {
  const sessions: Session[] = [];
  try {
    for (let day = first; day <= last; day += MS_PER_DAY) {
      const session = calendar.sessionOn(formatIsoDate(day));
      if (session !== undefined) sessions.push(session);
    }
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    return { fault: `the calendar ${calendar.id} does not cover ${formatIsoDate(first)}`, isOffSession: false };
  }
  const [opening, closing] = [sessions[0], sessions.at(-1)];
  if (opening !== undefined && closing !== undefined) return { openTime: opening.open, eventTime: closing.close };
  const period = { d: 'on', w: 'in the week of', mo: 'in the month of' }[unit];
  return { fault: `the calendar ${calendar.id} has no session ${period} ${formatIsoDate(first)}`, isOffSession: true };
}
