import { civilToEpochMs, daysInMonth, epochMsToCivil } from './civil.ts';
import { isEpochMs, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from './epoch.ts';
import type { EpochMs, LocalMs } from './epoch.ts';

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?$/;

/**
 * The UTC day of an instant as `2006-01-03`.
 *
 * @param ms - epoch milliseconds, years 0000 to 9999.
 * @throws {InvalidArgumentError} if `ms` is out of its domain.
 *
 * @remarks
 * Source: ISO 8601-1:2019, 5.2.2.1, extended format.
 */
export function formatIsoDate(ms: EpochMs): string {
  const { year, month, day } = epochMsToCivil(ms);
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
}

/**
 * An instant as `2006-01-03T21:00:00.000Z`: always UTC, always milliseconds, so that text order is time order.
 *
 * @param ms - epoch milliseconds, years 0000 to 9999.
 * @throws {InvalidArgumentError} if `ms` is out of its domain.
 *
 * @remarks
 * Source: ISO 8601-1:2019, 5.4.2.1, extended format.
 */
export function formatIsoTime(ms: EpochMs): string {
  const date = formatIsoDate(ms);
  const rest = ms - Math.floor(ms / MS_PER_DAY) * MS_PER_DAY;
  const hour = digits(Math.floor(rest / MS_PER_HOUR), 2);
  const minute = digits(Math.floor(rest / MS_PER_MINUTE) % 60, 2);
  const second = digits(Math.floor(rest / MS_PER_SECOND) % 60, 2);
  return `${date}T${hour}:${minute}:${second}.${digits(rest % MS_PER_SECOND, 3)}Z`;
}

/**
 * Reads a calendar day written as `2006-01-03`, nothing before or after it.
 *
 * @returns the instant at which that day begins in UTC; undefined if the text has another form or names no day of the
 * calendar (`2006-02-30`).
 *
 * @remarks
 * Source: ISO 8601-1:2019, 5.2.2.1, extended format.
 */
export function parseIsoDate(text: string): EpochMs | undefined {
  const match = DATE.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return civilToEpochMs(year, month, day);
}

/**
 * Reads an instant with its zone: `2006-01-03T16:00:00-05:00`, `2006-01-03T21:00Z`, `2006-01-03 21:00:00.250Z`.
 *
 * @returns epoch milliseconds; undefined for a reading without a zone (see `parseIsoLocal`), another form, a day or
 * time of day that does not exist (hour 24 and second 60 included), or digits below the millisecond that are not zero:
 * the platform's unit is the millisecond and nothing is dropped in silence.
 *
 * @remarks
 * Source: RFC 3339, section 5.6, with seconds optional.
 */
export function parseIsoInstant(text: string): EpochMs | undefined {
  const match = DATE_TIME.exec(text);
  if (match === null || match[6] === undefined) return undefined;
  const local = localMs(match);
  const offset = offsetMs(match[6]);
  if (local === undefined || offset === undefined) return undefined;
  const ms = local - offset;
  return isEpochMs(ms) ? ms : undefined;
}

/**
 * Reads a wall-clock time without a zone, as `2006-01-03T16:00:00`, so that a caller can refuse it by name or give it a
 * declared zone with `zonedToUtc`.
 *
 * @returns the reading as though it were UTC; undefined for text with a zone and wherever `parseIsoInstant` refuses.
 *
 * @remarks
 * Source: RFC 3339, section 5.6, without its time-offset.
 */
export function parseIsoLocal(text: string): LocalMs | undefined {
  const match = DATE_TIME.exec(text);
  return match === null || match[6] !== undefined ? undefined : localMs(match);
}

function localMs(match: RegExpExecArray): LocalMs | undefined {
  const date = parseIsoDate(match[1]);
  const [hour, minute, second] = [Number(match[2]), Number(match[3]), Number(match[4] ?? 0)];
  const fraction = (match[5] ?? '').padEnd(3, '0');
  if (date === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  if (Number(fraction.slice(3)) !== 0) return undefined;
  return date + hour * MS_PER_HOUR + minute * MS_PER_MINUTE + second * MS_PER_SECOND + Number(fraction.slice(0, 3));
}

function offsetMs(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const [hour, minute] = [Number(zone.slice(1, 3)), Number(zone.slice(4))];
  if (hour > 23 || minute > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hour * MS_PER_HOUR + minute * MS_PER_MINUTE);
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
