import { describe, expect, it } from 'vitest';
import { baseContract } from '../../execution/index.ts';
import type { BarSeries } from '../../market/index.ts';
import { closeOnlySeries, ohlcSeries } from '../../market/testing/index.ts';
import type { AccountModel } from '../../risk/index.ts';
import { REG_T_ACCOUNT } from '../../risk/index.ts';
import { ACCOUNT_EVENT_KINDS } from '../records/account-events.ts';
import type { SimulationOptions, SimulationResult } from '../simulation.ts';
import { byBar, contiguousSeries, COST_FREE, runOver, strategyOf, wantLots } from '../testing/index.ts';

const CASH: AccountModel = { kind: 'cash', settlement: 2 };
const FX: AccountModel = { kind: 'fx', leverage: 50, marginCall: 1, stopOut: 0.5 };
const cross: AccountModel = {
  kind: 'crypto',
  mode: 'cross',
  initial: 0.1,
  tiers: [{ floorUnits: 0, maintenance: 0.05 }],
};
const isolated: AccountModel = { ...cross, mode: 'isolated' };

/** Looks at margin at closes only; `inside-bars.test.ts` looks inside. */
const AT_CLOSES = { ...COST_FREE, marginCheck: 'close' } as const;

function runWith(
  series: BarSeries | readonly BarSeries[],
  plan: Parameters<typeof byBar>[1],
  account: { readonly cash: number; readonly model: AccountModel },
  changes: Partial<SimulationOptions> = {},
): SimulationResult {
  const all = Array.isArray(series) ? (series as readonly BarSeries[]) : [series as BarSeries];
  return runOver(all, byBar(all[0].instrument.id, plan), {
    account: { currency: 'USD', ...account },
    contract: AT_CLOSES,
    ...changes,
  });
}

const flat = (n: number): BarSeries => ohlcSeries({ close: new Array<number>(n).fill(100) });
const reasons = ({ refusals }: SimulationResult): readonly string[] => refusals.map(({ reason }) => reason);
const filled = ({ fills }: SimulationResult): readonly (readonly unknown[])[] =>
  fills.map(({ rule, side, lots, barIndex }) => [rule, side, lots, barIndex]);
const eventsOf = ({ accountEvents }: SimulationResult): readonly string[] =>
  [...accountEvents.kind].map((kind) => ACCOUNT_EVENT_KINDS[kind]);

describe('a cash account', () => {
  it('buys no more than it can pay, and sells nothing short', () => {
    const bought = runWith(flat(4), { 0: wantLots('TEST', 12) }, { cash: 1_000, model: CASH });
    expect(filled(bought)[0]).toEqual(['market-at-next-open', 'buy', 10, 1]);
    expect(reasons(bought)).toEqual(['unaffordable']);
    const short = runWith(flat(4), { 0: wantLots('TEST', -1) }, { cash: 1_000, model: CASH });
    expect(reasons(short)).toEqual(['short-not-allowed']);
    expect(short.fills).toEqual([]);
  });

  it('spends proceeds only after they have settled, n sessions later', () => {
    const plan = { 0: wantLots('TEST', 10), 1: wantLots('TEST', 0) };
    // Sold at the open of bar 2; with two sessions the money is there at the open of bar 4.
    const early = runWith(flat(8), { ...plan, 2: wantLots('TEST', 10) }, { cash: 1_000, model: CASH });
    expect(reasons(early)).toEqual(['unsettled-cash']);
    const late = runWith(flat(8), { ...plan, 3: wantLots('TEST', 10) }, { cash: 1_000, model: CASH });
    expect(reasons(late)).toEqual([]);
    const atOnce = runWith(
      flat(8),
      { ...plan, 2: wantLots('TEST', 10) },
      { cash: 1_000, model: { kind: 'cash', settlement: 0 } },
    );
    expect(reasons(atOnce)).toEqual([]);
  });
});

describe('a cash account and orders that fill together', () => {
  it('does not pay for one leg with the sale of the other', () => {
    const two = ['A', 'B'].map((id) => ohlcSeries({ close: new Array<number>(5).fill(100) }, { instrument: { id } }));
    const swap = { legs: [wantLots('A', 0).legs[0], wantLots('B', 10).legs[0]], allOrNone: true, reason: 'swap' };
    const strategy = strategyOf((view) => {
      const bars = view.barCount('A');
      return bars === 1 ? [wantLots('A', 10)] : bars === 2 ? [swap] : [];
    });
    const run = (settlement: number): SimulationResult =>
      runOver(two, strategy, { account: { currency: 'USD', cash: 1_000, model: { kind: 'cash', settlement } } });
    expect(reasons(run(2))).toEqual(['unsettled-cash', 'unsettled-cash']);
    expect(reasons(run(0))).toEqual([]);
  });
});

describe('a Regulation T account', () => {
  it('opens twice its equity, long or short, and not more', () => {
    for (const sign of [1, -1]) {
      const result = runWith(flat(4), { 0: wantLots('TEST', sign * 250) }, { cash: 10_000, model: REG_T_ACCOUNT });
      expect(result.fills[0].lots).toBe(200);
      expect(reasons(result)).toEqual(['initial-margin']);
    }
    const small = runWith(flat(4), { 0: wantLots('TEST', 18) }, { cash: 1_500, model: REG_T_ACCOUNT });
    expect(reasons(small)).toEqual(['minimum-equity']);
  });

  it('is called below maintenance at a close and sells the fewest lots at the next open (S3-39)', () => {
    // 200 at 100 with 10,000 borrowed: at 64 equity is 2,800, kept is 3,200; lots x with 2,800 >= 0.25 · 64 · (200 - x).
    const series = ohlcSeries({ close: [100, 100, 64, 64, 64], open: [100, 100, 70, 64, 64] });
    const result = runWith(series, { 0: wantLots('TEST', 200) }, { cash: 10_000, model: REG_T_ACCOUNT });
    expect(filled(result)).toEqual([
      ['market-at-next-open', 'buy', 200, 1],
      ['liquidated-at-next-open', 'sell', 25, 3],
      ['segment-end-at-close', 'sell', 175, 4],
    ]);
    expect(eventsOf(result)).toEqual(['margin-call', 'liquidation', 'margin-call-lifted']);
    expect(result.trades[0].exitReason).toBe('margin call');
  });

  it('covers a short squeezed above its maintenance', () => {
    // 100 short at 100, equity 10,000: at 160 it is 4,000, kept is 4,800.
    const series = ohlcSeries({ close: [100, 100, 160, 160], open: [100, 100, 150, 161] });
    const result = runWith(series, { 0: wantLots('TEST', -100) }, { cash: 10_000, model: REG_T_ACCOUNT });
    expect(filled(result)[1].slice(0, 2)).toEqual(['liquidated-at-next-open', 'buy']);
  });

  it('sells what requires most first, ties in declared order', () => {
    const two = [100, 100].map((_, k) =>
      ohlcSeries({ close: [100, 100, 64, 64, 64], open: [100, 100, 70, 64, 64] }, { instrument: { id: `I${k}` } }),
    );
    const both = strategyOf((view) => (view.barCount('I0') === 1 ? [wantLots('I0', 90), wantLots('I1', 110)] : []));
    const account = { currency: 'USD', cash: 10_000, model: REG_T_ACCOUNT };
    const result = runOver(two, both, { account });
    const forced = result.fills.filter(({ rule }) => rule.startsWith('liquidated'));
    expect(forced.map(({ instrument, lots }) => [instrument, lots])).toEqual([['I1', 25]]);
  });

  it('closes a close-only instrument at its next close', () => {
    const series = closeOnlySeries([100, 100, 64, 64, 64]);
    const result = runWith(series, { 0: wantLots('TEST', 200) }, { cash: 10_000, model: REG_T_ACCOUNT });
    expect(filled(result)[1]).toEqual(['liquidated-at-next-close', 'sell', 25, 3]);
  });
});

describe('currency leverage', () => {
  it('stops out at half the used margin', () => {
    const series = ohlcSeries({ close: [100, 100, 98.9, 98.9, 99], open: [100, 100, 99, 98.8, 99] });
    // 500 at 100 use 1,000: equity at 98.9 is 450, used 989.
    const result = runWith(series, { 0: wantLots('TEST', 500) }, { cash: 1_000, model: FX });
    expect(eventsOf(result).slice(0, 2)).toEqual(['margin-call', 'liquidation']);
    expect(filled(result)[1].slice(0, 2)).toEqual(['liquidated-at-next-open', 'sell']);
    const more = runWith(series, { 0: wantLots('TEST', 501) }, { cash: 1_000, model: FX });
    expect(reasons(more)[0]).toMatch(/initial-margin|margin-call/);
  });
});

describe('a crypto account', () => {
  const series = contiguousSeries(
    [100, 99, 94, 93, 92],
    { start: 0, barMs: 3_600_000 },
    { id: 'TEST', calendar: 'continuous' },
  );

  it('liquidates a cross position where equity is at its maintenance, the fewest lots', () => {
    const result = runWith(series, { 0: wantLots('TEST', 90) }, { cash: 1_000, model: cross });
    expect(filled(result)[1].slice(0, 2)).toEqual(['liquidated-at-next-open', 'sell']);
    expect(result.fills[1].lots).toBeLessThan(90);
  });

  it('liquidates an isolated position whole, and leaves the rest of the account alone', () => {
    const result = runWith(series, { 0: wantLots('TEST', 90) }, { cash: 100_000, model: isolated });
    expect(filled(result)[1]).toEqual(['liquidated-at-next-open', 'sell', 90, 3]);
    const shared = runWith(series, { 0: wantLots('TEST', 90) }, { cash: 100_000, model: cross });
    expect(filled(shared).map(([rule]) => rule)).not.toContain('liquidated-at-next-open');
  });
});

describe('the account of no model', () => {
  it('is the unlimited one, bit for bit', () => {
    const plan = { 0: wantLots('TEST', 40), 2: wantLots('TEST', -30) };
    const stated = runWith(flat(6), plan, { cash: 1_000, model: { kind: 'unlimited' } });
    const silent = runOver([flat(6)], byBar('TEST', plan), { account: { currency: 'USD', cash: 1_000 } });
    expect(stated).toEqual(silent);
  });

  it('refuses a model that makes no sense', () => {
    expect(() =>
      runWith(flat(3), {}, { cash: 1_000, model: { kind: 'fx', leverage: 0.5, marginCall: 1, stopOut: 0.5 } }),
    ).toThrow('account.leverage');
  });
});

describe('what closing costs where both sides are known', () => {
  it('is counted once: a position is marked at its side already', () => {
    // 100 lots bought at 100.5 with 1,250 of money, bid 99.5 at the next close: equity 1,150. At a bid of 91.3 equity is 330
    // of the 456.50 required. Closing at that mark costs nothing more: 28 lots are let go, not 31 for a modelled spread.
    const bars = ohlcSeries({ close: [99.5, 99.5, 91.3, 91.3], open: [99.5, 99.5, 99.5, 91.3] });
    const raised = (column: Float64Array): Float64Array => column.map((price) => price + 1);
    const { open, high, low, close } = bars;
    const ask = { open: raised(open), high: raised(high), low: raised(low), close: raised(close) };
    const sided = { ...bars, side: 'bid', ask } as const;
    const costs = { halfSpreadBps: 50, slippageBps: 0, commissionBps: 0 };
    const contract = baseContract({ costs, degenerateOpen: 'accept', marginCheck: 'close' });
    const result = runWith(sided, { 0: wantLots('TEST', 100) }, { cash: 1_250, model: cross }, { contract });
    expect(filled(result)[1]).toEqual(['liquidated-at-next-open', 'sell', 28, 3]);
  });
});
