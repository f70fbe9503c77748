import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { regimeDirection, regimeOf } from './regime-label.ts';
import type { RegimeLevels } from './regime-label.ts';
import { LEVEL_THRESHOLDS, RAW_THRESHOLDS } from './regime-thresholds.ts';
import { windowRegimeInto } from './window-regime.ts';
import type { WindowRegime } from './window-regime.ts';

const none: WindowRegime = {
  trend: NaN,
  autocorrelation: NaN,
  volatilityRatio: NaN,
  volatilityRank: NaN,
  displacement: NaN,
};
const windowOf = (closes: readonly number[], range = 1): WindowRegime =>
  windowRegimeInto({ ...none }, Float64Array.from(closes), range, new Float64Array(closes.length).fill(0.5));
const noLevels = (): RegimeLevels => {
  throw new Error('levels are not asked for');
};

describe('windowRegimeInto', () => {
  it('ruling 16: a straight line has a trend of √12, whatever its length and slope', () => {
    for (const [length, step] of [
      [3, 1],
      [64, 0.01],
      [500, -7],
    ] as const) {
      const { trend } = windowOf(Array.from({ length }, (_, i) => 5_000 + step * i));
      expect(trend).toBeCloseTo(Math.sign(step) * Math.sqrt((12 * (length - 1)) / (length + 1)), 9);
    }
  });

  it('has the numbers of a window worked by hand', () => {
    const closes = [1, Math.E, 1, Math.E ** 2];
    const { trend, autocorrelation, volatilityRatio, displacement } = windowOf(closes, 2);
    // Log returns 1, -1, 2: mean 2/3, distances 1/3, -5/3, 4/3.
    expect(autocorrelation).toBeCloseTo((-5 / 9 - 20 / 9) / (42 / 9), 12);
    expect(volatilityRatio).toBeCloseTo(Math.sqrt(42 / 27) / (2 / Math.E ** 2), 12);
    const mean = (2 + Math.E + Math.E ** 2) / 4;
    const slope = closes.reduce((sum, close, i) => sum + (close - mean) * (i / 3 - 0.5), 0) / (5 / 9);
    const deviation = Math.sqrt(closes.reduce((sum, close) => sum + (close - mean) ** 2, 0) / 4);
    expect(trend).toBeCloseTo(slope / deviation, 12);
    expect(displacement).toBeCloseTo((Math.E ** 2 - mean) / Math.E ** 2, 12);
  });

  it('X-04: has no number where closes do not move', () => {
    const numbers = { trend: NaN, autocorrelation: NaN, volatilityRatio: 0, volatilityRank: 0.5, displacement: 0 };
    expect(windowOf([2, 2, 2, 2])).toEqual(numbers);
    expect(windowOf([2, 2, 2, 2], 0).volatilityRatio).toBeNaN();
    expect(windowOf([2, 3, 2, 4], NaN).volatilityRatio).toBeNaN();
  });

  it('has the mean of the ranks, wherever the first of them stands', () => {
    const rankOf = (...ranks: number[]): number =>
      windowRegimeInto({ ...none }, Float64Array.from([1, 2, 1, 3]), 1, Float64Array.from(ranks)).volatilityRank;
    expect([rankOf(0, 0.25, 0.75, 1), rankOf(0.75, 1, 0, 0.25), rankOf(0, 0, 0.5, 0.5)]).toEqual([0.5, 0.5, 0.25]);
  });

  it('X-03, D2: is the same for all prices times a thousand', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 8, maxLength: 64 }),
        fc.constantFrom(1_000, 0.01, 1.1, 2 ** 20),
        (ticks, factor) => {
          const closes = ticks.map((tick) => 1 + tick / 1_000);
          const [one, other] = [
            windowOf(closes, 0.3),
            windowOf(
              closes.map((close) => close * factor),
              0.3 * factor,
            ),
          ];
          for (const name of Object.keys(one) as (keyof WindowRegime)[]) {
            if (Number.isNaN(one[name])) expect(other[name]).toBeNaN();
            else expect(other[name]).toBeCloseTo(one[name], 9);
          }
          const label = (window: WindowRegime): string => regimeOf(window, RAW_THRESHOLDS, noLevels).regime;
          expect(label(other)).toBe(label(one));
        },
      ),
      { seed: 3, numRuns: 300 },
    );
  });
});

describe('regimeOf', () => {
  const raw = (trend: number, autocorrelation: number, volatilityRatio: number) =>
    regimeOf({ ...none, trend, autocorrelation, volatilityRatio, displacement: 0 }, RAW_THRESHOLDS, noLevels);

  it.each([
    [[1.5, 0.1, 9], 'bull', 1.5 / Math.sqrt(12)],
    [[-1.5, 0.1, 9], 'bear', 1.5 / Math.sqrt(12)],
    [[1.49, 0.1, 0.7], 'mean-revert', 0.3],
    [[3, 0.05, 0.749], 'mean-revert', 0.251],
    [[3, -0.25, 0.7], 'neutral', 0.5],
    [[3, 0.09, 1.5], 'chaotic', 1 - 1 / 1.5],
    [[3, -0.1, 1.6], 'neutral', 0.5],
    [[NaN, 0.1, 0.1], 'neutral', 0.5],
    [[0, 0, NaN], 'neutral', 0.5],
  ] as const)('by trend, autocorrelation and volatility %j: %s', (numbers, regime, confidence) => {
    const found = raw(numbers[0], numbers[1], numbers[2]);
    expect(found.regime).toBe(regime);
    expect(found.confidence).toBeCloseTo(confidence, 12);
  });

  it.each([
    [{ trend: 0.97, autocorrelation: 0.8 }, 'bull', 0.97],
    [{ trend: 0.03, autocorrelation: 0.8 }, 'bear', 0.97],
    [{ trend: 0.97, autocorrelation: 0.79, volatilityRank: 0.1 }, 'mean-revert', 0.9],
    [{ volatilityRank: 0.02, autocorrelationSize: 0.96 }, 'neutral', 0.5],
    [{ volatilityRank: 0.99 }, 'chaotic', 0.99],
    [{ volatilityRank: 0.99, autocorrelationSize: 0.61 }, 'neutral', 0.5],
  ])('by levels %j: %s', (levels, regime, confidence) => {
    const all = { trend: 0.5, autocorrelation: 0.5, autocorrelationSize: 0.5, volatilityRank: 0.5, ...levels };
    // Whether candles have high and low is nothing to the levels.
    const window = { trend: 0, autocorrelation: 0, volatilityRatio: NaN, volatilityRank: 0.5, displacement: 0 };
    const found = regimeOf(window, LEVEL_THRESHOLDS, () => all);
    expect(found.regime).toBe(regime);
    expect(found.confidence).toBeCloseTo(confidence, 12);
  });

  it('points with a trend, and back to the mean where the window reverts', () => {
    expect([regimeDirection('bull', -1), regimeDirection('bear', 1)]).toEqual([1, -1]);
    expect([0.1, -0.1, 0, NaN].map((where) => regimeDirection('mean-revert', where))).toEqual([-1, 1, 0, 0]);
    expect([regimeDirection('chaotic', 1), regimeDirection('neutral', 1)]).toEqual([0, 0]);
  });
});
