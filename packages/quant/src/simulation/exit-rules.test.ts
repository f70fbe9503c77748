import { describe, expect, it } from 'vitest';
import { ohlcSeries } from '../market/testing/index.ts';
import type { BarSeries } from '../market/index.ts';
import type { Plan } from '../orders/index.ts';
import { runOver, strategyOf } from './testing/index.ts';

/** Bars as `open high low close`, a day each. */
function bars(...rows: readonly string[]): BarSeries {
  const prices = rows.map((row) => row.split(' ').map(Number));
  const column = (k: number): number[] => prices.map((row) => row[k]);
  return ohlcSeries({ open: column(0), high: column(1), low: column(2), close: column(3) });
}

const FLAT = '100 101 99 100';
const PLAN: Plan = {
  kind: 'plan',
  tag: 'p',
  instrument: 'TEST',
  direction: 'long',
  entry: { type: 'market' },
  stop: { price: 95 },
  targets: [],
  risk: { kind: 'lots', value: 1 },
  reason: 'plan',
};

/** Sends the plan whenever nothing is held and nothing waits. */
function trades(series: BarSeries, changes: Partial<Plan>): readonly string[] {
  const strategy = strategyOf((view) =>
    view.position('TEST') === 0 && view.workingOrders('TEST').length === 0 ? [{ ...PLAN, ...changes }] : [],
  );
  const { trades: closed, fills } = runOver([series], strategy);
  return closed.map(({ entryFillId, exitFillId, exitReason, exitRule }) => {
    const [entry, exit] = [fills[entryFillId].barIndex, fills[exitFillId].barIndex];
    return `${entry}-${exit} ${exitReason}, ${exitRule}`;
  });
}

describe('S3-42: exit rules, each by itself', () => {
  const fall = '100 101 94 95';
  const rise = '100 106 99 105';

  it('the stop', () => {
    expect(trades(bars(FLAT, FLAT, fall, FLAT), {})[0]).toBe('1-2 stop loss, stop-inside-bar');
  });

  it('the target', () => {
    const targets = [{ price: 105, share: 1 }];
    expect(trades(bars(FLAT, FLAT, rise, FLAT), { targets })[0]).toBe('1-2 take profit, target-inside-bar');
  });

  it('the time', () => {
    expect(trades(bars(FLAT, FLAT, FLAT, FLAT, FLAT, FLAT), { timeExit: { bars: 2 } })[0]).toBe(
      '1-3 time exit, market-at-next-open',
    );
  });

  it('the end of the test', () => {
    expect(trades(bars(FLAT, FLAT, FLAT), {})).toEqual(['1-2 end of segment, segment-end-at-close']);
  });
});

describe('S3-42: exit rules together', () => {
  const targets = [{ price: 105, share: 1 }];

  it('of stop and target in one bar the path of the contract decides, and the time exit of that open comes first', () => {
    const both = '100 106 94 100';
    expect(trades(bars(FLAT, FLAT, both, FLAT), { targets })[0]).toBe('1-2 stop loss, both-touched-stop-first');
    const timed = trades(bars(FLAT, FLAT, both, FLAT), { targets, timeExit: { bars: 1 } });
    expect(timed[0]).toBe('1-2 time exit, market-at-next-open');
  });

  it('after an exit the next decision opens a trade again, never in the bar of the exit', () => {
    const fall = '100 101 94 96';
    const series = bars(FLAT, FLAT, fall, FLAT, FLAT, fall, FLAT, FLAT);
    expect(trades(series, {})).toEqual([
      '1-2 stop loss, stop-inside-bar',
      '3-5 stop loss, stop-inside-bar',
      '6-7 end of segment, segment-end-at-close',
    ]);
  });

  it('a time exit of the bar after the entry closes every trade there', () => {
    expect(trades(bars(FLAT, FLAT, FLAT, FLAT, FLAT), { timeExit: { bars: 1 } })).toEqual([
      '1-2 time exit, market-at-next-open',
      '3-4 time exit, market-at-next-open',
    ]);
  });
});
