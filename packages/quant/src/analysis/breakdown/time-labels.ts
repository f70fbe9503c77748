import { checkSameLength } from '@assay/core/checks';
import { dayOfWeek, epochMsToCivil, MS_PER_HOUR, utcToZoned } from '@assay/core/time';
import type { LocalMs } from '@assay/core/time';
import type { Session } from '../../market/index.ts';
import type { LabelColumn } from './labels.ts';

/** Parts of the calendar and the clock. */
export type TimePart = 'year' | 'year-month' | 'month' | 'weekday' | 'hour';

/** What the times are: closes of periods, which belong to what has just ended, or moments of entries and decisions. */
export type TimeKind = 'close' | 'moment';

/** Parts of a trading session. */
export type SessionPart = 'opening' | 'middle' | 'closing' | 'outside';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const WEEKDAYS_FROM_MONDAY = [...WEEKDAYS.slice(1), WEEKDAYS[0]];
const MONTHS = Array.from({ length: 12 }, (_, i) => twoDigits(i + 1));
const HOURS = Array.from({ length: 24 }, (_, i) => twoDigits(i));
const SESSION_PARTS: readonly SessionPart[] = ['opening', 'middle', 'closing', 'outside'];

/**
 * Labels by year (`2020`), month of one year (`2020-03`), month of any year (`03`), weekday (`Monday`) or hour (`09`).
 *
 * @param times - shape (n,): UTC epoch milliseconds, in any order.
 * @param zones - IANA name of the zone whose clocks are read: one for all, or shape (n,) where instruments differ.
 * @param part - what to read.
 * @param kind - a `close` counts as the millisecond before it: a bar that closes at midnight on the first belongs to the month
 * that has just ended.
 * @returns names in the order of time; weekdays from Monday, hours from 00.
 * @throws {InvalidArgumentError} if a time or a zone is out of its domain, or the zones are not as many as the times.
 *
 * @remarks
 * Source: this project.
 */
export function timeLabels(
  times: Float64Array,
  zones: string | readonly string[],
  part: TimePart,
  kind: TimeKind,
): LabelColumn {
  if (typeof zones !== 'string') checkSameLength('zones', zones, times.length);
  const early = kind === 'close' ? 1 : 0;
  const local = times.map((time, i) => utcToZoned(typeof zones === 'string' ? zones : zones[i], time - early));
  if (part === 'hour') return { names: HOURS, codes: Int32Array.from(local, hourOf) };
  if (part === 'weekday') {
    return { names: WEEKDAYS_FROM_MONDAY, codes: Int32Array.from(local, (ms) => (dayOfWeek(ms) + 6) % 7) };
  }
  if (part === 'month') return { names: MONTHS, codes: Int32Array.from(local, (ms) => epochMsToCivil(ms).month - 1) };
  return part === 'year' ? ordered(local, yearOf, String) : ordered(local, monthCountOf, monthName);
}

/**
 * Labels by the part of the session in which a moment lies: `opening` for the first `edgeMs`, `closing` for the last, `middle`,
 * and `outside` of every session. The moments of opening and closing belong to the session. A session shorter than two edges
 * is divided at its middle.
 *
 * @param times - shape (n,): UTC epoch milliseconds, in any order.
 * @param sessions - in order of time, not overlapping, as `Calendar.sessionsBetween` gives them.
 * @param edgeMs - ≥ 0.
 *
 * @remarks
 * Cost: O(n log sessions) time.
 * Source: this project.
 */
export function sessionPartLabels(
  times: Float64Array,
  sessions: readonly Pick<Session, 'open' | 'close'>[],
  edgeMs: number,
): LabelColumn {
  return {
    names: SESSION_PARTS,
    codes: Int32Array.from(times, (time) => SESSION_PARTS.indexOf(sessionPart(time, sessions, edgeMs))),
  };
}

function sessionPart(time: number, sessions: readonly Pick<Session, 'open' | 'close'>[], edgeMs: number): SessionPart {
  let low = 0;
  let high = sessions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sessions[middle].close < time) low = middle + 1;
    else high = middle;
  }
  if (low === sessions.length || time < sessions[low].open) return 'outside';
  const { open, close } = sessions[low];
  const edge = Math.min(edgeMs, (close - open) / 2);
  if (time < open + edge) return 'opening';
  return time >= close - edge ? 'closing' : 'middle';
}

function ordered(local: Float64Array, keyOf: (ms: LocalMs) => number, nameOf: (key: number) => string): LabelColumn {
  const keys = local.map(keyOf);
  const present = [...new Set(keys)].sort((a, b) => a - b);
  const codeOf = new Map(present.map((key, code) => [key, code]));
  return { names: present.map(nameOf), codes: Int32Array.from(keys, (key) => codeOf.get(key) ?? -1) };
}

function hourOf(ms: LocalMs): number {
  return (((Math.floor(ms / MS_PER_HOUR) % 24) + 24) % 24) | 0;
}

function yearOf(ms: LocalMs): number {
  return epochMsToCivil(ms).year;
}

function monthCountOf(ms: LocalMs): number {
  const { year, month } = epochMsToCivil(ms);
  return year * 12 + month - 1;
}

function monthName(count: number): string {
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${twoDigits((count % 12) + 1)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
