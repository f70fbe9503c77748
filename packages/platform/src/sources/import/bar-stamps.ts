/**
 * From the time that stands in a row to the moments of its bar.
 *
 * - Bars of minutes and hours: the time names one end, the timeframe gives the other.
 * - Bars of a day, week or month: the time names a civil day; the bar closes with the session of that day, or with the
 *   last session of that day's week (Monday to Sunday) or month, as the calendar says, or with the civil day itself.
 */
import { InvalidArgumentError } from '@assay/core/errors';
import {
  dayOfWeek,
  daysInMonth,
  epochMsToCivil,
  formatIsoDate,
  MAX_EPOCH_MS,
  MIN_EPOCH_MS,
  MS_PER_DAY,
  MS_PER_HOUR,
  MS_PER_MINUTE,
} from '@assay/core/time';
import { calendarById, parseTimeframe } from '@assay/quant/market';
import type { Calendar, Session } from '@assay/quant/market';
import { clockOf } from '../layouts/clocks.ts';
import type { Clock } from '../layouts/clocks.ts';
import type { BarsLayout } from '../layouts/layout.ts';
import { timeKind, timeParser } from '../layouts/time-formats.ts';
import { wrong } from './faults.ts';
import type { RowFault } from './faults.ts';

/** When a bar opens and closes; filled by a stamp reader. */
export interface BarStamp {
  openTime: number;
  eventTime: number;
}

/** Fills a stamp from a time, or says why it cannot. */
export type StampReader = (text: string, out: BarStamp) => RowFault | undefined;

type Unit = 'd' | 'w' | 'mo';

/** Reads the times of a layout of bars. */
export function stampReader(layout: BarsLayout): StampReader {
  const { unit, count } = parseTimeframe(layout.timeframe);
  if (unit === 'm' || unit === 'h') return intradayReader(layout, count * (unit === 'm' ? MS_PER_MINUTE : MS_PER_HOUR));
  const readDay = dayReader(layout);
  const momentsOf = periodReader(layout, unit);
  let lastText: string | undefined;
  let last: BarStamp | RowFault = wrong('');
  return (text, out) => {
    if (text !== lastText) {
      const day = readDay(text);
      last = typeof day === 'string' ? wrong(`time '${text}' ${day}`) : momentsOf(day);
      lastText = text;
    }
    return 'fault' in last ? last : filled(out, last.openTime, last.eventTime);
  };
}

function filled(out: BarStamp, openTime: number, eventTime: number): RowFault | undefined {
  out.openTime = openTime;
  out.eventTime = eventTime;
  const isWithin = openTime >= MIN_EPOCH_MS && eventTime <= MAX_EPOCH_MS;
  return isWithin ? undefined : wrong('time lies beyond the years 0000 to 9999');
}

function intradayReader(layout: BarsLayout, barMs: number): StampReader {
  const parse = timeParser(layout.time.format);
  const clock = timeKind(layout.time.format) === 'instant' ? undefined : zoneOf(layout);
  const [before, after] = layout.barStamp === 'open' ? [0, barMs] : [barMs, 0];
  return (text, out) => {
    const parsed = parse(text);
    const instant = clock === undefined || typeof parsed === 'string' ? parsed : clock.toInstant(parsed);
    if (typeof instant === 'string') return wrong(`time '${text}' ${instant}`);
    return filled(out, instant - before, instant + after);
  };
}

function zoneOf({ time }: BarsLayout): Clock {
  return clockOf(time.zone ?? 'UTC');
}

/** The civil day that a time falls on, as milliseconds of its beginning in UTC. */
function dayReader(layout: BarsLayout): (text: string) => number | string {
  const { format } = layout.time;
  const parse = timeParser(format);
  const kind = timeKind(format);
  if (kind === 'date') return parse;
  const clock = zoneOf(layout);
  return (text) => {
    const parsed = parse(text);
    if (typeof parsed === 'string') return parsed;
    const local = kind === 'instant' ? clock.toLocal(parsed) : parsed;
    // A bar that closes at midnight belongs to the day that ends then.
    const inside = layout.barStamp === 'close' ? local - 1 : local;
    return Math.floor(inside / MS_PER_DAY) * MS_PER_DAY;
  };
}

function periodReader(layout: BarsLayout, unit: Unit): (day: number) => BarStamp | RowFault {
  const calendar = calendarById(layout.instrument.calendar);
  const clock = layout.session === 'civil-day' ? zoneOf(layout) : undefined;
  const known = new Map<number, BarStamp | RowFault>();
  return (day) => {
    const [first, last] = periodOf(day, unit);
    const before = known.get(first);
    if (before !== undefined) return before;
    const found = clock === undefined ? ofSessions(calendar, { first, last, unit }) : ofCivilDays(clock, first, last);
    known.set(first, found);
    return found;
  };
}

function periodOf(day: number, unit: Unit): readonly [first: number, last: number] {
  if (unit === 'd') return [day, day];
  if (unit === 'w') {
    const monday = day - ((dayOfWeek(day) + 6) % 7) * MS_PER_DAY;
    return [monday, monday + 6 * MS_PER_DAY];
  }
  const { year, month, day: dayOfMonth } = epochMsToCivil(day);
  const first = day - (dayOfMonth - 1) * MS_PER_DAY;
  return [first, first + (daysInMonth(year, month) - 1) * MS_PER_DAY];
}

function ofCivilDays(clock: Clock, first: number, last: number): BarStamp | RowFault {
  const [openTime, eventTime] = [clock.toInstant(first), clock.toInstant(last + MS_PER_DAY)];
  if (typeof openTime === 'string') return wrong(`midnight of ${formatIsoDate(first)} ${openTime}`);
  if (typeof eventTime === 'string') return wrong(`the end of ${formatIsoDate(last)} ${eventTime}`);
  return { openTime, eventTime };
}

interface Period {
  readonly first: number;
  readonly last: number;
  readonly unit: Unit;
}

function ofSessions(calendar: Calendar, { first, last, unit }: Period): BarStamp | RowFault {
  const sessions: Session[] = [];
  try {
    for (let day = first; day <= last; day += MS_PER_DAY) {
      const session = calendar.sessionOn(formatIsoDate(day));
      if (session !== undefined) sessions.push(session);
    }
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    return wrong(`the calendar ${calendar.id} does not cover ${formatIsoDate(first)}`);
  }
  const [opening, closing] = [sessions[0], sessions.at(-1)];
  if (opening !== undefined && closing !== undefined) return { openTime: opening.open, eventTime: closing.close };
  const period = { d: 'on', w: 'in the week of', mo: 'in the month of' }[unit];
  const fault = `the calendar ${calendar.id} has no session ${period} ${formatIsoDate(first)}`;
  return { fault, policy: 'offSession' };
}
