import { describe, expect, it } from 'vitest';
import { wealthPath, wealthRecord } from './wealth.ts';
import type { WealthRecord } from './wealth.ts';

const N = 400_000;

describe('wealthRecord of wealthPath', () => {
  it('keeps its digits over 400,000 periods', () => {
    for (const rate of [1e-5, 1e-12]) {
      const { logWealth } = compoundWealth(new Float64Array(N).fill(rate));
      expect(Math.abs(logWealth / (N * Math.log1p(rate)) - 1)).toBeLessThan(1e-15);
    }
  });

  it('counts the starting wealth as a peak, and the longest run of closes below one', () => {
    const found = compoundWealth(Float64Array.from([-0.1, 0.2, -0.5, 0.5, 0.1, 2]));
    expect(found.maxDrawdown).toBeCloseTo(0.5, 15);
    expect(found.longestDrawdown).toBe(3);
    expect(found.logWealth).toBeCloseTo(Math.log(0.9 * 1.2 * 0.5 * 1.5 * 1.1 * 3), 14);
  });

  it('ends where nothing is left: later returns change nothing', () => {
    const gone = compoundWealth(Float64Array.from([0.1, -1, 5, 5]));
    expect(gone).toEqual({ logWealth: -Infinity, maxDrawdown: 1, longestDrawdown: 3 });
    expect(compoundWealth(Float64Array.from([0.1, -1, -0.5, -0.5]))).toEqual(gone);
  });

  it('is back at its peak when the returns lead back to it, whatever their rounding', () => {
    const equity = [3, 2.7, 2.1, 2.9, 3, 2.2, 1.7, 3];
    for (const scale of [1, 1 / 3, 7.1]) {
      const scaled = equity.map((value) => value * scale);
      const returns = Float64Array.from(scaled.slice(1), (value, t) => value / scaled[t] - 1);
      expect(Array.from(wealthPath(returns).drawdown, (depth) => depth < 0)).toEqual(
        [1, 1, 1, 0, 1, 1, 0].map(Boolean),
      );
      expect(wealthRecord(wealthPath(returns)).longestDrawdown).toBe(3);
    }
  });

  it('measures a fall below zero from the peak before it', () => {
    const owing = compoundWealth(Float64Array.from([0.25, -0.2, -1.5]));
    expect(owing.logWealth).toBeNaN();
    expect(owing.maxDrawdown).toBeCloseTo(1 + (0.5 * 1) / 1.25, 14);
  });
});

function compoundWealth(returns: Float64Array): WealthRecord {
  return wealthRecord(wealthPath(returns));
}
