import { MS_PER_MINUTE } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { Calendar } from '../../market/index.ts';

/**
 * Whole minutes since the opening of the session in which a moment lies; -1 outside the session's hours.
 *
 * @param calendar - of the instrument.
 * @throws {InvalidArgumentError} if the calendar does not cover the moment.
 *
 * @remarks
 * Causal: the session as planned before the moment.
 * Source: this project.
 */
export function sessionMinute(calendar: Calendar, time: EpochMs): number {
  const { open } = calendar.plannedSessionAfter(time);
  return time < open ? -1 : Math.floor((time - open) / MS_PER_MINUTE);
}
