import { binomialAcceptanceBand } from '@assay/core/distributions';
import { createRng, shuffleInPlace } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import type { OutcomeSample } from './outcome-sample.ts';
import { studyOutcomes } from './outcome-study.ts';
import type { OutcomeCell, StudiedTest } from './outcome-study.ts';
import { rocArea } from './roc-area.ts';
import { countNulls, NULL_SHAPES, randomWindows } from './testing/null-outcomes.ts';

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

function onlyCell(sample: OutcomeSample): OutcomeCell {
  return studyOutcomes([sample]).cells[0];
}

describe('studyOutcomes', () => {
  it('S0-10: ten gates worked by hand: all, admitted and rejected, wins, losses, costs, areas and deciles', () => {
    const cell = onlyCell(TEN);
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
    expect(cell.lowHazardLift).toEqual({ liftBp: expect.closeTo(20 / 3 - 1.4, 12), lowBp: NaN, highBp: NaN });
    // No window overlaps another: ten independent outcomes, for which three cosines are asked for.
    expect(all.test).toMatchObject({ stretches: expect.closeTo(10, 12), degreesOfFreedom: 3 });
    expect(all.test?.naiveT).toBeCloseTo(1.4 / Math.sqrt(188.4 / 9 / 10), 12);
  });

  it('S0-10: shuffled labels have an area of one half within its interval', () => {
    const sample = randomWindows('auroc', { n: 600, length: 4, stride: 4 });
    const order = { ...sample, hazard: sample.returnBp.map((value) => 1 / (1 + Math.exp(value))) };
    // Where the score tells all apart nothing is known of how far off it is.
    expect(onlyCell(order).hazardArea).toEqual({ area: 1, low: NaN, high: NaN });
    const hazard = order.hazard.slice();
    shuffleInPlace(hazard, createRng('shuffle'));
    const { area, low, high } = onlyCell({ ...order, hazard }).hazardArea;
    expect(area).toBeGreaterThan(0.42);
    expect(area).toBeLessThan(0.58);
    expect([low < 0.5, high > 0.5, high - low < 0.12]).toEqual([true, true, true]);
  });

  it('S0-10, X-15: on a market that goes nowhere overlap deceives the naive t; tests reject as often as they say, intervals hold', () => {
    const nMarkets = 400;
    // The binomial band of 99.9 %: what rejects at 9 % is outside it in all but 1 of 10 draws of 400.
    const { low, high } = binomialAcceptanceBand(nMarkets, 0.05, 0.999);
    for (const shape of [NULL_SHAPES.overlap, NULL_SHAPES.few]) {
      const counts = countNulls(shape, nMarkets);
      expect(counts.naive).toBeGreaterThan(nMarkets / 2);
      for (const name of ['p', 'netP', 'outside'] as const)
        expect([shape.name, name, counts[name], counts[name] >= low && counts[name] <= high]).toEqual([
          ...[shape.name, name, counts[name], true],
        ]);
    }
  });

  it('S0-10: adjusts every test of the study, before costs and after them, for all of them', () => {
    const samples = Array.from({ length: 6 }, (_, index) =>
      randomWindows(`holm${index}`, { n: 100, length: 1, stride: 1 }),
    );
    const { cells, tests } = studyOutcomes(samples);
    expect(tests).toBe(36);
    const all = cells.flatMap(({ groups }) => Object.values(groups).map(({ test }) => test as StudiedTest));
    const pairs = all.flatMap((test) => [
      [test.p, test.adjustedP],
      [test.netP, test.adjustedNetP],
    ]);
    const [first] = pairs.toSorted(([one = 1], [other = 1]) => one - other);
    expect(first?.[1]).toBeCloseTo(Math.min(1, 36 * (first?.[0] ?? NaN)), 12);
    expect(pairs.every(([p = NaN, adjusted = NaN]) => adjusted >= p)).toBe(true);
    // Costs that nobody knows are tests that nobody makes.
    const [free, ...rest] = samples as [OutcomeSample, ...OutcomeSample[]];
    const unknown = studyOutcomes([{ ...free, costBp: free.costBp.map(() => NaN) }, ...rest]);
    expect(unknown.tests).toBe(33);
    expect(unknown.cells[0]?.groups.all.test?.adjustedNetP).toBeNaN();
  });

  it('S0-10: finds an edge that is there, and says that costs eat it', () => {
    const noise = randomWindows('edge', { n: 400, length: 1, stride: 1 });
    const sample = { ...noise, returnBp: noise.returnBp.map((value) => value + 0.4), costBp: noise.costBp.fill(1) };
    const cell = onlyCell(sample);
    const { test, meanNetBp } = cell.groups.all;
    expect(test?.adjustedP).toBeLessThan(0.01);
    expect(meanNetBp).toBeLessThan(-0.4);
    expect(test?.netP).toBeGreaterThan(0.99);
    expect([test?.lowBp ?? NaN, test?.highBp ?? NaN].map((edge) => edge > 0.2 && edge < 0.65)).toEqual([true, true]);
  });

  it('S0-10, X-08: a gate without a known cost leaves the others theirs', () => {
    const costBp = TEN.costBp.map((cost, at) => (at === 4 ? NaN : cost));
    const twenty = {
      ...randomWindows('costs', { n: 20, length: 1, stride: 1 }),
      costBp: new Float64Array(20).fill(0.5),
    };
    const { all } = onlyCell({ ...TEN, costBp }).groups;
    expect(all).toMatchObject({ n: 10, nCosts: 9, meanCostBp: 1.5 });
    // The fifth return is 0: the other nine sum to 14.
    expect(all.meanNetBp).toBeCloseTo(14 / 9 - 1.5, 12);
    // Nine are too few for a test of what is left; nineteen are not.
    expect([all.test?.p, all.test?.netP].map((p) => Number.isNaN(p))).toEqual([false, true]);
    const { test } = onlyCell({ ...twenty, costBp: twenty.costBp.fill(NaN, 3, 4) }).groups.all;
    expect(test?.netP).toBeGreaterThan(0);
  });

  it('S0-10, X-08: returns that do not vary, few outcomes and few stretches have no test, and say why', () => {
    const same = onlyCell({ ...TEN, returnBp: TEN.returnBp.map(() => 3) }).groups;
    expect(same.all).toMatchObject({ meanBp: 3, test: undefined, whyNoTest: 'constant' });
    expect(same.admitted.whyNoTest).toBe('few-outcomes');
    const near = onlyCell(randomWindows('near', { n: 20, length: 12, stride: 1 })).groups;
    expect(near.all.whyNoTest).toBe('few-stretches');
    const flat = studyOutcomes([
      { ...TEN, returnBp: TEN.returnBp.map(() => 3) },
      { ...TEN, horizon: '60m' },
    ]);
    expect(flat.tests).toBe(2);
  });

  it('S0-10: tenths of hazard and the lift of the lowest have intervals', () => {
    const base = randomWindows('lift', { n: 400, length: 1, stride: 1 });
    const sample = { ...base, returnBp: base.returnBp.map((value, at) => value + (base.hazard[at] < 0.1 ? 2 : 0)) };
    const { deciles, lowHazardLift } = onlyCell(sample);
    expect(deciles.every(({ meanBp, lowBp, highBp }) => lowBp < meanBp && meanBp < highBp)).toBe(true);
    expect(deciles[0]?.lowBp).toBeGreaterThan(1);
    expect([lowHazardLift.lowBp > 1, lowHazardLift.highBp < 2.6]).toEqual([true, true]);
    // A tenth of them is among all: the lift is 0.9 of what the tenth has above the rest.
    expect(lowHazardLift.liftBp).toBeGreaterThan(1.4);
  });

  it('refuses what is no sample', () => {
    expect(() => studyOutcomes([TEN, TEN])).toThrow(/each instrument and horizon once/u);
    expect(() => studyOutcomes([{ ...TEN, from: TEN.from.toReversed(), to: TEN.to.map(() => 1e4) }])).toThrow(
      /'from'/u,
    );
    expect(() => studyOutcomes([{ ...TEN, returnBp: TEN.returnBp.map(() => NaN) }])).toThrow(/'returnBp'/u);
    expect(() => studyOutcomes([{ ...TEN, to: TEN.from }])).toThrow(/'to'/u);
  });
});

describe('rocArea', () => {
  it('S0-10: is the share of pairs that a slow count finds, and moves with the weight of an observation as it says', () => {
    const rng = createRng('roc');
    for (let round = 0; round < 50; round++) {
      const n = 3 + rng.nextInt(20);
      const scores = Float64Array.from({ length: n }, () => rng.nextInt(6));
      const isPositive = Uint8Array.from(scores, () => rng.nextInt(2));
      const once = new Float64Array(n).fill(1);
      const expected = slowArea(scores, isPositive, once);
      const { area, influence } = rocArea(scores, isPositive);
      if (Number.isNaN(expected)) {
        expect(area).toBeNaN();
        continue;
      }
      expect(area).toBeCloseTo(expected, 12);
      const step = 1e-6;
      for (const at of scores.keys()) {
        const more = once.map((weight, i) => weight + (i === at ? n * step : 0));
        const moved = (slowArea(scores, isPositive, more) - area) / step;
        expect(Math.abs((influence[at] ?? NaN) - moved)).toBeLessThan(1e-3);
      }
    }
  });
});

/** Weighted share of the pairs of a positive observation and another in which the positive one scores higher, ties half. */
function slowArea(scores: Float64Array, isPositive: Uint8Array, weights: Float64Array): number {
  const places = [...scores.keys()];
  const pairs = places
    .filter((a) => isPositive[a] === 1)
    .flatMap((a) => places.filter((b) => isPositive[b] === 0).map((b) => [a, b] as const));
  const sum = (of: (a: number, b: number) => number): number =>
    pairs.reduce((total, [a, b]) => total + weights[a] * weights[b] * of(a, b), 0);
  const won = sum((a, b) => (scores[a] > scores[b] ? 1 : scores[a] === scores[b] ? 0.5 : 0));
  return pairs.length === 0 ? NaN : won / sum(() => 1);
}
