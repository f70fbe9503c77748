import { MS_PER_HOUR } from '@assay/core/time';
import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { baseContract } from '../execution/index.ts';
import type { BarSeries } from '../market/index.ts';
import { ohlcSeries, walkSeries } from '../market/testing/index.ts';
import type { Intent, Trade } from '../orders/index.ts';
import type { StrategyInstance } from '../strategy/index.ts';
import {
  COST_FREE,
  contiguousSeries,
  runOver,
  strategyOf,
  timedSeries,
  want,
  wantLots,
  wholeSegment,
} from './testing/index.ts';

const contract = baseContract({ degenerateOpen: 'accept' });

const named = (series: BarSeries, id: string, more: object = {}): BarSeries => ({
  ...series,
  instrument: { ...series.instrument, id, ...more },
});

/** For each instrument its own stream of wishes, whatever else is in the run. */
function independent(ids: readonly string[]): StrategyInstance {
  const streams = new Map(ids.map((id) => [id, createRng(`wishes-${id}`)]));
  return strategyOf((view) => view.updated.flatMap((id) => {
    const rng = streams.get(id);
    return rng === undefined ? [] : [wantLots(id, rng.nextInt(5) - 2)];
  })); // prettier-ignore
}

const group = (lots: Readonly<Record<string, number>>): Intent => ({
  legs: Object.entries(lots).map(([id, value]) => wantLots(id, value).legs[0]),
  allOrNone: true,
  reason: 'pair',
});

/** Daily bars in sessions beside hourly bars without a pause. */
function mixedMarket(): readonly BarSeries[] {
  const daily = walkSeries('daily', 20, { instrument: { id: 'DAILY' } });
  const [start, end] = [daily.openTime[0] - 5 * MS_PER_HOUR, daily.eventTime[19]];
  const nHours = Math.floor((end - start) / MS_PER_HOUR);
  const rng = createRng('hourly');
  const closes = Array.from({ length: nHours }, () => 50 + rng.nextInt(1000) / 100);
  return [daily, contiguousSeries(closes, { start, barMs: MS_PER_HOUR }, { id: 'HOURLY', calendar: 'continuous' })];
}

describe('several instruments', () => {
  it('S4-09: of different bar sizes and calendars earn together what each earns alone', () => {
    const series = mixedMarket();
    const both = runOver(series, independent(['DAILY', 'HOURLY']), { contract });
    const alone = series.map((one) => runOver([one], independent([one.instrument.id]), { contract }));
    expect(both.fills.length).toBeGreaterThan(100);
    const profit = (run: typeof both): number => (run.equityUnits.at(-1) ?? NaN) - run.initialUnits;
    expect(profit(both)).toBe(profit(alone[0]) + profit(alone[1]));
    for (const [s, { instrument }] of series.entries()) {
      const own = both.trades.filter((trade) => trade.instrument === instrument.id);
      // The end of the run is that of the longer series; the price is the last close all the same.
      const exitOf = (one: Trade): unknown => (one.exitRule.startsWith('segment-end') ? 'end' : one.exitTime);
      const key = (trades: readonly Trade[]): unknown =>
        trades.map((one) => [one.entryTime, exitOf(one), one.lots, one.netUnits]);
      expect(key(own)).toEqual(key(alone[s].trades));
    }
  });

  it('have one row per moment at which any of them closes', () => {
    const series = mixedMarket();
    const { times, exposure, instrumentReturns, instruments } = runOver(series, independent([]), { contract });
    const closes = [...new Set(series.flatMap((one) => [...one.eventTime]))].sort((a, b) => a - b);
    expect(Array.from(times)).toEqual(closes);
    expect(instruments).toEqual(['DAILY', 'HOURLY']);
    expect([exposure.length, instrumentReturns.length]).toEqual([2 * times.length, 2 * times.length]);
    const second = times.indexOf(series[0].eventTime[1]);
    expect(instrumentReturns[2 * second]).toBe(series[0].close[1] / series[0].close[0] - 1);
    expect(
      instrumentReturns
        .filter((_, i) => i % 2 === 0)
        .slice(0, second)
        .every(Number.isNaN),
    ).toBe(true);
    expect(instrumentReturns[2 * (second + 1)]).toBe(0);
    const tenth = times.indexOf(series[0].eventTime[9]);
    expect(instrumentReturns[2 * tenth]).toBe(series[0].close[9] / series[0].close[8] - 1);
  });

  it('lets an order that frees room go before one that needs it, whatever the order of declaration', () => {
    const prices = { open: [100, 100, 100, 100], close: [100, 100, 100, 100] };
    const series = ['B', 'A'].map((id) => named(ohlcSeries(prices), id));
    const plan = [
      [want('A', { kind: 'weight', value: 1 })],
      [want('B', { kind: 'weight', value: 1 }), wantLots('A', 0)],
    ];
    const rotate = strategyOf((view) => plan[view.barCount('A') - 1] ?? []);
    const { fills, refusals } = runOver(series, rotate, { limits: { maxGrossExposure: 1 } });
    expect(refusals).toEqual([]);
    expect(fills.slice(0, 3).map((fill) => `${fill.side} ${fill.instrument}`)).toEqual(['buy A', 'sell A', 'buy B']);
  });

  it('weighs each by its own price', () => {
    const a = named(ohlcSeries({ open: [10, 10, 10], close: [10, 10, 10] }), 'A');
    const b = named(ohlcSeries({ open: [40, 40, 40], close: [40, 40, 40] }), 'B', { multiplier: '5' });
    const split = strategyOf((view) =>
      view.barCount('A') === 1 ? view.instruments.map((id) => want(id, { kind: 'exposure', value: 1 })) : [],
    );
    const sizing = { kind: 'target-weight', weight: 0.5 } as const;
    const { fills, exposure } = runOver([a, b], split, { sizing, account: { currency: 'USD', cash: 1000 } });
    expect(fills.slice(0, 2).map((fill) => [fill.instrument, fill.lots])).toEqual([['A', 50], ['B', 2]]); // prettier-ignore
    expect(Array.from(exposure.slice(2, 4))).toEqual([0.5, 0.4]);
  });
});

describe('two currencies', () => {
  const euro = named(ohlcSeries({ open: [100, 100, 110, 120], close: [100, 105, 115, 120] }), 'EU', {
    currency: 'EUR',
  });
  const dollar = named(ohlcSeries({ open: [50, 50, 50, 50], close: [50, 50, 50, 50] }), 'US');
  const once = strategyOf((view) => (view.barCount('EU') === 1 ? [wantLots('EU', 10), wantLots('US', 10)] : []));
  const rateAt = (time: number): number => (time >= euro.eventTime[2] ? 1.5 : 1.2);
  const conversion = { rate: (_from: string, _to: string, time: number): number => rateAt(time) };

  it('are valued in the account’s currency at the rate of the moment', () => {
    const { equityUnits, exposure } = runOver([euro, dollar], once, { conversion });
    // Financed in euros: only the open profit is converted. 10 × 5 EUR at 1.2, 10 × 15 EUR at 1.5, 10 × 20 EUR at 1.5.
    expect(Array.from(equityUnits, (units) => units / 1e6 - 1e6)).toEqual([0, 60, 225, 300]);
    expect(exposure[2]).toBeCloseTo(((10 * 100 * 1.2) / 1_000_000 + (10 * 105 * 1.2) / 1_000_060) / 2, 12);
    expect(exposure[3]).toBeCloseTo((500 / 1_000_000 + 500 / 1_000_060) / 2, 12);
  });

  it('limit lots by converted worth', () => {
    const limits = { maxGrossExposure: 1 };
    const account = { currency: 'USD', cash: 1000 };
    const { fills, refusals } = runOver([euro, dollar], once, { conversion, limits, account });
    // 8 × 100 EUR × 1.2 = 960 USD; nothing is left for a share of 50.
    expect(fills[0]).toMatchObject({ instrument: 'EU', lots: 8 });
    expect(refusals.map((one) => [one.instrument, one.reason])).toEqual([['EU', 'reduced-to-limit'], ['US', 'unaffordable']]); // prettier-ignore
  });

  it('need a rate at every moment that values them', () => {
    const holed = { rate: (_f: string, _t: string, time: number) => (time < euro.eventTime[2] ? 1.2 : undefined) };
    expect(() => runOver([euro, dollar], once, { conversion: holed })).toThrow('no usable rate from EUR to USD');
  });
});

describe('a group of two legs', () => {
  const a = named(ohlcSeries({ open: [100, 101, 102, 103, 104], close: [100.5, 101.5, 102.5, 103.5, 104.5] }), 'A');
  const b = named(ohlcSeries({ open: [50, 51, 52, 53, 54], close: [50.5, 51.5, 52.5, 53.5, 54.5] }), 'B');
  const pick = (series: BarSeries, keep: readonly number[]): BarSeries => {
    const rows = keep.map((i) => ({
      opens: series.openTime[i],
      closes: series.eventTime[i],
      open: series.open[i],
      high: series.high[i],
      low: series.low[i],
      close: series.close[i],
    }));
    return named(timedSeries(rows), series.instrument.id);
  };
  const atFirst = (intent: Intent): StrategyInstance =>
    strategyOf((view) => (view.barCount('A') === 1 ? [intent] : []));

  it('fills at the first moment all legs open together', () => {
    const { fills } = runOver([a, pick(b, [0, 3, 4])], atFirst(group({ A: 1, B: -2 })));
    expect(fills.slice(0, 2).map((fill) => [fill.instrument, fill.side, fill.lots, fill.time])).toEqual([
      ['A', 'buy', 1, a.openTime[3] + 1],
      ['B', 'sell', 2, a.openTime[3] + 1],
    ]);
  });

  it('never fills by half: what does not meet in the segment is refused', () => {
    const shifted = { ...pick(b, [0, 2]), openTime: Float64Array.of(a.openTime[0], a.openTime[2] + 60_000) };
    const { fills, refusals } = runOver([a, shifted], atFirst(group({ A: 1, B: -2 })));
    expect(fills).toEqual([]);
    expect(refusals.map((one) => [one.instrument, one.reason])).toEqual([['A', 'group-incomplete'], ['B', 'group-incomplete']]); // prettier-ignore
  });

  it('is refused whole where the account cannot carry all of it', () => {
    const account = { currency: 'USD', cash: 1000 };
    const limits = { maxGrossExposure: 1 };
    const { fills, refusals } = runOver([a, b], atFirst(group({ A: 5, B: 12 })), { account, limits });
    expect(fills).toEqual([]);
    expect(refusals.map((one) => one.reason)).toEqual(['unaffordable', 'unaffordable']);
    expect(runOver([a, b], atFirst(group({ A: 5, B: 9 })), { account, limits }).fills).toHaveLength(4);
  });

  it('is dropped whole where one leg comes to no lot', () => {
    const legs = [wantLots('A', 1).legs[0], want('B', { kind: 'weight', value: 1e-9 }).legs[0]];
    const { fills, refusals } = runOver([a, b], atFirst({ legs, allOrNone: true, reason: 'pair' }));
    expect([fills.length, refusals.map((one) => one.reason)]).toEqual([0, ['below-one-lot']]);
  });

  it('gives way whole to a newer intent for one of its legs', () => {
    const late = pick(b, [0, 3, 4]);
    const strategy = strategyOf((view) => {
      if (view.barCount('A') === 1) return [group({ A: 1, B: -2 })];
      return view.barCount('A') === 2 ? [wantLots('A', 3)] : [];
    });
    const { fills, refusals } = runOver([a, late], strategy);
    expect(fills.map((fill) => [fill.instrument, fill.lots])).toEqual([['A', 3], ['A', 3]]); // prettier-ignore
    expect(refusals.map((one) => [one.instrument, one.reason])).toEqual([['A', 'replaced'], ['B', 'replaced']]); // prettier-ignore
  });

  it('that is wanted again after a leg was stopped out starts from what is held now', () => {
    const held = { ...a, low: a.low.map((low, i) => (i === 2 ? 90 : low)) };
    const late = pick(b, [0, 4]);
    const strategy = strategyOf((view) => {
      const n = view.barCount('A');
      if (n === 1) return [wantLots('A', 1, { stopLoss: { fraction: 0.05 } })];
      return n === 2 || n === 3 ? [group({ A: 3, B: 2 })] : [];
    });
    const { fills, refusals } = runOver([held, late], strategy);
    expect(refusals.map((one) => one.reason)).toEqual(['replaced', 'replaced']);
    expect(fills.map((fill) => [fill.instrument, fill.side, fill.lots]).slice(0, 4)).toEqual([
      ['A', 'buy', 1],
      ['A', 'sell', 1],
      ['A', 'buy', 3],
      ['B', 'buy', 2],
    ]);
  });

  it('moves whole to the common close where one leg’s open is degenerate', () => {
    const degenerate = { ...b, open: b.open.map((open, i) => (i === 1 ? b.close[0] : open)) };
    const free = baseContract({ costs: { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 } });
    const { fills } = runOver([a, degenerate], atFirst(group({ A: 1, B: -2 })), { contract: free });
    expect(fills.slice(0, 2).map((fill) => [fill.rule, fill.referenceTicks, fill.time])).toEqual([
      ['market-at-close-degenerate-open', 10_150, a.eventTime[1]],
      ['market-at-close-degenerate-open', 5150, a.eventTime[1]],
    ]);
  });

  it('may not name an instrument twice', () => {
    const legs = [wantLots('A', 1).legs[0], wantLots('A', 2).legs[0]];
    expect(() => runOver([a, b], atFirst({ legs, allOrNone: true, reason: 'pair' }))).toThrow(
      'of different instruments',
    );
  });
});

describe('an order beyond all means', () => {
  const series = ohlcSeries({ open: [100, 100, 100], close: [100, 100, 100] });
  const all = strategyOf((view) => (view.barCount('TEST') === 1 ? [wantLots('TEST', 9e15)] : []));

  it('is reduced to what the account can carry, even where its worth cannot be counted', () => {
    const { fills, refusals } = runOver([series], all, { limits: { maxGrossExposure: 1 } });
    expect(fills[0].lots).toBe(10_000);
    expect(refusals.map((one) => one.reason)).toEqual(['reduced-to-limit']);
  });

  it('leaves room for its costs', () => {
    const { fills } = runOver([series], all, { limits: { maxGrossExposure: 1 }, contract });
    // 10 000 · 100 would leave nothing for 2 bps of spread and slippage and 0.5 bps of commission.
    expect(fills[0].lots).toBe(9997);
  });
});

describe('an instrument that is delisted', () => {
  it('is closed at its last mark, and its orders are refused', () => {
    const a = named(ohlcSeries({ close: [10, 11, 12, 13, 14, 15] }), 'A');
    const all = ohlcSeries({ open: [20, 21, 22], close: [20.5, 21.5, 22.5] });
    const b = named(all, 'B', { delistedAt: all.eventTime[2] + 10 });
    const strategy = strategyOf((view) => {
      if (view.updated.includes('B')) return [wantLots('B', view.barCount('B') < 3 ? 2 : 5)];
      return [];
    });
    const { fills, trades, refusals } = runOver([a, b], strategy, { contract });
    expect(fills.map((fill) => fill.rule)).toEqual(['market-at-next-open', 'delisted-at-last-mark']);
    expect(fills[1]).toMatchObject({
      time: all.eventTime[2] + 10,
      referenceTicks: 2250,
      barIndex: 2,
      side: 'sell',
      lots: 2,
    });
    expect(fills[1].commissionUnits).toBeGreaterThan(0);
    expect(trades[0]).toMatchObject({ exitRule: 'delisted-at-last-mark', exitReason: 'delisted' });
    expect(refusals).toEqual([{ time: all.eventTime[2] + 10, instrument: 'B', reason: 'delisted' }]);
  });
});

describe('the last moment of trading', () => {
  const a = named(ohlcSeries({ close: [10, 11, 12, 13, 14, 15] }), 'A');
  const all = ohlcSeries({ open: [20, 21, 22, 23], close: [20.5, 21.5, 22.5, 23.5] });

  it('may be a close, which then is the last mark', () => {
    const b = named(all, 'B', { delistedAt: all.eventTime[2] });
    const { fills } = runOver(
      [a, b],
      strategyOf(() => [wantLots('B', 2)]),
    );
    expect(fills[1]).toMatchObject({ rule: 'delisted-at-last-mark', time: all.eventTime[2], referenceTicks: 2250 });
  });

  it('lets no order fill at an open from there on', () => {
    const b = named(all, 'B', { delistedAt: all.openTime[2] });
    const { fills, refusals } = runOver(
      [a, b],
      strategyOf((view) => (view.barCount('B') === 2 ? [wantLots('B', 2)] : [])),
    );
    expect(fills).toEqual([]);
    expect(refusals.map((one) => one.reason)).toEqual(['delisted']);
  });
});

describe('an account whose equity is used up', () => {
  it('is closed out at the last marks and trades no more', () => {
    const series = ohlcSeries({ open: [100, 100, 250, 250, 250], close: [100, 100, 250, 250, 250] });
    const account = { currency: 'USD', cash: 1000 };
    const result = runOver(
      [series],
      strategyOf(() => [wantLots('TEST', -10)]),
      { account, contract: COST_FREE },
    );
    expect(result.fills.map((fill) => fill.rule)).toEqual(['market-at-next-open', 'ruined-at-last-mark']);
    expect(Array.from(result.equityUnits)).toEqual([1000e6, 1000e6, -500e6, -500e6, -500e6]);
    expect(Array.from(result.returns)).toEqual([0, 0, -1.5, 0, 0]);
    expect(result.exposure.every(Number.isFinite)).toBe(true);
    expect(result.refusals.map((one) => one.reason)).toContain('unaffordable');
    expect(
      wholeSegment(
        [series],
        strategyOf(() => []),
      ).to,
    ).toBe(series.eventTime[4]);
  });
});
