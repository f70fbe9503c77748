import { MS_PER_DAY, MS_PER_HOUR } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { baseContract } from '../execution/index.ts';
import { closeOnlySeries, ohlcSeries } from '../market/testing/index.ts';
import type { DecisionView } from '../strategy/index.ts';
import { simulate } from './simulate.ts';
import {
  byBar,
  contiguousSeries,
  optionsOver,
  runOver,
  strategyOf,
  timedSeries,
  want,
  wantLots,
} from './testing/index.ts';

const FREE = { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 };
const OPEN = { open: [100, 103, 106, 109], close: [101, 104, 107, 110] };

describe('when and where an order fills', () => {
  it('fills at the open of the next bar, strictly later than its decision (S4-16: bar, decision, fill)', () => {
    const series = ohlcSeries(OPEN);
    const { fills, trades } = runOver([series], byBar('TEST', { 1: wantLots('TEST', 2) }));
    expect(fills[0]).toMatchObject({
      side: 'buy',
      lots: 2,
      orderId: 0,
      decisionTime: series.eventTime[1],
      time: series.openTime[2] + 1,
      referenceTicks: 10_600,
      priceTicks: 10_600,
      barIndex: 2,
      rule: 'market-at-next-open',
      reason: 'test',
    });
    expect(trades[0]).toMatchObject({ direction: 'long', lots: 2, barsHeld: 1, netUnits: 2 * 4 * 1e6 });
  });

  it('takes the open that coincides with the decision where bars follow each other without a pause', () => {
    const series = contiguousSeries([100, 110, 120, 130], { start: 0, barMs: MS_PER_HOUR });
    const { fills } = runOver([series], byBar('TEST', { 1: wantLots('TEST', 1) }));
    expect(fills[0]).toMatchObject({
      decisionTime: 2 * MS_PER_HOUR,
      time: 2 * MS_PER_HOUR + 1,
      referenceTicks: 11_100,
    });
  });

  it('lets the latency of the contract pass first', () => {
    const series = ohlcSeries(OPEN);
    const contract = baseContract({ costs: FREE, latencyMs: 5000 });
    const { fills } = runOver([series], byBar('TEST', { 0: wantLots('TEST', 1) }), { contract });
    expect(fills[0].time).toBe(series.openTime[1] + 5000);
  });

  it('fills close-only bars at the next close', () => {
    const series = closeOnlySeries([100, 101, 102, 103]);
    const { fills } = runOver([series], byBar('TEST', { 1: wantLots('TEST', 1) }));
    expect(fills[0]).toMatchObject({ rule: 'market-at-next-close', referenceTicks: 10_200, time: series.eventTime[2] });
  });

  it('lets the latency pass before a close too', () => {
    const series = closeOnlySeries([100, 101, 102, 103, 104], { instrument: { id: 'CLOSES' } });
    // Another instrument decides 3 ms before the third close.
    const clock = timedSeries([0, 1, 2, 3, 4].map((i) => ({
      opens: series.eventTime[i] - 1000, closes: series.eventTime[i] - 3, open: 1, high: 1, low: 1, close: 1,
    })), { id: 'CLOCK' }); // prettier-ignore
    const strategy = byBar('CLOCK', { 2: wantLots('CLOSES', 1) });
    const bars = [2, 3, 5].map((latencyMs) => {
      const contract = baseContract({ costs: FREE, latencyMs });
      return runOver([clock, series], strategy, { contract }).fills[0].barIndex;
    });
    expect(bars).toEqual([2, 2, 3]);
  });

  it('does not enter at the very close that ends the segment', () => {
    const { fills, refusals } = runOver([closeOnlySeries([100, 101, 102])], byBar('TEST', { 1: wantLots('TEST', 1) }));
    expect([fills.length, refusals.map((one) => one.reason)]).toEqual([0, ['no-later-bar']]);
  });

  it('decides last at the last close but one', () => {
    const seen: number[] = [];
    const strategy = strategyOf((view) => {
      seen.push(view.barCount('TEST'));
      return [];
    });
    const result = runOver([ohlcSeries(OPEN)], strategy);
    expect([seen, result.decisions, result.barEvents]).toEqual([[1, 2, 3], 3, 4]);
  });
});

describe('degenerate opens', () => {
  const series = ohlcSeries({ open: [100, 103, 104, 109], close: [101, 104, 107, 110] });
  const run = (degenerateOpen: 'next-close' | 'refuse' | 'accept'): ReturnType<typeof runOver> => {
    const contract = baseContract({ costs: FREE, degenerateOpen });
    return runOver([series], byBar('TEST', { 1: wantLots('TEST', 1) }), { contract });
  };

  it('move the fill to the close of that bar', () => {
    const [fill] = run('next-close').fills;
    expect(fill).toMatchObject({ rule: 'market-at-close-degenerate-open', referenceTicks: 10_700, barIndex: 2 });
    expect(fill.time).toBe(series.eventTime[2]);
  });

  it('refuse the order', () => {
    const { fills, refusals } = run('refuse');
    expect(fills).toEqual([]);
    expect(refusals).toEqual([{ time: series.openTime[2], instrument: 'TEST', reason: 'degenerate-open' }]);
  });

  it('are taken like any other', () => {
    expect(run('accept').fills[0]).toMatchObject({ rule: 'market-at-next-open', referenceTicks: 10_400 });
  });

  it('do not move an order whose open is a price of its own', () => {
    const result = runOver([series], byBar('TEST', { 0: wantLots('TEST', 1) }), {
      contract: baseContract({ costs: FREE }),
    });
    expect(result.fills[0]).toMatchObject({ rule: 'market-at-next-open', referenceTicks: 10_300 });
  });
});

describe('the queue', () => {
  it('recomputes nothing that is wanted already', () => {
    const { fills } = runOver(
      [ohlcSeries(OPEN)],
      strategyOf(() => [wantLots('TEST', 1)]),
    );
    expect(fills.map((fill) => fill.rule)).toEqual(['market-at-next-open', 'segment-end-at-close']);
  });

  it('lets a newer intent replace an older one', () => {
    const both = {
      1: { legs: [wantLots('TEST', 5).legs[0], wantLots('TEST', 3).legs[0]], allOrNone: false, reason: 'two' },
    };
    const { fills, refusals } = runOver([ohlcSeries(OPEN)], byBar('TEST', both));
    expect(fills.map((fill) => fill.lots)).toEqual([3, 3]);
    expect(refusals.map((one) => one.reason)).toEqual(['replaced']);
  });

  it('withdraws an order where a newer intent wants what is held', () => {
    const both = {
      1: { legs: [wantLots('TEST', 5).legs[0], wantLots('TEST', 0).legs[0]], allOrNone: false, reason: 'two' },
    };
    const { fills, refusals } = runOver([ohlcSeries(OPEN)], byBar('TEST', both));
    expect([fills.length, refusals.length]).toEqual([0, 1]);
  });

  it('turns a long position into a short one by one order that closes the oldest lots first', () => {
    const { fills, trades } = runOver(
      [ohlcSeries(OPEN)],
      byBar('TEST', { 0: wantLots('TEST', 2), 1: wantLots('TEST', -1) }),
    );
    expect(fills.map((fill) => [fill.side, fill.lots])).toEqual([['buy', 2], ['sell', 3], ['buy', 1]]); // prettier-ignore
    expect(trades.map((trade) => [trade.direction, trade.lots])).toEqual([['long', 2], ['short', 1]]); // prettier-ignore
  });
});

describe('what a decision sees', () => {
  it('sees only bars that are available, and says which are new (X-01)', () => {
    const day = MS_PER_DAY;
    const late = timedSeries(
      [0, 1, 2, 3].map((i) => ({
        opens: i * day,
        closes: i * day + 6 * MS_PER_HOUR,
        available: i * day + (i === 1 ? 30 : 8) * MS_PER_HOUR,
        open: 100 + i,
        high: 200,
        low: 50,
        close: 150 + i,
      })),
    );
    const rows: unknown[] = [];
    const strategy = strategyOf((view) => {
      const hours = view.decisionTime / MS_PER_HOUR;
      rows.push([
        hours,
        view.updated,
        view.barCount('TEST'),
        view.price('TEST', 'close'),
        view.price('TEST', 'open', 1),
      ]);
      return [];
    });
    runOver([late], strategy);
    expect(rows).toEqual([
      [8, ['TEST'], 1, 150, NaN],
      [54, ['TEST'], 2, 151, 100],
      [56, ['TEST'], 3, 152, 101],
    ]);
  });

  it('marks equity at prices it may know', () => {
    const bars = [100, 110, 120, 130, 140].map((price, i) => ({
      opens: i * 100,
      closes: i * 100 + 50,
      available: i * 100 + 120,
      open: price - 5,
      high: price,
      low: price - 5,
      close: price,
    }));
    const equity: number[] = [];
    const strategy = strategyOf((view) => {
      equity.push(view.equity - 1_000_000);
      return view.barCount('TEST') === 1 ? [wantLots('TEST', 1)] : [];
    });
    runOver([timedSeries(bars)], strategy);
    // Decided at 120, bought at the open of 200 for 115. Bar 1 (110) becomes known at 220, but the fill at 115 is newer;
    // bar 2 (120) at 320, bar 3 at 420.
    expect(equity).toEqual([0, 0, 5, 15]);
  });

  it('sizes by prices and equity that it may know (X-01)', () => {
    const bars = [100, 400, 100, 100, 100].map((price, i) => ({
      opens: i * 100,
      closes: i * 100 + 50,
      available: i * 100 + (i === 1 ? 160 : 50),
      open: 100,
      high: price,
      low: 100,
      close: price,
    }));
    const late = timedSeries(bars, { id: 'LATE' });
    const clock = timedSeries([20, 120, 155, 255, 455].map((closes, i) => ({
      opens: [0, 100, 121, 200, 400][i], closes, open: 10, high: 10, low: 10, close: 10,
    })), { id: 'CLOCK' }); // prettier-ignore
    const sizing = { kind: 'target-weight', weight: 1 } as const;
    const account = { currency: 'USD', cash: 10_000 };
    // At 155 the close of 400 at 150 is not known yet, neither as a price nor in the equity.
    const plan = byBar('CLOCK', {
      0: wantLots('LATE', 10),
      2: { legs: [{ instrument: 'CLOCK', target: { kind: 'weight', value: 0.1 } }, { instrument: 'LATE', target: { kind: 'weight', value: 0.2 } }], allOrNone: false, reason: 'x' }, // prettier-ignore
    });
    const { fills } = runOver([clock, late], plan, { sizing, account });
    expect(fills.slice(0, 3).map((fill) => [fill.instrument, fill.side, fill.lots])).toEqual([
      ['LATE', 'buy', 10],
      ['CLOCK', 'buy', 100],
      ['LATE', 'buy', 10],
    ]);
  });

  it('sizes by prices from before its first moment', () => {
    const day = MS_PER_DAY;
    const bar = (closes: number, price: number) => ({ opens: closes - 10, closes, open: price, high: price, low: price, close: price }); // prettier-ignore
    const slow = timedSeries([bar(day, 50), bar(5 * day, 60), bar(6 * day, 60)], { id: 'SLOW' });
    const quick = timedSeries(
      [1, 2, 3, 4, 5, 6].map((d) => bar(d * day + 5, 10)),
      { id: 'QUICK' },
    );
    const strategy = strategyOf((view) =>
      view.barCount('QUICK') === 3 ? [want('SLOW', { kind: 'weight', value: 0.5 })] : [],
    );
    const options = optionsOver([slow, quick], strategy, { account: { currency: 'USD', cash: 1000 } });
    const { fills } = simulate({ ...options, segments: [{ ...options.segments[0], from: 4 * day }] });
    expect(fills[0]).toMatchObject({ instrument: 'SLOW', lots: 10, decisionTime: 3 * day + 5, referenceTicks: 6000 });
  });

  it('refuses a look into the future', () => {
    const peek = (act: (view: DecisionView) => unknown) => (): unknown =>
      runOver(
        [ohlcSeries(OPEN)],
        strategyOf((view) => (act(view), [])),
      );
    expect(peek((view) => view.price('TEST', 'close', -1))).toThrow("'barsAgo'");
    expect(peek((view) => view.barTime('TEST', 0.5))).toThrow("'barsAgo'");
    expect(peek((view) => view.price('OTHER', 'close'))).toThrow("'instrument'");
    expect(peek((view) => view.term('TEST', 0))).toThrow("'index'");
  });
});

describe('a strategy that fails', () => {
  it.each([
    ['throws', () => { throw new Error('broken'); }, 'broken'], // prettier-ignore
    ['names an unknown instrument', () => [wantLots('OTHER', 1)], "'leg.instrument'"],
    ['wants half a lot', () => [wantLots('TEST', 0.5)], "'target.value'"],
    ['sets a stop nowhere', () => [wantLots('TEST', 1, { stopLoss: { fraction: 0 } })], "'leg.stopLoss.fraction'"],
  ])('ends the run where it %s', (_, decide, message) => {
    expect(() => runOver([ohlcSeries(OPEN)], strategyOf(decide))).toThrow(
      expect.objectContaining({ code: 'STRATEGY_FAILED', message: expect.stringContaining(message) as string }),
    );
  });
});
