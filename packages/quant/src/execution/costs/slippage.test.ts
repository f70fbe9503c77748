import { describe, expect, it } from 'vitest';
import { resolveSlippage } from './resolve-price-costs.ts';
import { slippageTicks } from './slippage.ts';
import { SHARES } from './testing/cost-context.ts';

describe('slippageTicks', () => {
  it('S3-35: volume share is 0.1 · share² with the share capped (example 3, by hand)', () => {
    const slippage = resolveSlippage({ kind: 'volume-share' });
    const at = (lots: number, barVolume: number): number =>
      slippageTicks(slippage, { ...SHARES, barVolume }, lots, 100_000);
    // 2 % of the volume: 0.1 · 0.0004 = 0.4 bps; capped at 2.5 %: 0.1 · 0.000625 = 0.625 bps.
    expect(at(200, 10_000)).toBeCloseTo(4, 12);
    expect([at(250, 10_000), at(5000, 10_000), at(1, 0)]).toEqual([at(1000, 40_000), at(250, 10_000), at(250, 10_000)]);
    expect(at(250, 10_000)).toBeCloseTo(6.25, 12);
  });

  it('S3-35: the square-root law is Y · σ · √(Q / V) (example 4, by hand)', () => {
    const slippage = resolveSlippage({ kind: 'square-root' });
    const context = { ...SHARES, dailyVolatility: 0.02, averageDailyVolume: 1_000_000 };
    // 1 % of the day's volume at 2 % volatility: 0.02 · 0.1 = 20 bps.
    expect(slippageTicks(slippage, context, 10_000, 5000)).toBeCloseTo(10, 12);
    expect(slippageTicks(slippage, { ...context, quantityPerLot: 4 }, 10_000, 5000)).toBeCloseTo(20, 12);
    expect(
      slippageTicks(resolveSlippage({ kind: 'square-root', coefficient: 0.5 }), context, 10_000, 5000),
    ).toBeCloseTo(5, 12);
  });

  it('is NaN, never 0, where the volume is missing, and the declared fallback where there is one', () => {
    for (const kind of ['volume-share', 'square-root'] as const) {
      expect(slippageTicks(resolveSlippage({ kind }), SHARES, 5, 1000)).toBeNaN();
      expect(slippageTicks(resolveSlippage({ kind, fallbackBps: 20 }), SHARES, 5, 1000)).toBe(2);
    }
  });
});
