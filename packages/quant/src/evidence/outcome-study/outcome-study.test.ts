import { createRng, shuffleInPlace } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { overlapOf } from './outcome-sample.ts';
import type { OutcomeSample } from './outcome-sample.ts';
import { studyOutcomes } from './outcome-study.ts';
import type { OutcomeCell } from './outcome-study.ts';
import { rankScores, rocArea } from './roc-area.ts';

/** Ten gates, an hour apart, each looking half an hour ahead. */
const TEN: OutcomeSample = {
  ...{ instrument: 'EURUSD', horizon: '30m' },
  from: Float64Array.from({ length: 10 }, (_, i) => i * 60),
  to: Float64Array.from({ length: 10 }, (_, i) => i * 60 + 30),
  returnBp: Float64Array.of(5, -3, 8, -1, 0, 4, -6, 2, 7, -2),
  costBp: new Float64Array(10).fill(1.5),
  hazard: Float64Array.of(0.05, 0.95, 0.02, 0.5, 0.5, 0.3, 0.9, 0.3, 0.08, 0.7),
  admit: Uint8Array.of(1, 0, 1, 0, 0, 1, 0, 0, 1, 0),
};

/** Returns over windows of `window` steps that begin `stride` steps apart, of a market that goes nowhere. */
function walk(
  seed: string,
  n: number,
  { window, stride }: { readonly window: number; readonly stride: number },
): OutcomeSample {
  const rng = createRng(seed);
  const steps = Float64Array.from({ length: n * stride + window }, () => rng.nextNormal());
  const at = Array.from({ length: n }, (_, i) => i * stride);
  return {
    ...{ instrument: seed, horizon: '1h' },
    from: Float64Array.from(at),
    to: Float64Array.from(at, (start) => start + window),
    returnBp: Float64Array.from(at, (start) => steps.subarray(start, start + window).reduce((sum, x) => sum + x, 0)),
    costBp: new Float64Array(n).fill(NaN),
    hazard: Float64Array.from(at, () => rng.nextFloat()),
    admit: Uint8Array.from(at, () => (rng.nextFloat() < 0.2 ? 1 : 0)),
  };
}

function onlyCell(sample: OutcomeSample, replications: number): OutcomeCell {
  return studyOutcomes([sample], { replications }).cells[0];
}

describe('studyOutcomes', () => {
  it('S0-10: ten gates worked by hand: all, admitted and rejected, wins, losses, costs, areas and deciles', () => {
    const cell = onlyCell(TEN, 100);
    const { all, admitted, rejected } = cell.groups;
    // 5 - 3 + 8 - 1 + 0 + 4 - 6 + 2 + 7 - 2 = 14; sorted -6 -3 -2 -1 0 2 4 5 7 8.
    expect(all).toMatchObject({ n: 10, meanBp: 1.4, medianBp: 1, positiveShare: 0.5, meanCostBp: 1.5 });
    expect(all.meanNetBp).toBeCloseTo(-0.1, 12);
    expect([all.meanWinBp, all.meanLossBp]).toEqual([5.2, -3]);
    expect(admitted).toMatchObject({
      n: 4,
      meanBp: 6,
      medianBp: 6,
      positiveShare: 1,
      meanLossBp: NaN,
      test: undefined,
    });
    expect(rejected).toMatchObject({ n: 6, positiveShare: 1 / 6, meanWinBp: 2, meanLossBp: -3 });
    expect(rejected.meanBp).toBeCloseTo(-10 / 6, 12);
    // Of 5 × 5 pairs of a positive return and another all have the lower hazard: 0.02 to 0.3 against 0.5 to 0.95.
    expect(cell.hazardArea.area).toBe(1);
    // Admitted positive: 4 × 5 pairs; the one that is not ties with 5: (20 + 2.5) / 25.
    expect(cell.admitArea.area).toBe(0.9);
    expect(cell.deciles.map(({ n }) => n)).toEqual([3, 0, 0, 2, 0, 2, 0, 1, 0, 2]);
    expect(cell.deciles[0]?.meanBp).toBeCloseTo(20 / 3, 12);
    expect(cell.lowHazardLiftBp).toBeCloseTo(20 / 3 - 1.4, 12);
    // No window overlaps another: two lags is what ten observations ask for.
    expect(all.test).toMatchObject({ lags: 2, blockLength: expect.any(Number) });
    expect(all.test?.p).toBe(Math.max(all.test?.hacP ?? NaN, all.test?.bootstrapP ?? NaN));
  });

  it('S0-10: shuffled labels have an area of one half within its interval', () => {
    const sample = walk('auroc', 600, { window: 4, stride: 4 });
    const order = { ...sample, hazard: sample.returnBp.map((value) => 1 / (1 + Math.exp(value))) };
    expect(studyOutcomes([order], { replications: 200 }).cells[0]?.hazardArea.area).toBe(1);
    const hazard = order.hazard.slice();
    shuffleInPlace(hazard, createRng('shuffle'));
    const { area, low, high } = onlyCell({ ...order, hazard }, 200).hazardArea;
    expect(area).toBeGreaterThan(0.42);
    expect(area).toBeLessThan(0.58);
    expect([low < 0.5, high > 0.5]).toEqual([true, true]);
  });

  it('S0-10, X-15: on a market that goes nowhere overlap deceives the naive t and not the tests', () => {
    const nMarkets = 200;
    const tests = Array.from({ length: nMarkets }, (_, market) => {
      const [cell] = studyOutcomes([walk(`null${market}`, 240, { window: 12, stride: 1 })], {
        replications: 199,
      }).cells;
      return cell.groups.all.test;
    });
    const naive = tests.filter((test) => Math.abs(test?.naiveT ?? 0) > 1.96).length;
    const robust = tests.filter((test) => (test?.p ?? 1) <= 0.05).length;
    expect(naive).toBeGreaterThan(nMarkets / 2);
    // What is left of overlap in a few independent stretches: 240 / 12 = 20 of them.
    expect(robust / nMarkets).toBeLessThan(0.12);
    for (const name of ['hacP', 'bootstrapP'] as const)
      expect(tests.filter((test) => (test?.[name] ?? 1) <= 0.05).length / nMarkets).toBeLessThan(0.13);
  });

  it('S0-10: adjusts every test of the study for all of them', () => {
    const samples = Array.from({ length: 6 }, (_, index) => walk(`holm${index}`, 100, { window: 1, stride: 1 }));
    const { cells, tests } = studyOutcomes(samples, { replications: 100 });
    expect(tests).toBe(18);
    const all = cells.flatMap(({ groups }) => Object.values(groups).map(({ test }) => test));
    const smallest = all.reduce((least, test) => Math.min(least, test?.p ?? 1), 1);
    const first = all.find((test) => test?.p === smallest);
    expect(first?.adjustedP).toBeCloseTo(Math.min(1, 18 * smallest), 12);
    expect(all.every((test) => (test?.adjustedP ?? 1) >= (test?.p ?? 0))).toBe(true);
  });

  it('S0-10: finds an edge that is there, and says that costs eat it', () => {
    const noise = walk('edge', 400, { window: 1, stride: 1 });
    const sample = { ...noise, returnBp: noise.returnBp.map((value) => value + 0.4), costBp: noise.costBp.fill(1) };
    const cell = onlyCell(sample, 500);
    const { test, meanNetBp } = cell.groups.all ?? {};
    expect(test?.adjustedP).toBeLessThan(0.01);
    expect(meanNetBp).toBeLessThan(-0.4);
    expect(test?.netP).toBeGreaterThan(0.99);
    expect([test?.lowBp ?? NaN, test?.highBp ?? NaN].map((edge) => edge > 0.2 && edge < 0.65)).toEqual([true, true]);
  });

  it('X-04: the same study is the same twice, and another seed moves what is resampled alone', () => {
    const samples = [walk('again', 120, { window: 3, stride: 1 })];
    const [one, two, other] = ['1', '1', '2'].map((seed) => studyOutcomes(samples, { seed, replications: 100 }));
    expect(two).toEqual(one);
    const [first, moved] = [one, other].map((study) => study.cells[0].groups.all.test);
    expect(moved?.t).toBe(first?.t);
    expect(moved?.bootstrapP).not.toBe(first?.bootstrapP);
  });

  it('refuses what is no sample', () => {
    expect(() => studyOutcomes([TEN, TEN])).toThrow(/each instrument and horizon once/u);
    expect(() => studyOutcomes([{ ...TEN, from: TEN.from.toReversed() }])).toThrow(/'from'/u);
    expect(() => studyOutcomes([{ ...TEN, returnBp: TEN.returnBp.map(() => NaN) }])).toThrow(/'returnBp'/u);
    expect(() => studyOutcomes([TEN], { replications: 10 })).toThrow(/'replications'/u);
  });
});

describe('rocArea', () => {
  it('S0-10: is the share of pairs that a slow count finds, with and without counts', () => {
    const rng = createRng('roc');
    for (let round = 0; round < 50; round++) {
      const n = 3 + rng.nextInt(20);
      const scores = Float64Array.from({ length: n }, () => rng.nextInt(6));
      const isPositive = Uint8Array.from(scores, () => rng.nextInt(2));
      const counts = Int32Array.from(scores, () => rng.nextInt(4));
      const [won, pairs] = slowPairs(scores, isPositive, counts);
      const area = rocArea(rankScores(scores, isPositive), counts);
      if (pairs === 0) expect(area).toBeNaN();
      else expect(area).toBeCloseTo(won / pairs, 12);
    }
  });
});

describe('overlapOf', () => {
  it('S0-10: counts later beginnings inside a window', () => {
    expect(overlapOf([0, 10, 20, 30], [10, 20, 30, 40])).toBe(0);
    expect(overlapOf([0, 10, 20, 30], [25, 35, 45, 55])).toBe(2);
    expect(overlapOf([], [])).toBe(0);
  });
});

/** Weight of the pairs of a positive observation and another that the score tells apart, ties half, and of all of them. */
function slowPairs(scores: Float64Array, isPositive: Uint8Array, counts: Int32Array): readonly [number, number] {
  const places = [...scores.keys()];
  const pairs = places
    .filter((a) => isPositive[a] === 1)
    .flatMap((a) => places.filter((b) => isPositive[b] === 0).map((b) => [a, b] as const));
  const sum = (of: (a: number, b: number) => number): number =>
    pairs.reduce((total, [a, b]) => total + counts[a] * counts[b] * of(a, b), 0);
  return [sum((a, b) => (scores[a] > scores[b] ? 1 : scores[a] === scores[b] ? 0.5 : 0)), sum(() => 1)];
}
