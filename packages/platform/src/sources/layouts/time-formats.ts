import { civilToEpochMs, daysInMonth, MAX_EPOCH_MS, MIN_EPOCH_MS } from '@assay/core/time';
import {
  MS_PER_HOUR,
  MS_PER_MINUTE,
  MS_PER_SECOND,
  parseIsoDate,
  parseIsoInstant,
  parseIsoLocal,
} from '@assay/core/time';
import { fixedTime } from './fixed-time.ts';
import { isoInstant, isoLocal } from './iso-time.ts';

/** What a time format tells: a civil date, a wall-clock time that needs a zone, or an instant. */
export type TimeKind = 'date' | 'local' | 'instant';

interface FormatDefinition {
  readonly kind: TimeKind;
  /** How such a time looks. */
  readonly example: string;
  /** Milliseconds of the reading as though it were UTC, or why the text is not of this format. */
  readonly parse: (text: string) => number | string;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** 1973-03-03 in milliseconds, or the year 5138 in seconds: on the wrong side of it the unit is the other one. */
const EPOCH_UNIT_LIMIT = 100_000_000_000;
/** Two-digit years from here on are of the twentieth century. */
const FIRST_YEAR_OF_1900S = 70;

const FORMATS: Readonly<Record<TimeFormat, FormatDefinition>> = {
  'iso-date': {
    kind: 'date',
    example: '2006-01-31',
    parse: (text) => parseIsoDate(text) ?? 'is no date such as 2006-01-31',
  },
  yyyymmdd: fixed('date', '20060131', 'yyyymmdd'),
  yymmdd: flexible('date', '060131', /^(?<year>\d\d)(?<month>\d\d)(?<day>\d\d)$/u),
  'dd.mm.yyyy': flexible('date', '31.01.2006', /^(?<day>\d\d?)\.(?<month>\d\d?)\.(?<year>\d{4})$/u),
  'dd/mm/yyyy': flexible('date', '31/01/2006', /^(?<day>\d\d?)\/(?<month>\d\d?)\/(?<year>\d{4})$/u),
  'mm/dd/yyyy': flexible('date', '01/31/2006', /^(?<month>\d\d?)\/(?<day>\d\d?)\/(?<year>\d{4})$/u),
  'd/m/yy': flexible('date', '31/1/06', /^(?<day>\d\d?)\/(?<month>\d\d?)\/(?<year>\d\d)$/u),
  'm/d/yy': flexible('date', '1/31/06', /^(?<month>\d\d?)\/(?<day>\d\d?)\/(?<year>\d\d)$/u),
  'mmm d yyyy': flexible('date', 'Jan 31 2006', /^(?<name>[A-Za-z]{3}) (?<day>\d\d?),? (?<year>\d{4})$/u),
  'mmm yy': flexible('date', 'Jan 06', /^(?<name>[A-Za-z]{3}) (?<year>\d\d)$/u),
  'iso-local': { kind: 'local', example: '2006-01-31T16:00:00', parse: parseLocal },
  'yyyymmdd hh:mm': fixed('local', '20060131 16:00', 'yyyymmdd HH:MM'),
  'yyyymmdd hhmmss': fixed('local', '20060131 160000', 'yyyymmdd HHMMSS'),
  yyyymmddhhmmss: fixed('local', '20060131160000', 'yyyymmddHHMMSS'),
  'yyyy.mm.dd hh:mm': fixed('local', '2006.01.31 16:00', 'yyyy.mm.dd HH:MM'),
  'yyyy.mm.dd hh:mm:ss': fixed('local', '2006.01.31 16:00:00', 'yyyy.mm.dd HH:MM:SS'),
  'dd.mm.yyyy hh:mm:ss': fixed('local', '31.01.2006 16:00:00.000', 'dd.mm.yyyy HH:MM:SS'),
  'dd/mm/yyyy hh:mm': fixed('local', '31/01/2006 16:00', 'dd/mm/yyyy HH:MM'),
  'mm/dd/yyyy hh:mm': fixed('local', '01/31/2006 16:00', 'mm/dd/yyyy HH:MM'),
  'm/d/yy hh:mm': flexible(
    'local',
    '1/31/06 16:00',
    /^(?<month>\d\d?)\/(?<day>\d\d?)\/(?<year>\d\d) (?<hour>\d\d?):(?<minute>\d\d)$/u,
  ),
  'iso-instant': { kind: 'instant', example: '2006-01-31T21:00:00Z', parse: parseInstant },
  'epoch-s': { kind: 'instant', example: '1138741200', parse: parseSeconds },
  'epoch-ms': { kind: 'instant', example: '1138741200000', parse: parseMilliseconds },
  'epoch-us': { kind: 'instant', example: '1138741200000000', parse: (text) => parseFiner(text, 3, 'microseconds') },
  'epoch-ns': { kind: 'instant', example: '1138741200000000000', parse: (text) => parseFiner(text, 6, 'nanoseconds') },
};

/** Name of a time format. */
export type TimeFormat =
  | 'iso-date'
  | 'yyyymmdd'
  | 'yymmdd'
  | 'dd.mm.yyyy'
  | 'dd/mm/yyyy'
  | 'mm/dd/yyyy'
  | 'd/m/yy'
  | 'm/d/yy'
  | 'mmm d yyyy'
  | 'mmm yy'
  | 'iso-local'
  | 'yyyymmdd hh:mm'
  | 'yyyymmdd hhmmss'
  | 'yyyymmddhhmmss'
  | 'yyyy.mm.dd hh:mm'
  | 'yyyy.mm.dd hh:mm:ss'
  | 'dd.mm.yyyy hh:mm:ss'
  | 'dd/mm/yyyy hh:mm'
  | 'mm/dd/yyyy hh:mm'
  | 'm/d/yy hh:mm'
  | 'iso-instant'
  | 'epoch-s'
  | 'epoch-ms'
  | 'epoch-us'
  | 'epoch-ns';

/** The names of all time formats. */
export const TIME_FORMATS: readonly TimeFormat[] = Object.keys(FORMATS) as TimeFormat[];

/** What a format tells about a moment. */
export function timeKind(format: TimeFormat): TimeKind {
  return FORMATS[format].kind;
}

/** A time in a format as people would write it. */
export function timeExample(format: TimeFormat): string {
  return FORMATS[format].example;
}

/**
 * The reader of a format.
 *
 * It returns milliseconds since 1970, of the instant or of the reading as though it were UTC; or a text that says what is
 * wrong, where the text is not of the format, names a day or time that does not exist, or is finer than a millisecond.
 */
export function timeParser(format: TimeFormat): (text: string) => number | string {
  return FORMATS[format].parse;
}

const NO_SUCH_TIME = 'names a day or time that does not exist';

function fixed(kind: TimeKind, example: string, pattern: string): FormatDefinition {
  const read = fixedTime(pattern);
  const parse = (text: string): number | string => {
    const found = read(text);
    if (!Number.isNaN(found)) return found;
    return read.isOfForm(text) ? NO_SUCH_TIME : `is not of the form ${example}`;
  };
  return { kind, example, parse };
}

/** Formats whose parts have no fixed width. */
function flexible(kind: TimeKind, example: string, pattern: RegExp): FormatDefinition {
  const parse = (text: string): number | string => {
    const groups = pattern.exec(text)?.groups;
    return groups === undefined ? `is not of the form ${example}` : (civilMs(groups) ?? NO_SUCH_TIME);
  };
  return { kind, example, parse };
}

function civilMs(groups: Readonly<Record<string, string | undefined>>): number | undefined {
  const number = (name: string, fallback = 0): number => Number(groups[name] ?? fallback);
  const month = groups['name'] === undefined ? number('month') : MONTHS.indexOf(groups['name'].toLowerCase()) + 1;
  const [year, day, hour, minute] = [
    fullYear(groups['year'] ?? ''),
    number('day', 1),
    number('hour'),
    number('minute'),
  ];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59) return undefined;
  return civilToEpochMs(year, month, day) + hour * MS_PER_HOUR + minute * MS_PER_MINUTE;
}

function fullYear(text: string): number {
  if (text.length > 2) return Number(text);
  return Number(text) + (Number(text) >= FIRST_YEAR_OF_1900S ? 1900 : 2000);
}

function parseLocal(text: string): number | string {
  const local = isoLocal(text);
  if (!Number.isNaN(local)) return local;
  if (parseIsoInstant(text) !== undefined) return "carries a zone, the declared format 'iso-local' has none";
  return 'is not of the form 2006-01-31T16:00:00';
}

function parseInstant(text: string): number | string {
  const instant = isoInstant(text);
  if (!Number.isNaN(instant)) return instant;
  const isNaive = parseIsoLocal(text) !== undefined || parseIsoDate(text) !== undefined;
  return isNaive
    ? "carries no zone, the declared format 'iso-instant' needs one"
    : 'is not of the form 2006-01-31T21:00:00Z';
}

function parseSeconds(text: string): number | string {
  const match = /^(-?\d{1,15})(?:\.(\d{1,9}))?$/u.exec(text);
  if (match === null) return 'is no number of seconds';
  if (Math.abs(Number(match[1])) >= EPOCH_UNIT_LIMIT) return 'lies beyond the year 5000: are these milliseconds?';
  const fraction = (match[2] ?? '').padEnd(3, '0');
  if (/[1-9]/u.test(fraction.slice(3))) return 'is finer than a millisecond';
  const sign = text.startsWith('-') ? -1 : 1;
  return Number(match[1]) * MS_PER_SECOND + sign * Number(fraction.slice(0, 3));
}

function parseMilliseconds(text: string): number | string {
  if (!/^-?\d{1,16}$/u.test(text)) return 'is no whole number of milliseconds';
  if (Math.abs(Number(text)) < EPOCH_UNIT_LIMIT) return 'lies within three years of 1970: are these seconds?';
  if (Number(text) > MAX_EPOCH_MS) return 'lies beyond the year 9999: are these microseconds?';
  return Number(text);
}

/** Microseconds and nanoseconds, as long as nothing is lost below the millisecond. */
function parseFiner(text: string, digits: number, unit: string): number | string {
  if (!/^-?\d{4,20}$/u.test(text)) return `is no whole number of ${unit}`;
  const milliseconds = Number(text.slice(0, -digits));
  if (Math.abs(milliseconds) < EPOCH_UNIT_LIMIT) return `lies within three years of 1970: are these ${unit}?`;
  if (milliseconds > MAX_EPOCH_MS || milliseconds < MIN_EPOCH_MS)
    return `lies beyond the year 9999: are these ${unit}?`;
  return /^0+$/u.test(text.slice(-digits)) ? milliseconds : 'is finer than a millisecond';
}
