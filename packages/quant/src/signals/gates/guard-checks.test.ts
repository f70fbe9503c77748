import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { EVIDENCE_MEASURES, NO_FACTS } from './facts.ts';
import type { GateFacts } from './facts.ts';
import { guardChecks } from './guard-checks.ts';
import type { GuardCheck } from './guard-checks.ts';
import { DEFAULT_GUARDS, DERIVED_GUARDS, judgeFacts } from './guards.ts';
import type { GateGuards } from './guards.ts';
import { REFUSAL_BITS } from './reasons.ts';

const ON: GateGuards = {
  ...{
    maxHazard: 0.5,
    hazardPercentile: 0,
    maxFlipRate: 0.5,
    minRepetitions: 2,
    minCoherenceLevel: 0.5,
    minStability: 0.5,
  },
  ...{ maxEntropyLevel: 0.5, minLowFrequencyLevel: 0.5, maxLagSlope: 0.5, maxReynolds: 0.5, minHalfLife: 0.5 },
  ...{ minCorrelationLength: 0.5, minConfidence: 0.5, regimes: 'trend', aligned: true, tag: 'calming' },
  ...{ maxDirectionFlipRate: 0.5, minStreakStability: 0.5, maxDirectionEntropyLevel: 0.5 },
};

/** Guards that are on: the percentile stands in the place of `maxHazard` and has a test of its own. */
const GUARDS_ON = Object.keys(ON).filter((guard) => guard !== 'hazardPercentile');

/** Guards that judge gates alone. */
const OF_GATES = GUARDS_ON.filter(
  (guard) =>
    !DERIVED_GUARDS.includes(guard as keyof GateGuards) &&
    !['maxHazard', 'minConfidence', 'regimes', 'aligned', 'tag'].includes(guard),
);

/** Whether a check holds, by what it says of itself alone. */
function holdsAsTold({ value, rule, limit, looksAt }: GuardCheck, facts: GateFacts): boolean {
  if (value === null) return false;
  const [own, bound] = [Number(value), Number(limit)];
  switch (rule) {
    case 'at most':
      return own <= bound;
    case 'at least':
      return own >= bound;
    case 'size at most':
      return Math.abs(own) <= bound;
    case 'one of':
      return ['bull', 'bear'].includes(String(value));
    case 'has':
      return String(value).split(', ').includes(String(limit));
    case 'not against the regime':
      expect(looksAt).toBe('direction');
      return !((facts.regime === 'bull' && own < 0) || (facts.regime === 'bear' && own > 0));
  }
}

function drawn(seed: number): GateFacts {
  const rng = createRng(`checks ${seed}`);
  const measures = EVIDENCE_MEASURES.map((name): readonly [string, number] => {
    if (rng.nextFloat() < 0.1) return [name, NaN];
    if (name === 'repetitions') return [name, 1 + rng.nextInt(3)];
    return [name, name === 'lagSlope' ? 2 * rng.nextFloat() - 1 : rng.nextFloat()];
  });
  const any = <T>(items: readonly T[]): T => items[rng.nextInt(items.length)];
  return {
    ...NO_FACTS,
    ...(Object.fromEntries(measures) as Partial<GateFacts>),
    ...{
      source: any(['gate', 'derived'] as const),
      direction: any([-1, 1] as const),
      regime: any(['bull', 'bear', 'chaotic', undefined]),
    },
    tags: any([[], ['calming'], ['heating', 'calming']]),
  };
}

describe('what guards have found', () => {
  it('S1-04: each guard that is on tells the measure, the limit and whether it holds, and together they say what the decision says', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 500; seed++) {
      const facts = drawn(seed);
      const checks = guardChecks(facts, ON);
      const others = facts.source === 'gate' ? (DERIVED_GUARDS as readonly string[]) : OF_GATES;
      const judging = GUARDS_ON.filter((guard) => !others.includes(guard));
      expect(checks.map(({ guard }) => guard).sort()).toEqual(judging.sort());
      for (const check of checks) {
        expect([check, check.holds]).toEqual([check, holdsAsTold(check, facts)]);
        seen.add(`${check.guard} ${check.holds}`);
      }
      expect(checks.every(({ holds }) => holds)).toBe((judgeFacts(facts, ON) & REFUSAL_BITS) === 0);
    }
    expect(seen.size).toBe(2 * GUARDS_ON.length);
  });

  it('S1-04 D3: of a gate the percentile shows the threshold in force, of what is derived the cap stands', () => {
    const guards = { ...DEFAULT_GUARDS, maxHazard: 0.07, hazardPercentile: 0.1 };
    const gate = { ...NO_FACTS, source: 'gate', direction: 1, hazard: 0.08 } as const;
    const row = { looksAt: 'hazard', value: 0.08, rule: 'at most', limit: 0.07, holds: false };
    expect(guardChecks(gate, guards)).toEqual([{ guard: 'hazardPercentile', ...row }]);
    expect(guardChecks({ ...gate, source: 'derived' }, guards)).toEqual([{ guard: 'maxHazard', ...row }]);
    const unknown = { ...guards, maxHazard: 1 };
    expect(guardChecks({ ...gate, hazard: NaN }, unknown)).toMatchObject([{ value: null, holds: false }]);
    expect(guardChecks({ ...gate, source: 'derived', hazard: NaN }, unknown)).toEqual([]);
  });

  it('S1-04: guards that are off are not among them; without evidence none holds', () => {
    const facts = drawn(1);
    expect(guardChecks(facts, DEFAULT_GUARDS).map(({ guard }) => guard)).toEqual(['maxHazard']);
    expect(guardChecks(facts, { ...DEFAULT_GUARDS, maxHazard: 1 })).toEqual([]);
    expect(guardChecks(NO_FACTS, ON).some(({ holds }) => holds)).toBe(false);
  });
});
