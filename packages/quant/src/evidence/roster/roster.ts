import { DEFAULT_ROSTER_POLICY, judgeWeek } from './policy.ts';
import type { JudgedWeek, RosterPolicy, WeeklyFigures, WeekOutcome } from './policy.ts';

/**
 * Where an instrument stands.
 *
 * - `listed`: its owner put it on the roster; no week has said anything yet.
 * - `active`: its last judged week passed.
 * - `tightened`: its last judged week was borderline: stricter settings are tried next week.
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
  /** The last week that was judged, as `2026-W46`; undefined before the first. */
  readonly lastJudged?: string | undefined;
}

/** The settings that a tightening begins with. */
export interface RosterSettings {
  /** Hazard cap and repetitions of the profile. */
  readonly maxHazard: number;
  readonly minRepetitions: number;
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
 * True where the instrument is traded.
 *
 * @remarks
 * Source: this project.
 */
export function isOnRoster({ state }: Pick<RosterEntry, 'state'>): boolean {
  return state !== 'disabled';
}

/**
 * The place of an instrument after a week.
 *
 * A passing week makes it `active` with the settings it passed with; a borderline one `tightened`, one step stricter; a failing
 * one `failing`, and `disabled` once as many weeks in a row have failed as the policy says; `hold` leaves everything as it is, the
 * number of failing weeks too. A disabled instrument stays so until a week passes; it then starts without tightening.
 *
 * @param week - as `2026-W46`.
 *
 * @remarks
 * Source: this project.
 */
export function stepRoster(
  before: RosterEntry,
  week: string,
  figures: WeeklyFigures | undefined,
  options: { readonly settings: RosterSettings; readonly policy?: RosterPolicy | undefined },
): RosterStep {
  const { settings, policy = DEFAULT_ROSTER_POLICY } = options;
  const judged = judgeWeek(figures, policy);
  return { before, judged, after: AFTER[judged.outcome](before, week, { settings, policy }) };
}

type Transition = (
  before: RosterEntry,
  week: string,
  options: { readonly settings: RosterSettings; readonly policy: RosterPolicy },
) => RosterEntry;

const AFTER: Readonly<Record<WeekOutcome, Transition>> = {
  hold: (before) => before,
  pass: ({ state, tightening }, week) => ({
    state: 'active',
    failures: 0,
    tightening: state === 'disabled' ? {} : tightening,
    lastJudged: week,
  }),
  borderline: (before, week, { settings, policy }) => {
    if (before.state === 'disabled') return { ...before, lastJudged: week };
    const tightening = tightened(before.tightening, settings, policy);
    return { state: 'tightened', failures: 0, tightening, lastJudged: week };
  },
  fail: (before, week, { policy }) => {
    if (before.state === 'disabled') return { ...before, failures: before.failures + 1, lastJudged: week };
    const failures = before.failures + 1;
    const state = failures >= policy.failuresToDisable ? 'disabled' : 'failing';
    return { state, failures, tightening: before.tightening, lastJudged: week };
  },
};

/**
 * One step stricter: a lower hazard cap as long as that is above the lowest, then one more repetition, then none.
 *
 * @remarks
 * Source: this project.
 */
export function tightened(before: Tightening, settings: RosterSettings, policy: RosterPolicy): Tightening {
  const cap = before.maxHazard ?? settings.maxHazard;
  if (cap > policy.lowestHazard) {
    const lower = Math.max(policy.lowestHazard, Number((cap - policy.hazardStep).toPrecision(12)));
    return { ...before, maxHazard: lower };
  }
  const repetitions = before.minRepetitions ?? settings.minRepetitions;
  return repetitions < policy.mostRepetitions ? { ...before, minRepetitions: repetitions + 1 } : before;
}
