import type { EpochMs } from '@assay/core/time';
import { decisionOf } from './decision.ts';
import type { GateDecision } from './decision.ts';
import { Deriver } from './deriver.ts';
import type { DeriverState } from './deriver.ts';
import type { EvidenceSpec } from './evidence.ts';
import { factsOfDeriver, factsOfGate, NO_FACTS } from './facts.ts';
import type { GateFacts } from './facts.ts';
import type { Gate } from './gate.ts';
import { guardJudge } from './guards.ts';
import type { GateGuards } from './guards.ts';
import { HazardThresholds } from './hazard-thresholds.ts';
import type { HazardThresholdsState } from './hazard-thresholds.ts';
import { ageAtStart, GateInForce } from './in-force.ts';
import type { InForceState } from './in-force.ts';
import type { ReasonBits } from './reasons.ts';

/** A stream of decisions between two bars, as plain JSON. */
export interface DecisionStreamState {
  readonly deriver: DeriverState;
  readonly inForce: InForceState;
  /** When the newest bar was decided; null before the first. */
  readonly moment: EpochMs | null;
  /** The gate in force, or the last one that was; null before the first. */
  readonly gate: Gate | null;
  /** Gates that came in before the first bar; null after it. */
  readonly early: readonly Gate[] | null;
  /** Where the guard of hazard follows the gates; null where it does not. */
  readonly hazard: (HazardThresholdsState & { readonly inForce: number | null }) | null;
}

/** One bar as a stream of decisions is given it. */
export interface DecidedBar {
  readonly openTime: EpochMs;
  readonly close: number;
  readonly closeTime: EpochMs;
  readonly availableAt: EpochMs;
}

/**
 * Decides bar by bar as gates and bars come in, and can be stopped and started again anywhere: `state()` goes through JSON.
 *
 * Equal to `gateEvidence` and `decisionAt`, decision by decision.
 *
 * @remarks
 * Causal: yes.
 * Source: this project.
 */
export class DecisionStream {
  private readonly spec: EvidenceSpec;
  private readonly guards: GateGuards;
  private readonly judge: (facts: GateFacts) => ReasonBits;
  /** Where the guard of hazard follows the gates. */
  private readonly thresholds: HazardThresholds | undefined;
  /** What the gate in force may have, and who judges it by that. */
  private threshold: number | undefined;
  private judgeGate: (facts: GateFacts) => ReasonBits;
  private readonly deriver: Deriver;
  private readonly holder: GateInForce;
  private gate: Gate | undefined;
  /** Gates that came in before the first bar; undefined after it. */
  private early: Gate[] | undefined;
  private moment: EpochMs;

  constructor(spec: EvidenceSpec, guards: GateGuards, state?: DecisionStreamState) {
    this.spec = spec;
    this.guards = guards;
    this.judge = guardJudge(guards);
    this.deriver = new Deriver(spec.deriver, state?.deriver);
    this.holder = new GateInForce(spec.gateTtlBars, state?.inForce);
    this.gate = state?.gate ?? undefined;
    this.moment = state?.moment ?? -Infinity;
    this.early = state === undefined ? [] : (state.early?.slice() ?? undefined);
    this.judgeGate = this.judge;
    if (guards.hazardPercentile > 0) this.thresholds = this.follow(state);
  }

  /** Takes in a gate that has become known; in the order of knowledge. */
  offer(gate: Gate): void {
    if (this.early !== undefined) this.early.push(gate);
    else this.take(gate);
  }

  private take(gate: Gate, age: number = 0): void {
    if (!this.holder.offer(0, gate.eventTime, gate.stride, age)) return;
    this.gate = gate;
    if (this.thresholds !== undefined) this.judgeBy(this.thresholds.take(gate));
  }

  private follow(state: DecisionStreamState | undefined): HazardThresholds {
    const hazard = state?.hazard ?? undefined;
    if (typeof hazard?.inForce === 'number') this.judgeBy(hazard.inForce);
    return new HazardThresholds(this.guards, hazard);
  }

  private judgeBy(threshold: number): void {
    this.threshold = threshold;
    this.judgeGate = guardJudge({ ...this.guards, maxHazard: threshold });
  }

  /**
   * Takes in the next bar and decides, at the moment at which it and all before it are known: the gates that are known by then
   * have been offered.
   */
  push({ openTime, close, closeTime, availableAt }: DecidedBar): GateDecision {
    const { deriver, spec, early } = this;
    const time = Math.max(this.moment, availableAt);
    this.moment = time;
    this.early = undefined;
    for (const one of early ?? []) {
      const age = ageAtStart(one, openTime);
      if (!Number.isNaN(age)) this.take(one, age);
    }
    const { gate } = this;
    deriver.push(close, closeTime);
    const isInForce = this.holder.next() >= 0;
    const derived = spec.fallback ? factsOfDeriver(deriver) : NO_FACTS;
    const facts = isInForce && gate !== undefined ? factsOfGate(gate) : derived;
    return decisionOf(facts, {
      ...{
        bits: facts.source === 'gate' ? this.judgeGate(facts) : this.judge(facts),
        time,
        gate: isInForce ? gate : undefined,
      },
      streakFrom: facts.source === 'derived' ? deriver.startedAt : undefined,
    });
  }

  state(): DecisionStreamState {
    return {
      deriver: this.deriver.state(),
      inForce: this.holder.state(),
      moment: Number.isFinite(this.moment) ? this.moment : null,
      gate: this.gate ?? null,
      early: this.early ?? null,
      hazard: this.thresholds === undefined ? null : { ...this.thresholds.state(), inForce: this.threshold ?? null },
    };
  }
}
