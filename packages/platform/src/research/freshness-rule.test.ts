import type { PackConfig } from '@assay/contracts/schemas';
import { describe, expect, it } from 'vitest';
import { freshnessProblems, freshnessRule } from './freshness-rule.ts';

const NOW = Date.UTC(2021, 0, 4, 12, 34, 56);
const OPEN = { from: null, to: null };
const endOf = (...day: readonly [number, number, number]): number => Date.UTC(...day) + 864e5 - 1;

const pack = (timeframe: string, freshness?: PackConfig['freshness']): PackConfig =>
  ({ dataset: 'made', timeframe, freshness, mode: 'single' }) as PackConfig;

describe('freshnessRule', () => {
  it.each<[string, PackConfig['freshness'], string | null, number]>([
    ['1d', { missedBars: 2 }, null, Date.UTC(2021, 0, 4)],
    ['1w', { missedBars: 2 }, null, Date.UTC(2021, 0, 4)],
    ['5m', { missedBars: 2 }, null, Date.UTC(2021, 0, 4, 12)],
    ['1h', { missedBars: 2 }, '2020-12-31', endOf(2020, 11, 31)],
    ['1d', { missedBars: 2, asOf: '2020-06-30' }, '2020-12-31', endOf(2020, 5, 30)],
  ])('S4-23: takes the age of %s by %j and last date %s at a moment that stays', (timeframe, freshness, to, asOf) => {
    expect(freshnessRule(pack(timeframe, freshness), { from: null, to }, NOW)).toEqual({ missedBars: 2, asOf });
  });

  it('S4-23: is off unless it is asked for', () => {
    expect(freshnessRule(pack('1d'), OPEN, NOW)).toBeUndefined();
    expect(freshnessProblems(pack('3d'), 'p')).toEqual([]);
  });

  it('X-08: refuses bars of several days, which no calendar counts', () => {
    expect(freshnessProblems(pack('1d', { missedBars: 1 }), 'p')).toEqual([]);
    expect(freshnessProblems(pack('10d', { missedBars: 1 }), 'p')).toEqual([
      { path: 'p.freshness', message: 'no calendar says when the next bar of 10d is due' },
    ]);
  });
});
