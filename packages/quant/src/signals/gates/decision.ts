import type { EpochMs } from '@assay/core/time';
import { factsReader } from './evidence.ts';
import type { GateEvidence } from './evidence.ts';
import { EVIDENCE_MEASURES, GATE_SOURCES, NO_FACTS } from './facts.ts';
import type { EvidenceMeasure, GateFacts, GateSource } from './facts.ts';
import { gateAt } from './gate.ts';
import type { Gate, GateSide } from './gate.ts';
import { guardJudge, judgeFacts } from './guards.ts';
import type { GateGuards } from './guards.ts';
import { guardsAt, thresholdsOf } from './hazard-thresholds.ts';
import { reasonList, REFUSAL_BITS } from './reasons.ts';
import type { GateReason, ReasonBits } from './reasons.ts';

/** What was decided of an instrument at one bar. Frozen, its lists included. */
export interface GateDecision {
  /** When the bar and all before it could be known. */
  readonly time: EpochMs;
  readonly source: GateSource;
  readonly admit: boolean;
  readonly hardBlocked: boolean;
  /** Which way the evidence points, admitted or not. */
  readonly direction: GateSide;
  /** At least one where `admit` is false, or the evidence is derived. */
  readonly reasons: readonly GateReason[];
  /** The gate in force; null where none is. */
  readonly gate: Pick<
    Gate,
    'maker' | 'timeframe' | 'eventTime' | 'availableAt' | 'regime' | 'signature' | 'tags' | 'reasons'
  > | null;
  /** When the streak behind derived evidence began; null elsewhere. */
  readonly streakFrom: EpochMs | null;
  /** The measures that are known. */
  readonly metrics: Readonly<Partial<Record<EvidenceMeasure, number>>>;
}

/** Decisions at each bar, each of shape (n,). */
export interface DecisionColumns {
  /** Bits of `GATE_REASONS`. */
  readonly reasons: Int32Array;
  /** The direction of evidence that is admitted, else 0. */
  readonly signal: Float64Array;
  /** 1 where the maker of the gate in force has blocked it, else 0. */
  readonly blocked: Float64Array;
}

/**
 * Decides at every bar.
 *
 * @remarks
 * Causal: as the evidence.
 * Cost: O(n); a gate is judged once for all the bars that it holds.
 * Source: this project.
 */
export function decideBars(evidence: GateEvidence, guards: GateGuards): DecisionColumns {
  const { length, row, gates, source } = evidence;
  const judge = guardJudge(guards);
  const thresholds = thresholdsOf(evidence, guards);
  const ofGates =
    thresholds === undefined
      ? gates.map(judge)
      : gates.map((facts, k) => judgeFacts(facts, { ...guards, maxHazard: thresholds[k] }));
  const nothing = judge(NO_FACTS);
  const reasons = new Int32Array(length);
  const signal = new Float64Array(length);
  const blocked = new Float64Array(length);
  const read = factsReader(evidence);
  for (let i = 0; i < length; i++) {
    if (source[i] === NONE) {
      reasons[i] = nothing;
      continue;
    }
    const facts = read(i);
    const bits = row[i] >= 0 ? ofGates[row[i]] : judge(facts);
    reasons[i] = bits;
    if ((bits & REFUSAL_BITS) === 0) signal[i] = facts.direction;
    if (facts.hardBlocked) blocked[i] = 1;
  }
  return { reasons, signal, blocked };
}

const NONE = GATE_SOURCES.indexOf('none');

/**
 * The decision at one bar as a value.
 *
 * @remarks
 * Causal: as the evidence.
 * Source: this project.
 */
export function decisionAt(evidence: GateEvidence, guards: GateGuards, bar: number): GateDecision {
  const facts = factsReader(evidence)(bar);
  const row = evidence.row[bar];
  const gate = row >= 0 && evidence.table !== undefined ? gateAt(evidence.table, row) : undefined;
  const isDerived = GATE_SOURCES[evidence.source[bar]] === 'derived';
  return decisionOf(facts, {
    ...{ bits: judgeFacts(facts, guardsAt(evidence, guards, bar)), time: evidence.moments[bar], gate },
    streakFrom: isDerived ? evidence.derived.startedAt[bar] : undefined,
  });
}

/** What a decision says beside the facts. */
export interface DecisionParts {
  readonly bits: ReasonBits;
  readonly time: EpochMs;
  readonly gate: Gate | undefined;
  readonly streakFrom: EpochMs | undefined;
}

/**
 * A decision out of its facts.
 *
 * Source: this project.
 */
export function decisionOf(facts: GateFacts, { bits, time, gate, streakFrom = NaN }: DecisionParts): GateDecision {
  const known = EVIDENCE_MEASURES.filter((name) => Number.isFinite(facts[name])).map((name) => [name, facts[name]]);
  return Object.freeze({
    ...{ time, source: facts.source, admit: (bits & REFUSAL_BITS) === 0, hardBlocked: facts.hardBlocked },
    ...{ direction: facts.direction, reasons: reasonList(bits) },
    gate: gate === undefined ? null : gateShown(gate),
    streakFrom: Number.isNaN(streakFrom) ? null : streakFrom,
    metrics: Object.freeze(Object.fromEntries(known) as Partial<Record<EvidenceMeasure, number>>),
  });
}

function gateShown(gate: Gate): NonNullable<GateDecision['gate']> {
  const { maker, timeframe, eventTime, availableAt, regime, signature } = gate;
  const lists = { tags: Object.freeze([...gate.tags]), reasons: Object.freeze([...gate.reasons]) };
  return Object.freeze({ maker, timeframe, eventTime, availableAt, regime, signature, ...lists });
}
