import { describe, expect, it } from 'vitest';
import { distinctTrials, familyOf, trialStatistics } from './trials.ts';
import type { TrialRecord } from './trials.ts';

describe('distinctTrials', () => {
  it('ruling 1: counts a key once, however often it was evaluated', () => {
    const records = [trial({ key: 'a', n: 100 }), trial({ key: 'b' }), trial({ key: 'a', n: 130 })];
    expect(distinctTrials(records).map(({ key, n }) => [key, n])).toEqual([
      ['a', 130],
      ['b', 250],
    ]);
  });
});

describe('familyOf', () => {
  const span = { instruments: ['SPX', 'NDX'], from: 1000, to: 2000 };

  it.each([
    [{ instruments: ['SPX'], from: 2000, to: 3000 }, true],
    [{ instruments: ['SPX'], from: 2001, to: 3000 }, false],
    [{ instruments: ['NDX', 'GLD'], from: 0, to: 1000 }, true],
    [{ instruments: ['NDX', 'GLD'], from: 0, to: 999 }, false],
    [{ instruments: ['GLD'], from: 1000, to: 2000 }, false],
    [{ instruments: ['SPX'], from: 0, to: 9000 }, true],
  ])('X-15: takes what shares an instrument and overlaps in time: %o is %s', (touching, isMember) => {
    expect(familyOf([trial(touching)], span)).toHaveLength(isMember ? 1 : 0);
  });

  it('S4-19: takes trials of any strategy, timeframe and run, each key once', () => {
    const records = [
      trial({ key: 'a', strategy: 'one' }),
      trial({ key: 'b', strategy: 'two', timeframe: '1h' }),
      trial({ key: 'a', strategy: 'one' }),
    ];
    expect(familyOf(records, { instruments: ['SPX'], from: 0, to: 1 }).map(({ key }) => key)).toEqual(['a', 'b']);
  });
});

describe('trialStatistics', () => {
  const options = { nObservations: 250, declaredPriorTrials: 0 };

  it('is the plain variance of the Sharpe ratios where all records are equally long', () => {
    const records = [0.02, 0.1, -0.06].map((sharpe, i) => trial({ key: `${i}`, sharpe }));
    const found = trialStatistics(records, options);
    expect(found.count).toBe(3);
    expect(found.sharpeVariance).toBeCloseTo((0.08 ** 2 * 2) / 2, 15);
  });

  it('X-15: counts sweeps, neighbours and trials without a Sharpe ratio; a repeated key counts once', () => {
    const records = [
      trial({ key: 'a', sharpe: 0.01 }),
      trial({ key: 'b', sharpe: 0.21, role: 'neighbour' }),
      trial({ key: 'c', sharpe: null }),
      trial({ key: 'a', sharpe: 0.01 }),
    ];
    const found = trialStatistics(records, options);
    expect(found.count).toBe(3);
    expect(found.sharpeVariance).toBeCloseTo(0.02, 15);
  });

  it('agrees between timeframes: the same annual figures by the day and by the hour', () => {
    const daily = [0.01, 0.05, -0.03].map((sharpe, i) => trial({ key: `d${i}`, sharpe, n: 2521 }));
    const hourly = [0.01, 0.05, -0.03].map((sharpe, i) =>
      trial({ key: `h${i}`, sharpe: sharpe / Math.sqrt(7), n: 2520 * 7 + 1, timeframe: '1h', periodsPerYear: 1764 }),
    );
    const judged = { nObservations: 2521, declaredPriorTrials: 0 };
    const alone = trialStatistics(daily, judged).sharpeVariance;
    expect(trialStatistics(hourly, judged).sharpeVariance).toBeCloseTo(alone, 14);
    expect(trialStatistics(hourly, { ...judged, nObservations: 2520 * 7 + 1 }).sharpeVariance).toBeCloseTo(
      alone / 7,
      14,
    );
  });

  it('S4-19, X-15: never takes the spread for smaller than that of luck, with or without declared trials', () => {
    const alike = [0.05, 0.0501].map((sharpe, i) => trial({ key: `${i}`, sharpe }));
    expect(trialStatistics(alike, options)).toEqual({ count: 2, sharpeVariance: 1 / 249 });
    const declared = trialStatistics(alike, { ...options, declaredPriorTrials: 98 });
    expect(declared).toEqual({ count: 100, sharpeVariance: 1 / 249 });
  });

  it('falls back on the sampling variance where no spread is known', () => {
    expect(trialStatistics([trial({ sharpe: 0.2 })], options)).toEqual({ count: 1, sharpeVariance: 1 / 249 });
    const silent = [trial({ key: 'a', sharpe: null }), trial({ key: 'b', sharpe: null })];
    expect(trialStatistics(silent, options)).toEqual({ count: 2, sharpeVariance: 1 / 249 });
  });

  it('has no variance for a record that is too short, and refuses counts that are none', () => {
    expect(trialStatistics([trial({})], { ...options, nObservations: 1 })).toEqual({ count: 1, sharpeVariance: NaN });
    expect(() => trialStatistics([], { ...options, declaredPriorTrials: -1 })).toThrow("invalid 'declaredPriorTrials'");
  });
});

function trial(changes: Partial<TrialRecord>): TrialRecord {
  return {
    key: 'k',
    strategy: 'moving-average-crossover',
    params: { fast: 10, slow: 50 },
    instruments: ['SPX'],
    timeframe: '1d',
    periodsPerYear: 252,
    from: 0,
    to: 1,
    sharpe: 0.02,
    n: 250,
    skewness: 0,
    kurtosis: 3,
    role: 'sweep',
    returnsPointer: 'returns/k',
    ...changes,
  };
}
