import { InvalidArgumentError } from '@assay/core/errors';
import { formatIsoTime, MS_PER_HOUR } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { expectedBarTimes, isOptionalBar, sessionsOver } from './bar-schedule.ts';
import type { BarSchedule } from './bar-schedule.ts';

/** How old a series may be; a limit that is not given does not count. */
export interface FreshnessLimit {
  /** Bars that may be missing after the last one; a whole number ≥ 0. */
  readonly missedBars?: number | undefined;
  /** Hours of trading since the last bar; ≥ 0. It counts only once a bar is missing. */
  readonly tradingHours?: number | undefined;
}

/** How old a series is, by its own calendar. */
export interface Freshness {
  /** Bars that should have closed since the last one. */
  readonly missedBars: number;
  /** Sessions that have closed since the last bar. */
  readonly missedSessions: number;
  /** Time since the last bar in which the market was open, in milliseconds. */
  readonly tradingMs: number;
  readonly isStale: boolean;
  /** Why it is stale, for people; undefined if it is not. */
  readonly reason: string | undefined;
}

/**
 * Says how old one instrument's series is, in bars that its calendar knows: weekends, holidays and hours that cannot be
 * counted on make nothing stale. Ask for each instrument on its own; a fresh one says nothing about another.
 *
 * @param lastEventTime - close of the newest bar.
 * @param now - the present, at or after `lastEventTime`.
 * @param schedule - calendar, timeframe and grid of the series.
 * @param limit - at least one of its two limits; stale is what exceeds one of them.
 * @throws {InvalidArgumentError} if `now` is earlier than the last bar, or there is no valid limit.
 *
 * @remarks
 * Cost: O(bars missed).
 * Source: this project.
 */
export function freshness(
  lastEventTime: EpochMs,
  now: EpochMs,
  schedule: BarSchedule,
  limit: FreshnessLimit,
): Freshness {
  if (!(now >= lastEventTime)) throw new InvalidArgumentError('now', 'at or after the close of the last bar', now);
  checkLimit(limit);
  const sessions = sessionsOver(schedule.calendar, lastEventTime, now);
  const missedBars = expectedBarTimes(schedule, lastEventTime, now).length;
  const missedSessions = sessions.filter((one) => one.close <= now && !isOptionalBar(one, one.open)).length;
  let tradingMs = 0;
  for (const { open, close, optionalFrom = close } of sessions) {
    tradingMs += Math.max(0, Math.min(optionalFrom, now) - Math.max(open, lastEventTime));
  }
  const reason = staleReason({ missedBars, tradingMs }, limit, schedule.timeframe);
  const isStale = reason !== undefined;
  const since = formatIsoTime(lastEventTime);
  return { missedBars, missedSessions, tradingMs, isStale, reason: isStale ? `${reason} since ${since}` : undefined };
}

function checkLimit({ missedBars, tradingHours }: FreshnessLimit): void {
  const given = [missedBars, tradingHours].filter((one) => one !== undefined);
  const isValid = given.length > 0 && given.every((one) => one >= 0);
  if (!isValid)
    throw new InvalidArgumentError('limit', 'missedBars or tradingHours, ≥ 0', given.join(' and ') || 'neither');
}

function staleReason(
  age: Pick<Freshness, 'missedBars' | 'tradingMs'>,
  limit: FreshnessLimit,
  timeframe: string,
): string | undefined {
  const { missedBars = Infinity, tradingHours = Infinity } = limit;
  if (age.missedBars === 0) return undefined;
  if (age.missedBars > missedBars) return `${age.missedBars} bars of ${timeframe} missed (limit ${missedBars})`;
  const hours = age.tradingMs / MS_PER_HOUR;
  return hours > tradingHours ? `${hours.toFixed(1)} trading hours without a bar (limit ${tradingHours})` : undefined;
}
