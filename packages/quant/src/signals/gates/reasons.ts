/** Why evidence is not admitted, in the order in which it is looked at. */
export const REFUSALS = [
  'gate-missing',
  'hard-blocked',
  'admit-false',
  'direction-missing',
  'hazard-invalid',
  'hazard-above-max',
  'flip-rate-above-max',
  'repetitions-short',
  'coherence-below-min',
  'stability-below-min',
  'entropy-above-max',
  'low-frequency-below-min',
  'slope-above-max',
  'reynolds-above-max',
  'half-life-below-min',
  'correlation-length-below-min',
  'confidence-below-min',
  'regime-filter',
  'alignment-missing',
  'tag-missing',
  'direction-flip-rate-above-max',
  'streak-stability-below-min',
  'direction-entropy-above-max',
] as const;

/** What is to be known of evidence that is admitted. */
export const REMARKS = [
  'derived-from-candles',
  'hazard-borderline',
  'repetitions-borderline',
  'coherence-borderline',
  'stability-borderline',
  'entropy-borderline',
  'streak-stability-borderline',
  'direction-entropy-borderline',
] as const;

/** Why evidence is not admitted. */
export type GateRefusal = (typeof REFUSALS)[number];
/** What is to be known of evidence that is admitted. */
export type GateRemark = (typeof REMARKS)[number];
/** A reason of a decision. */
export type GateReason = GateRefusal | GateRemark;

/** All reasons of decisions. */
export const GATE_REASONS: readonly GateReason[] = Object.freeze([...REFUSALS, ...REMARKS]);

/** Reasons as a set of bits: bit k stands for the k-th of `GATE_REASONS`. */
export type ReasonBits = number;

/** The bits of a reason. */
export function reasonBit(reason: GateReason): ReasonBits {
  return 1 << GATE_REASONS.indexOf(reason);
}

/** Bits of all refusals: evidence without one of them is admitted. */
export const REFUSAL_BITS: ReasonBits = (1 << REFUSALS.length) - 1;

const LISTS: Map<ReasonBits, readonly GateReason[]> = new Map();

/**
 * Bits as a list, in the order of `GATE_REASONS`. It is frozen: whoever holds it holds it as it was.
 *
 * Source: this project.
 */
export function reasonList(bits: ReasonBits): readonly GateReason[] {
  let list = LISTS.get(bits);
  if (list === undefined)
    LISTS.set(bits, (list = Object.freeze(GATE_REASONS.filter((_, k) => (bits & (1 << k)) !== 0))));
  return list;
}
