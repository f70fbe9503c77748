/**
 * Offsets of IANA time zones.
 *
 * 1. The offset at the beginning of a UTC day is asked of the runtime once and kept.
 * 2. If the next day begins with the same offset, the offset holds all day: the database has no two changes within
 *    three days.
 * 3. Otherwise the change is found to the millisecond by bisection, once, and kept.
 */
import { InvalidArgumentError, InvariantError } from '../errors/index.ts';
import { checkEpochMs, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from './epoch.ts';
import type { EpochMs, LocalMs } from './epoch.ts';

interface ZoneTable {
  readonly format: Intl.DateTimeFormat;
  /** Offset at the beginning of a UTC day, by days since 1970. */
  readonly dayOffsets: Map<number, number>;
  /** First instant of the new offset, by the day on which it changes. */
  readonly changes: Map<number, EpochMs>;
}

const OFFSET = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/;
const tables = new Map<string, ZoneTable>();

/**
 * True if the runtime's time zone database knows `zone`.
 *
 * Source: this project.
 */
export function isTimeZone(zone: string): boolean {
  return findTable(zone) !== undefined;
}

/**
 * How far the clocks of a zone are ahead of UTC at an instant.
 *
 * @param zone - IANA name, as `America/New_York`.
 * @param utcMs - epoch milliseconds, years 0000 to 9999.
 * @returns milliseconds, positive east of Greenwich: local = utcMs + offset.
 * @throws {InvalidArgumentError} if the zone is unknown or `utcMs` is out of its domain.
 *
 * @remarks
 * Cost: about a microsecond for the first instant of a day, a table look-up after that; a zone's table keeps one
 * number per day asked for.
 * Source: IANA time zone database, in the version that the runtime carries.
 */
export function zoneOffsetMs(zone: string, utcMs: EpochMs): number {
  checkEpochMs('utcMs', utcMs);
  return offsetAt(requireTable(zone), utcMs);
}

/**
 * The wall-clock reading of a zone at an instant.
 *
 * @param zone - IANA name, as `America/New_York`.
 * @param utcMs - epoch milliseconds, years 0000 to 9999.
 * @returns the reading as though it were UTC, so that `epochMsToCivil` and `dayOfWeek` apply to it.
 * @throws {InvalidArgumentError} if the zone is unknown or `utcMs` is out of its domain.
 *
 * @remarks
 * Source: IANA time zone database, in the version that the runtime carries.
 */
export function utcToZoned(zone: string, utcMs: EpochMs): LocalMs {
  return utcMs + zoneOffsetMs(zone, utcMs);
}

/**
 * The instant at which the clocks of a zone show a reading.
 *
 * Where clocks change, the reading is taken with the offset in force before the change. So a reading that occurs
 * twice (clocks set back) is its first occurrence, and a reading that never occurs (clocks set forward) lies as long
 * after the change as the reading lies after the last one before it: 02:30 in New York's missing hour is 03:30.
 *
 * @param zone - IANA name, as `America/New_York`.
 * @param localMs - the reading as though it were UTC, years 0000 to 9999.
 * @returns epoch milliseconds.
 * @throws {InvalidArgumentError} if the zone is unknown or `localMs` is out of its domain.
 *
 * @remarks
 * Source: RFC 5545, section 3.3.5, for the reading that occurs twice and the one that never occurs.
 */
export function zonedToUtc(zone: string, localMs: LocalMs): EpochMs {
  checkEpochMs('localMs', localMs);
  const table = requireTable(zone);
  const before = offsetAt(table, localMs - MS_PER_DAY);
  const after = offsetAt(table, localMs + MS_PER_DAY);
  if (before === after) return localMs - before;
  const isBefore = offsetAt(table, localMs - before) === before;
  const isAfter = offsetAt(table, localMs - after) === after;
  return isAfter && !isBefore ? localMs - after : localMs - before;
}

function offsetAt(table: ZoneTable, utcMs: EpochMs): number {
  const day = Math.floor(utcMs / MS_PER_DAY);
  const start = dayOffset(table, day);
  const end = dayOffset(table, day + 1);
  return start === end || utcMs < changeOn(table, day, start) ? start : end;
}

function dayOffset(table: ZoneTable, day: number): number {
  let offset = table.dayOffsets.get(day);
  if (offset === undefined) {
    offset = readOffset(table.format, day * MS_PER_DAY);
    table.dayOffsets.set(day, offset);
  }
  return offset;
}

function changeOn(table: ZoneTable, day: number, startOffset: number): EpochMs {
  const known = table.changes.get(day);
  if (known !== undefined) return known;
  let last = day * MS_PER_DAY;
  let first = last + MS_PER_DAY;
  while (first - last > 1) {
    const middle = Math.floor((last + first) / 2);
    if (readOffset(table.format, middle) === startOffset) last = middle;
    else first = middle;
  }
  table.changes.set(day, first);
  return first;
}

function readOffset(format: Intl.DateTimeFormat, utcMs: EpochMs): number {
  const text = format.format(utcMs);
  const match = OFFSET.exec(text);
  if (match === null) throw new InvariantError('a long offset ends in GMT or GMT±hh:mm', { text });
  if (match[1] === undefined) return 0;
  const hours = Number(match[2]) * MS_PER_HOUR;
  const minutes = Number(match[3]) * MS_PER_MINUTE;
  const seconds = Number(match[4] ?? 0) * MS_PER_SECOND;
  return (match[1] === '-' ? -1 : 1) * (hours + minutes + seconds);
}

function requireTable(zone: string): ZoneTable {
  const table = findTable(zone);
  if (table === undefined) throw new InvalidArgumentError('zone', 'the name of a time zone, as America/New_York', zone);
  return table;
}

function findTable(zone: string): ZoneTable | undefined {
  const known = tables.get(zone);
  if (known !== undefined) return known;
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    const table = { format, dayOffsets: new Map<number, number>(), changes: new Map<number, EpochMs>() };
    tables.set(zone, table);
    return table;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
