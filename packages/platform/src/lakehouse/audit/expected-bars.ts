import { InvalidArgumentError } from '@assay/core/errors';
import { MS_PER_DAY } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { barTimes, intradayMs, isOptionalBar, parseTimeframe } from '@assay/quant/market';
import type { BarSchedule, Calendar, Session } from '@assay/quant/market';

/** A bar that the calendar has. */
export interface ExpectedBar {
  /** It covers (open, close]. */
  readonly open: EpochMs;
  readonly close: EpochMs;
  /** Its absence is no gap. */
  readonly isOptional: boolean;
  readonly session: Session;
}

const WINDOW_MS = 366 * MS_PER_DAY;

/**
 * The bars of a schedule in order of time, from the first that closes at or after `from`.
 *
 * @throws {InvalidArgumentError} where the calendar ends.
 */
export function* expectedBars(schedule: BarSchedule, from: EpochMs): Generator<ExpectedBar> {
  const parts = parseTimeframe(schedule.timeframe);
  const stepMs = intradayMs(parts);
  let closed = -Infinity;
  for (const session of sessionsFrom(schedule.calendar, from)) {
    for (const close of barTimes(schedule, session)) {
      // A grid of hours may begin before the session does; weeks and months begin where the one before ends.
      const begin = stepMs === undefined ? session.open : Math.max(close - stepMs, session.open);
      const open = parts.unit === 'w' || parts.unit === 'mo' ? closed : begin;
      if (close >= from) yield { open, close, isOptional: isOptionalBar(session, begin), session };
      closed = close;
    }
  }
}

function* sessionsFrom(calendar: Calendar, from: EpochMs): Generator<Session> {
  for (let start = from; ; start += WINDOW_MS) yield* sessionsIn(calendar, start, start + WINDOW_MS - 1);
}

/** Sessions of a stretch, as far as the calendar reaches. */
function* sessionsIn(calendar: Calendar, from: EpochMs, to: EpochMs): Generator<Session> {
  let found: readonly Session[] | undefined;
  try {
    found = calendar.sessionsBetween(from, to);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError) || to - from < MS_PER_DAY) throw error;
  }
  if (found !== undefined) return yield* found;
  const middle = Math.floor((from + to) / 2);
  yield* sessionsIn(calendar, from, middle);
  yield* sessionsIn(calendar, middle + 1, to);
}
