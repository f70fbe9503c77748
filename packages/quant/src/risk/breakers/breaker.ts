import type { EpochMs } from '@assay/core/time';

/**
 * What a tripped breaker does, mildest first. `scale`: openings are sized at `factor` of what they would be. `halt`:
 * nothing is opened. `flatten`: nothing is opened and everything is closed.
 */
export type BreakerAction =
  { readonly kind: 'scale'; readonly factor: number } | { readonly kind: 'halt' } | { readonly kind: 'flatten' };

/** Trips on a loss since the end of the previous day's, week's or month's last session; resets with the next period. */
export interface LossBreaker {
  readonly kind: 'daily-loss' | 'weekly-loss' | 'monthly-loss';
  /** Loss as a fraction of the equity at the end of the previous period, in (0, 1); equality trips. */
  readonly limit: number;
  readonly action: BreakerAction;
}

/** Trips on a fall from the highest equity. */
export interface DrawdownBreaker {
  readonly kind: 'drawdown';
  /** Fall as a fraction of the highest equity, in (0, 1); equality trips. */
  readonly limit: number;
  readonly action: BreakerAction;
  /**
   * `never`: a shutdown. `sessions`: it holds for the rest of the trip's session and `count` (whole, ≥ 1) sessions after it,
   * and the highest equity starts anew with the next one. `recovery`: until the drawdown is at most `drawdown`, below the
   * limit; not with `flatten`, which cannot recover.
   */
  readonly reset:
    | { readonly kind: 'never' }
    | { readonly kind: 'sessions'; readonly count: number }
    | { readonly kind: 'recovery'; readonly drawdown: number };
}

/** Trips on losing sessions in a row. */
export interface LosingStreakBreaker {
  readonly kind: 'losing-streak';
  /** Losing sessions in a row, without a winning one between; whole, ≥ 1. Unchanged sessions neither count nor end it. */
  readonly sessions: number;
  readonly action: BreakerAction;
  /**
   * `win`: until a winning session has ended; with `scale` only. `sessions`: it holds for `count` (whole, ≥ 1) sessions after
   * the one that tripped it, and the streak starts anew with the next one.
   */
  readonly reset: { readonly kind: 'win' } | { readonly kind: 'sessions'; readonly count: number };
}

/** Trips where gross exposure has grown too fast since the end of the previous session; resets with the next session. */
export interface ExposureChangeBreaker {
  readonly kind: 'exposure-change';
  /** Growth of gross exposure as a fraction of equity at the end of the previous session; finite and > 0; equality trips. */
  readonly limit: number;
  readonly action: BreakerAction;
}

/** Scales by the value of a series from outside, as a volatility index. */
export interface ExternalScaleBreaker {
  readonly kind: 'external-scale';
  /** Name of the series in `BreakerObservation.external`. */
  readonly series: string;
  /** In rising order of `below`: where the value is below it (and not below the one before), openings are scaled. */
  readonly steps: readonly { readonly below: number; readonly scale: number }[];
  /** Scale where the value is at or above all steps; each scale in [0, 1]. */
  readonly otherwise: number;
}

/** A circuit breaker. Plain data. */
export type BreakerSpec =
  LossBreaker | DrawdownBreaker | LosingStreakBreaker | ExposureChangeBreaker | ExternalScaleBreaker;

/** What a breaker is told, in order of time: at every mark, and before decisions and fills are judged. */
export interface BreakerObservation {
  readonly time: EpochMs;
  /** Civil date of the session, as `2024-03-05`. */
  readonly sessionId: string;
  /** True for the last observation of its session, so that a streak counts at the close and not at the next open. */
  readonly sessionEnds?: boolean | undefined;
  /** Whole ledger units of the account's currency. */
  readonly equityUnits: number;
  /** Sum of |worth| of all positions, whole ledger units; needed by `exposure-change`. */
  readonly grossUnits?: number | undefined;
  /** Newest available values of outside series, by name; NaN or absent where there is none. */
  readonly external?: Readonly<Record<string, number>> | undefined;
}

/** What is in force. */
export interface BreakerState {
  readonly action: 'none' | 'scale' | 'halt' | 'flatten';
  /** Factor on the size of openings: 1 where nothing is in force, 0 under `halt` and `flatten`. */
  readonly scale: number;
}

/** A trip, a reset or a new scale. */
export interface BreakerEvent {
  readonly time: EpochMs;
  readonly sessionId: string;
  readonly breaker: BreakerSpec['kind'];
  readonly event: 'breaker-tripped' | 'breaker-reset' | 'breaker-rescaled';
  /** What is in force in this breaker from now on. */
  readonly action: BreakerState['action'];
  readonly scale: number;
  /** The figure that was compared: a fraction, a number of sessions, or an outside value. NaN where it is undefined. */
  readonly measured: number;
  /** What it was compared with; NaN for `external-scale`, whose table is its limit. */
  readonly limit: number;
}

/** State after an observation, and what happened in it. */
export interface BreakerStep {
  readonly state: BreakerState;
  readonly events: readonly BreakerEvent[];
}

/** A state machine that is told the account's course. */
export interface Breaker {
  /**
   * Takes the next observation.
   *
   * @throws {InvalidArgumentError} if time or session go back, or a number is not whole.
   */
  observe(observation: BreakerObservation): BreakerStep;
  readonly state: BreakerState;
}

/** Nothing is in force. */
export const OPEN_STATE: BreakerState = Object.freeze({ action: 'none', scale: 1 });
