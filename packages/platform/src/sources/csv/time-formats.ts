import { daysInMonth, civilToEpochMs, parseIsoDate, parseIsoInstant, parseIsoLocal } from '@assay/core/time';
import { MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '@assay/core/time';

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

const FORMATS: Readonly<Record<TimeFormat, FormatDefinition>> = {
  'iso-date': {
    kind: 'date',
    example: '2006-01-31',
    parse: (text) => parseIsoDate(text) ?? 'is no date such as 2006-01-31',
  },
  yyyymmdd: fields('date', '20060131', /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)$/u),
  'dd.mm.yyyy': fields('date', '31.01.2006', /^(?<day>\d\d?)\.(?<month>\d\d?)\.(?<year>\d{4})$/u),
  'dd/mm/yyyy': fields('date', '31/01/2006', /^(?<day>\d\d?)\/(?<month>\d\d?)\/(?<year>\d{4})$/u),
  'mm/dd/yyyy': fields('date', '01/31/2006', /^(?<month>\d\d?)\/(?<day>\d\d?)\/(?<year>\d{4})$/u),
  'mmm d yyyy': fields('date', 'Jan 31 2006', /^(?<name>[A-Za-z]{3}) (?<day>\d\d?),? (?<year>\d{4})$/u),
  'iso-local': { kind: 'local', example: '2006-01-31T16:00:00', parse: parseLocal },
  'yyyymmdd hh:mm': fields(
    'local',
    '20060131 16:00',
    /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d) (?<hour>\d\d):(?<minute>\d\d)$/u,
  ),
  'yyyymmdd hhmmss': fields(
    'local',
    '20060131 160000',
    /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d) (?<hour>\d\d)(?<minute>\d\d)(?<second>\d\d)$/u,
  ),
  'yyyy.mm.dd hh:mm': fields(
    'local',
    '2006.01.31 16:00',
    /^(?<year>\d{4})\.(?<month>\d\d)\.(?<day>\d\d) (?<hour>\d\d):(?<minute>\d\d)$/u,
  ),
  'dd.mm.yyyy hh:mm:ss': fields(
    'local',
    '31.01.2006 16:00:00.000',
    /^(?<day>\d\d)\.(?<month>\d\d)\.(?<year>\d{4}) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:\.(?<fraction>\d{1,3}))?$/u,
  ),
  'iso-instant': { kind: 'instant', example: '2006-01-31T21:00:00Z', parse: parseInstant },
  'epoch-s': { kind: 'instant', example: '1138741200', parse: parseSeconds },
  'epoch-ms': { kind: 'instant', example: '1138741200000', parse: parseMilliseconds },
};

/** Name of a time format. */
export type TimeFormat =
  | 'iso-date'
  | 'yyyymmdd'
  | 'dd.mm.yyyy'
  | 'dd/mm/yyyy'
  | 'mm/dd/yyyy'
  | 'mmm d yyyy'
  | 'iso-local'
  | 'yyyymmdd hh:mm'
  | 'yyyymmdd hhmmss'
  | 'yyyy.mm.dd hh:mm'
  | 'dd.mm.yyyy hh:mm:ss'
  | 'iso-instant'
  | 'epoch-s'
  | 'epoch-ms';

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
 * Reads a time.
 *
 * @returns milliseconds since 1970: of the instant, or of the reading as though it were UTC; a text that says what is
 *   wrong where the text is not of the format or names a day or time that does not exist.
 */
export function parseTime(format: TimeFormat, text: string): number | string {
  return FORMATS[format].parse(text);
}

function fields(kind: TimeKind, example: string, pattern: RegExp): FormatDefinition {
  const parse = (text: string): number | string => {
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) return `is not of the form ${example}`;
    return civilMs(groups) ?? 'names a day or time that does not exist';
  };
  return { kind, example, parse };
}

function civilMs(groups: Readonly<Record<string, string | undefined>>): number | undefined {
  const number = (name: string): number => Number(groups[name] ?? 0);
  const month = groups['name'] === undefined ? number('month') : MONTHS.indexOf(groups['name'].toLowerCase()) + 1;
  const [year, day, hour, minute, second] = [
    number('year'),
    number('day'),
    number('hour'),
    number('minute'),
    number('second'),
  ];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const fraction = Number((groups['fraction'] ?? '').padEnd(3, '0'));
  const time = hour * MS_PER_HOUR + minute * MS_PER_MINUTE + second * MS_PER_SECOND + fraction;
  return civilToEpochMs(year, month, day) + time;
}

function parseLocal(text: string): number | string {
  const local = parseIsoLocal(text);
  if (local !== undefined) return local;
  if (parseIsoInstant(text) !== undefined) return "carries a zone, the declared format 'iso-local' has none";
  return 'is not of the form 2006-01-31T16:00:00';
}

function parseInstant(text: string): number | string {
  const instant = parseIsoInstant(text);
  if (instant !== undefined) return instant;
  const isNaive = parseIsoLocal(text) !== undefined || parseIsoDate(text) !== undefined;
  return isNaive
    ? "carries no zone, the declared format 'iso-instant' needs one"
    : 'is not of the form 2006-01-31T21:00:00Z';
}

function parseSeconds(text: string): number | string {
  if (!/^-?\d{1,15}$/u.test(text)) return 'is no whole number of seconds';
  if (Math.abs(Number(text)) >= EPOCH_UNIT_LIMIT) return 'lies beyond the year 5000: are these milliseconds?';
  return Number(text) * MS_PER_SECOND;
}

function parseMilliseconds(text: string): number | string {
  if (!/^-?\d{1,16}$/u.test(text)) return 'is no whole number of milliseconds';
  if (Math.abs(Number(text)) < EPOCH_UNIT_LIMIT) return 'lies within three years of 1970: are these seconds?';
  if (Number(text) > 253_402_300_799_999) return 'lies beyond the year 9999: are these microseconds?';
  return Number(text);
}
