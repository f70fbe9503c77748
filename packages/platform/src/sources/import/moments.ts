/** The moments of records other than bars, and when rows could be known. */
import { InvalidArgumentError } from '@assay/core/errors';
import { formatIsoDate, formatIsoTime, MAX_EPOCH_MS, MIN_EPOCH_MS, MS_PER_DAY, MS_PER_MINUTE } from '@assay/core/time';
import { calendarById } from '@assay/quant/market';
import type { Calendar, CalendarId } from '@assay/quant/market';
import { delayMs } from '../layouts/check-parts.ts';
import { clockOf } from '../layouts/clocks.ts';
import type { LayoutShared, TimeRule } from '../layouts/layout.ts';
import { timeKind, timeParser } from '../layouts/time-formats.ts';
import { wrong } from './faults.ts';
import type { RowFault } from './faults.ts';

/** Reads a time: the instant, or why there is none. */
export type MomentReader = (text: string) => number | RowFault;

/** How many different texts are remembered: days repeat over whole chains. */
const REMEMBERED = 10_000;

/** Reads the times of a rule; `calendar` is the one that `session-open` and `session-close` are of. */
export function momentReader(time: TimeRule, calendar: CalendarId | undefined): MomentReader {
  const read = time.at === undefined ? instantReader(time) : dayMomentReader(time, time.at, calendar);
  const known = new Map<string, number | RowFault>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = within(read(text), text);
    if (known.size >= REMEMBERED) known.clear();
    known.set(text, found);
    return found;
  };
}

function within(found: number | RowFault, text: string): number | RowFault {
  if (typeof found !== 'number' || (found >= MIN_EPOCH_MS && found <= MAX_EPOCH_MS)) return found;
  return wrong(`time '${text}' lies beyond the years 0000 to 9999`);
}

function instantReader({ format, zone }: TimeRule): MomentReader {
  const parse = timeParser(format);
  const clock = timeKind(format) === 'instant' ? undefined : clockOf(zone ?? 'UTC');
  return (text) => {
    const parsed = parse(text);
    const instant = clock === undefined || typeof parsed === 'string' ? parsed : clock.toInstant(parsed);
    return typeof instant === 'string' ? wrong(`time '${text}' ${instant}`) : instant;
  };
}

function dayMomentReader(time: TimeRule, at: string, calendar: CalendarId | undefined): MomentReader {
  const parse = timeParser(time.format);
  const kind = timeKind(time.format);
  const clock = clockOf(time.zone ?? 'UTC');
  const momentOf = at.startsWith('session-')
    ? sessionMoment(calendarById(calendar ?? 'continuous'), at === 'session-open' ? 'open' : 'close')
    : civilMoment(time, at);
  return (text) => {
    const parsed = parse(text);
    if (typeof parsed === 'string') return wrong(`time '${text}' ${parsed}`);
    const day = kind === 'instant' ? clock.toLocal(parsed) : parsed;
    if (day % MS_PER_DAY !== 0) return wrong(`time '${text}' has a time of day, where the layout takes it for a day`);
    return momentOf(day);
  };
}

function civilMoment(time: TimeRule, at: string): (day: number) => number | RowFault {
  const clock = clockOf(time.zone ?? 'UTC');
  const minutes = Number(at.slice(0, 2)) * 60 + Number(at.slice(3));
  return (day) => {
    const instant = clock.toInstant(day + minutes * MS_PER_MINUTE);
    return typeof instant === 'string' ? wrong(`${at} of ${formatIsoDate(day)} ${instant}`) : instant;
  };
}

function sessionMoment(calendar: Calendar, end: 'open' | 'close'): (day: number) => number | RowFault {
  return (day) => {
    const date = formatIsoDate(day);
    try {
      const session = calendar.sessionOn(date);
      if (session !== undefined) return session[end];
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      return wrong(`the calendar ${calendar.id} does not cover ${date}`);
    }
    return { fault: `the calendar ${calendar.id} has no session on ${date}`, policy: 'offSession' };
  };
}

/**
 * When a row could be known, by its eventTime and the text of the column that says so; NaN for the end of its file, which
 * is known when the file was read.
 */
export type AvailabilityReader = (eventTime: number, text: string) => number | RowFault;

/** Reads when the rows of a layout could be known. */
export function availabilityReader(layout: LayoutShared, calendar: CalendarId | undefined): AvailabilityReader {
  const rule = layout.availableAt;
  if (rule === undefined) return (eventTime) => eventTime;
  if (rule.endOfFile === true) return () => NaN;
  if (rule.delay !== undefined) {
    const delay = delayMs(rule.delay) ?? 0;
    return (eventTime) => eventTime + delay;
  }
  const read = momentReader(rule.time as TimeRule, calendar);
  return (eventTime, text) => {
    const known = read(text);
    if (typeof known !== 'number' || known >= eventTime) return known;
    return wrong(`is known at ${formatIsoTime(known)}, before it happened at ${formatIsoTime(eventTime)}`);
  };
}
