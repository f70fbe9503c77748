/**
 * Cron expressions of five fields in UTC: minute (0-59), hour (0-23), day of month (1-31), month (1-12 or JAN-DEC), day of
 * week (0-7 or SUN-SAT, 0 and 7 being Sunday).
 *
 * A field is a list of `*`, values and ranges, each with an optional step behind a slash: `5`, `1-5`, `8-18/2`, `MON,THU`.
 * Where both days are restricted, a day that matches either counts, as cron has always had it.
 */
import { InvalidArgumentError } from '@assay/core/errors';
import { civilToEpochMs, dayOfWeek, epochMsToCivil, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';

/** A cron expression that has been understood. */
export interface Cron {
  readonly text: string;
  /** The first matching minute after a moment, not at it. */
  readonly next: (after: EpochMs) => EpochMs;
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const FIELDS: readonly Field[] = [
  { name: 'minute', min: 0, max: 59, names: [] },
  { name: 'hour', min: 0, max: 23, names: [] },
  { name: 'day of month', min: 1, max: 31, names: [] },
  { name: 'month', min: 1, max: 12, names: MONTHS },
  { name: 'day of week', min: 0, max: 7, names: WEEKDAYS },
];
/** 29 February comes again after eight years at most, as from 2096 to 2104. */
const LONGEST_SEARCH_DAYS = 8 * 366;

/**
 * Understands a cron expression.
 *
 * @throws {InvalidArgumentError} naming the field that is wrong, or if no date ever matches, as 30 February.
 */
export function parseCron(text: string): Cron {
  const words = text.trim().split(/\s+/u);
  if (words.length !== FIELDS.length) {
    throw invalid(text, `five fields (minute, hour, day of month, month, day of week), has ${words.length}`);
  }
  const [minutes, hours, days, months, weekdays] = FIELDS.map((field, index) =>
    valuesOf(words[index] as string, field, text),
  ) as [Set<number>, Set<number>, Set<number>, Set<number>, Set<number>];
  if (weekdays.has(7)) weekdays.add(0);
  const anyDay = (words[2] as string).startsWith('*');
  const anyWeekday = (words[4] as string).startsWith('*');
  const isDay = (midnight: EpochMs): boolean => {
    const { month, day } = epochMsToCivil(midnight);
    if (!months.has(month)) return false;
    const [byDay, byWeekday] = [days.has(day), weekdays.has(dayOfWeek(midnight))];
    return anyDay || anyWeekday ? byDay && byWeekday : byDay || byWeekday;
  };
  const times = [...hours]
    .flatMap((hour) => [...minutes].map((minute) => hour * MS_PER_HOUR + minute * MS_PER_MINUTE))
    .sort((a, b) => a - b);
  const find = (after: EpochMs): EpochMs | undefined => {
    const first = Math.floor(after / MS_PER_DAY) * MS_PER_DAY;
    for (let day = 0; day <= LONGEST_SEARCH_DAYS; day++) {
      const midnight = first + day * MS_PER_DAY;
      const time = isDay(midnight) ? times.find((one) => midnight + one > after) : undefined;
      if (time !== undefined) return midnight + time;
    }
    return undefined;
  };
  if (find(civilToEpochMs(2000, 1, 1)) === undefined) throw invalid(text, 'a date that exists');
  return { text: words.join(' '), next: (after) => find(after) as EpochMs };
}

function valuesOf(word: string, field: Field, text: string): Set<number> {
  const values = new Set<number>();
  for (const item of word.split(',')) {
    const [, range = '', step] = /^([^/]+)(?:\/(\d{1,2}))?$/u.exec(item) ?? [];
    const [from, to] = endsOf(range, step !== undefined, field);
    const by = step === undefined ? 1 : Number(step);
    if (!(from <= to) || by < 1) throw wrongField(item, field, text);
    for (let value = from; value <= to; value += by) values.add(value);
  }
  return values;
}

/** First and last value of a range; NaN where it is none. A single value with a step goes on to the end, as in `5/15`. */
function endsOf(range: string, stepped: boolean, field: Field): readonly [number, number] {
  // Seven is the second name of Sunday: a step over every day must not meet it twice.
  const last = field.max === 7 ? 6 : field.max;
  if (range === '*') return [field.min, last];
  const [from = '', to, ...rest] = range.split('-');
  if (rest.length > 0) return [NaN, NaN];
  const first = valueOf(from, field);
  if (to === undefined) return [first, stepped ? Math.max(first, last) : first];
  return [first, valueOf(to, field)];
}

function valueOf(word: string, { min, max, names }: Field): number {
  const named = names.indexOf(word.toUpperCase());
  if (named >= 0) return min === 1 ? named + 1 : named;
  const value = /^\d{1,2}$/u.test(word) ? Number(word) : NaN;
  return value >= min && value <= max ? value : NaN;
}

function wrongField(item: string, { name, min, max, names }: Field, text: string): InvalidArgumentError {
  const named = names.length === 0 ? '' : ` or ${names[0]} to ${names.at(-1)}`;
  return invalid(text, `such that the ${name} is of ${min} to ${max}${named}, as *, 1,2, 1-5 or */2; '${item}' is not`);
}

function invalid(text: string, rule: string): InvalidArgumentError {
  return new InvalidArgumentError('cron', rule, text);
}
