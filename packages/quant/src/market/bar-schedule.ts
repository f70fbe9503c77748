/**
 * When the bars of a timeframe close, by the calendar.
 *
 * 1. Inside sessions the grid is anchored by declared choice. `session`: bars are counted from each session's opening and
 *    the last one ends with the session, however short it is. `utc`: bars end at UTC multiples of their length, across
 *    sessions that touch, and the last one before a pause ends with the session.
 * 2. A daily bar ends with its session.
 * 3. A bar of n weeks or months ends with the last session that was held in it. Weeks begin on Monday and are counted
 *    from 1969-12-29, months from January 1970, so three months are a quarter and twelve a year. Sessions belong to the
 *    period of the date they are named after.
 */
import { InvalidArgumentError } from '@assay/core/errors';
import { civilToEpochMs, epochMsToCivil, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, parseIsoDate } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { Calendar, Session } from './calendar.ts';
import { parseTimeframe } from './timeframe.ts';
import type { Timeframe, TimeframeParts } from './timeframe.ts';

/** Where the grid of bars inside sessions begins. */
export type GridAnchor = 'session' | 'utc';

/** Which bars there should be. */
export interface BarSchedule {
  readonly calendar: Calendar;
  readonly timeframe: Timeframe;
  /** Concerns minutes and hours only. @default 'session' */
  readonly anchor?: GridAnchor | undefined;
}

/** The stretch of time that one bar covers: (open, close]. */
export interface BarPeriod {
  readonly open: EpochMs;
  readonly close: EpochMs;
  /**
   * When it could be known that the period was over: its close; later only where sessions that had been planned after
   * the close were called off without warning.
   */
  readonly release: EpochMs;
  /** The sessions it lies in. */
  readonly sessions: readonly Session[];
}

/**
 * The closes of the bars of one session: those in (session.open, session.close], in order; optional
 * ones are among them.
 *
 * @returns epoch milliseconds; for weeks and months, the session's close or nothing.
 * @throws {InvalidArgumentError} if the timeframe is of several days, or the answer lies beyond the calendar.
 *
 * @remarks
 * Source: this project.
 */
export function barTimes(schedule: BarSchedule, session: Session): Float64Array {
  const parts = scheduleParts(schedule);
  const stepMs = intradayMs(parts);
  if (stepMs === undefined) {
    const ends = parts.unit === 'd' || isLastOfPeriod(schedule.calendar, parts, session);
    return ends ? Float64Array.of(session.close) : new Float64Array(0);
  }
  const count = barsUpTo(schedule, session, stepMs, session.close);
  const origin = gridOrigin(schedule, session, stepMs);
  return Float64Array.from({ length: count }, (_, k) => Math.min(origin + (k + 1) * stepMs, session.close));
}

/**
 * True for a bar that need not be there: one that opens in the part of a session that cannot be counted on.
 *
 * @param open - opening of the bar; for a daily bar, of its session.
 *
 * @remarks
 * Source: this project.
 */
export function isOptionalBar(session: Session, open: EpochMs): boolean {
  return session.optionalFrom !== undefined && open >= session.optionalFrom;
}

/**
 * The closes in (from, to] of the bars that have to be there: optional ones are left out.
 *
 * @throws {InvalidArgumentError} as `barTimes` and the calendar's own look-ups do.
 *
 * @remarks
 * Cost: O(bars).
 * Source: this project.
 */
export function expectedBarTimes(schedule: BarSchedule, from: EpochMs, to: EpochMs): Float64Array {
  const found: number[] = [];
  if (!(to > from)) return new Float64Array(0);
  for (const session of sessionsOver(schedule.calendar, from, to)) {
    for (const close of expectedTimes(schedule, session)) if (close > from && close <= to) found.push(close);
  }
  return Float64Array.from(found);
}

/**
 * How many bars have to be there in a period of a longer timeframe.
 *
 * @remarks
 * Cost: O(sessions) for minutes, hours and days.
 * Source: this project.
 */
export function expectedBarsIn(schedule: BarSchedule, period: BarPeriod): number {
  const stepMs = intradayMs(scheduleParts(schedule));
  let count = 0;
  for (const session of period.sessions) {
    if (stepMs === undefined) {
      count += expectedTimes(schedule, session).filter((close) => close <= period.close).length;
      continue;
    }
    const most = countedOn(session, gridOrigin(schedule, session, stepMs), stepMs);
    const last = Math.min(most, barsUpTo(schedule, session, stepMs, Math.min(period.close, session.close)));
    count += Math.max(0, last - barsUpTo(schedule, session, stepMs, period.open));
  }
  return count;
}

/** Splits the timeframe and refuses one that has no grid. */
export function scheduleParts(schedule: BarSchedule): TimeframeParts {
  const parts = parseTimeframe(schedule.timeframe);
  if (parts.unit === 'd' && parts.count > 1) {
    throw new InvalidArgumentError(
      'timeframe',
      '1d, weeks or months: days have no grid to count from',
      schedule.timeframe,
    );
  }
  return parts;
}

/**
 * Length of a bar inside a session in milliseconds; undefined for days and longer.
 *
 * @remarks
 * Source: this project.
 */
export function intradayMs({ count, unit }: TimeframeParts): number | undefined {
  if (unit === 'm') return count * MS_PER_MINUTE;
  return unit === 'h' ? count * MS_PER_HOUR : undefined;
}

/** First day of the weeks or months that a civil day belongs to, and of the next ones, as UTC midnights. */
export function civilPeriod({ count, unit }: TimeframeParts, day: EpochMs): { first: EpochMs; next: EpochMs } {
  if (unit === 'w') {
    const length = count * 7 * MS_PER_DAY;
    const origin = -3 * MS_PER_DAY;
    const first = origin + Math.floor((day - origin) / length) * length;
    return { first, next: first + length };
  }
  const { year, month } = epochMsToCivil(day);
  const index = Math.floor(((year - 1970) * 12 + month - 1) / count) * count;
  return { first: monthStart(index), next: monthStart(index + count) };
}

/** The sessions that have a moment in (from, to]. */
export function sessionsOver(calendar: Calendar, from: EpochMs, to: EpochMs): readonly Session[] {
  const sessions = [...calendar.sessionsBetween(from + 1, to)];
  if (sessions.at(-1)?.close === to) return sessions;
  const last = heldSessionAt(calendar, to);
  return last === undefined ? sessions : [...sessions, last];
}

/** The session that was held at a moment in (open, close], or undefined in a pause. */
export function heldSessionAt(calendar: Calendar, time: EpochMs): Session | undefined {
  const session = calendar.plannedSessionAfter(time - 1);
  if (session.open >= time) return undefined;
  return calendar.sessionOn(session.date);
}

/** The session that begins when another one ends, where there is no pause between them. */
export function touchingAfter(calendar: Calendar, session: Session): Session | undefined {
  const next = calendar.nextSession(session.close);
  return next.open === session.close ? next : undefined;
}

function isLastOfPeriod(calendar: Calendar, parts: TimeframeParts, session: Session): boolean {
  const { next } = civilPeriod(parts, civilDay(session.date));
  return civilDay(calendar.nextSession(session.close).date) >= next;
}

/** The closes of a session's bars without the optional ones. */
function expectedTimes(schedule: BarSchedule, session: Session): Float64Array {
  const parts = scheduleParts(schedule);
  const stepMs = intradayMs(parts);
  const times = barTimes(schedule, session);
  if (stepMs !== undefined) return times.subarray(0, countedOn(session, gridOrigin(schedule, session, stepMs), stepMs));
  return parts.unit === 'd' && isOptionalBar(session, session.open) ? times.subarray(0, 0) : times;
}

/** How many bars at most open before the part of a session that cannot be counted on. */
function countedOn(session: Session, origin: EpochMs, stepMs: number): number {
  const { optionalFrom = Infinity } = session;
  return optionalFrom <= session.open ? 0 : Math.ceil((optionalFrom - origin) / stepMs);
}

/** How many bars of a session end at or before a moment. */
function barsUpTo(schedule: BarSchedule, session: Session, stepMs: number, time: EpochMs): number {
  if (time <= session.open) return 0;
  const origin = gridOrigin(schedule, session, stepMs);
  if (time < session.close) return Math.floor((time - origin) / stepMs);
  const whole = Math.floor((session.close - origin) / stepMs);
  const hasRest = origin + whole * stepMs < session.close;
  return hasRest && endsWithSession(schedule, session) ? whole + 1 : whole;
}

function gridOrigin(schedule: BarSchedule, session: Session, stepMs: number): EpochMs {
  return schedule.anchor === 'utc' ? Math.floor(session.open / stepMs) * stepMs : session.open;
}

function endsWithSession(schedule: BarSchedule, session: Session): boolean {
  return schedule.anchor !== 'utc' || touchingAfter(schedule.calendar, session) === undefined;
}

function monthStart(index: number): EpochMs {
  return civilToEpochMs(1970 + Math.floor(index / 12), (((index % 12) + 12) % 12) + 1, 1);
}

/** The UTC midnight of a civil date that a calendar has given. */
export function civilDay(date: string): EpochMs {
  return parseIsoDate(date) ?? NaN;
}
