import type { EvidenceMeasure, GateFacts, GateSource } from './facts.ts';
import { DEFAULT_GUARDS, DERIVED_GUARDS, judgeFacts } from './guards.ts';
import type { GateGuards } from './guards.ts';
import { reasonBit } from './reasons.ts';
import type { GateRefusal } from './reasons.ts';

/** One guard that is on, and what it looked at. */
export interface GuardCheck {
  readonly guard: keyof GateGuards;
  /** What it looks at; null where the evidence does not have it. */
  readonly looksAt: EvidenceMeasure | 'regime' | 'tags' | 'direction';
  readonly value: number | string | null;
  /** `size` of a number is without its sign. */
  readonly rule: 'at most' | 'at least' | 'size at most' | 'one of' | 'has' | 'not against the regime';
  readonly limit: number | string | boolean;
  readonly holds: boolean;
}

interface Looked extends Pick<GuardCheck, 'guard' | 'looksAt' | 'rule'> {
  readonly refusals: readonly GateRefusal[];
}

const LOOKED: readonly Looked[] = [
  of('maxHazard', 'hazard', 'at most', ['hazard-invalid', 'hazard-above-max']),
  of('hazardPercentile', 'hazard', 'at most', ['hazard-invalid', 'hazard-above-max']),
  of('maxFlipRate', 'flipRate', 'at most', ['flip-rate-above-max']),
  of('minRepetitions', 'repetitions', 'at least', ['repetitions-short']),
  of('minCoherenceLevel', 'coherenceLevel', 'at least', ['coherence-below-min']),
  of('minStability', 'stability', 'at least', ['stability-below-min']),
  of('maxEntropyLevel', 'entropyLevel', 'at most', ['entropy-above-max']),
  of('minLowFrequencyLevel', 'lowFrequencyLevel', 'at least', ['low-frequency-below-min']),
  of('maxLagSlope', 'lagSlope', 'size at most', ['slope-above-max']),
  of('maxReynolds', 'reynolds', 'at most', ['reynolds-above-max']),
  of('minHalfLife', 'halfLife', 'at least', ['half-life-below-min']),
  of('minCorrelationLength', 'correlationLength', 'at least', ['correlation-length-below-min']),
  of('minConfidence', 'confidence', 'at least', ['confidence-below-min']),
  of('regimes', 'regime', 'one of', ['regime-filter']),
  of('aligned', 'direction', 'not against the regime', ['alignment-missing']),
  of('tag', 'tags', 'has', ['tag-missing']),
  of('maxDirectionFlipRate', 'directionFlipRate', 'at most', ['direction-flip-rate-above-max']),
  of('minStreakStability', 'streakStability', 'at least', ['streak-stability-below-min']),
  of('maxDirectionEntropyLevel', 'directionEntropyLevel', 'at most', ['direction-entropy-above-max']),
];

/** Guards that judge evidence whoever made it; others judge gates or what is derived. */
const OF_ALL: readonly (keyof GateGuards)[] = ['maxHazard', 'minConfidence', 'regimes', 'aligned', 'tag'];

function isJudged(guard: keyof GateGuards, source: GateSource, { hazardPercentile }: GateGuards): boolean {
  // Of a gate the threshold in force stands in the place of its cap.
  if (guard === 'hazardPercentile') return source === 'gate';
  if (guard === 'maxHazard' && hazardPercentile > 0) return source !== 'gate';
  return source === 'none' || OF_ALL.includes(guard) || DERIVED_GUARDS.includes(guard) === (source === 'derived');
}

function of(
  guard: Looked['guard'],
  looksAt: Looked['looksAt'],
  rule: Looked['rule'],
  refusals: readonly GateRefusal[],
): Looked {
  return { guard, looksAt, rule, refusals };
}

/** True where a guard refuses nothing. */
function isOff(guard: keyof GateGuards, guards: GateGuards): boolean {
  return guard === 'maxHazard' ? guards.maxHazard >= 1 : guards[guard] === DEFAULT_GUARDS[guard];
}

/**
 * What each guard that is on and judges such evidence has found, in the order of `GateGuards`.
 *
 * @param guards - as they are at the bar (`guardsAt`): the limit of `hazardPercentile` is the threshold that applied.
 *
 * @remarks
 * Causal: yes.
 * Source: this project.
 */
export function guardChecks(facts: GateFacts, guards: GateGuards): readonly GuardCheck[] {
  const bits = judgeFacts(facts, guards);
  const on = LOOKED.filter(({ guard }) => !isOff(guard, guards) && isJudged(guard, facts.source, guards));
  return on.map(({ guard, looksAt, rule, refusals }) => ({
    ...{ guard, looksAt, value: valueOf(facts, looksAt), rule },
    limit: guards[guard === 'hazardPercentile' ? 'maxHazard' : guard],
    holds: facts.source !== 'none' && refusals.every((one) => (bits & reasonBit(one)) === 0),
  }));
}

function valueOf(facts: GateFacts, looksAt: GuardCheck['looksAt']): number | string | null {
  if (looksAt === 'regime') return facts.regime ?? null;
  if (looksAt === 'tags') return facts.tags.length === 0 ? null : facts.tags.join(', ');
  const value = facts[looksAt];
  return Number.isFinite(value) ? value : null;
}
