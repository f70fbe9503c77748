import { MS_PER_HOUR } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { cannedGates, hourlySeries, walkSeries } from '../../market/testing/index.ts';
import type { BarSeries, RecordTable } from '../../market/index.ts';
import { decideBars, decisionAt } from './decision.ts';
import type { GateDecision } from './decision.ts';
import { EVIDENCE_DEFAULTS, gateEvidence } from './evidence.ts';
import type { EvidenceSpec, GateBars, GateEvidence } from './evidence.ts';
import { GATE_SOURCES, NO_FACTS } from './facts.ts';
import type { GateFacts } from './facts.ts';
import { DEFAULT_GUARDS, judgeFacts } from './guards.ts';
import type { GateGuards } from './guards.ts';
import { barDecidedAt } from './moments.ts';
import { GATE_REASONS, reasonList, REFUSAL_BITS, REFUSALS, REMARKS } from './reasons.ts';

const SERIES = hourlySeries(walkSeries('decisions', 4000));

function barsOf({ length, close, openTime, eventTime, availableAt }: BarSeries): GateBars {
  return { length, close, openTime, closeTime: eventTime, availableAt };
}

function evidenceOf(gates: RecordTable | undefined, spec: Partial<EvidenceSpec> = {}): GateEvidence {
  return gateEvidence(barsOf(SERIES), gates, { ...EVIDENCE_DEFAULTS, ...spec });
}

function decisions(evidence: GateEvidence, guards: Partial<GateGuards> = {}): readonly GateDecision[] {
  const all = { ...DEFAULT_GUARDS, ...guards };
  return Array.from({ length: evidence.length }, (_, bar) => decisionAt(evidence, all, bar));
}

const sourcesOf = (evidence: GateEvidence): Readonly<Record<string, number>> =>
  Object.fromEntries(GATE_SOURCES.map((name, k) => [name, evidence.source.filter((one) => one === k).length]));

const OPEN: Partial<GateGuards> = { maxHazard: 1 };
const GATE: GateFacts = {
  ...NO_FACTS,
  ...{ source: 'gate', direction: 1, hazard: 0.05, flipRate: 0.4, repetitions: 3, coherenceLevel: 0.9, stability: 0.7 },
  ...{ entropyLevel: 0.2, lowFrequencyLevel: 0.8, lagSlope: -0.05, reynolds: 3, halfLife: 12, correlationLength: 30 },
  ...{ confidence: 0.6, regime: 'bull', tags: ['ordered'] },
};

/** A reason, evidence that differs from `GATE`, and guards that find it. */
type Case = readonly [reason: string, facts: Partial<GateFacts>, guards: Partial<GateGuards>];

const STREAK: Partial<GateFacts> = {
  ...{ source: 'derived', flipRate: NaN, repetitions: NaN, coherenceLevel: NaN, stability: NaN, entropyLevel: NaN },
  ...{ lowFrequencyLevel: NaN, lagSlope: NaN, reynolds: NaN, halfLife: NaN, correlationLength: NaN, confidence: NaN },
  ...{
    regime: undefined,
    tags: [],
    streak: 5,
    streakStability: 0.7,
    directionFlipRate: 0.4,
    directionEntropyLevel: 0.2,
  },
};

const REFUSED: readonly Case[] = [
  ['gate-missing', { source: 'none' }, {}],
  ['hard-blocked', { hardBlocked: true }, {}],
  ['admit-false', { admit: false }, {}],
  ['direction-missing', { direction: 0 }, {}],
  ['hazard-invalid', { hazard: NaN }, {}],
  ['hazard-above-max', { hazard: 0.11 }, {}],
  ['flip-rate-above-max', {}, { maxFlipRate: 0.39 }],
  ['repetitions-short', {}, { minRepetitions: 4 }],
  ['coherence-below-min', {}, { minCoherenceLevel: 0.91 }],
  ['stability-below-min', { stability: NaN }, { minStability: 0.1 }],
  ['entropy-above-max', {}, { maxEntropyLevel: 0.1 }],
  ['low-frequency-below-min', {}, { minLowFrequencyLevel: 0.9 }],
  ['slope-above-max', {}, { maxLagSlope: 0.01 }],
  ['reynolds-above-max', {}, { maxReynolds: 2 }],
  ['half-life-below-min', {}, { minHalfLife: 20 }],
  ['correlation-length-below-min', {}, { minCorrelationLength: 40 }],
  ['confidence-below-min', {}, { minConfidence: 0.7 }],
  ['regime-filter', {}, { regimes: 'mean-revert' }],
  ['alignment-missing', { direction: -1 }, { aligned: true }],
  ['tag-missing', {}, { tag: 'rising' }],
  ['direction-flip-rate-above-max', STREAK, { maxDirectionFlipRate: 0.39 }],
  ['streak-stability-below-min', { ...STREAK, streakStability: NaN }, { minStreakStability: 0.1 }],
  ['direction-entropy-above-max', STREAK, { maxDirectionEntropyLevel: 0.1 }],
];

const REMARKED: readonly Case[] = [
  ['derived-from-candles', STREAK, {}],
  ['hazard-borderline', { hazard: 0.096 }, {}],
  ['repetitions-borderline', {}, { minRepetitions: 3 }],
  ['coherence-borderline', {}, { minCoherenceLevel: 0.89 }],
  ['stability-borderline', {}, { minStability: 0.69 }],
  ['entropy-borderline', {}, { maxEntropyLevel: 0.205 }],
  ['streak-stability-borderline', STREAK, { minStreakStability: 0.69 }],
  ['direction-entropy-borderline', STREAK, { maxDirectionEntropyLevel: 0.205 }],
];

describe('evidence', () => {
  it('S1-02: with no store every bar is derived or none; with gates everywhere nothing is derived', () => {
    const without = sourcesOf(evidenceOf(undefined));
    expect(without).toEqual({ none: 4000 - (without['derived'] ?? 0), derived: expect.any(Number) as number, gate: 0 });
    expect(without['derived']).toBeGreaterThan(1500);
    const everywhere = sourcesOf(evidenceOf(cannedGates(SERIES, 'everywhere', { stride: 1 }), { gateTtlBars: 10 }));
    expect(everywhere).toEqual({ none: 0, derived: 0, gate: 4000 });
    const gates = cannedGates(SERIES, 'strides');
    const strided = evidenceOf(gates);
    const from = strided.source.indexOf(GATE_SOURCES.indexOf('gate'));
    expect(from).toBe(SERIES.availableAt.findIndex((time) => time >= Math.min(...gates.availableAt)));
    expect([...strided.source.slice(from)].every((one) => GATE_SOURCES[one] === 'gate')).toBe(true);
  });

  it('S1-02: with 30 % of the gates gone, exactly the gaps are derived or none', () => {
    const isMissing = (nth: number): boolean => (nth * 7919) % 10 < 3;
    const spec = { gateTtlBars: 16 };
    const whole = evidenceOf(cannedGates(SERIES, 'gaps'), spec);
    const gaps = evidenceOf(cannedGates(SERIES, 'gaps', { isMissing }), spec);
    const nothing = evidenceOf(undefined);
    expect(gaps.row.filter((row) => row < 0).length / 4000).toBeCloseTo(0.3, 1);
    for (let i = 100; i < 4000; i++) {
      const isGap = gaps.row[i] < 0;
      expect(gaps.source[i]).toBe(isGap ? nothing.source[i] : whole.source[i]);
      if (isGap) expect(gaps.key[i]).toEqual(nothing.key[i]);
      else expect(GATE_SOURCES[gaps.source[i]]).toBe('gate');
    }
    expect(
      sourcesOf(evidenceOf(cannedGates(SERIES, 'gaps', { isMissing }), { ...spec, fallback: false }))['derived'],
    ).toBe(0);
  });

  it('X-01: a bar behind a late one is decided when both are known, and no gate behind a decision is younger than it', () => {
    const availableAt = SERIES.availableAt.slice();
    for (let i = 50; i < 4000; i += 97) availableAt[i] += 5 * MS_PER_HOUR;
    const late = { ...SERIES, availableAt };
    const evidence = gateEvidence(barsOf(late), cannedGates(SERIES, 'late', { stride: 3 }), EVIDENCE_DEFAULTS);
    const all = Array.from({ length: 4000 }, (_, bar) => decisionAt(evidence, DEFAULT_GUARDS, bar));
    expect([50, 52, 55, 56].map((i) => (all[i].time - availableAt[49]) / MS_PER_HOUR)).toEqual([6, 6, 6, 7]);
    const gated = all.filter(({ gate }) => gate !== null);
    expect(gated.length).toBeGreaterThan(3000);
    for (const { gate, time } of gated) expect(gate?.availableAt).toBeLessThanOrEqual(time);
    expect([barDecidedAt(evidence.moments, availableAt[50]), barDecidedAt(evidence.moments, 0)]).toEqual([55, -1]);
    expect(barDecidedAt(evidence.moments, availableAt[50] - 1)).toBe(49);
  });

  it('X-01: gates that are known later change nothing before', () => {
    const gates = cannedGates(SERIES, 'cut');
    const cut = SERIES.availableAt[2000];
    const keep = gates.availableAt.map(Number).filter((time) => time <= cut).length;
    const known = cannedGates(SERIES, 'cut', { isMissing: (nth) => nth > keep });
    const [all, some] = [evidenceOf(gates), evidenceOf(known)];
    expect([...some.key.slice(0, 2001)]).toEqual([...all.key.slice(0, 2001)]);
  });
});

describe('guards', () => {
  it('S1-03: off the scale nothing is admitted; below every hazard nothing is; as they come something is', () => {
    const evidence = evidenceOf(undefined);
    const admitted = (guards: Partial<GateGuards>): number =>
      decideBars(evidence, { ...DEFAULT_GUARDS, ...guards }).signal.filter((one) => one !== 0).length;
    expect(admitted({})).toBeGreaterThan(100);
    expect(admitted({ maxDirectionFlipRate: -0.01, maxHazard: 1 })).toBe(0);
    expect(admitted({ maxDirectionEntropyLevel: -0.01, maxHazard: 1 })).toBe(0);
    expect(admitted({ minStreakStability: 1.01, maxHazard: 1 })).toBe(0);
    const smallest = Math.min(...evidence.derived.hazard.filter((one) => !Number.isNaN(one)));
    expect(smallest).toBeGreaterThan(0);
    expect(admitted({ maxHazard: smallest * 0.999 })).toBe(0);
    expect(admitted({ maxHazard: smallest })).toBeGreaterThan(0);
  });

  it('S1-03: the hazard cap is the share of noise that is admitted, as near as whole streaks allow', () => {
    const share = (maxHazard: number): number =>
      decideBars(evidenceOf(undefined, { deriver: { minStreak: 1, window: 20, calibrationBars: 2000 } }), {
        ...DEFAULT_GUARDS,
        maxHazard,
      }).signal.filter((one) => one !== 0).length / 4000;
    // Chances of at least 2, 3, 4 moves in a row: one half, a quarter, an eighth.
    expect(share(0.4)).toBeCloseTo(0.5, 1);
    expect(share(0.2)).toBeCloseTo(0.25, 1);
    expect(Math.abs(share(0.1) - 0.125)).toBeLessThan(0.04);
  });

  it.each(REFUSED)('S1-04: %s', (reason, facts, guards) => {
    expect(reasonList(judgeFacts(GATE, { ...DEFAULT_GUARDS, ...GUARDS_THAT_PASS }))).toEqual([]);
    expect(reasonList(judgeFacts({ ...GATE, ...facts }, { ...DEFAULT_GUARDS, ...guards }))).toEqual([reason]);
  });

  it('S1-04: every reason is reached by one of the cases above and below, and several stand beside each other', () => {
    expect([...REFUSED.map(([reason]) => reason)].sort()).toEqual([...REFUSALS].sort());
    expect([...REMARKED.map(([reason]) => reason)].sort()).toEqual([...REMARKS].sort());
    expect(GATE_REASONS.length).toBeLessThanOrEqual(31);
    const bits = judgeFacts({ ...GATE, hazard: 0.4, admit: false }, { ...DEFAULT_GUARDS, minRepetitions: 9 });
    expect(reasonList(bits)).toEqual(['admit-false', 'hazard-above-max', 'repetitions-short']);
  });

  it('S1-15: guards of what the codec measures judge gates alone, those of the deriver what is derived', () => {
    const refusals = (facts: GateFacts, guards: Partial<GateGuards>): readonly string[] =>
      reasonList(judgeFacts(facts, { ...DEFAULT_GUARDS, ...guards }) & REFUSAL_BITS);
    const derived = { ...GATE, ...STREAK };
    const ofDeriver = { maxDirectionFlipRate: 0, minStreakStability: 1, maxDirectionEntropyLevel: 0 };
    const ofAll = ['regimes', 'minConfidence', 'aligned', 'tag'];
    const passing = Object.entries(GUARDS_THAT_PASS);
    const ofCodec = Object.fromEntries(passing.filter(([name]) => !ofAll.includes(name)));
    const ofEvidence = Object.fromEntries(passing.filter(([name]) => ofAll.includes(name)));
    expect(refusals(derived, ofCodec)).toEqual([]);
    expect(
      refusals(derived, { ...ofCodec, maxFlipRate: 0, minRepetitions: 99, minStability: 1, maxEntropyLevel: 0 }),
    ).toEqual([]);
    expect(refusals(GATE, ofDeriver)).toEqual([]);
    expect(refusals(derived, ofDeriver)).toHaveLength(3);
    expect(refusals(derived, ofEvidence)).toEqual([...['confidence-below-min', 'regime-filter', 'tag-missing']]);
    expect(refusals({ ...derived, hazard: 0.4 }, {})).toEqual(['hazard-above-max']);
  });

  it.each(REMARKED)('S1-04: what is admitted says %s', (reason, facts, guards) => {
    const bits = judgeFacts({ ...GATE, ...facts }, { ...DEFAULT_GUARDS, ...guards });
    const standard = facts.source === 'derived' ? ['derived-from-candles'] : [];
    expect(reasonList(bits)).toEqual([...new Set([...standard, reason])]);
  });
});

const GUARDS_THAT_PASS: Partial<GateGuards> = {
  ...{ maxFlipRate: 0.5, minRepetitions: 2, minCoherenceLevel: 0.5, minStability: 0.5, maxEntropyLevel: 0.5 },
  ...{ minLowFrequencyLevel: 0.5, maxLagSlope: 0.1, maxReynolds: 5, minHalfLife: 10, minCorrelationLength: 10 },
  ...{ minConfidence: 0.5, regimes: 'trend', aligned: true, tag: 'ordered' },
};

describe('decisions', () => {
  const evidence = evidenceOf(cannedGates(SERIES, 'listed', { isMissing: (nth) => nth % 3 === 0 }), {
    gateTtlBars: 16,
  });

  it.each([{}, OPEN, { maxHazard: 0.3, minRepetitions: 3, minStability: 0.4 }])(
    'S1-04: every refusal has a reason, every derived admit the standard one, whatever the guards (%o)',
    (guards) => {
      const all = decisions(evidence, guards);
      const refused = all.filter(({ admit }) => !admit);
      expect(refused.length).toBeGreaterThan(0);
      expect(refused.every(({ reasons }) => reasons.length > 0)).toBe(true);
      const derived = all.filter(({ admit, source }) => admit && source === 'derived');
      expect(derived.length).toBeGreaterThan(0);
      expect(derived.every(({ reasons }) => reasons.includes('derived-from-candles'))).toBe(true);
    },
  );

  it('S1-04: as columns and as values are the same', () => {
    const guards = { ...DEFAULT_GUARDS, maxHazard: 0.4, minRepetitions: 2 };
    const { signal, blocked, reasons } = decideBars(evidence, guards);
    decisions(evidence, guards).forEach((one, bar) => {
      expect([signal[bar], blocked[bar] === 1]).toEqual([one.admit ? one.direction : 0, one.hardBlocked]);
      expect(reasonList(reasons[bar])).toBe(one.reasons);
    });
  });

  it('S1-04: lists and measures cannot be changed in place', () => {
    const one = decisions(evidence).find(({ gate }) => gate !== null);
    expect(() => (one?.reasons as string[]).push('more')).toThrow(TypeError);
    expect(() => (one?.gate?.reasons as string[]).push('more')).toThrow(TypeError);
    expect(() => ((one?.metrics as Record<string, number>)['hazard'] = 0)).toThrow(TypeError);
  });
});
