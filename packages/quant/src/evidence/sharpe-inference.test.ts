import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDefined, returnMeasures } from '../analysis/index.ts';
import type { Measure } from '../analysis/index.ts';
import {
  deflatedSharpeRatio,
  expectedMaximumSharpe,
  minimumBacktestLength,
  minimumTrackRecordLength,
  probabilisticSharpeRatio,
  sharpeRatioOf,
  sharpeStatistics,
} from './sharpe-inference.ts';
import type { SharpeStatistics } from './sharpe-inference.ts';

interface GoldenCase {
  readonly name: string;
  readonly trials: number;
  readonly sharpe?: number;
  readonly benchmarkSharpe: number;
  readonly observations: number;
  readonly skewness: number;
  readonly kurtosis: number;
  readonly trialVariance: number;
  readonly confidence: number;
  readonly targetAnnualSharpe: number;
  readonly periodsPerYear: number;
  readonly expected: Readonly<Record<string, number | null>>;
  readonly published?: Readonly<Record<string, number>>;
}
const golden = JSON.parse(
  readFileSync(new URL('../../../../golden/evidence/sharpe-inference.json', import.meta.url), 'utf8'),
) as { meta: { tolerance: { relative: number; absolute: number } }; cases: GoldenCase[] };
const { relative, absolute } = golden.meta.tolerance;

/** One trial: the formula has no value there and the vectors none; ours is the exact expectation, 0. */
const SINGLE_TRIAL_KEYS = ['expectedMaximum', 'hurdleSharpe', 'deflatedSharpe', 'minimumBacktestYears'];

describe('Sharpe inference against mpmath', () => {
  it.each(golden.cases)('S4-18: $name', (one) => {
    for (const [key, measure] of Object.entries(ours(one))) {
      if (one.trials === 1 && SINGLE_TRIAL_KEYS.includes(key)) continue;
      const expected = one.expected[key];
      if (expected === null || expected === undefined) {
        expect([key, isDefined(measure), measure.reason]).toEqual([key, false, expect.any(String)]);
        continue;
      }
      const error = Math.abs(measure.value - expected);
      expect([key, error <= relative * Math.abs(expected) + absolute, error]).toEqual([key, true, error]);
    }
  });

  it('S4-18: reproduces the figures printed in the papers', () => {
    const published = golden.cases.filter((one) => one.published !== undefined);
    expect(published.length).toBeGreaterThanOrEqual(6);
    for (const one of published) {
      const found = ours(one);
      for (const [key, value] of Object.entries(one.published ?? {})) {
        const isYears = key === 'minimumTrackRecordYears';
        const measure = isYears ? found['minimumTrackRecord'].value / one.periodsPerYear : found[key].value;
        expect([one.name, key, Math.abs(measure - value) < (isYears ? 6e-3 : 5e-8)]).toEqual([one.name, key, true]);
      }
    }
  });
});

describe('sharpeStatistics', () => {
  it('is per period: annualised by √periodsPerYear it is the Sharpe ratio of the measures', () => {
    const returns = Float64Array.from({ length: 60 }, (_, t) => 0.01 * Math.sin(t * t) + 0.001);
    const found = sharpeStatistics(returns);
    const annual = returnMeasures(returns, { periodsPerYear: 252, riskFreePerPeriod: 0 });
    expect(found.sharpe * Math.sqrt(252)).toBeCloseTo(annual.sharpeRatio.value, 12);
    expect([found.n, found.skewness, found.kurtosis]).toEqual([60, annual.skewness.value, annual.kurtosis.value]);
    expect(found.reason).toBeUndefined();
    expect(sharpeRatioOf(returns)).toBe(found.sharpe);
  });

  it.each([
    [[], 'no-observations'],
    [[0.01], 'too-few-observations'],
    [[0.01, NaN], 'return-not-finite'],
    [new Array<number>(40).fill(0.007), 'zero-variance'],
  ])('D27, X-04: is NaN with a reason, never 0, for %j', (values, reason) => {
    const found = sharpeStatistics(Float64Array.from(values));
    expect(found).toEqual({ sharpe: NaN, n: values.length, skewness: NaN, kurtosis: NaN, reason });
    expect(sharpeRatioOf(Float64Array.from(values))).toBeNaN();
    const one = { nTrials: 1, trialSharpeVariance: 0 };
    expect(probabilisticSharpeRatio(found, 0)).toEqual({ value: NaN, reason });
    expect(deflatedSharpeRatio(found, one)).toEqual({ value: NaN, reason });
  });
});

describe('probabilisticSharpeRatio', () => {
  it('D27: fed an annual Sharpe ratio with the number of days it would be certain; per period it is not', () => {
    const daily = normal(1 / Math.sqrt(252), 252);
    expect(probabilisticSharpeRatio(daily, 0).value).toBeCloseTo(0.841, 3);
    expect(probabilisticSharpeRatio({ ...daily, sharpe: 1 }, 0).value).toBeGreaterThan(0.999999);
  });

  it('is one half at the benchmark, grows with the Sharpe ratio and with the record', () => {
    expect(probabilisticSharpeRatio(normal(0.05, 500), 0.05).value).toBeCloseTo(0.5, 14);
    const sharpes = fc.double({ min: 0.001, max: 0.3, noNaN: true });
    fc.assert(
      fc.property(sharpes, fc.integer({ min: 3, max: 2000 }), (sharpe, n) => {
        const probability = probabilisticSharpeRatio(normal(sharpe, n), 0).value;
        expect(probabilisticSharpeRatio(normal(sharpe + 0.01, n), 0).value).toBeGreaterThanOrEqual(probability);
        expect(probabilisticSharpeRatio(normal(sharpe, n + 10), 0).value).toBeGreaterThanOrEqual(probability);
      }),
      { seed: 20261121 },
    );
  });
});

describe('expectedMaximumSharpe', () => {
  it('is 0 for one trial and undefined for none', () => {
    expect(expectedMaximumSharpe(1, NaN)).toEqual({ value: 0 });
    for (const n of [0, -1, 0.5, NaN]) expect(expectedMaximumSharpe(n, 1)).toEqual({ value: NaN, reason: 'no-trial' });
    expect(deflatedSharpeRatio(normal(0.1, 100), { nTrials: 0, trialSharpeVariance: 1 }).reason).toBe('no-trial');
    expect(minimumBacktestLength(0, 1).reason).toBe('no-trial');
    expect(() => expectedMaximumSharpe(1.5, 1)).toThrow("invalid 'nTrials'");
  });

  it.each([NaN, -1e-9])('does not guess a variance of %d between trials', (variance) => {
    expect(expectedMaximumSharpe(2, variance)).toEqual({ value: NaN, reason: 'trial-variance-unknown' });
  });

  it('X-15: grows with the number of trials, so that more trials never help', () => {
    let last = -1;
    for (const n of [1, 2, 3, 10, 100, 1000, 1e6, 1e9]) {
      const { value } = expectedMaximumSharpe(n, 0.01);
      expect(value).toBeGreaterThan(last);
      last = value;
    }
    const many = deflatedSharpeRatio(normal(0.1, 1000), { nTrials: 100, trialSharpeVariance: 0.001 }).value;
    const few = deflatedSharpeRatio(normal(0.1, 1000), { nTrials: 10, trialSharpeVariance: 0.001 }).value;
    expect(many).toBeLessThan(few);
  });
});

describe('minimumTrackRecordLength', () => {
  it('is the length at which the probabilistic Sharpe ratio reaches the confidence', () => {
    const shape = { sharpe: 0.08, skewness: -0.7, kurtosis: 6 };
    const { value } = minimumTrackRecordLength(shape, { benchmarkSharpe: 0.02, confidence: 0.95 });
    expect(probabilisticSharpeRatio({ ...shape, n: value }, 0.02).value).toBeCloseTo(0.95, 12);
  });

  it('X-04: gives reasons where no length will do', () => {
    const options = { benchmarkSharpe: 0.1, confidence: 0.95 };
    expect(minimumTrackRecordLength(normal(0.1, 2), options).reason).toBe('sharpe-not-above-benchmark');
    expect(minimumTrackRecordLength(normal(NaN, 2), options).reason).toBe('no-sharpe');
    const wild = { sharpe: 1, skewness: 2, kurtosis: 3 };
    expect(minimumTrackRecordLength(wild, options).reason).toBe('variance-not-positive');
    expect(() => minimumTrackRecordLength(wild, { benchmarkSharpe: 0, confidence: 1 })).toThrow("invalid 'confidence'");
  });
});

function ours(one: GoldenCase): Record<string, Measure> {
  const maximum = expectedMaximumSharpe(one.trials, 1);
  if (one.sharpe === undefined) {
    const years = minimumBacktestLength(one.trials, one.targetAnnualSharpe);
    return { expectedMaximum: maximum, minimumBacktestYears: years };
  }
  const statistics: SharpeStatistics = {
    sharpe: one.sharpe,
    n: one.observations,
    skewness: one.skewness,
    kurtosis: one.kurtosis,
  };
  const { benchmarkSharpe, confidence } = one;
  return {
    expectedMaximum: maximum,
    hurdleSharpe: expectedMaximumSharpe(one.trials, one.trialVariance),
    probabilisticSharpe: probabilisticSharpeRatio(statistics, benchmarkSharpe),
    deflatedSharpe: deflatedSharpeRatio(statistics, { nTrials: one.trials, trialSharpeVariance: one.trialVariance }),
    minimumTrackRecord: minimumTrackRecordLength(statistics, { benchmarkSharpe, confidence }),
  };
}

function normal(sharpe: number, n: number): SharpeStatistics {
  return { sharpe, n, skewness: 0, kurtosis: 3 };
}
