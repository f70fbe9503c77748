import { describe, expect, it } from 'vitest';
import { createRng } from '@assay/core/random';
import { probabilisticSharpeRatio, sharpeStatistics } from './sharpe-inference.ts';
import { sharpeInterval } from './sharpe-interval.ts';

const NORMAL = { sharpe: 0.1, n: 401, skewness: 0, kurtosis: 3 };

describe('sharpeInterval', () => {
  it('is a worked example: 0.1 with 401 normal returns', () => {
    // √((1 + 0.5 · 0.01) / 400) · 1.959964 = 0.0982427
    const { lower, upper } = sharpeInterval(NORMAL, 0.95);
    expect(lower).toBeCloseTo(0.1 - 0.0982427, 6);
    expect(upper).toBeCloseTo(0.1 + 0.0982427, 6);
  });

  it('agrees with the probabilistic Sharpe ratio at its bounds', () => {
    const shape = { sharpe: 0.08, n: 250, skewness: -0.7, kurtosis: 6 };
    const { lower, upper } = sharpeInterval(shape, 0.9);
    expect(probabilisticSharpeRatio(shape, lower).value).toBeCloseTo(0.95, 12);
    expect(probabilisticSharpeRatio(shape, upper).value).toBeCloseTo(0.05, 12);
  });

  it('holds the true Sharpe ratio about as often as it says', () => {
    const rng = createRng('sharpe-interval');
    const held = Array.from({ length: 2000 }, () => {
      const returns = Float64Array.from({ length: 120 }, () => 0.001 + 0.01 * rng.nextNormal());
      const { lower, upper } = sharpeInterval(sharpeStatistics(returns), 0.95);
      return lower <= 0.1 && 0.1 <= upper;
    }).filter(Boolean).length;
    // 2000 draws: 0.95 ± 3.3 standard errors of 0.0049, and a little for the approximation.
    expect(held / 2000).toBeGreaterThan(0.93);
    expect(held / 2000).toBeLessThan(0.97);
  });

  it('is undefined with the reason where the Sharpe ratio is', () => {
    expect(sharpeInterval(sharpeStatistics(new Float64Array(5)), 0.95)).toEqual({
      lower: NaN,
      upper: NaN,
      reason: 'zero-variance',
    });
    expect(sharpeInterval({ ...NORMAL, n: 1 }, 0.95).reason).toBe('too-few-observations');
    expect(sharpeInterval({ ...NORMAL, sharpe: 1, skewness: 3, kurtosis: 3 }, 0.95).reason).toBe(
      'variance-not-positive',
    );
    expect(() => sharpeInterval(NORMAL, 1)).toThrow("'confidence'");
  });
});
