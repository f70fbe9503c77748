import { NotFoundError } from '@assay/core/errors';
import type { Calendar, CalendarId } from './calendar.ts';
import { continuousCalendar } from './continuous.ts';
import { usEquityCalendar } from './us-equity.ts';

/** The names of all calendars. */
export const CALENDAR_IDS: readonly CalendarId[] = ['us-equity', 'continuous'];

/**
 * The calendar of that name.
 *
 * @throws {NotFoundError} if there is none.
 *
 * @remarks
 * Source: this project.
 */
export function calendarById(id: CalendarId): Calendar {
  const calendar = [usEquityCalendar, continuousCalendar].find((candidate) => candidate.id === id);
  if (calendar === undefined) throw new NotFoundError('calendar', id, { hint: `Known: ${CALENDAR_IDS.join(', ')}.` });
  return calendar;
}
