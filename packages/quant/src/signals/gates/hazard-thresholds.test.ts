import { createRng } from '@assay/core/random';
import { quantile } from '@assay/core/vector';
import { describe, expect, it } from 'vitest';
import { cannedGates, hourlySeries, walkSeries } from '../../market/testing/index.ts';
import type { RecordTable } from '../../market/index.ts';
import { decideBars, decisionAt } from './decision.ts';
import { EVIDENCE_DEFAULTS, gateEvidence } from './evidence.ts';
import type { GateEvidence } from './evidence.ts';
import type { Gate } from './gate.ts';
import { DEFAULT_GUARDS } from './guards.ts';
import { guardsAt, HazardThresholds, thresholdsOf } from './hazard-thresholds.ts';
import { orderOfKnowledge } from './in-force.ts';
import { reasonList } from './reasons.ts';

const SERIES = hourlySeries(walkSeries('thresholds', 2400));
const CANNED = cannedGates(SERIES, 'thresholds', { stride: 8 });
/** They say that they are an hour apart: samples are forgotten after 32,400 minutes, 67 gates. */
const GATES: RecordTable = {
  ...CANNED,
  numbers: { ...CANNED.numbers, stride: new Float64Array(CANNED.length).fill(1) },
};
const GUARDS = { ...DEFAULT_GUARDS, maxHazard: 0.25, hazardPercentile: 0.1 };

function evidenceOf(gates: RecordTable | undefined): GateEvidence {
  return gateEvidence({ ...SERIES, closeTime: SERIES.eventTime }, gates, { ...EVIDENCE_DEFAULTS, gateTtlBars: 16 });
}

/** Levels in the order of knowledge, of the gates that are behind none that was known before. */
function byHand({ availableAt, eventTime, numbers, length }: RecordTable): readonly number[] {
  const found = new Array<number>(length).fill(NaN);
  let newest = -Infinity;
  const seen: { readonly at: number; readonly hazard: number }[] = [];
  for (const row of orderOfKnowledge({ length, availableAt, eventTime })) {
    if (eventTime[row] < newest || availableAt[row] > (SERIES.availableAt.at(-1) ?? NaN)) continue;
    newest = eventTime[row];
    const window = seen.filter(({ at }) => at > newest - 32_400 * 60_000).map(({ hazard }) => hazard);
    found[row] = Math.min(0.25, window.length < 50 ? 0.1 : quantile(Float64Array.from(window), 0.1));
    seen.push({ at: newest, hazard: numbers['hazard'][row] });
  }
  return found;
}

function gate(hazard: number | undefined, k: number, more: Partial<Gate> = {}): Gate {
  return {
    ...{
      instrument: 'A',
      timeframe: '1h',
      maker: 'one',
      stride: 1,
      eventTime: k * 3_600_000,
      availableAt: k * 3_600_000,
    },
    ...{ direction: 1, reasons: [], tags: [], measures: hazard === undefined ? {} : { hazard } },
    ...more,
  };
}

describe('thresholds of hazard that follow the gates', () => {
  it('S1-04 D3: decisions are those of the quantile of the gates before, worked out by hand', () => {
    const evidence = evidenceOf(GATES);
    const expected = byHand(GATES);
    const found = thresholdsOf(evidence, GUARDS) ?? new Float64Array();
    expect(expected.filter((one) => !Number.isNaN(one) && one !== 0.1).length).toBeGreaterThan(100);
    expect(found.length).toBe(expected.length);
    found.forEach((one, row) => expect(one).toBeCloseTo(expected[row], 12));
    const { reasons, signal } = decideBars(evidence, GUARDS);
    let differs = 0;
    for (let bar = 0; bar < SERIES.length; bar++) {
      const row = evidence.row[bar];
      const one = decisionAt(evidence, GUARDS, bar);
      expect([reasonList(reasons[bar]), signal[bar]]).toEqual([one.reasons, one.admit ? one.direction : 0]);
      if (row < 0) continue;
      const hazard = GATES.numbers['hazard'][row];
      expect(one.reasons.includes('hazard-above-max')).toBe(hazard > found[row]);
      expect(guardsAt(evidence, GUARDS, bar).maxHazard).toBe(found[row]);
      if (hazard > found[row] !== hazard > GUARDS.maxHazard) differs++;
    }
    expect(differs).toBeGreaterThan(100);
  });

  it('S1-04 D3: of the gates the percentile passes its share, where a cap passes what the market has', () => {
    const evidence = evidenceOf(GATES);
    const share = (hazardPercentile: number): number => {
      const { reasons } = decideBars(evidence, { ...GUARDS, hazardPercentile });
      const ofGates = [...reasons].filter((_, bar) => evidence.row[bar] >= 0);
      return ofGates.filter((bits) => !reasonList(bits).includes('hazard-above-max')).length / ofGates.length;
    };
    // Levels are squares of uniform numbers.
    expect(Math.abs(share(0.1) - 0.1)).toBeLessThan(0.06);
    expect(Math.abs(share(0) - 0.5)).toBeLessThan(0.07);
  });

  it('X-01 D3: levels of later gates change no earlier decision', () => {
    const clean = decideBars(evidenceOf(GATES), GUARDS);
    const cut = SERIES.eventTime[1300];
    for (const poison of [0, 1, NaN]) {
      const hazard = GATES.numbers['hazard'].map((one, row) => (GATES.availableAt[row] > cut ? poison : one));
      const other = decideBars(evidenceOf({ ...GATES, numbers: { ...GATES.numbers, hazard } }), GUARDS);
      const upTo = SERIES.availableAt.findLastIndex((at) => at <= cut) + 1;
      expect(upTo).toBe(1301);
      expect(other.reasons.slice(0, upTo)).toEqual(clean.reasons.slice(0, upTo));
      expect(other.signal.slice(0, upTo)).toEqual(clean.signal.slice(0, upTo));
      expect(other.reasons.slice(upTo)).not.toEqual(clean.reasons.slice(upTo));
    }
  });

  it('D3: what is derived is judged by the cap, and without the percentile nothing is worked out', () => {
    const evidence = evidenceOf(undefined);
    const capped = { ...GUARDS, hazardPercentile: 0 };
    expect(decideBars(evidence, GUARDS)).toEqual(decideBars(evidence, capped));
    expect(thresholdsOf(evidenceOf(GATES), capped)).toBeUndefined();
    expect(guardsAt(evidenceOf(GATES), capped, 100)).toBe(capped);
  });

  it('D3: makers have thresholds of their own; a level that is none counts in no threshold; a cap of 0 admits 0 alone', () => {
    const rng = createRng('makers');
    const thresholds = new HazardThresholds(GUARDS);
    let [low, high] = [NaN, NaN];
    for (let k = 0; k < 120; k++) {
      low = thresholds.take(gate(rng.nextFloat() / 10, 3 * k));
      thresholds.take(gate(k % 2 === 0 ? undefined : 7, 3 * k + 1));
      high = thresholds.take(gate(0.2 + rng.nextFloat() / 10, 3 * k + 2, { maker: 'other', timeframe: '' }));
    }
    expect([low < 0.03, high > 0.2, high <= 0.25]).toEqual([true, true, true]);
    expect(new HazardThresholds({ ...GUARDS, maxHazard: 0 }).take(gate(0.5, 1))).toBe(0);
    expect(() => new HazardThresholds({ ...GUARDS, hazardPercentile: 0.2 }, thresholds.state())).toThrow(/state/u);
  });

  it('D3: steps are those of stride and timeframe: 250 of a long stride are remembered beyond 32,400 minutes', () => {
    const after = (stride: number): number => {
      const thresholds = new HazardThresholds(GUARDS);
      for (let k = 0; k < 60; k++) thresholds.take(gate(0.2, k, { stride }));
      return thresholds.take(gate(0.2, 32_400 / 60 + 70, { stride }));
    };
    expect([after(1), after(16)]).toEqual([0.1, 0.2]);
  });
});
