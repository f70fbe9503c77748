import { OPEN_STATE } from './breaker.ts';
import type { BreakerAction, BreakerEvent, BreakerObservation, BreakerSpec, BreakerState } from './breaker.ts';

/** What nearly every observation leads to. */
export const NO_EVENTS: readonly BreakerEvent[] = Object.freeze([]);

/** What a latch belongs to. */
interface LatchTerms {
  readonly kind: BreakerSpec['kind'];
  readonly action: BreakerAction;
  /** Shown in events. */
  readonly limit: number;
}

/** Holds a breaker's action from its trip to its reset, and writes the events of both. */
export class Latch {
  private readonly terms: LatchTerms;
  private readonly trippedState: BreakerState;
  private isTripped: boolean = false;

  constructor(terms: LatchTerms) {
    this.terms = terms;
    const { action } = terms;
    this.trippedState = Object.freeze({ action: action.kind, scale: action.kind === 'scale' ? action.factor : 0 });
  }

  get tripped(): boolean {
    return this.isTripped;
  }

  get state(): BreakerState {
    return this.isTripped ? this.trippedState : OPEN_STATE;
  }

  /** Trips; nothing happens where it has tripped already. */
  trip(at: BreakerObservation, measured: number): readonly BreakerEvent[] {
    if (this.isTripped) return [];
    this.isTripped = true;
    return [this.event(at, 'breaker-tripped', measured)];
  }

  /** Resets; nothing happens where it has not tripped. */
  reset(at: BreakerObservation, measured: number): readonly BreakerEvent[] {
    if (!this.isTripped) return [];
    this.isTripped = false;
    return [this.event(at, 'breaker-reset', measured)];
  }

  private event(
    { time, sessionId }: BreakerObservation,
    event: 'breaker-tripped' | 'breaker-reset',
    measured: number,
  ): BreakerEvent {
    return { time, sessionId, breaker: this.terms.kind, event, ...this.state, measured, limit: this.terms.limit };
  }
}

/** A breaker's own part: takes an observation whose order has been checked. */
export interface BreakerRule {
  readonly state: BreakerState;
  observe(observation: BreakerObservation): readonly BreakerEvent[];
}
