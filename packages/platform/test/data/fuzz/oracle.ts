/**
 * What a file says, read a second time and as plainly as possible: character by character, row by row, without a line of
 * the import's own code. It takes from the layout only what its author declares.
 */
import type { BarsLayout, ColumnReference, Layout } from '../../../src/sources/index.ts';

/** The rows of a member. */
export interface PlainRows {
  /** Field of a row by what the layout calls it; rows count from 1. */
  field(row: number, reference: ColumnReference): string | undefined;
  /** Rows that hold anything. */
  readonly count: number;
}

const MINUTE = 60_000;

/** Reads a member's bytes; undefined where they are no text or table at all. */
export function plainRows(bytes: Buffer, layout: Layout): PlainRows | undefined {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
  if (text.includes('\0')) return undefined;
  return /^\s*[[{]/u.test(text) ? jsonRows(text, layout.jsonPath) : csvRows(text, layout);
}

function jsonRows(text: string, jsonPath = ''): PlainRows | undefined {
  const values = jsonValues(text);
  if (values === undefined) return undefined;
  const lists = values.map((value) =>
    jsonPath === '' ? value : (value as Record<string, unknown> | null)?.[jsonPath],
  );
  if (jsonPath !== '' && !lists.every((list) => Array.isArray(list))) return undefined;
  const records: readonly unknown[] = lists.flat(1);
  const field = (record: unknown, reference: ColumnReference): string | undefined => {
    const value = (record as Record<string, unknown> | null)?.[
      typeof reference === 'number' ? reference - 1 : reference
    ];
    return value === undefined ? undefined : plainText(value);
  };
  const isFull = (record: unknown): boolean => Object.values(record ?? {}).some((value) => plainText(value) !== '');
  return { field: (row, reference) => field(records[row - 1], reference), count: records.filter(isFull).length };
}

/** A value as text; what is neither number, time nor text (a list, bytes) can become no number. */
export function plainText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string') return value.trim();
  const isPlain = typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
  return isPlain ? String(value) : 'no number';
}

function jsonValues(text: string): readonly unknown[] | undefined {
  for (const attempt of [`[${text}]`, `[${text.replaceAll(/([}\]])\s*(?=[[{])/gu, '$1,')}]`]) {
    try {
      return JSON.parse(attempt) as unknown[];
    } catch {
      // The next reading.
    }
  }
  return undefined;
}

function csvRows(text: string, layout: Layout): PlainRows | undefined {
  const { separator, comment, skipLines } = layout;
  const mark = layout.quote === false ? undefined : (layout.quote ?? '"');
  const end = text.includes('\n') ? '\n' : '\r';
  const body = text.split(end).slice(skipLines).join(end);
  const records: string[][] = [];
  for (let at = 0; at < body.length;) {
    const { fields, next, isComment } = plainRecord(body, at, { separator, mark, end, comment });
    at = next;
    if (!isComment) records.push(fields);
  }
  const isFull = (fields: readonly string[]): boolean => fields.some((field) => field !== '');
  let names: readonly string[] = [];
  let start = 0;
  if (layout.header) {
    start = records.findIndex(isFull) + 1;
    if (start === 0) return undefined;
    names = records[start - 1] as readonly string[];
  }
  const rows = records.slice(start);
  const placeOf = (reference: ColumnReference): number =>
    typeof reference === 'number' ? reference - 1 : names.indexOf(reference);
  return { field: (row, reference) => rows[row - 1]?.[placeOf(reference)], count: rows.filter(isFull).length };
}

interface Dialect {
  readonly separator: string;
  readonly mark: string | undefined;
  readonly end: string;
  readonly comment: string | undefined;
}

function plainRecord(
  text: string,
  start: number,
  { separator, mark, end, comment }: Dialect,
): { readonly fields: string[]; readonly next: number; readonly isComment: boolean } {
  const fields: string[] = [];
  let [at, field, isQuoted] = [start, '', false];
  for (; at < text.length; at++) {
    const sign = text[at] as string;
    if (isQuoted) {
      if (sign !== mark) field += sign;
      else if (text[at + 1] === mark) field += text[++at] as string;
      else isQuoted = false;
    } else if (sign === mark && field.trim() === '') {
      isQuoted = true;
      field = '';
    } else if (sign === end) {
      break;
    } else if (text.startsWith(separator, at)) {
      fields.push(field.trim());
      field = '';
      at += separator.length - 1;
    } else {
      field += sign;
    }
  }
  fields.push(field.trim());
  const isComment = comment !== undefined && (fields[0] as string).startsWith(comment);
  return { fields, next: at + 1, isComment };
}

/** The number that a text is, in the file's way of writing; NaN for none. */
export function plainNumber(text: string | undefined, { decimal }: Layout): number {
  if (text === undefined || text === '') return NaN;
  return Number(decimal === ',' ? text.replace(',', '.') : text);
}

/** The number that a text is, divided by a power of ten: of the decimal, before it is rounded to a double. */
export function plainScaled(text: string | undefined, layout: Layout, scale: number): number {
  const value = plainNumber(text, layout);
  if (text === undefined || Number.isNaN(value) || Number.isInteger(value)) return value / scale;
  const [digits = '', power = '0'] = text.replace(',', '.').split(/e/iu);
  return Number(`${digits}e${Number(power) - Math.round(Math.log10(scale))}`);
}

const LENGTHS: Readonly<Record<string, number>> = { '1m': MINUTE, '1h': 60 * MINUTE, '4h': 240 * MINUTE };

/** Could a bar with these moments be the one that the text names? */
export function isMomentOf(
  text: string,
  layout: BarsLayout,
  moments: { openTime: number; eventTime: number },
): boolean {
  const parts = plainTime(text, layout.time.format);
  if (parts === undefined) return false;
  const length = LENGTHS[layout.timeframe];
  const { calendar } = layout.instrument;
  if (length === undefined) return isDayOf(parts, { calendar, barStamp: layout.barStamp }, moments.eventTime);
  const named = layout.barStamp === 'close' ? moments.eventTime : moments.openTime;
  const hasRange = layout.columns['open'] !== undefined || layout.columns['bidOpen'] !== undefined;
  const expectedLength = hasRange ? length : 0;
  return moments.eventTime - moments.openTime === expectedLength && isReading(parts, layout, named);
}

/** A bar of a day ends on that day somewhere between Auckland and Honolulu. */
function isDayOf({ local }: PlainTime, { calendar, barStamp }: DayTerms, eventTime: number): boolean {
  const day = Math.floor((barStamp === 'close' ? local - 1 : local) / (1440 * MINUTE)) * 1440 * MINUTE;
  if (calendar !== 'us-equity') return eventTime > day - 720 * MINUTE && eventTime <= day + (1440 + 720) * MINUTE;
  return eventTime > day + 12 * 60 * MINUTE && eventTime < day + 23 * 60 * MINUTE;
}

type DayTerms = { readonly calendar: string; readonly barStamp?: string | undefined };

interface PlainTime {
  /** The reading of the clock as though it were UTC. */
  readonly local: number;
  /** Minutes ahead of UTC, where the text says so. */
  readonly offset: number | undefined;
}

function isReading({ local, offset }: PlainTime, { time }: BarsLayout, instant: number): boolean {
  if (offset !== undefined) return instant === local - offset * MINUTE;
  // A clock that runs ahead of another one, or was moved: within the zones there are.
  if (typeof time.zone === 'object') return Math.abs(instant - local) <= 14 * 60 * MINUTE;
  const zone = time.zone ?? 'UTC';
  const fixed = /^UTC([+-])(\d\d):(\d\d)$/u.exec(zone);
  if (fixed !== null) {
    const minutes = (Number(fixed[2]) * 60 + Number(fixed[3])) * (fixed[1] === '-' ? -1 : 1);
    return instant === local - minutes * MINUTE;
  }
  if (zone.includes('+')) return Math.abs(instant - local) <= 14 * 60 * MINUTE;
  return clockReading(instant, zone) === local;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockReading(instant: number, timeZone: string): number {
  let clock = clocks.get(timeZone);
  if (clock === undefined) {
    const digits = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
    clock = new Intl.DateTimeFormat('en-US', {
      timeZone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      ...digits,
    });
    clocks.set(timeZone, clock);
  }
  const parts = Object.fromEntries(clock.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const { year = NaN, month = NaN, day = NaN, hour = NaN, minute = NaN, second = NaN } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (instant % 1000);
}

const DAY_FIRST = new Set(['dd.mm.yyyy', 'dd.mm.yyyy hh:mm:ss', 'dd/mm/yyyy', 'dd/mm/yyyy hh:mm']);
const MONTH_FIRST = new Set(['mm/dd/yyyy', 'mm/dd/yyyy hh:mm']);

/** A time by its digits in the order that the format's name gives. */
function plainTime(text: string, format: string): PlainTime | undefined {
  if (format === 'epoch-s' || format === 'epoch-ms')
    return { local: Math.round(Number(text) * (format === 'epoch-s' ? 1000 : 1)), offset: 0 };
  const zone = /(?:[Zz]|([+-])(\d\d):?(\d\d)?)$/u.exec(format.startsWith('iso') && text.length > 16 ? text : '');
  const local = clockTime(zone === null ? text : text.slice(0, zone.index), format);
  return Number.isNaN(local) ? undefined : { local, offset: zone === null ? undefined : offsetOf(zone) };
}

/** Minutes of `Z`, `+05:30` or `-0500`. */
function offsetOf([, sign, hours = '0', minutes = '0']: RegExpExecArray): number {
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** Milliseconds of a reading as though it were UTC. */
function clockTime(clock: string, format: string): number {
  const compact = /^(\d{4})(\d\d)(\d\d)(?: ?(\d\d):?(\d\d):?(\d\d)?)?/u.exec(clock);
  const numbers = (compact?.slice(1) ?? clock.split(/\D+/u)).filter((part) => part !== undefined).map(Number);
  const [year, month, day] = dateOf(numbers, format);
  const [hour = 0, minute = 0, second = 0] = numbers.slice(3);
  const fraction = /[.,](\d{1,3})\d*$/u.exec(clock.slice(16))?.[1] ?? '0';
  const reading = new Date(0);
  reading.setUTCFullYear(year, month - 1, day);
  return reading.setUTCHours(hour, minute, second, Number(fraction.padEnd(3, '0')));
}

function dateOf([a = NaN, b = NaN, c = NaN]: readonly number[], format: string): readonly [number, number, number] {
  if (DAY_FIRST.has(format)) return [c, b, a];
  return MONTH_FIRST.has(format) ? [c, a, b] : [a, b, c];
}
