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
  /** In steps of the codec; 0 is off. */
  readonly minHalfLife: number;
  /** In steps of the codec; 0 is off. */
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

type Check = readonly [GateReason, (facts: GateFacts, guards: GateGuards) => boolean];

/** `fails(…)` of a measure that is not known is true: comparisons with NaN are false. */
const CHECKS: readonly Check[] = [
  ['hazard-invalid', ({ hazard }, { maxHazard }) => (Number.isNaN(hazard) ? maxHazard < 1 : hazard < 0 || hazard > 1)],
  ['hazard-above-max', ({ hazard }, { maxHazard }) => hazard > maxHazard],
  ['flip-rate-above-max', ({ flipRate }, { maxFlipRate }) => maxFlipRate < 1 && !(flipRate <= maxFlipRate)],
  [
    'repetitions-short',
    ({ repetitions }, { minRepetitions }) => minRepetitions > 1 && !(repetitions >= minRepetitions),
  ],
  [
    'coherence-below-min',
    ({ coherenceLevel }, { minCoherenceLevel }) => minCoherenceLevel > 0 && !(coherenceLevel >= minCoherenceLevel),
  ],
  ['stability-below-min', ({ stability }, { minStability }) => minStability > 0 && !(stability >= minStability)],
  [
    'entropy-above-max',
    ({ entropyLevel }, { maxEntropyLevel }) => maxEntropyLevel < 1 && !(entropyLevel <= maxEntropyLevel),
  ],
  [
    'low-frequency-below-min',
    ({ lowFrequencyLevel }, { minLowFrequencyLevel }) =>
      minLowFrequencyLevel > 0 && !(lowFrequencyLevel >= minLowFrequencyLevel),
  ],
  ['slope-above-max', ({ lagSlope }, { maxLagSlope }) => maxLagSlope < 1 && !(Math.abs(lagSlope) <= maxLagSlope)],
  ['reynolds-above-max', ({ reynolds }, { maxReynolds }) => maxReynolds > 0 && !(reynolds <= maxReynolds)],
  ['half-life-below-min', ({ halfLife }, { minHalfLife }) => minHalfLife > 0 && !(halfLife >= minHalfLife)],
  [
    'correlation-length-below-min',
    ({ correlationLength }, { minCorrelationLength }) =>
      minCorrelationLength > 0 && !(correlationLength >= minCorrelationLength),
  ],
  ['confidence-below-min', ({ confidence }, { minConfidence }) => minConfidence > 0 && !(confidence >= minConfidence)],
  ['regime-filter', ({ regime }, { regimes }) => !isAllowed(regime, regimes)],
  ['alignment-missing', (facts, { aligned }) => aligned && !isAligned(facts)],
  ['tag-missing', ({ tags }, { tag }) => tag !== 'none' && !tags.includes(tag)],
];

const NOTES: readonly Check[] = [
  ['derived-from-candles', ({ source }) => source === 'derived'],
  ['hazard-borderline', ({ hazard }, { maxHazard }) => maxHazard < 1 && hazard >= maxHazard * (1 - BORDERLINE)],
  [
    'repetitions-borderline',
    ({ repetitions }, { minRepetitions }) => minRepetitions > 1 && repetitions === minRepetitions,
  ],
  [
    'coherence-borderline',
    ({ coherenceLevel }, { minCoherenceLevel }) =>
      minCoherenceLevel > 0 && coherenceLevel <= minCoherenceLevel * (1 + BORDERLINE),
  ],
  [
    'stability-borderline',
    ({ stability }, { minStability }) => minStability > 0 && stability <= minStability * (1 + BORDERLINE),
  ],
  [
    'entropy-borderline',
    ({ entropyLevel }, { maxEntropyLevel }) =>
      maxEntropyLevel < 1 && entropyLevel >= maxEntropyLevel * (1 - BORDERLINE),
  ],
];

const CHECKED: readonly (readonly [ReasonBits, Check[1]])[] = CHECKS.map(([reason, fails]) => [
  reasonBit(reason),
  fails,
]);
const NOTED: readonly (readonly [ReasonBits, Check[1]])[] = NOTES.map(([reason, holds]) => [reasonBit(reason), holds]);

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
  if (facts.source === 'none') return BIT['gate-missing'];
  let bits = 0;
  if (facts.hardBlocked) bits |= BIT['hard-blocked'];
  if (facts.admit === false) bits |= BIT['admit-false'];
  if (facts.direction === 0) bits |= BIT['direction-missing'];
  for (const [bit, fails] of CHECKED) if (fails(facts, guards)) bits |= bit;
  if ((bits & REFUSAL_BITS) !== 0) return bits;
  for (const [bit, holds] of NOTED) if (holds(facts, guards)) bits |= bit;
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
