/**
 * The planner: the only authority on entries. A pure state machine over the decisions of one instrument:
 *
 * 1. What the account shows is believed: a position that is gone was left, by the planner or by something else (a stop, a
 *    refusal). One that is new is the entry that was asked for last, if it has its side and was never seen to be left: an order
 *    may fill late, and its hold counts from the decision. Any other was never entered here and is held from now on.
 * 2. A position is left for the first of: a hard block, its hold, its longest hold, the session. That holds whatever the gate
 *    says, and when there is none. Nothing is entered at a bar that leaves. Asking to leave is not leaving: until the account
 *    shows it gone it is asked for again at each bar, for the same reason, and nothing renews its hold.
 * 3. A signal in the position's own direction renews its hold where that is allowed; one against it is passed over.
 * 4. While flat, a signal is entered unless the session is shut, its side is not allowed, or it is the one that was acted on last.
 *    A hard block forgets that one.
 */
import { MS_PER_MINUTE } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { GateSide } from '../../signals/index.ts';
import { isAlwaysOpen, sessionPhase } from './session-window.ts';
import type { SessionPhase, SessionWindow } from './session-window.ts';

/** What a planner goes by. */
export interface PlannerRules {
  /** Minutes from the decision to enter, or the renewal, to the one to leave; > 0. */
  readonly holdMinutes: number;
  /** Most minutes that renewals may come to; not above `holdMinutes`: a hold is not renewed. */
  readonly maxHoldMinutes: number;
  readonly long: boolean;
  readonly short: boolean;
  /** Takes the side against the signal. */
  readonly against: boolean;
  readonly hardBlockFlattens: boolean;
  /** Positions stay while the session is shut. */
  readonly persistInPosition: boolean;
  readonly session: SessionWindow;
}

/** What is decided of an instrument at one bar, as the planner needs it. */
export interface PlannerSignal {
  readonly time: EpochMs;
  /** The direction of evidence that is admitted, else 0. */
  readonly signal: GateSide;
  /** Tells one signal from another; NaN where there is no evidence. */
  readonly key: number;
  readonly hardBlocked: boolean;
}

/** A planner between two bars. */
export interface PlannerState {
  side: GateSide;
  /** Of the position that is held; while flat, of an entry that was asked for and may still fill. NaN where there is neither. */
  enteredAt: EpochMs;
  holdUntil: EpochMs;
  /** Of the signal that was acted on last. */
  key: number;
  /** Why the position was asked to be left, from then until the account shows it gone. */
  leaving: ExitReason | undefined;
  /** While flat, the side of an entry that was asked for and may still fill. */
  awaited: GateSide;
}

/** What a planner wants. */
export type PlannerAction = 'enter' | 'exit' | 'stay';

/** Why a planner wants it. */
export const PLANNER_REASONS = [
  'signal',
  'hold-renewed',
  'in-position',
  'persist-in-position',
  'flat',
  'hard-blocked',
  'hold-expired',
  'max-hold',
  'session-closed',
  'exit-window',
  'opposite-side-blocked',
  'duplicate-signal',
  'side-not-allowed',
] as const;

/** Why a planner wants it. */
export type PlannerReason = (typeof PLANNER_REASONS)[number];

/** Why a position is left. */
export type ExitReason = 'hard-blocked' | 'hold-expired' | 'max-hold' | 'session-closed' | 'exit-window';

/** What comes of one bar. */
export interface PlannerOutcome {
  readonly action: PlannerAction;
  /** The side that is to be held afterwards. */
  readonly side: GateSide;
  readonly reason: PlannerReason;
}

/**
 * A planner that has done nothing yet.
 *
 * @remarks
 * Source: this project.
 */
export function startPlanner(): PlannerState {
  return { side: 0, enteredAt: NaN, holdUntil: NaN, key: NaN, leaving: undefined, awaited: 0 };
}

/** A planner between two bars as plain JSON; what it does not know is null. */
export interface KeptPlanner {
  readonly side: GateSide;
  readonly enteredAt: EpochMs | null;
  readonly holdUntil: EpochMs | null;
  readonly key: number | null;
  readonly leaving: ExitReason | null;
  readonly awaited: GateSide;
}

/**
 * A planner's state as plain JSON, to go on with elsewhere.
 *
 * Source: this project.
 */
export function keepPlanner({ enteredAt, holdUntil, key, leaving, ...sides }: PlannerState): KeptPlanner {
  const known = (value: number): number | null => (Number.isNaN(value) ? null : value);
  const times = { enteredAt: known(enteredAt), holdUntil: known(holdUntil) };
  return { ...sides, ...times, key: known(key), leaving: leaving ?? null };
}

/**
 * The state that was kept.
 *
 * Source: this project.
 */
export function recallPlanner({ enteredAt, holdUntil, key, leaving, ...sides }: KeptPlanner): PlannerState {
  const times = { enteredAt: enteredAt ?? NaN, holdUntil: holdUntil ?? NaN };
  return { ...sides, ...times, key: key ?? NaN, leaving: leaving ?? undefined };
}

/**
 * Takes one bar.
 *
 * @param state - is moved on.
 * @param held - side that the account shows; where it shows none, the side of an entry that was asked for and is on its way.
 *
 * @remarks
 * Causal: depends on the state, the bar's decision and the account.
 * Cost: O(1); outcomes are not allocated.
 * Source: this project.
 */
export function planBar(state: PlannerState, bar: PlannerSignal, held: GateSide, rules: PlannerRules): PlannerOutcome {
  if (held !== state.side) believe(state, held, bar.time, rules);
  if (state.side === 0 && bar.signal === 0 && !bar.hardBlocked) return STAY.flat;
  return state.side === 0 ? planEntry(state, bar, rules) : planHeld(state, bar, rules);
}

/**
 * Bars that `planBar` answers with `stay` and without a change of state, as long as the account holds what it holds.
 *
 * @param held - side that the account shows.
 * @returns undefined where the next bar has to be taken: the account is not believed yet, or the session may close.
 *
 * @remarks
 * Causal: depends on the state and the account; which bars those are shows when they come.
 * Source: this project.
 */
export function idlePlanner(
  { side, holdUntil, leaving }: PlannerState,
  held: GateSide,
  { hardBlockFlattens, persistInPosition, session, holdMinutes, maxHoldMinutes }: PlannerRules,
): IdlePlanner | undefined {
  if (side !== held || leaving !== undefined) return undefined;
  if (side === 0) return FLAT_IDLE;
  if (!persistInPosition && !isAlwaysOpen(session)) return undefined;
  const renewed = maxHoldMinutes > holdMinutes ? SIGNAL : NO_COLUMN;
  const zero = !hardBlockFlattens ? renewed : renewed === SIGNAL ? FLAT_IDLE.zero : BLOCKED;
  return { zero, before: holdUntil };
}

const NO_COLUMN: readonly PlannerColumn[] = Object.freeze([]);
const SIGNAL: readonly PlannerColumn[] = Object.freeze(['signal'] as const);
const BLOCKED: readonly PlannerColumn[] = Object.freeze(['blocked'] as const);

/** Bars at which what these columns of the strategy say is 0, and that are decided before a moment. */
export interface IdlePlanner {
  readonly zero: readonly PlannerColumn[];
  readonly before: EpochMs;
}

/** Columns that a planner goes by. */
export type PlannerColumn = 'signal' | 'blocked';

const FLAT_IDLE: IdlePlanner = Object.freeze({
  zero: Object.freeze(['signal', 'blocked'] as const),
  before: Infinity,
});

function believe(state: PlannerState, held: GateSide, time: EpochMs, rules: PlannerRules): void {
  const { side, leaving, awaited } = state;
  state.side = held;
  state.leaving = undefined;
  state.awaited = 0;
  if (held === 0 && leaving === undefined) {
    state.awaited = side;
  } else if (held === 0) {
    state.enteredAt = NaN;
    state.holdUntil = NaN;
  } else if (held !== awaited) {
    state.enteredAt = time;
    state.holdUntil = time + rules.holdMinutes * MS_PER_MINUTE;
  }
}

function planHeld(state: PlannerState, bar: PlannerSignal, rules: PlannerRules): PlannerOutcome {
  const phase = sessionPhase(rules.session, bar.time);
  const found = exitReason(state, bar, rules, phase);
  if (found === 'hard-blocked') state.key = NaN;
  state.leaving ??= found;
  if (state.leaving !== undefined) return EXIT[state.leaving];
  const side = sideOf(bar.signal, rules);
  const stays = stayOf(state.side);
  if (side !== 0 && side !== state.side) return stays['opposite-side-blocked'];
  if (side !== 0 && bar.key !== state.key && rules.maxHoldMinutes > rules.holdMinutes) return renew(state, bar, rules);
  return phase === 'open' ? stays['in-position'] : stays['persist-in-position'];
}

function renew(state: PlannerState, { time, key }: PlannerSignal, rules: PlannerRules): PlannerOutcome {
  state.key = key;
  const limit = state.enteredAt + rules.maxHoldMinutes * MS_PER_MINUTE;
  state.holdUntil = Math.min(time + rules.holdMinutes * MS_PER_MINUTE, limit);
  return stayOf(state.side)['hold-renewed'];
}

function exitReason(
  { holdUntil, enteredAt }: PlannerState,
  { time, hardBlocked }: PlannerSignal,
  rules: PlannerRules,
  phase: SessionPhase,
): ExitReason | undefined {
  if (hardBlocked && rules.hardBlockFlattens) return 'hard-blocked';
  if (time >= holdUntil) {
    const isLongest =
      rules.maxHoldMinutes > rules.holdMinutes && time >= enteredAt + rules.maxHoldMinutes * MS_PER_MINUTE;
    return isLongest ? 'max-hold' : 'hold-expired';
  }
  if (phase === 'open' || rules.persistInPosition) return undefined;
  return phase === 'closed' ? 'session-closed' : 'exit-window';
}

function planEntry(state: PlannerState, bar: PlannerSignal, rules: PlannerRules): PlannerOutcome {
  if (bar.hardBlocked) {
    state.key = NaN;
    return STAY['hard-blocked'];
  }
  const side = sideOf(bar.signal, rules);
  if (bar.key === state.key) return STAY['duplicate-signal'];
  if (side > 0 ? !rules.long : !rules.short) return STAY['side-not-allowed'];
  const phase = sessionPhase(rules.session, bar.time);
  if (phase !== 'open') return phase === 'closed' ? STAY['session-closed'] : STAY['exit-window'];
  state.side = side;
  state.awaited = 0;
  state.key = bar.key;
  state.enteredAt = bar.time;
  state.holdUntil = bar.time + rules.holdMinutes * MS_PER_MINUTE;
  return side > 0 ? ENTER_LONG : ENTER_SHORT;
}

function sideOf(signal: GateSide, { against }: PlannerRules): GateSide {
  return against ? ((0 - signal) as GateSide) : signal;
}

type Outcomes<Reason extends PlannerReason> = Readonly<Record<Reason, PlannerOutcome>>;

function outcomes(action: PlannerAction, side: GateSide): Outcomes<PlannerReason> {
  const all = PLANNER_REASONS.map((reason) => [reason, Object.freeze({ action, side, reason })]);
  return Object.freeze(Object.fromEntries(all) as Outcomes<PlannerReason>);
}

const EXIT: Outcomes<PlannerReason> = outcomes('exit', 0);
const STAY: Outcomes<PlannerReason> = outcomes('stay', 0);
const STAY_LONG: Outcomes<PlannerReason> = outcomes('stay', 1);
const STAY_SHORT: Outcomes<PlannerReason> = outcomes('stay', -1);
const ENTER_LONG: PlannerOutcome = outcomes('enter', 1).signal;
const ENTER_SHORT: PlannerOutcome = outcomes('enter', -1).signal;

function stayOf(side: GateSide): Outcomes<PlannerReason> {
  return side > 0 ? STAY_LONG : STAY_SHORT;
}
