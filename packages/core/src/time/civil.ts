import { InvalidArgumentError } from '../errors/index.ts';
import { checkEpochMs, MS_PER_DAY } from './epoch.ts';
import type { EpochMs } from './epoch.ts';

/** A day of the proleptic Gregorian calendar. */
export interface CivilDate {
  /** 0 to 9999; year 0 is 1 BC. */
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

const DAYS_PER_ERA = 146_097;
const DAYS_FROM_MARCH_0000_TO_1970 = 719_468;
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Number of days in a month of the proleptic Gregorian calendar.
 *
 * @param year - whole number, 0 to 9999.
 * @param month - 1 to 12.
 * @throws {InvalidArgumentError} if the year or the month is out of its domain.
 *
 * @remarks
 * Source: Gregorian calendar, ISO 8601-1:2019, 4.2.1.
 */
export function daysInMonth(year: number, month: number): number {
  if (!(Number.isInteger(year) && year >= 0 && year <= 9999)) {
    throw new InvalidArgumentError('year', 'a whole number between 0 and 9999', year);
  }
  if (!(Number.isInteger(month) && month >= 1 && month <= 12)) {
    throw new InvalidArgumentError('month', 'a whole number between 1 and 12', month);
  }
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : DAYS_IN_MONTH[month - 1];
}

/**
 * The instant at which a calendar day begins in UTC.
 *
 * Years are counted from March, so that the leap day is the last of its year and the days before a month are
 * ⌊(153·m + 2) / 5⌋ with m = 0 for March.
 *
 * @param year - whole number, 0 to 9999.
 * @param month - 1 to 12.
 * @param day - 1 to the length of the month.
 * @returns epoch milliseconds, a multiple of `MS_PER_DAY`.
 * @throws {InvalidArgumentError} if there is no such day.
 *
 * @remarks
 * Source: H. Hinnant, "chrono-compatible low-level date algorithms" (2013), days_from_civil.
 */
export function civilToEpochMs(year: number, month: number, day: number): EpochMs {
  const length = daysInMonth(year, month);
  if (!(Number.isInteger(day) && day >= 1 && day <= length)) {
    throw new InvalidArgumentError('day', `a whole number between 1 and ${length}`, day);
  }
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const monthFromMarch = (month + 9) % 12;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return (era * DAYS_PER_ERA + dayOfEra - DAYS_FROM_MARCH_0000_TO_1970) * MS_PER_DAY;
}

/**
 * The calendar day of an instant in UTC; the inverse of `civilToEpochMs`, any time of day being dropped.
 *
 * @param ms - epoch milliseconds, years 0000 to 9999.
 * @throws {InvalidArgumentError} if `ms` is out of its domain.
 *
 * @remarks
 * Source: H. Hinnant, "chrono-compatible low-level date algorithms" (2013), civil_from_days.
 */
export function epochMsToCivil(ms: EpochMs): CivilDate {
  checkEpochMs('ms', ms);
  const days = Math.floor(ms / MS_PER_DAY) + DAYS_FROM_MARCH_0000_TO_1970;
  const era = Math.floor(days / DAYS_PER_ERA);
  const dayOfEra = days - era * DAYS_PER_ERA;
  const leapDays = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}

/**
 * Day of the week of an instant in UTC, 0 = Sunday to 6 = Saturday.
 *
 * @param ms - epoch milliseconds, years 0000 to 9999.
 * @throws {InvalidArgumentError} if `ms` is out of its domain.
 *
 * @remarks
 * Source: this project; 1970-01-01 was a Thursday.
 */
export function dayOfWeek(ms: EpochMs): number {
  checkEpochMs('ms', ms);
  const days = Math.floor(ms / MS_PER_DAY);
  return (((days + 4) % 7) + 7) % 7;
}
