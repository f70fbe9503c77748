import { InvalidArgumentError } from '@assay/core/errors';
import { civilToEpochMs, dayOfWeek, epochMsToCivil, formatIsoDate, MS_PER_DAY } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';

/** A week from Monday 00:00 UTC to the next one. */
export interface IsoWeek {
  /** As `2026-W46`. */
  readonly name: string;
  /** First moment, and first moment of the week after. */
  readonly from: EpochMs;
  readonly end: EpochMs;
}

const MS_PER_WEEK = 7 * MS_PER_DAY;
const NAME = /^(\d{4})-W(\d{2})$/u;

/**
 * The ISO 8601 week that a moment lies in, in UTC.
 *
 * @remarks
 * Source: ISO 8601: week 1 is the one with the year's first Thursday.
 */
export function isoWeekOf(time: EpochMs): IsoWeek {
  const day = Math.floor(time / MS_PER_DAY) * MS_PER_DAY;
  const from = day - daysSinceMonday(day) * MS_PER_DAY;
  const { year } = epochMsToCivil(from + 3 * MS_PER_DAY);
  const number = Math.round((from - firstMonday(year)) / MS_PER_WEEK) + 1;
  return { name: `${year}-W${String(number).padStart(2, '0')}`, from, end: from + MS_PER_WEEK };
}

/**
 * A week by its name.
 *
 * @param name - as `2026-W46`.
 * @throws {InvalidArgumentError} if it is not the name of a week; a year has 52 or 53 of them.
 *
 * @remarks
 * Source: ISO 8601.
 */
export function isoWeekNamed(name: string): IsoWeek {
  const [, year, number] = NAME.exec(name) ?? [];
  if (year !== undefined && number !== undefined) {
    const week = isoWeekOf(firstMonday(Number(year)) + (Number(number) - 1) * MS_PER_WEEK);
    if (week.name === name) return week;
  }
  throw new InvalidArgumentError('week', 'an ISO week such as 2026-W46', name);
}

/**
 * The week that lies so many weeks after another, before it where the number is negative.
 *
 * @remarks
 * Source: this project.
 */
export function weekAfter({ from }: Pick<IsoWeek, 'from'>, weeks: number): IsoWeek {
  return isoWeekOf(from + weeks * MS_PER_WEEK);
}

/** First and last date of the weeks up to one, that one included. */
export interface WeekWindow {
  readonly from: string;
  readonly to: string;
}

/**
 * The dates of the trailing complete weeks that end with a week.
 *
 * @param weeks - how many; a whole number ≥ 1.
 *
 * @remarks
 * Source: this project.
 */
export function trailingWeeks(week: IsoWeek, weeks: number): WeekWindow {
  return { from: formatIsoDate(weekAfter(week, 1 - weeks).from), to: formatIsoDate(week.end - MS_PER_DAY) };
}

/** Monday of week 1: the week of the 4th of January. */
function firstMonday(year: number): EpochMs {
  const fourth = civilToEpochMs(year, 1, 4);
  return fourth - daysSinceMonday(fourth) * MS_PER_DAY;
}

function daysSinceMonday(time: EpochMs): number {
  return (dayOfWeek(time) + 6) % 7;
}
