import { DEFAULT_ROSTER_POLICY, judgeWeek } from './policy.ts';
import type { JudgedWeek, RosterPolicy, WeeklyFigures, WeekOutcome } from './policy.ts';

/**
 * Where an instrument stands.
 *
 * - `listed`: its owner put it on the roster; no week has said anything yet.
 * - `active`: its last judged week passed.
 * - `tightened`: its last judged week was borderline: stricter settings, where it has any, are tried next week.
 * - `failing`: its last judged week failed, the one before did not.
 * - `disabled`: as many weeks in a row failed as the policy allows; a passing one brings it back.
 */
export type RosterState = 'listed' | 'active' | 'tightened' | 'failing' | 'disabled';

/** Stricter settings for the gates of an instrument: only cells within them are considered. */
export interface Tightening {
  /** Largest hazard cap that is considered; undefined without a limit. */
  readonly maxHazard?: number | undefined;
  /** Fewest repetitions that are considered; undefined without a limit. */
  readonly minRepetitions?: number | undefined;
}

/** An instrument's place on the roster. */
export interface RosterEntry {
  readonly state: RosterState;
  /** Failing weeks in a row up to the last judged one. */
  readonly failures: number;
  readonly tightening: Tightening;
  /** Weeks in a row, up to the last, whose grid had no cell within its settings; absent where that had one. */
  readonly untested?: number | undefined;
  /** The last week that was judged, as `2026-W46`; undefined before the first. */
  readonly lastJudged?: string | undefined;
}

/** The settings that a tightening begins with; what a strategy, or its grid, does not have cannot be tightened. */
export interface RosterSettings {
  /** Hazard cap and repetitions of the profile. */
  readonly maxHazard?: number | undefined;
  readonly minRepetitions?: number | undefined;
}

/** One step of the roster. */
export interface RosterStep {
  readonly before: RosterEntry;
  readonly after: RosterEntry;
  readonly judged: JudgedWeek;
}

/** The place of an instrument that nothing is known of. */
export const LISTED: RosterEntry = Object.freeze({ state: 'listed', failures: 0, tightening: Object.freeze({}) });

/**
 * True where the instrument is traded: it is not disabled, and its settings have been tested lately.
 *
 * @remarks
 * Source: this project.
 */
export function isOnRoster(
  { state, untested = 0 }: Pick<RosterEntry, 'state' | 'untested'>,
  policy: RosterPolicy = DEFAULT_ROSTER_POLICY,
): boolean {
  return state !== 'disabled' && untested < policy.untestedToLeave;
}

/**
 * The place of an instrument after a week.
 *
 * A passing week makes it `active`, with settings one step looser where they had been tightened; a borderline one `tightened`, one
 * step stricter; a failing one `failing`, and `disabled` once as many weeks in a row have failed as the policy says; `hold` leaves
 * everything as it is, the number of failing weeks too. A disabled instrument stays so until a week passes.
 *
 * @param week - as `2026-W46`.
 *
 * @remarks
 * Source: this project.
 */
export function stepRoster(
  before: RosterEntry,
  week: string,
  figures: WeeklyFigures | 'untested' | undefined,
  options: { readonly settings: RosterSettings; readonly policy?: RosterPolicy | undefined },
): RosterStep {
  const { settings, policy = DEFAULT_ROSTER_POLICY } = options;
  const judged = judgeWeek(figures, policy);
  if (figures === 'untested') return { before, judged, after: { ...before, untested: (before.untested ?? 0) + 1 } };
  return { before, judged, after: AFTER[judged.outcome](before, week, { settings, policy }) };
}

type Transition = (
  before: RosterEntry,
  week: string,
  options: { readonly settings: RosterSettings; readonly policy: RosterPolicy },
) => RosterEntry;

const AFTER: Readonly<Record<WeekOutcome, Transition>> = {
  hold: (before) => before,
  pass: ({ tightening }, week, { settings, policy }) => ({
    state: 'active',
    failures: 0,
    tightening: loosened(tightening, settings, policy),
    lastJudged: week,
  }),
  borderline: (before, week, { settings, policy }) => {
    if (before.state === 'disabled') return { ...before, untested: undefined, lastJudged: week };
    const tightening = tightened(before.tightening, settings, policy);
    return { state: 'tightened', failures: 0, tightening, lastJudged: week };
  },
  fail: (before, week, { policy }) => {
    const failures = before.failures + 1;
    if (before.state === 'disabled') return { ...before, failures, untested: undefined, lastJudged: week };
    const state = failures >= policy.failuresToDisable ? 'disabled' : 'failing';
    return { state, failures, tightening: before.tightening, lastJudged: week };
  },
};

/**
 * One step stricter: a lower hazard cap as long as that is above the lowest, then one more repetition; what there is no setting of
 * stays as it is.
 *
 * @remarks
 * Source: this project.
 */
export function tightened(before: Tightening, settings: RosterSettings, policy: RosterPolicy): Tightening {
  const cap = before.maxHazard ?? settings.maxHazard;
  if (cap !== undefined && cap > policy.lowestHazard)
    return { ...before, maxHazard: Math.max(policy.lowestHazard, rounded(cap - policy.hazardStep)) };
  const repetitions = before.minRepetitions ?? settings.minRepetitions;
  if (repetitions === undefined || repetitions >= policy.mostRepetitions) return before;
  return { ...before, minRepetitions: repetitions + 1 };
}

/**
 * One step looser, in the order opposite to `tightened`: one repetition less, then a higher hazard cap, up to the settings themselves.
 *
 * @remarks
 * Source: this project.
 */
export function loosened(before: Tightening, settings: RosterSettings, policy: RosterPolicy): Tightening {
  const { maxHazard, minRepetitions } = before;
  if (minRepetitions !== undefined) {
    const fewer = minRepetitions - 1;
    if (fewer > (settings.minRepetitions ?? Infinity)) return { ...before, minRepetitions: fewer };
    return maxHazard === undefined ? {} : { maxHazard };
  }
  if (maxHazard === undefined) return before;
  const higher = rounded(maxHazard + policy.hazardStep);
  return higher < (settings.maxHazard ?? -Infinity) ? { maxHazard: higher } : {};
}

/** Steps of a level leave no dust. */
function rounded(level: number): number {
  return Number(level.toPrecision(12));
}
