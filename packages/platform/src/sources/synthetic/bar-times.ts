import { InvalidArgumentError } from '@assay/core/errors';
import { MS_PER_HOUR, MS_PER_MINUTE, parseIsoDate } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { calendarById, parseTimeframe } from '@assay/quant/market';
import type { CalendarId, Session, Timeframe } from '@assay/quant/market';

/** When bars stand: the grid of a calendar and a timeframe from a date on. */
export interface BarGrid {
  readonly calendar: CalendarId;
  readonly timeframe: Timeframe;
  /** Civil date on or before the first session. */
  readonly start: string;
}

/** Place of one bar in time. */
export interface BarTime {
  readonly open: EpochMs;
  readonly close: EpochMs;
  readonly session: Session;
}

/**
 * Length of a bar within the day in milliseconds; undefined for bars of one session.
 *
 * @throws {InvalidArgumentError} for any other timeframe.
 */
export function intradayMs(timeframe: Timeframe): number | undefined {
  const { count, unit } = parseTimeframe(timeframe);
  if (unit === 'm') return count * MS_PER_MINUTE;
  if (unit === 'h') return count * MS_PER_HOUR;
  if (unit === 'd' && count === 1) return undefined;
  throw new InvalidArgumentError('timeframe', 'minutes or hours, such as 5m or 1h, or 1d', timeframe);
}

/**
 * The sessions of a calendar from the one named after a date, or the first one after it, without end.
 *
 * @throws {InvalidArgumentError} where the calendar ends.
 */
export function* sessionsFrom(calendar: CalendarId, start: string): Generator<Session, never> {
  const table = calendarById(calendar);
  let session = table.sessionOn(start) ?? table.nextSession(parseIsoDate(start) as number);
  for (;;) {
    yield session;
    session = table.nextSession(session.close);
  }
}

/** The bars of a grid, without end: every session is cut from its opening on, its last bar ends with it. */
export function* barTimes(grid: BarGrid): Generator<BarTime, never> {
  const length = intradayMs(grid.timeframe) ?? Infinity;
  const sessions = sessionsFrom(grid.calendar, grid.start);
  for (;;) {
    const session = sessions.next().value;
    for (let { open } = session; open < session.close; open += length) {
      yield { open, close: Math.min(open + length, session.close), session };
    }
  }
}

/** When the last of `bars` bars closes, counted by sessions. */
export function lastClose(grid: BarGrid, bars: number): EpochMs {
  const length = intradayMs(grid.timeframe);
  let left = bars;
  const sessions = sessionsFrom(grid.calendar, grid.start);
  for (;;) {
    const { open, close } = sessions.next().value;
    const within = length === undefined ? 1 : Math.ceil((close - open) / length);
    if (left <= within) return length === undefined ? close : Math.min(open + left * length, close);
    left -= within;
  }
}
