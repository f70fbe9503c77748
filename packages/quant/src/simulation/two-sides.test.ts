import { describe, expect, it } from 'vitest';
import { fillContract } from '../execution/index.ts';
import { ohlcSeries } from '../market/testing/index.ts';
import type { BarSeries } from '../market/index.ts';
import type { Action } from '../orders/index.ts';
import type { SimulationOptions, SimulationResult } from './simulation.ts';
import { byBar, order, runOver, strategyOf, wantLots } from './testing/index.ts';

const FREE = { costs: { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 }, degenerateOpen: 'accept' } as const;
const contract = fillContract('base', FREE);

/** Bars of both sides, as `open high low close` of the bid and of the ask. */
function quoted(...rows: readonly (readonly [bid: string, ask: string])[]): BarSeries {
  const numbers = rows.map(([bid, ask]) => [...bid.split(' '), ...ask.split(' ')].map(Number));
  const column = (k: number): Float64Array => Float64Array.from(numbers, (row) => row[k]);
  const bid = ohlcSeries({ open: [...column(0)], high: [...column(1)], low: [...column(2)], close: [...column(3)] });
  return { ...bid, side: 'bid', ask: { open: column(4), high: column(5), low: column(6), close: column(7) } };
}

const CALM = ['99 101 98 99', '101 103 100 101'] as const;

function run(
  series: BarSeries,
  plan: Readonly<Record<number, Action | readonly Action[]>>,
  changes: Partial<SimulationOptions> = {},
): SimulationResult {
  return runOver([series], byBar('TEST', plan), { contract, ...changes });
}

describe('where both sides are known', () => {
  it('purchases take the ask and sales the bid, and the quoted spread is reported against the middle', () => {
    const result = run(quoted(CALM, CALM, CALM, CALM), { 0: wantLots('TEST', 3), 1: wantLots('TEST', 0) });
    expect(
      result.fills.map(({ side, priceTicks, sideTicks, referenceTicks, spreadUnits }) => ({
        side,
        priceTicks,
        sideTicks,
        referenceTicks,
        spreadUnits,
      })),
    ).toEqual([
      { side: 'buy', priceTicks: 10_100, sideTicks: 10_100, referenceTicks: 10_000, spreadUnits: 3e6 },
      { side: 'sell', priceTicks: 9900, sideTicks: 9900, referenceTicks: 10_000, spreadUnits: 3e6 },
    ]);
    expect(result.trades[0]).toMatchObject({ grossUnits: 0, costUnits: 6e6, netUnits: -6e6 });
    expect(result.costUnits.spread).toBe(6e6);
  });

  it('the modelled spread is not added, slippage is; a quoted factor above one is', () => {
    const slipped = fillContract('base', {
      ...FREE,
      costs: { spread: { kind: 'bps', half: 50 }, slippage: { kind: 'ticks', value: 2 } },
    });
    const [fill] = run(quoted(CALM, CALM, CALM), { 0: wantLots('TEST', 1) }, { contract: slipped }).fills;
    expect(fill).toMatchObject({ priceTicks: 10_102, spreadUnits: 1e6, slippageUnits: 20_000 });
    const wider = fillContract('base', {
      ...FREE,
      costs: { spread: { kind: 'quoted', factor: 2 }, slippage: { kind: 'ticks', value: 0 } },
    });
    const [twice] = run(quoted(CALM, CALM, CALM), { 0: wantLots('TEST', 1) }, { contract: wider }).fills;
    expect(twice).toMatchObject({ priceTicks: 10_200, spreadUnits: 2e6 });
  });

  it('a middle between two ticks counts in favour of the trader, half a tick', () => {
    const odd = ['99.99 101 98 99', '100.02 103 100 101'] as const;
    const { fills } = run(quoted(CALM, odd, odd, CALM), { 0: wantLots('TEST', 1), 1: wantLots('TEST', 0) });
    expect(fills.map(({ referenceTicks, sideTicks }) => [referenceTicks, sideTicks])).toEqual([
      [10_000, 10_002],
      [10_001, 9999],
    ]);
  });

  it('marks are what closing would bring, or the middle', () => {
    const series = quoted(CALM, CALM, CALM, CALM);
    for (const [lots, first] of [
      [2, -4e6],
      [-2, -4e6],
    ] as const) {
      const { equityUnits, initialUnits } = run(series, { 0: wantLots('TEST', lots) });
      expect(equityUnits[1] - initialUnits).toBe(first);
    }
    const mid = fillContract('base', { ...FREE, marks: 'mid' });
    const { equityUnits, initialUnits } = run(series, { 0: wantLots('TEST', 2) }, { contract: mid });
    expect(equityUnits[1] - initialUnits).toBe(-2e6);
    expect(equityUnits.at(-1)).toBe(initialUnits - 4e6);
  });

  it('decisions see the account at the marks of its contract', () => {
    const seen: number[] = [];
    const strategy = strategyOf((view) => {
      seen.push(view.equity);
      return view.barCount('TEST') === 1 ? [wantLots('TEST', -2)] : [];
    });
    runOver([quoted(CALM, CALM, CALM)], strategy, { contract });
    expect(seen).toEqual([1_000_000, 999_996]);
  });

  it('levels are triggered by the side that the order trades at', () => {
    const series = quoted(CALM, CALM, ['99 101 95 96', '101 103 97 98'], ['96 101 96 100', '98 103 98 102'], CALM);
    const fillsOf = (plan: Readonly<Record<number, Action>>): readonly unknown[] =>
      run(series, plan).fills.map(({ barIndex, side, sideTicks, rule }) => [barIndex, side, sideTicks, rule]);
    // The ask never came below 97: a purchase at 96 does not fill, one at 97 does.
    expect(fillsOf({ 0: order({ type: 'limit', limitPrice: 96 }) })).toEqual([]);
    expect(fillsOf({ 0: order({ type: 'limit', limitPrice: 97 }) })[0]).toEqual([2, 'buy', 9700, 'limit-inside-bar']);
    // The bid falls to 95: a stop of a long position at 96 is hit although the ask stays above.
    const stopped = order({ attached: { stopLoss: { price: 96 } } });
    expect(fillsOf({ 0: stopped }).slice(0, 2)).toEqual([
      [1, 'buy', 10_100, 'market-at-next-open'],
      [2, 'sell', 9600, 'stop-inside-bar'],
    ]);
    // A short position is stopped by the ask, which rises to 103 where the bid stays at 101.
    const short = order({ side: 'sell', attached: { stopLoss: { price: 102.5 } } });
    expect(fillsOf({ 0: short }).slice(0, 2)).toEqual([
      [1, 'sell', 9900, 'market-at-next-open'],
      [1, 'buy', 10_250, 'stop-inside-bar'],
    ]);
  });

  it('fills on the way report the spread of that point of the path', () => {
    const widening = ['99 99 95 95', '101 101 99 99'] as const;
    const result = run(quoted(CALM, widening, widening), { 0: order({ type: 'limit', limitPrice: 100 }) });
    // The ask has come half of its way to 99, so has the bid on its way to 95.
    expect(result.fills[0]).toMatchObject({ sideTicks: 10_000, referenceTicks: 9850, spreadUnits: 1.5e6 });
  });

  it('S4-16: a crossed, wide or worthless quote is not traded, and each says so', () => {
    const at = (bid: string, ask: string): readonly string[] =>
      run(quoted(CALM, [bid, ask], CALM, CALM), { 0: wantLots('TEST', 1) }).refusals.map(({ reason }) => reason);
    expect(at('102 102 98 99', '101 103 100 101')).toEqual(['crossed-quote']);
    expect(at('50 101 50 99', '101 103 100 101')).toEqual(['wide-spread']);
    expect(at('60.6 101 60 99', '101 103 100 101')).toEqual([]);
    expect(at('0 101 0 99', '1 103 0.5 101')).toEqual(['zero-bid']);
    const entry = order({ type: 'limit', limitPrice: 101 });
    const crossed = run(quoted(CALM, ['102 102 98 99', '101 103 100 101'], CALM), { 0: entry });
    expect(crossed.refusals.map(({ reason }) => reason)).toEqual(['crossed-quote']);
    expect(crossed.orderEvents.at(-1)).toMatchObject({ event: 'rejected' });
  });

  it('a bar without an ask fills nothing, and a position is still closed at the end', () => {
    const gone = ['99 101 98 99', 'NaN NaN NaN NaN'] as const;
    const result = run(quoted(CALM, CALM, gone, gone), { 0: wantLots('TEST', -1), 1: wantLots('TEST', -2) });
    expect(result.fills.map(({ barIndex, side }) => [barIndex, side])).toEqual([
      [1, 'sell'],
      [3, 'buy'],
    ]);
  });
});
