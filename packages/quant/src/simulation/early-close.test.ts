import { MS_PER_DAY, MS_PER_HOUR } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import type { BarSeries } from '../market/index.ts';
import { byBar, contiguousSeries, order, runOver, timedSeries } from './testing/index.ts';

const HALF_HOUR = MS_PER_HOUR / 2;
/** The day after Thanksgiving: New York closes at 13:00, 18:00 UTC. */
const FRIDAY = Date.UTC(2020, 10, 27, 14, 30);
const ONE_O_CLOCK = Date.UTC(2020, 10, 27, 18);
const MONDAY = Date.UTC(2020, 10, 30, 14, 30);

/** Half hours of the Friday, of the Monday after it, and of the Tuesday's opening; prices fall by two on Monday. */
function halfHours(): BarSeries {
  const bars = (start: number, count: number, price: number): readonly object[] =>
    Array.from({ length: count }, (_, i) => {
      const opens = start + i * HALF_HOUR;
      return { opens, closes: opens + HALF_HOUR, open: price, high: price + 0.5, low: price - 0.5, close: price };
    });
  const all = [...bars(FRIDAY, 7, 100), ...bars(MONDAY, 13, 98), ...bars(MONDAY + MS_PER_DAY, 2, 98)] as Parameters<
    typeof timedSeries
  >[0];
  return { ...timedSeries(all, { calendar: 'us-equity' }), timeframe: '30m' };
}

describe('S3-36: the early close of a US session', () => {
  it('fills an order at the close at 13:00 in New York', () => {
    const { fills } = runOver([halfHours()], byBar('TEST', { 1: order({ type: 'market-on-close' }) }));
    expect([fills[0].rule, fills[0].time, fills[0].barIndex]).toEqual(['market-on-close', ONE_O_CLOCK, 6]);
  });

  it('ends an order for the day there, and not at the hour of other days', () => {
    const day = { type: 'limit', limitPrice: 98.5, timeInForce: { kind: 'day' } } as const;
    const result = runOver([halfHours()], byBar('TEST', { 1: order(day) }));
    expect(result.fills).toEqual([]);
    const { time, event, reason } = result.orderEvents.at(-1) ?? {};
    expect([time, event, reason]).toEqual([ONE_O_CLOCK, 'expired', 'session-ended']);
    // Good till cancelled it would have filled on Monday.
    const kept = runOver([halfHours()], byBar('TEST', { 1: order({ ...day, timeInForce: { kind: 'gtc' } }) }));
    expect(kept.fills[0].time).toBe(MONDAY + 1);
  });

  it('takes orders decided at the early close for the next session', () => {
    const day = order({ type: 'limit', limitPrice: 98.5, timeInForce: { kind: 'day' } });
    expect(runOver([halfHours()], byBar('TEST', { 6: day })).fills[0].time).toBe(MONDAY + 1);
    const atClose = runOver([halfHours()], byBar('TEST', { 6: order({ type: 'market-on-close' }) }));
    expect(atClose.fills[0].time).toBe(Date.UTC(2020, 10, 30, 21));
  });

  it('is no close where a calendar has none', () => {
    const bars = contiguousSeries(
      Array.from({ length: 72 }, () => 100),
      { start: Date.UTC(2020, 10, 27), barMs: MS_PER_HOUR },
      { calendar: 'continuous' },
    );
    const hours: BarSeries = { ...bars, timeframe: '1h' };
    const { fills } = runOver([hours], byBar('TEST', { 14: order({ type: 'market-on-close' }) }));
    expect(fills[0].time).toBe(Date.UTC(2020, 10, 27) + MS_PER_DAY);
  });
});
