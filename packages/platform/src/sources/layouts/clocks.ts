/**
 * Clocks: from wall-clock readings to instants and back.
 *
 * A reading that never was, or that was twice because clocks were set back, is refused: nothing says which moment is
 * meant. A clock may be ahead of a zone by a fixed time, as those of brokers are, and may have been moved between zones.
 */
import {
  isTimeZone,
  MAX_EPOCH_MS,
  MIN_EPOCH_MS,
  MS_PER_DAY,
  MS_PER_HOUR,
  MS_PER_MINUTE,
  parseIsoLocal,
  utcToZoned,
  zonedToUtc,
  zoneOffsetMs,
} from '@assay/core/time';
import type { ZoneSpan } from './layout.ts';

/** What a clock shows. */
export interface Clock {
  readonly name: string;
  /** The instant of a reading, or why there is none. */
  toInstant(local: number): number | string;
  /** The reading at an instant, as though it were UTC. */
  toLocal(instant: number): number;
}

interface ZoneParts {
  readonly zone: string;
  readonly aheadMs: number;
}

const SHIFTED = /^(.+?)([+-])(\d\d):(\d\d)$/u;
const FIXED = /^UTC([+-])(\d{1,2})(?::(\d\d))?$/u;
const MAX_SHIFT_MS = 14 * MS_PER_HOUR;

/** What is wrong with a zone or with spans of zones, if anything. */
export function zoneFault(zone: string | readonly ZoneSpan[]): string | undefined {
  if (typeof zone === 'string') {
    if (zoneParts(zone) !== undefined) return undefined;
    return `must be a time zone such as America/New_York, UTC-05:00 or America/New_York+07:00, was '${zone}'`;
  }
  if (zone.length === 0) return 'must be a time zone or a list of spans, was an empty list';
  return zone.map((span, index) => spanFault(span, index, zone)).find((fault) => fault !== undefined);
}

function spanFault({ zone, until }: ZoneSpan, index: number, spans: readonly ZoneSpan[]): string | undefined {
  const fault = zoneFault(zone);
  if (fault !== undefined) return fault;
  const isLast = index === spans.length - 1;
  if (isLast) return until === undefined ? undefined : 'the last span has no end: until has no effect';
  const end = until === undefined ? undefined : parseIsoLocal(until);
  if (end === undefined) return `span ${index + 1} must end with until, such as 2014-11-24T00:00`;
  const before = spans[index - 1]?.until;
  return before !== undefined && end <= (parseIsoLocal(before) ?? NaN) ? 'spans must be in order of time' : undefined;
}

/** The clock of a zone, or of spans of zones, that `zoneFault` finds nothing wrong with. */
export function clockOf(zone: string | readonly ZoneSpan[]): Clock {
  if (typeof zone !== 'string') return spannedClock(zone);
  const parts = zoneParts(zone) as ZoneParts;
  return parts.zone === 'UTC' ? fixedClock(zone, parts.aheadMs) : zonedClock(zone, parts);
}

function zoneParts(text: string): ZoneParts | undefined {
  if (isTimeZone(text) && !text.startsWith('UTC')) return { zone: text, aheadMs: 0 };
  if (text === 'UTC') return { zone: 'UTC', aheadMs: 0 };
  const [, fixedSign, fixedHours, fixedMinutes] = FIXED.exec(text) ?? [];
  if (fixedSign !== undefined) return shifted('UTC', fixedSign, fixedHours, fixedMinutes);
  const [, base, sign, hours, minutes] = SHIFTED.exec(text) ?? [];
  return base === undefined || !isTimeZone(base) ? undefined : shifted(base, sign, hours, minutes);
}

function shifted(zone: string, sign = '+', hours = '0', minutes = '0'): ZoneParts | undefined {
  const aheadMs = (sign === '-' ? -1 : 1) * (Number(hours) * MS_PER_HOUR + Number(minutes) * MS_PER_MINUTE);
  return Math.abs(aheadMs) <= MAX_SHIFT_MS && Number(minutes) < 60 ? { zone, aheadMs } : undefined;
}

function fixedClock(name: string, aheadMs: number): Clock {
  return { name, toInstant: (local) => local - aheadMs, toLocal: (instant) => instant + aheadMs };
}

function zonedClock(name: string, { zone, aheadMs }: ZoneParts): Clock {
  let [stableDay, offset] = [NaN, 0];
  const toInstant = (local: number): number | string => {
    const reading = local - aheadMs;
    const day = Math.floor(reading / MS_PER_DAY);
    if (day !== stableDay) {
      const start = day * MS_PER_DAY;
      if (start - MS_PER_DAY < MIN_EPOCH_MS || start + 3 * MS_PER_DAY > MAX_EPOCH_MS)
        return 'lies beyond all calendars';
      // Clocks are not changed twice within three days: equal offsets around a day hold throughout it.
      offset = zoneOffsetMs(zone, start - MS_PER_DAY);
      if (offset !== zoneOffsetMs(zone, start + 2 * MS_PER_DAY)) return changingInstant(name, zone, reading);
      stableDay = day;
    }
    return reading - offset;
  };
  return { name, toInstant, toLocal: (instant) => utcToZoned(zone, instant) + aheadMs };
}

function changingInstant(name: string, zone: string, local: number): number | string {
  const candidates = [local - MS_PER_DAY, local + MS_PER_DAY].map((near) => local - zoneOffsetMs(zone, near));
  const instants = [...new Set([...candidates, zonedToUtc(zone, local)])].filter(
    (utc) => utcToZoned(zone, utc) === local,
  );
  if (instants.length === 0) return `never was in ${name}: clocks were set forward`;
  return instants.length === 1 ? (instants[0] as number) : `was twice in ${name}: clocks were set back`;
}

function spannedClock(spans: readonly ZoneSpan[]): Clock {
  const clocks = spans.map((span) => clockOf(span.zone));
  const ends = spans.map((span) => (span.until === undefined ? Infinity : (parseIsoLocal(span.until) as number)));
  const clockAt = (local: number): Clock => clocks[ends.findIndex((end) => local < end)] as Clock;
  return {
    name: spans.map((span) => span.zone).join(', then '),
    toInstant: (local) => clockAt(local).toInstant(local),
    toLocal: (instant) => {
      const readings = clocks.map((clock) => clock.toLocal(instant));
      return readings.find((reading, index) => reading < (ends[index] as number)) ?? (readings.at(-1) as number);
    },
  };
}
