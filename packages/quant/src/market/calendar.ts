import type { EpochMs } from '@assay/core/time';
import type { Timeframe } from './timeframe.ts';

/** Names of the calendars that exist. */
export type CalendarId = 'us-equity' | 'fx-week' | 'fx-week-utc' | 'continuous';

/** One trading session. */
export interface Session {
  /** Civil date the session is named after, as `2006-01-03`. */
  readonly date: string;
  /** Opening and closing moments. */
  readonly open: EpochMs;
  readonly close: EpochMs;
  /** Weekday of `date`, 1 = Monday ... 7 = Sunday. */
  readonly weekday: number;
  /**
   * From here to the close trading cannot be counted on (currencies around Christmas and New Year): bars there are no
   * fault and their absence is no gap. Equal to `open` on a holiday; absent where the whole session is expected.
   */
  readonly optionalFrom?: EpochMs;
}

/**
 * When an instrument trades: for past days what happened, for later ones what the rules in force say.
 *
 * Every method throws an InvalidArgumentError for a date or moment that the calendar does not cover, and where the
 * answer would lie beyond it.
 */
export interface Calendar {
  readonly id: CalendarId;
  readonly timeZone: string;
  /** Where the rules and exceptions come from. */
  readonly source: string;
  /** The session named after a civil date, or undefined on a day without one. */
  sessionOn(date: string): Session | undefined;
  /** The first session that opens at or after `time`. */
  nextSession(time: EpochMs): Session;
  /**
   * The session in which trading goes on after `time`, as it stood on the plan at the close before it: the first to
   * close after `time`. Closures that came without warning (2001-09-11, 2012-10-29) still count as sessions here, so a
   * decision that asks for the coming session knows no more than its time did.
   */
  plannedSessionAfter(time: EpochMs): Session;
  /** The sessions whose close lies in [from, to], in order. */
  sessionsBetween(from: EpochMs, to: EpochMs): readonly Session[];
  /**
   * Bars of `timeframe` in a year of this calendar, for annualisation: 252 daily for us-equity, 260 for fx-week, 365 for
   * continuous; 12 monthly. Bars inside a session are counted from its opening, the last one may be short.
   */
  periodsPerYear(timeframe: Timeframe): number;
}
