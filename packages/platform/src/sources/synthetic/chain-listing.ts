import { civilToEpochMs, dayOfWeek, epochMsToCivil, formatIsoDate, MS_PER_DAY, parseIsoDate } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { calendarById } from '@assay/quant/market';

const FRIDAY = 5;
const DAYS_PER_WEEK = 7;

/** Which expiries are listed. */
export interface ListingRule {
  /** Third Fridays ahead. */
  readonly months: number;
  /** Fridays ahead. */
  readonly weeks: number;
}

/**
 * The expiries that are listed at the close of the session of `date`: closes of the next Fridays and third Fridays after
 * it, in order, each once. Where no session is held on a Friday it is the last one before.
 */
export function listedExpiries(date: string, close: EpochMs, { months, weeks }: ListingRule): readonly EpochMs[] {
  const day = parseIsoDate(date) as EpochMs;
  const fridays = upcoming(close, weeks, (index) => fridayFrom(day) + index * DAYS_PER_WEEK * MS_PER_DAY);
  const { year, month } = epochMsToCivil(day);
  const thirds = upcoming(close, months, (index) => thirdFriday(year, month + index));
  return [...new Set([...fridays, ...thirds])].sort((a, b) => a - b);
}

/** The first `count` expiries after `close` of the days that `dayAt` gives in order. */
function upcoming(close: EpochMs, count: number, dayAt: (index: number) => EpochMs): readonly EpochMs[] {
  const expiries: EpochMs[] = [];
  for (let index = 0; expiries.length < count; index++) {
    const expiry = lastCloseOn(dayAt(index));
    if (expiry > close) expiries.push(expiry);
  }
  return expiries;
}

function fridayFrom(day: EpochMs): EpochMs {
  return day + ((FRIDAY - dayOfWeek(day) + DAYS_PER_WEEK) % DAYS_PER_WEEK) * MS_PER_DAY;
}

/** @param month - counted on beyond 12 into the next years. */
function thirdFriday(year: number, month: number): EpochMs {
  const first = civilToEpochMs(year + Math.floor((month - 1) / 12), ((month - 1) % 12) + 1, 1);
  return fridayFrom(first) + 2 * DAYS_PER_WEEK * MS_PER_DAY;
}

function lastCloseOn(day: EpochMs): EpochMs {
  const calendar = calendarById('us-equity');
  for (let candidate = day; ; candidate -= MS_PER_DAY) {
    const session = calendar.sessionOn(formatIsoDate(candidate));
    if (session !== undefined) return session.close;
  }
}

/** Strikes lowest · step, … , highest · step of one expiry. */
export interface StrikeRange {
  readonly expiry: EpochMs;
  readonly lowest: number;
  readonly highest: number;
}

/**
 * Remembers which strikes are listed: those within `width` of the price, and every one that was listed before, so that an
 * option that was bought can be followed until it expires.
 */
export function strikeLadder(
  step: number,
  width: number,
): (price: number, expiries: readonly EpochMs[]) => StrikeRange[] {
  const listed = new Map<EpochMs, StrikeRange>();
  return (price, expiries) => {
    const lowest = Math.max(1, Math.ceil((price * (1 - width)) / step));
    const highest = Math.max(lowest, Math.floor((price * (1 + width)) / step));
    for (const known of listed.keys()) if (!expiries.includes(known)) listed.delete(known);
    return expiries.map((expiry) => {
      const before = listed.get(expiry) ?? { lowest, highest };
      const range = {
        expiry,
        lowest: Math.min(lowest, before.lowest),
        highest: Math.max(highest, before.highest),
      };
      listed.set(expiry, range);
      return range;
    });
  };
}
