/**
 * Days on which the New York Stock Exchange does not trade, or closes early, 1990 to 2050.
 *
 * Rules: NYSE Rule 7.2 (Holidays) with its note on weekends: a holiday on a Sunday moves to the Monday, one on a
 * Saturday to the Friday before, unless that Friday ends a yearly accounting period, which is why New Year's Day on a
 * Saturday is not kept. First years: Martin Luther King Day 1998, Juneteenth 2022 (announced in 2021).
 * Early closes: the exchange's yearly trading calendars; 14:00 until 1992, 13:00 since. Closures without a rule: the
 * exchange's notices. What was not planned is not kept: openings that came late (for minutes, at 11:00 in the snow of
 * 1996-01-08, at noon on 2002-09-11) and days that ended early (1994-02-11, 1996-01-08, 1997-10-27): a session opens at
 * 09:30 and closes at the hour that stood on the calendar.
 *
 * The dates are checked day by day against an independent calendar in golden/market/us-equity-sessions.json. Calendars
 * in use differ about 1999-12-31 (13:00 or 16:00); the earlier close is taken.
 */
import { InvariantError } from '@assay/core/errors';
import { civilToEpochMs, dayOfWeek, epochMsToCivil, MS_PER_DAY, parseIsoDate } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';

/** First and last year of the rules. */
export const FIRST_YEAR: number = 1990;
export const LAST_YEAR: number = 2050;

/** A closed day that no rule gives. */
export interface SpecialClosure {
  readonly date: string;
  readonly reason: string;
  /** Whether it was announced before the session before it had closed. */
  readonly foreseen: boolean;
}

/** Closed days that no rule gives. */
export const SPECIAL_CLOSURES: readonly SpecialClosure[] = [
  { date: '1994-04-27', reason: 'funeral of President Nixon', foreseen: true },
  { date: '2001-09-11', reason: 'attacks on New York and Washington', foreseen: false },
  { date: '2001-09-12', reason: 'attacks on New York and Washington', foreseen: false },
  { date: '2001-09-13', reason: 'attacks on New York and Washington', foreseen: false },
  { date: '2001-09-14', reason: 'attacks on New York and Washington', foreseen: false },
  { date: '2004-06-11', reason: 'funeral of President Reagan', foreseen: true },
  { date: '2007-01-02', reason: 'mourning for President Ford', foreseen: true },
  { date: '2012-10-29', reason: 'hurricane Sandy', foreseen: false },
  { date: '2012-10-30', reason: 'hurricane Sandy', foreseen: false },
  { date: '2018-12-05', reason: 'mourning for President George H. W. Bush', foreseen: true },
  { date: '2025-01-09', reason: 'mourning for President Carter', foreseen: true },
];

/** Early closes at 13:00 that no rule gives. */
export const SPECIAL_EARLY_CLOSES: readonly string[] = [
  '1996-07-05',
  '1997-12-26',
  '1999-12-31',
  '2002-07-05',
  '2003-12-26',
];

const SUNDAY = 0;
const MONDAY = 1;
const WEDNESDAY = 3;
const THURSDAY = 4;
const FRIDAY = 5;
const SATURDAY = 6;
const JANUARY = 1;
const FEBRUARY = 2;
const MAY = 5;
const JUNE = 6;
const JULY = 7;
const SEPTEMBER = 9;
const NOVEMBER = 11;
const DECEMBER = 12;

/** The days of a year, as UTC midnights, on which the exchange is closed by rule; weekends are not among them. */
export function holidaysOf(year: number): ReadonlySet<EpochMs> {
  const days = [
    movedFromSunday(civilToEpochMs(year, JANUARY, 1)),
    nthWeekday(year, FEBRUARY, MONDAY, 3),
    easterSunday(year) - 2 * MS_PER_DAY,
    lastMondayOfMay(year),
    movedFromWeekend(civilToEpochMs(year, JULY, 4)),
    nthWeekday(year, SEPTEMBER, MONDAY, 1),
    thanksgiving(year),
    movedFromWeekend(civilToEpochMs(year, DECEMBER, 25)),
  ];
  if (year >= 1998) days.push(nthWeekday(year, JANUARY, MONDAY, 3));
  if (year >= 2022) days.push(movedFromWeekend(civilToEpochMs(year, JUNE, 19)));
  return new Set(days);
}

/** The special closures, as UTC midnights: all of them, or only those that came without warning. */
export function specialClosureDays(which: 'all' | 'unforeseen'): ReadonlySet<EpochMs> {
  const closures = SPECIAL_CLOSURES.filter((closure) => which === 'all' || !closure.foreseen);
  return new Set(closures.map((closure) => civilDay(closure.date)));
}

/**
 * The days of a year, as UTC midnights, on which the exchange closes early, each with the minute of the New York day at
 * which it closes: 14:00 until 1992, 13:00 since.
 *
 * The day after Thanksgiving since 1992; 24 December from Monday to Thursday (on a Friday the day is Christmas's own
 * holiday); since 1995, 3 July on a Monday, Tuesday or Thursday, and since 2013 on a Wednesday too.
 */
export function earlyClosesOf(year: number): ReadonlyMap<EpochMs, number> {
  const christmasEve = civilToEpochMs(year, DECEMBER, 24);
  const thirdOfJuly = civilToEpochMs(year, JULY, 3);
  const days = SPECIAL_EARLY_CLOSES.map(civilDay).filter((day) => epochMsToCivil(day).year === year);
  if (year >= 1992) days.push(thanksgiving(year) + MS_PER_DAY);
  if (isMondayToThursday(christmasEve)) days.push(christmasEve);
  if (isMondayToThursday(thirdOfJuly) && keepsThirdOfJuly(year, dayOfWeek(thirdOfJuly))) days.push(thirdOfJuly);
  const closeMinute = year <= 1992 ? 14 * 60 : 13 * 60;
  return new Map(days.map((day) => [day, closeMinute]));
}

function keepsThirdOfJuly(year: number, weekday: number): boolean {
  return year >= (weekday === WEDNESDAY ? 2013 : 1995);
}

/** True for Saturday and Sunday. */
export function isWeekend(day: EpochMs): boolean {
  const weekday = dayOfWeek(day);
  return weekday === SATURDAY || weekday === SUNDAY;
}

/**
 * Easter Sunday of the Gregorian calendar, as a UTC midnight, with the names of the published algorithm.
 *
 * Source: "A New York correspondent", Nature 13 (1876), 487, as printed in J. Meeus, Astronomical Algorithms (1991), ch. 8.
 */
export function easterSunday(year: number): EpochMs {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const monthAndDay = h + l - 7 * m + 114;
  return civilToEpochMs(year, Math.floor(monthAndDay / 31), (monthAndDay % 31) + 1);
}

function thanksgiving(year: number): EpochMs {
  return nthWeekday(year, NOVEMBER, THURSDAY, 4);
}

function lastMondayOfMay(year: number): EpochMs {
  const last = civilToEpochMs(year, MAY, 31);
  return last - ((dayOfWeek(last) - MONDAY + 7) % 7) * MS_PER_DAY;
}

function nthWeekday(year: number, month: number, weekday: number, n: number): EpochMs {
  const first = civilToEpochMs(year, month, 1);
  return first + (((weekday - dayOfWeek(first) + 7) % 7) + 7 * (n - 1)) * MS_PER_DAY;
}

function movedFromSunday(day: EpochMs): EpochMs {
  return dayOfWeek(day) === SUNDAY ? day + MS_PER_DAY : day;
}

function movedFromWeekend(day: EpochMs): EpochMs {
  return dayOfWeek(day) === SATURDAY ? day - MS_PER_DAY : movedFromSunday(day);
}

function isMondayToThursday(day: EpochMs): boolean {
  const weekday = dayOfWeek(day);
  return weekday >= MONDAY && weekday < FRIDAY;
}

function civilDay(date: string): EpochMs {
  const day = parseIsoDate(date);
  if (day === undefined) throw new InvariantError(`'${date}' in the tables of us-equity is no date`);
  return day;
}
