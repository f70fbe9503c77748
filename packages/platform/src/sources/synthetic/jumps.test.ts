import type { BarSeries } from '@assay/quant/market';
import { describe, expect, it } from 'vitest';
import { jumps } from './jumps.ts';
import { randomWalk } from './random-walk.ts';
import { at, closeReturns, deviationOf, meanOf } from './testing/index.ts';

const MARKET = { bars: 20_000, calendar: 'continuous', tickSize: '0.000001', start: '1970-01-01' } as const;
const LAW = { jumpRate: 0.1, jumpMean: -0.02, jumpDeviation: 0.05 };

/** Index of the bar in which each jump falls. */
function barsOf({ openTime, eventTime }: BarSeries, times: Float64Array): readonly number[] {
  let t = 0;
  return [...times].map((time) => {
    while (at(eventTime, t) < time) t++;
    expect(time).toBeGreaterThan(at(openTime, t));
    return t;
  });
}

describe('jumps', () => {
  it('jumps as often and as far as declared', () => {
    const { tables } = jumps({ ...MARKET, ...LAW, seed: 'jumps' });
    const sizes = tables[0]?.numbers['value'] as Float64Array;
    // Two jumps of one step are told as one: 1 of 16 of the pairs that fall into one bar.
    const expected = MARKET.bars * LAW.jumpRate;
    expect(Math.abs(sizes.length - expected)).toBeLessThan(4 * Math.sqrt(expected));
    expect(Math.abs(meanOf(sizes) - LAW.jumpMean)).toBeLessThan((4 * LAW.jumpDeviation) / Math.sqrt(sizes.length));
    expect(Math.abs(deviationOf(sizes) / LAW.jumpDeviation - 1)).toBeLessThan(0.08);
  });

  it('leaves a random walk of the declared volatility and drift when the jumps are taken out', () => {
    const { series, tables } = jumps({ ...MARKET, ...LAW, seed: 'rest', drift: 0.001 });
    const bars = series[0] as BarSeries;
    const returns = closeReturns(bars);
    const expectedReturns = returns.map((value) => Math.expm1(value) - 0.001);
    expect(Math.abs(meanOf(expectedReturns) / deviationOf(expectedReturns)) * Math.sqrt(returns.length)).toBeLessThan(
      3.5,
    );
    const sizes = tables[0]?.numbers['value'] as Float64Array;
    for (const [index, t] of barsOf(bars, tables[0]?.eventTime as Float64Array).entries()) {
      if (t > 0) returns[t - 1] = at(returns, t - 1) - at(sizes, index);
    }
    expect(Math.abs(deviationOf(returns) / 0.01 - 1)).toBeLessThan(4 / Math.sqrt(2 * returns.length));
  });

  it('keeps highs and lows around a jump inside its bar', () => {
    const { series, tables } = jumps({ seed: 4, bars: 400, jumpRate: 0.5, jumpMean: 0.2, jumpDeviation: 0.01 });
    const bars = series[0] as BarSeries;
    const [first = 0] = barsOf(bars, (tables[0]?.eventTime as Float64Array).slice(0, 1));
    expect(at(bars.high, first) / at(bars.low, first)).toBeGreaterThan(1.18);
    expect(at(bars.close, first) / at(bars.open, first)).toBeGreaterThan(1.1);
  });

  it('is the random walk where the bars have no jump, but for the tilt', () => {
    const { series, tables } = jumps({ seed: 9, bars: 100, jumpRate: 1e-9, jumpMean: 0 });
    expect(tables).toEqual([]);
    expect(series[0]?.close).toEqual(randomWalk({ seed: 9, bars: 100 }).series[0]?.close);
  });

  it.each([
    [{ jumpRate: 0 }, /'jumpRate'/],
    [{ jumpRate: 11 }, /'jumpRate': must be between 0 and 10/],
    [{ jumpDeviation: 0 }, /'jumpDeviation'/],
    [{ jumpMean: NaN }, /'jumpMean'/],
  ])('refuses %j', (wrong, message) => {
    expect(() => jumps({ seed: 1, bars: 5, ...wrong })).toThrow(message);
  });
});
