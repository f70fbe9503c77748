import { describe, expect, it } from 'vitest';
import { baseContract } from '../../execution/index.ts';
import type { FillContract } from '../../execution/index.ts';
import type { BarSeries } from '../../market/index.ts';
import { closeOnlySeries, ohlcSeries } from '../../market/testing/index.ts';
import type { Action } from '../../orders/index.ts';
import { REG_T_ACCOUNT } from '../../risk/index.ts';
import type { AccountModel } from '../../risk/index.ts';
import type { SimulationResult } from '../simulation.ts';
import { byBar, order, runOver, wantLots } from '../testing/index.ts';

const CROSS: AccountModel = {
  kind: 'crypto',
  mode: 'cross',
  initial: 0.1,
  tiers: [{ floorUnits: 0, maintenance: 0.05 }],
};
const FREE = { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 };
const contractOf = (marginCheck: FillContract['marginCheck']): FillContract =>
  baseContract({ costs: FREE, degenerateOpen: 'accept', marginCheck });

/** A flat bar, a bar of entry, then the drawn candle and what follows. */
function candle([open, high, low, close]: readonly [number, number, number, number], id = 'TEST'): BarSeries {
  const columns = { open: [100, 100, open, close], high: [100, 100, high, close], low: [100, 100, low, close], close: [100, 100, close, close] }; // prettier-ignore
  return ohlcSeries(columns, { instrument: { id } });
}

interface Draw {
  readonly lots?: number;
  readonly cash?: number;
  readonly model?: AccountModel;
  readonly check?: FillContract['marginCheck'];
  readonly plan?: Readonly<Record<number, Action | readonly Action[]>>;
}

function run(
  series: readonly BarSeries[],
  { lots = 10, cash = 200, model = CROSS, check = 'worst-of-each', plan }: Draw,
): SimulationResult {
  const wanted = series.map(({ instrument }, k) => wantLots(instrument.id, k === 0 ? lots : Math.abs(lots)));
  return runOver(series, byBar('TEST', plan ?? { 0: wanted }), {
    contract: contractOf(check),
    account: { currency: 'USD', cash, model },
  });
}

const exits = ({ fills }: SimulationResult): readonly (readonly unknown[])[] =>
  fills.slice(1).map(({ rule, side, lots, priceTicks, barIndex }) => [rule, side, lots, priceTicks, barIndex]);

describe('margin inside bars (S3-39), by drawn candles', () => {
  // 10 lots at 100 with 200: equity 200 - 10 · fall, maintenance 5 % of the worth. In liquidation at or below 84.21: 42.1 ≤ 42.105.
  it.each([
    ['falls to where the account just stands', [100, 100, 84.22, 100], 'segment-end-at-close', 10_000],
    ['falls to where it does not', [100, 100, 84.21, 100], 'liquidated-inside-bar', 8_421],
    ['falls deeper and comes back', [100, 101, 81, 100], 'liquidated-inside-bar', 8_421],
    ['opens below', [83, 100, 82, 100], 'liquidated-at-open', 8_300],
  ] as const)('a long position: a bar that %s', (_, [open, high, low, close], rule, price) => {
    expect(exits(run([candle([open, high, low, close])], {}))[0]).toMatchObject([
      rule,
      'sell',
      expect.anything(),
      price,
      expect.anything(),
    ]);
  });

  it.each([
    ['rises to where the account just stands', [100, 114.28, 100, 100], 'segment-end-at-close', 10_000],
    ['rises to where it does not', [100, 114.29, 100, 100], 'liquidated-inside-bar', 11_429],
    ['opens above', [116, 117, 100, 100], 'liquidated-at-open', 11_600],
  ] as const)('a short position: a bar that %s', (_, [open, high, low, close], rule, price) => {
    expect(exits(run([candle([open, high, low, close])], { lots: -10 }))[0]).toMatchObject([
      rule,
      'buy',
      expect.anything(),
      price,
      expect.anything(),
    ]);
  });

  it('S3-39: where both sides are known the spread at the open is that of the open, inside the bar that of its close', () => {
    const wide = (bid: BarSeries): BarSeries => ({
      ...{ ...bid, side: 'bid' },
      ask: {
        open: bid.open.map((price, i) => price + (i === 2 ? 0.5 : 0)),
        high: bid.high.map((price, i) => price + (i === 2 ? 0.5 : 0)),
        low: bid.low,
        close: bid.close.map((price, i) => price + (i === 2 ? 0.1 : 0)),
      },
    });
    const first = (bar: readonly [number, number, number, number]): unknown =>
      run([wide(candle(bar))], {})
        .fills.slice(1, 2)
        .map((fill) => [fill.rule, fill.sideTicks, fill.referenceTicks])[0];
    expect(first([83, 100, 82, 100])).toEqual(['liquidated-at-open', 8_300, 8_325]);
    expect(first([100, 100, 81, 100])).toEqual(['liquidated-inside-bar', 8_421, 8_426]);
  });

  it('closes the fewest lots that restore the account at the worst price', () => {
    // At 84: equity 40, maintenance 5 % of 84 a lot, 4.2: nine lots are carried.
    const [forced, rest] = exits(run([candle([100, 100, 84, 100])], {}));
    expect([forced, rest]).toEqual([
      ['liquidated-inside-bar', 'sell', 1, 8_421, 2],
      ['segment-end-at-close', 'sell', 9, 10_000, 3],
    ]);
  });

  it('is looked at at closes only under `close`, and at the worst price of all together under `worst-together`', () => {
    const bar = candle([100, 100, 81, 100]);
    expect(exits(run([bar], { check: 'close' }))[0][0]).toBe('segment-end-at-close');
    expect(exits(run([bar], { check: 'worst-together' }))[0].slice(0, 4)).toEqual([
      'liquidated-at-worst',
      'sell',
      8,
      8_100,
    ]);
  });

  it('tells what one position does from what all do together', () => {
    // One at 84 leaves 240 of 400 against 92 required; both leave 80 against 84.
    const pair = [candle([100, 100, 84, 100]), candle([100, 100, 84, 100], 'OTHER')];
    const fills = (check: FillContract['marginCheck']): number =>
      run(pair, { cash: 400, check }).fills.filter(({ rule }) => rule.startsWith('liquidated')).length;
    expect([fills('close'), fills('worst-of-each'), fills('worst-together')]).toEqual([0, 0, 1]);
  });

  it('goes by the largest requirement first, ties by declared order, the same every time', () => {
    const pair = [candle([100, 100, 60, 100]), candle([100, 100, 60, 100], 'OTHER')];
    const runs = [0, 1].map(() => run(pair, { cash: 300 }).fills.map(({ instrument, rule }) => [instrument, rule]));
    expect(runs[0]).toEqual(runs[1]);
    expect(runs[0][2]).toEqual(['TEST', 'liquidated-inside-bar']);
    const plan = { 0: [wantLots('TEST', 9), wantLots('OTHER', 11)] };
    expect(run(pair, { cash: 300, plan }).fills[2].instrument).toBe('OTHER');
  });

  it('lets the bar’s own orders go first: a stop on the way spares the account', () => {
    const plan = { 0: wantLots('TEST', 10, { stopLoss: { fraction: 0.1 } }) };
    expect(exits(run([candle([100, 100, 70, 100])], { plan }))).toEqual([['stop-inside-bar', 'sell', 10, 9_000, 2]]);
  });

  it('looks at a position from its close on where it was entered inside the bar, and whole bars after an entry at the open', () => {
    const inside = { 1: order({ type: 'limit', limitPrice: 99, quantity: { kind: 'lots', value: 10 } }) };
    expect(exits(run([candle([100, 100, 82, 100])], { plan: inside }))[0][0]).toBe('segment-end-at-close');
    const atOpen = { 1: wantLots('TEST', 10) };
    expect(exits(run([candle([100, 100, 82, 100])], { plan: atOpen }))[0][0]).toBe('liquidated-inside-bar');
  });

  it('keeps to closes for bars of which no more is known', () => {
    const series = closeOnlySeries([100, 100, 100, 100], { instrument: { id: 'TEST' } });
    expect(exits(run([series], {}))[0][0]).toBe('segment-end-at-close');
  });

  it('keeps books, trades and equity together', () => {
    const result = run([candle([100, 100, 81, 100])], {});
    const net = result.trades.reduce((sum, { netUnits }) => sum + netUnits, 0);
    expect(result.equityUnits[3] - result.initialUnits).toBe(net);
    expect(result.trades[0].exitReason).toBe('margin call');
  });
});

describe('short proceeds', () => {
  it('are collateral: they do not buy anything', () => {
    // 10,000 of equity: a short of 10,000 requires 5,000, so that 10,000 more can be held, not 20,000.
    const series = [candle([100, 100, 100, 100]), candle([100, 100, 100, 100], 'OTHER')];
    const plan = { 0: wantLots('TEST', -100), 1: wantLots('OTHER', 200) };
    const model = { ...REG_T_ACCOUNT, minimumEquityUnits: 0 };
    const { fills } = run(series, { plan, cash: 10_000, model });
    expect(fills.slice(0, 2).map(({ side, lots }) => [side, lots])).toEqual([
      ['sell', 100],
      ['buy', 100],
    ]);
  });
});
