import type { EpochMs } from '@assay/core/time';
import { civilDay, civilPeriod, heldSessionAt, intradayMs, scheduleParts, touchingAfter } from './bar-schedule.ts';
import type { BarPeriod, BarSchedule } from './bar-schedule.ts';
import type { Calendar, Session } from './calendar.ts';
import type { TimeframeParts } from './timeframe.ts';

/** Finds the period of a bar; keeps the last one, so that asking in order of time is fast. */
export interface PeriodFinder {
  /** The period with open < time ≤ close, or undefined where the market was closed. */
  periodAt(time: EpochMs): BarPeriod | undefined;
}

/**
 * Finds which bar of a schedule a moment belongs to.
 *
 * @throws {InvalidArgumentError} if the timeframe is of several days; from `periodAt`, if the moment or its period lies
 * beyond the calendar.
 *
 * @remarks
 * Causal: a period depends on the calendar only; its `release` is the close that was planned.
 * Source: this project.
 */
export function periodFinder(schedule: BarSchedule): PeriodFinder {
  const parts = scheduleParts(schedule);
  const stepMs = intradayMs(parts);
  const { calendar } = schedule;
  let known: BarPeriod | undefined;
  let session: Session | undefined;
  return {
    periodAt: (time) => {
      if (known !== undefined && time > known.open && time <= known.close) return known;
      if (session === undefined || time <= session.open || time > session.close)
        session = heldSessionAt(calendar, time);
      if (session === undefined) return undefined;
      if (stepMs === undefined) known = longPeriod(calendar, parts, session);
      else if (schedule.anchor === 'utc') known = utcPeriod(calendar, session, stepMs, time);
      else known = sessionPeriod(session, stepMs, time);
      return known;
    },
  };
}

function sessionPeriod(session: Session, stepMs: number, time: EpochMs): BarPeriod {
  const end = session.open + Math.ceil((time - session.open) / stepMs) * stepMs;
  const close = Math.min(end, session.close);
  return { open: end - stepMs, close, release: close, sessions: [session] };
}

/** A bar between two UTC multiples of its length, cut where trading pauses. */
function utcPeriod(calendar: Calendar, session: Session, stepMs: number, time: EpochMs): BarPeriod {
  const end = Math.ceil(time / stepMs) * stepMs;
  const sessions = [session];
  let [first, last] = [session, session];
  for (let before; first.open > end - stepMs; first = before, sessions.unshift(before)) {
    before = calendar.sessionsBetween(first.open, first.open).at(0);
    if (before === undefined) break;
  }
  for (let after; last.close < end; last = after, sessions.push(after)) {
    after = touchingAfter(calendar, last);
    if (after === undefined) break;
  }
  const close = Math.min(end, last.close);
  return { open: Math.max(end - stepMs, first.open), close, release: close, sessions };
}

function longPeriod(calendar: Calendar, parts: TimeframeParts, session: Session): BarPeriod {
  if (parts.unit === 'd')
    return { open: session.open, close: session.close, release: session.close, sessions: [session] };
  const { first, next } = civilPeriod(parts, civilDay(session.date));
  // A session closes after the midnight that begins its date and not after the one that ends it.
  const sessions = calendar.sessionsBetween(first + 1, next);
  const [opening = session, closing = session] = [sessions.at(0), sessions.at(-1)];
  return { open: opening.open, close: closing.close, release: plannedEnd(calendar, closing.close, next), sessions };
}

/** The last close before `next` that was planned when the last session had been held. */
function plannedEnd(calendar: Calendar, close: EpochMs, next: EpochMs): EpochMs {
  let end = close;
  for (;;) {
    const planned = calendar.plannedSessionAfter(end);
    if (civilDay(planned.date) >= next) return end;
    end = planned.close;
  }
}
