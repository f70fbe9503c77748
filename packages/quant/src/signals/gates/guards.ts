import { SEMANTIC_TAGS } from '../../regimes/index.ts';
import type { GateFacts } from './facts.ts';
import { reasonBit, REFUSAL_BITS } from './reasons.ts';
import type { GateReason, ReasonBits } from './reasons.ts';

/** Tags that the codec gives its gates for what their measures say together. */
export const GATE_TAGS: readonly string[] = Object.freeze([...new Set(SEMANTIC_TAGS.map(({ name }) => name))]);

/** Which regimes are admitted. */
export const REGIME_FILTERS = ['any', 'trend', 'bull', 'bear', 'mean-revert', 'not-chaotic'] as const;

/** Which regimes are admitted. */
export type RegimeFilter = (typeof REGIME_FILTERS)[number];

/**
 * What evidence has to satisfy. Levels are in [0, 1] under the measure's own null, raw values are without a unit. Limits are
 * included. A guard that is on refuses evidence that does not have its measure.
 */
export interface GateGuards {
  /** Largest level of hazard: the share of noise that is admitted; 1 is off. */
  readonly maxHazard: number;
  /** Largest raw flip rate; 1 is off. */
  readonly maxFlipRate: number;
  readonly minRepetitions: number;
  /** 0 is off. */
  readonly minCoherenceLevel: number;
  /** Raw; 0 is off. */
  readonly minStability: number;
  /** 1 is off. */
  readonly maxEntropyLevel: number;
  /** 0 is off. */
  readonly minLowFrequencyLevel: number;
  /** Largest size of the slope of coherence over lags; 1 is off. */
  readonly maxLagSlope: number;
  /** 0 is off. */
  readonly maxReynolds: number;
  /** In candles; 0 is off. */
  readonly minHalfLife: number;
  /** In halves of a window of the codec; 0 is off. */
  readonly minCorrelationLength: number;
  /** Smallest confidence in the regime; 0 is off. */
  readonly minConfidence: number;
  readonly regimes: RegimeFilter;
  /** A bull may not point down, nor a bear up. */
  readonly aligned: boolean;
  /** A tag that has to be there; `none` is off. */
  readonly tag: string;
}

/** Every guard off but hazard, which admits a tenth of noise. */
export const DEFAULT_GUARDS: GateGuards = Object.freeze({
  ...{ maxHazard: 0.1, maxFlipRate: 1, minRepetitions: 1, minCoherenceLevel: 0, minStability: 0, maxEntropyLevel: 1 },
  ...{ minLowFrequencyLevel: 0, maxLagSlope: 1, maxReynolds: 0, minHalfLife: 0, minCorrelationLength: 0 },
  ...{ minConfidence: 0, regimes: 'any', aligned: false, tag: 'none' },
});

/** How near to its limit a value is borderline, as a fraction of the limit. */
const BORDERLINE = 0.05;

const BIT = Object.freeze(
  Object.fromEntries(
    (['gate-missing', 'hard-blocked', 'admit-false', 'direction-missing'] as const).map((one) => [one, reasonBit(one)]),
  ),
);

/** What a reason is given for, and with which guards it is looked for at all. */
interface Check {
  readonly reason: GateReason;
  /** @default always */
  readonly isOn?: (guards: GateGuards) => boolean;
  /** `!(…)` of a measure that is not known is true: comparisons with NaN are false. */
  readonly holds: (facts: GateFacts, guards: GateGuards) => boolean;
}

const CHECKS: readonly Check[] = [
  {
    reason: 'hazard-invalid',
    holds: ({ hazard }, { maxHazard }) => (Number.isNaN(hazard) ? maxHazard < 1 : hazard < 0 || hazard > 1),
  },
  { reason: 'hazard-above-max', holds: ({ hazard }, { maxHazard }) => hazard > maxHazard },
  {
    reason: 'flip-rate-above-max',
    isOn: ({ maxFlipRate }) => maxFlipRate < 1,
    holds: ({ flipRate }, { maxFlipRate }) => !(flipRate <= maxFlipRate),
  },
  {
    reason: 'repetitions-short',
    isOn: ({ minRepetitions }) => minRepetitions > 1,
    holds: ({ repetitions }, { minRepetitions }) => !(repetitions >= minRepetitions),
  },
  {
    reason: 'coherence-below-min',
    isOn: ({ minCoherenceLevel }) => minCoherenceLevel > 0,
    holds: ({ coherenceLevel }, { minCoherenceLevel }) => !(coherenceLevel >= minCoherenceLevel),
  },
  {
    reason: 'stability-below-min',
    isOn: ({ minStability }) => minStability > 0,
    holds: ({ stability }, { minStability }) => !(stability >= minStability),
  },
  {
    reason: 'entropy-above-max',
    isOn: ({ maxEntropyLevel }) => maxEntropyLevel < 1,
    holds: ({ entropyLevel }, { maxEntropyLevel }) => !(entropyLevel <= maxEntropyLevel),
  },
  {
    reason: 'low-frequency-below-min',
    isOn: ({ minLowFrequencyLevel }) => minLowFrequencyLevel > 0,
    holds: ({ lowFrequencyLevel }, { minLowFrequencyLevel }) => !(lowFrequencyLevel >= minLowFrequencyLevel),
  },
  {
    reason: 'slope-above-max',
    isOn: ({ maxLagSlope }) => maxLagSlope < 1,
    holds: ({ lagSlope }, { maxLagSlope }) => !(Math.abs(lagSlope) <= maxLagSlope),
  },
  {
    reason: 'reynolds-above-max',
    isOn: ({ maxReynolds }) => maxReynolds > 0,
    holds: ({ reynolds }, { maxReynolds }) => !(reynolds <= maxReynolds),
  },
  {
    reason: 'half-life-below-min',
    isOn: ({ minHalfLife }) => minHalfLife > 0,
    holds: ({ halfLife }, { minHalfLife }) => !(halfLife >= minHalfLife),
  },
  {
    reason: 'correlation-length-below-min',
    isOn: ({ minCorrelationLength }) => minCorrelationLength > 0,
    holds: ({ correlationLength }, { minCorrelationLength }) => !(correlationLength >= minCorrelationLength),
  },
  {
    reason: 'confidence-below-min',
    isOn: ({ minConfidence }) => minConfidence > 0,
    holds: ({ confidence }, { minConfidence }) => !(confidence >= minConfidence),
  },
  {
    reason: 'regime-filter',
    isOn: ({ regimes }) => regimes !== 'any',
    holds: ({ regime }, { regimes }) => !isAllowed(regime, regimes),
  },
  { reason: 'alignment-missing', isOn: ({ aligned }) => aligned, holds: (facts) => !isAligned(facts) },
  { reason: 'tag-missing', isOn: ({ tag }) => tag !== 'none', holds: ({ tags }, { tag }) => !tags.includes(tag) },
];

const NOTES: readonly Check[] = [
  { reason: 'derived-from-candles', holds: ({ source }) => source === 'derived' },
  {
    reason: 'hazard-borderline',
    isOn: ({ maxHazard }) => maxHazard < 1,
    holds: ({ hazard }, { maxHazard }) => hazard >= maxHazard * (1 - BORDERLINE),
  },
  {
    reason: 'repetitions-borderline',
    isOn: ({ minRepetitions }) => minRepetitions > 1,
    holds: ({ repetitions }, { minRepetitions }) => repetitions === minRepetitions,
  },
  {
    reason: 'coherence-borderline',
    isOn: ({ minCoherenceLevel }) => minCoherenceLevel > 0,
    holds: ({ coherenceLevel }, { minCoherenceLevel }) => coherenceLevel <= minCoherenceLevel * (1 + BORDERLINE),
  },
  {
    reason: 'stability-borderline',
    isOn: ({ minStability }) => minStability > 0,
    holds: ({ stability }, { minStability }) => stability <= minStability * (1 + BORDERLINE),
  },
  {
    reason: 'entropy-borderline',
    isOn: ({ maxEntropyLevel }) => maxEntropyLevel < 1,
    holds: ({ entropyLevel }, { maxEntropyLevel }) => entropyLevel >= maxEntropyLevel * (1 - BORDERLINE),
  },
];

/** A check that is on, with the bit of its reason. */
type BitCheck = readonly [ReasonBits, Check['holds']];

function checksOn(checks: readonly Check[], guards: GateGuards): readonly BitCheck[] {
  return checks
    .filter(({ isOn }) => isOn === undefined || isOn(guards))
    .map(({ reason, holds }) => [reasonBit(reason), holds]);
}

/**
 * Everything that guards say of evidence: all refusals, or where there is none the remarks.
 *
 * Evidence that is not there, or that its maker has blocked or refused, is refused for that as well as for what the guards
 * find; where there is no evidence at all nothing else is looked at.
 *
 * @remarks
 * Causal: yes.
 * Source: this project.
 */
export function judgeFacts(facts: GateFacts, guards: GateGuards): ReasonBits {
  return guardJudge(guards)(facts);
}

/**
 * `judgeFacts` of one set of guards, for many bars: guards that are off are not looked at again.
 *
 * @remarks
 * Causal: yes.
 * Source: this project.
 */
export function guardJudge(guards: GateGuards): (facts: GateFacts) => ReasonBits {
  const checked = checksOn(CHECKS, guards);
  const noted = checksOn(NOTES, guards);
  return (facts) => {
    if (facts.source === 'none') return BIT['gate-missing'];
    let bits = 0;
    if (facts.hardBlocked) bits |= BIT['hard-blocked'];
    if (facts.admit === false) bits |= BIT['admit-false'];
    if (facts.direction === 0) bits |= BIT['direction-missing'];
    bits |= foundBy(checked, facts, guards);
    return (bits & REFUSAL_BITS) !== 0 ? bits : bits | foundBy(noted, facts, guards);
  };
}

function foundBy(checks: readonly BitCheck[], facts: GateFacts, guards: GateGuards): ReasonBits {
  let bits = 0;
  for (let k = 0; k < checks.length; k++) if (checks[k][1](facts, guards)) bits |= checks[k][0];
  return bits;
}

function isAllowed(regime: string | undefined, filter: RegimeFilter): boolean {
  switch (filter) {
    case 'any':
      return true;
    case 'trend':
      return regime === 'bull' || regime === 'bear';
    case 'not-chaotic':
      return regime !== undefined && regime !== 'chaotic';
    case 'bull':
    case 'bear':
    case 'mean-revert':
      return regime === filter;
  }
}

function isAligned({ regime, direction }: GateFacts): boolean {
  return !((regime === 'bull' && direction < 0) || (regime === 'bear' && direction > 0));
}
