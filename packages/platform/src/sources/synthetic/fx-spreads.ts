import { MS_PER_HOUR, utcToZoned } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';

const ZONE = 'America/New_York';
const HOURS_PER_DAY = 24;
const HOURS_PER_WEEK = 168;
/** 1970-01-01 was a Thursday; weeks are counted from Sunday. */
const THURSDAY = 4;
const [SUNDAY, FRIDAY] = [0, 5];

/**
 * The hour of the week at a moment, in New York's local time: 0 is Sunday from 00:00, 17 the opening on Sunday evening,
 * 136 the last hour before the close on Friday.
 */
export function hourOfWeek(time: EpochMs): number {
  const local = utcToZoned(ZONE, time);
  const hours = Math.floor(local / MS_PER_HOUR) + THURSDAY * HOURS_PER_DAY;
  return ((hours % HOURS_PER_WEEK) + HOURS_PER_WEEK) % HOURS_PER_WEEK;
}

/**
 * The spread in ticks in each hour of the week: `base` times a factor that is small while London and New York are both
 * open, larger in the Asian hours, large at the roll from 17:00 to 19:00, larger still as the week opens and closes.
 *
 * @param base - ticks, a whole number >= 1.
 * @returns shape (168,), whole ticks >= 1; the hours of the week in which nothing trades are filled by the same rule.
 */
export function weeklySpreads(base: number): readonly number[] {
  return Array.from({ length: HOURS_PER_WEEK }, (_, hour) => Math.max(1, Math.round(base * spreadFactor(hour))));
}

function spreadFactor(hourOfTheWeek: number): number {
  const [day, hour] = [Math.floor(hourOfTheWeek / HOURS_PER_DAY), hourOfTheWeek % HOURS_PER_DAY];
  if (day === SUNDAY && hour < 19) return 6;
  if (day === FRIDAY && hour >= 15) return 2.5;
  if (hour === 17 || hour === 18) return 4;
  if (hour >= 19 || hour < 3) return 1.5;
  return hour >= 8 && hour < 12 ? 0.75 : 1;
}
