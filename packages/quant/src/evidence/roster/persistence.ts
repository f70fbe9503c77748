import { wilsonInterval } from '../../analysis/index.ts';
import type { Interval } from '../../analysis/index.ts';
import { isoWeekNamed, weekAfter } from './iso-week.ts';
import type { WeekOutcome } from './policy.ts';

/** A week of one instrument, as far as what followed it goes. */
export interface FollowedWeek {
  /** As `2026-W46`. */
  readonly week: string;
  readonly outcome: WeekOutcome;
}

/** What became of some judged weeks so many weeks later. */
export interface FollowedWeeks {
  /** Weeks that have a judged week of the same instrument so many weeks later. */
  readonly pairs: number;
  /** How many of these later weeks passed, and their share; NaN without a pair. */
  readonly passed: number;
  readonly share: number;
  /** Interval of the share; undefined where the pairs are worth less than one that shares no bar with another. */
  readonly interval: Interval | undefined;
}

/** Whether passing weeks are followed by passing ones. */
export interface RosterPersistence {
  readonly afterPass: FollowedWeeks;
  /** After borderline and failing weeks. */
  readonly afterOther: FollowedWeeks;
}

/** Which weeks are compared. */
export interface PersistenceOptions {
  /** Weeks between the two; a whole number ≥ 1. */
  readonly apart: number;
  /** Weeks that the grid of a week looks back on. @default as many as lie between the two */
  readonly window?: number | undefined;
  /** Of the intervals, in (0, 1). @default 0.95 */
  readonly confidence?: number | undefined;
}

/**
 * How often a week passes so many weeks after one that passed, and after one that did not. With as many weeks between as a week's
 * grid looks back on, the two share no bar: what a roster is worth shows in the difference. Weeks on hold make no pair.
 *
 * share = passed / pairs, with Wilson's interval for pairs / window observations: grids of weeks in a row share all but one week of
 * their bars, so that `window` of them are counted as one, which makes the interval rather too wide than too narrow.
 *
 * @param histories - the weeks of each instrument.
 *
 * @remarks
 * Source: this project.
 */
export function rosterPersistence(
  histories: readonly (readonly FollowedWeek[])[],
  { apart, window = apart, confidence = 0.95 }: PersistenceOptions,
): RosterPersistence {
  const counts = { pass: { pairs: 0, passed: 0 }, other: { pairs: 0, passed: 0 } };
  for (const history of histories) {
    const outcomes = new Map(history.map(({ week, outcome }) => [week, outcome]));
    for (const { week, outcome } of history) {
      const later = outcomes.get(weekAfter(isoWeekNamed(week), apart).name);
      if (outcome === 'hold' || later === undefined || later === 'hold') continue;
      const count = counts[outcome === 'pass' ? 'pass' : 'other'];
      count.pairs++;
      if (later === 'pass') count.passed++;
    }
  }
  return {
    afterPass: followed(counts.pass, window, confidence),
    afterOther: followed(counts.other, window, confidence),
  };
}

function followed(
  { pairs, passed }: { readonly pairs: number; readonly passed: number },
  window: number,
  confidence: number,
): FollowedWeeks {
  const interval = pairs < window ? undefined : wilsonInterval(passed / window, pairs / window, confidence);
  return { pairs, passed, share: passed / pairs, interval };
}
