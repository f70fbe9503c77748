import { describe, expect, it } from 'vitest';
import { calendarById } from '../../market/index.ts';
import type { CostContext } from './cost-context.ts';
import { resolveSpread } from './resolve-price-costs.ts';
import { sessionMinute } from './session-minute.ts';
import { quoteReferenceTicks, spreadErrorTicks, spreadTicks } from './spread.ts';
import { SHARES } from './testing/cost-context.ts';

const PROFILE = resolveSpread({
  kind: 'profile',
  halfBps: 1,
  perVolatility: 0.05,
  byMinute: [
    { from: 0, factor: 1.5 },
    { from: 30, factor: 1 },
    { from: 360, factor: 1.3 },
  ],
  outsideFactor: 2,
});

describe('spreadTicks', () => {
  it('S3-35: a profile is the factor of the minute times a part for volatility (example 1, by hand)', () => {
    const at = (minute: number, dailyVolatility: number): number =>
      spreadTicks(PROFILE, { ...SHARES, sessionMinute: minute, dailyVolatility }, 1, 10_000);
    // (1 + 0.05 · 100 bps) · 1.5 = 9 bps of 10,000 ticks.
    expect(at(10, 0.01)).toBeCloseTo(9, 12);
    expect([at(0, 0), at(29, 0), at(30, 0), at(359, 0), at(360, 0), at(-1, 0)]).toEqual([1.5, 1.5, 1, 1, 1.3, 2]);
    expect(at(30, 0.04)).toBeCloseTo(21, 12);
  });

  it('takes the largest factor outside the session where none is given, and 1 without steps', () => {
    const byMinute = [
      { from: 0, factor: 1.5 },
      { from: 30, factor: 0.5 },
    ];
    expect(resolveSpread({ kind: 'profile', halfBps: 1, byMinute })).toMatchObject({ outsideFactor: 1.5 });
    const plain = resolveSpread({ kind: 'profile', halfBps: 3 });
    expect(spreadTicks(plain, SHARES, 1, 10_000)).toBe(3);
  });

  it('S3-35: reaches from the reference to the other side of the quote (example 2, by hand)', () => {
    const quoted = resolveSpread({ kind: 'quoted' });
    const context: CostContext = { ...SHARES, bidTicks: 100, askTicks: 103 };
    expect([quoteReferenceTicks('buy', 100, 103), quoteReferenceTicks('sell', 100, 103)]).toEqual([101, 102]);
    expect(spreadTicks(quoted, context, 1, 101)).toBe(2);
    expect(spreadTicks(quoted, context, -1, 102)).toBe(2);
    expect(spreadTicks(quoted, context, 1, 110)).toBe(0);
    expect(spreadTicks(resolveSpread({ kind: 'quoted', factor: 2 }), context, 1, 101)).toBe(3.5);
  });

  it('is NaN, never 0, where an input is missing', () => {
    expect(spreadTicks(resolveSpread({ kind: 'quoted' }), SHARES, 1, 100)).toBeNaN();
    expect(spreadTicks(PROFILE, { ...SHARES, sessionMinute: 3 }, 1, 100)).toBeNaN();
    expect(spreadTicks(PROFILE, { ...SHARES, dailyVolatility: 0.01 }, 1, 100)).toBeNaN();
    expect(spreadTicks({ ...PROFILE, fallbackBps: 7 } as typeof PROFILE, SHARES, 1, 10_000)).toBe(7);
  });
});

describe('spreadErrorTicks', () => {
  it('S3-35: reports the model less the quote where both are known', () => {
    const context: CostContext = { ...SHARES, bidTicks: 9998, askTicks: 10_002 };
    expect(spreadErrorTicks({ kind: 'bps', half: 3 }, context)).toBe(1);
    expect(spreadErrorTicks({ kind: 'ticks', half: 0.5 }, context)).toBe(-1.5);
    expect(spreadErrorTicks({ kind: 'bps', half: 3 }, SHARES)).toBeNaN();
  });
});

describe('sessionMinute', () => {
  it('counts from the opening of the session, and is -1 outside it', () => {
    const calendar = calendarById('us-equity');
    const at = (hour: number, minute: number): number => sessionMinute(calendar, Date.UTC(2024, 5, 3, hour, minute));
    // New York opens at 13:30 UTC in summer.
    expect([at(13, 29), at(13, 30), at(14, 0), at(19, 59), at(20, 0)]).toEqual([-1, 0, 30, 389, -1]);
    expect(sessionMinute(calendarById('fx-week'), Date.UTC(2024, 5, 3, 21, 0))).toBe(0);
  });
});
