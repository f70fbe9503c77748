import { NotFoundError } from '@assay/core/errors';
import type { Calendar, CalendarId } from './calendar.ts';
import { continuousCalendar } from './continuous.ts';
import { fxWeekCalendar, fxWeekUtcCalendar } from './fx-week.ts';
import { usEquityCalendar } from './us-equity.ts';

/** The names of all calendars. */
export const CALENDAR_IDS: readonly CalendarId[] = ['us-equity', 'fx-week', 'fx-week-utc', 'continuous'];

const CALENDARS: readonly Calendar[] = [usEquityCalendar, fxWeekCalendar, fxWeekUtcCalendar, continuousCalendar];

/**
 * The calendar of that name.
 *
 * @throws {NotFoundError} if there is none.
 *
 * @remarks
 * Source: this project.
 */
export function calendarById(id: CalendarId): Calendar {
  const calendar = CALENDARS.find((candidate) => candidate.id === id);
  if (calendar === undefined) throw new NotFoundError('calendar', id, { hint: `Known: ${CALENDAR_IDS.join(', ')}.` });
  return calendar;
}
