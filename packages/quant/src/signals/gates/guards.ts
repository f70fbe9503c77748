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
 * What evidence has to satisfy. Levels are in [0, 1] under the measure's own null, raw values are without a unit but where one is
 * named. Limits are included.
 *
 * A guard of a measure judges the evidence of those who make that measure: gates, or what is derived from the candles. Those of
 * hazard, regime, confidence, tag and alignment judge all of it. A guard that is on refuses evidence that it judges and that does
 * not have its measure: derived evidence has no regime, no confidence and no tag.
 */
export interface GateGuards {
  /**
   * Largest level of hazard, of all evidence; 1 is off. The share of noise that has no more; of the codec's gates most of that
   * share points nowhere and is refused for it.
   */
  readonly maxHazard: number;
  /**
   * Share of the gates before it, of the same maker, that may have no more hazard than a gate, > 0 and < 1; `maxHazard` is its cap
   * then. 0 is off. Of gates: what is derived has a null of the market's own streaks.
   */
  readonly hazardPercentile: number;
  /** Largest raw flip rate of a gate; 1 is off. */
  readonly maxFlipRate: number;
  /** Of a gate's signature; 1 is off. */
  readonly minRepetitions: number;
  /** Of a gate; 0 is off. */
  readonly minCoherenceLevel: number;
  /** Raw, of a gate; 0 is off. */
  readonly minStability: number;
  /** Of a gate; 1 is off. */
  readonly maxEntropyLevel: number;
  /** Of a gate; 0 is off. */
  readonly minLowFrequencyLevel: number;
  /** Largest size of the slope of coherence over lags, a bit, of a gate; 1 is off. */
  readonly maxLagSlope: number;
  /** Of a gate; 0 is off. */
  readonly maxReynolds: number;
  /** Of a gate, in candles; 0 is off. */
  readonly minHalfLife: number;
  /** Of a gate, in halves of a window of the codec; 0 is off. */
  readonly minCorrelationLength: number;
  /** Smallest confidence in the regime; 0 is off. */
  readonly minConfidence: number;
  readonly regimes: RegimeFilter;
  /** A bull may not point down, nor a bear up. */
  readonly aligned: boolean;
  /** A tag that has to be there; `none` is off. */
  readonly tag: string;
  /** Largest share of turns among the window's moves, raw, of derived evidence; 1 is off. */
  readonly maxDirectionFlipRate: number;
  /** Raw, of derived evidence; 0 is off. */
  readonly minStreakStability: number;
  /** Given the streak, of derived evidence; 1 is off. */
  readonly maxDirectionEntropyLevel: number;
}

/** Guards that judge derived evidence alone. */
export const DERIVED_GUARDS: readonly (keyof GateGuards)[] = Object.freeze([
  ...(['maxDirectionFlipRate', 'minStreakStability', 'maxDirectionEntropyLevel'] as const),
]);

/** Every guard off but hazard, which no more than a tenth of noise passes. */
export const DEFAULT_GUARDS: GateGuards = Object.freeze({
  ...{
    maxHazard: 0.1,
    hazardPercentile: 0,
    maxFlipRate: 1,
    minRepetitions: 1,
    minCoherenceLevel: 0,
    minStability: 0,
    maxEntropyLevel: 1,
  },
  ...{ minLowFrequencyLevel: 0, maxLagSlope: 1, maxReynolds: 0, minHalfLife: 0, minCorrelationLength: 0 },
  ...{ minConfidence: 0, regimes: 'any', aligned: false, tag: 'none' },
  ...{ maxDirectionFlipRate: 1, minStreakStability: 0, maxDirectionEntropyLevel: 1 },
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
  /** Whose evidence it judges. @default all of it */
  readonly of?: 'gate' | 'derived';
  /** @default always */
  readonly isOn?: (guards: GateGuards) => boolean;
  /** `!(…)` of a measure that is not known is true: comparisons with NaN are false. */
  readonly holds: (facts: GateFacts, guards: GateGuards) => boolean;
}

const CHECKS: readonly Check[] = [
  {
    reason: 'hazard-invalid',
    holds: ({ hazard, source }, { maxHazard, hazardPercentile }) =>
      Number.isNaN(hazard) ? maxHazard < 1 || (source === 'gate' && hazardPercentile > 0) : hazard < 0 || hazard > 1,
  },
  { reason: 'hazard-above-max', holds: ({ hazard }, { maxHazard }) => hazard > maxHazard },
  {
    reason: 'flip-rate-above-max',
    of: 'gate',
    isOn: ({ maxFlipRate }) => maxFlipRate < 1,
    holds: ({ flipRate }, { maxFlipRate }) => !(flipRate <= maxFlipRate),
  },
  {
    reason: 'repetitions-short',
    of: 'gate',
    isOn: ({ minRepetitions }) => minRepetitions > 1,
    holds: ({ repetitions }, { minRepetitions }) => !(repetitions >= minRepetitions),
  },
  {
    reason: 'coherence-below-min',
    of: 'gate',
    isOn: ({ minCoherenceLevel }) => minCoherenceLevel > 0,
    holds: ({ coherenceLevel }, { minCoherenceLevel }) => !(coherenceLevel >= minCoherenceLevel),
  },
  {
    reason: 'stability-below-min',
    of: 'gate',
    isOn: ({ minStability }) => minStability > 0,
    holds: ({ stability }, { minStability }) => !(stability >= minStability),
  },
  {
    reason: 'entropy-above-max',
    of: 'gate',
    isOn: ({ maxEntropyLevel }) => maxEntropyLevel < 1,
    holds: ({ entropyLevel }, { maxEntropyLevel }) => !(entropyLevel <= maxEntropyLevel),
  },
  {
    reason: 'low-frequency-below-min',
    of: 'gate',
    isOn: ({ minLowFrequencyLevel }) => minLowFrequencyLevel > 0,
    holds: ({ lowFrequencyLevel }, { minLowFrequencyLevel }) => !(lowFrequencyLevel >= minLowFrequencyLevel),
  },
  {
    reason: 'slope-above-max',
    of: 'gate',
    isOn: ({ maxLagSlope }) => maxLagSlope < 1,
    holds: ({ lagSlope }, { maxLagSlope }) => !(Math.abs(lagSlope) <= maxLagSlope),
  },
  {
    reason: 'reynolds-above-max',
    of: 'gate',
    isOn: ({ maxReynolds }) => maxReynolds > 0,
    holds: ({ reynolds }, { maxReynolds }) => !(reynolds <= maxReynolds),
  },
  {
    reason: 'half-life-below-min',
    of: 'gate',
    isOn: ({ minHalfLife }) => minHalfLife > 0,
    holds: ({ halfLife }, { minHalfLife }) => !(halfLife >= minHalfLife),
  },
  {
    reason: 'correlation-length-below-min',
    of: 'gate',
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
  {
    reason: 'direction-flip-rate-above-max',
    of: 'derived',
    isOn: ({ maxDirectionFlipRate }) => maxDirectionFlipRate < 1,
    holds: ({ directionFlipRate }, { maxDirectionFlipRate }) => !(directionFlipRate <= maxDirectionFlipRate),
  },
  {
    reason: 'streak-stability-below-min',
    of: 'derived',
    isOn: ({ minStreakStability }) => minStreakStability > 0,
    holds: ({ streakStability }, { minStreakStability }) => !(streakStability >= minStreakStability),
  },
  {
    reason: 'direction-entropy-above-max',
    of: 'derived',
    isOn: ({ maxDirectionEntropyLevel }) => maxDirectionEntropyLevel < 1,
    holds: ({ directionEntropyLevel }, { maxDirectionEntropyLevel }) =>
      !(directionEntropyLevel <= maxDirectionEntropyLevel),
  },
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
    of: 'gate',
    isOn: ({ minRepetitions }) => minRepetitions > 1,
    holds: ({ repetitions }, { minRepetitions }) => repetitions === minRepetitions,
  },
  {
    reason: 'coherence-borderline',
    of: 'gate',
    isOn: ({ minCoherenceLevel }) => minCoherenceLevel > 0,
    holds: ({ coherenceLevel }, { minCoherenceLevel }) => coherenceLevel <= minCoherenceLevel * (1 + BORDERLINE),
  },
  {
    reason: 'stability-borderline',
    of: 'gate',
    isOn: ({ minStability }) => minStability > 0,
    holds: ({ stability }, { minStability }) => stability <= minStability * (1 + BORDERLINE),
  },
  {
    reason: 'entropy-borderline',
    of: 'gate',
    isOn: ({ maxEntropyLevel }) => maxEntropyLevel < 1,
    holds: ({ entropyLevel }, { maxEntropyLevel }) => entropyLevel >= maxEntropyLevel * (1 - BORDERLINE),
  },
  {
    reason: 'streak-stability-borderline',
    of: 'derived',
    isOn: ({ minStreakStability }) => minStreakStability > 0,
    holds: ({ streakStability }, { minStreakStability }) => streakStability <= minStreakStability * (1 + BORDERLINE),
  },
  {
    reason: 'direction-entropy-borderline',
    of: 'derived',
    isOn: ({ maxDirectionEntropyLevel }) => maxDirectionEntropyLevel < 1,
    holds: ({ directionEntropyLevel }, { maxDirectionEntropyLevel }) =>
      directionEntropyLevel >= maxDirectionEntropyLevel * (1 - BORDERLINE),
  },
];

/** A check that is on, with the bit of its reason. */
type BitCheck = readonly [ReasonBits, Check['holds']];

type Judged = 'gate' | 'derived';

/** The checks of each source that are on. */
function checksOn(checks: readonly Check[], guards: GateGuards): Readonly<Record<Judged, readonly BitCheck[]>> {
  const on = checks.filter(({ isOn }) => isOn === undefined || isOn(guards));
  const of = (source: Judged): readonly BitCheck[] =>
    on.filter((one) => (one.of ?? source) === source).map(({ reason, holds }) => [reasonBit(reason), holds]);
  return { gate: of('gate'), derived: of('derived') };
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
    bits |= foundBy(checked[facts.source], facts, guards);
    return (bits & REFUSAL_BITS) !== 0 ? bits : bits | foundBy(noted[facts.source], facts, guards);
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
