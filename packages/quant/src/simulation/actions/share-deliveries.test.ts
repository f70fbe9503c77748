import { createRng } from '@assay/core/random';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BarSeries, RecordTable } from '../../market/index.ts';
import { ohlcSeries, walkSeries } from '../../market/testing/index.ts';
import type { Action } from '../../orders/index.ts';
import { simulate } from '../simulate.ts';
import type { SimulationOptions, SimulationResult } from '../simulation.ts';
import { ATTRIBUTION_PARTS } from '../records/attribution.ts';
import { action, actionsOf, FREE_BASE, optionsOver, order, strategyOf, wantLots } from '../testing/index.ts';

const CASH = 1_000_000;
const UNIT = 1_000_000;

const own = ohlcSeries({ close: [50, 50, 52, 52, 52, 52] });
const other = ohlcSeries(
  { close: [100, 100, 100, 104, 106, 107], open: [100, 100, 100, 101, 104, 106] },
  { instrument: { id: 'ACQ' } },
);
const ex = own.openTime[3];

type Plan = Readonly<Record<number, readonly Action[]>>;

function run(
  tables: readonly RecordTable[],
  plan: Plan,
  series: readonly BarSeries[] = [own, other],
  changes: Partial<SimulationOptions> = {},
): SimulationResult {
  const strategy = strategyOf((view) => (view.updated.includes('ACQ') ? (plan[view.barCount('ACQ') - 1] ?? []) : []));
  return simulate(optionsOver(series, strategy, { actions: tables, ...changes }));
}

const profits = ({ equityUnits }: SimulationResult): readonly number[] =>
  [...equityUnits].map((units) => units / UNIT - CASH);
const fillsOf = ({ fills }: SimulationResult): readonly (readonly unknown[])[] =>
  fills.map(({ instrument, side, lots, priceTicks, rule }) => [instrument, side, lots, priceTicks, rule]);
const merger = (text: string, cash?: number): readonly RecordTable[] => [
  actionsOf([action('merger', ex, cash, { text })]),
];
const spinOff = (value: number): readonly RecordTable[] => [
  actionsOf([action('spin-off', ex, value, { text: 'ACQ' })]),
];

describe('a merger for shares', () => {
  it.each([
    ['long', 10, 1],
    ['short', -10, -1],
  ])('turns a %s position into the other one at its first price, books exact', (_, lots, sign) => {
    const result = run(merger('0.5 ACQ'), { 0: [wantLots('TEST', lots)] });
    const [out, back] = sign > 0 ? ['sell', 'buy'] : ['buy', 'sell'];
    expect(fillsOf(result)).toEqual([
      ['TEST', back, 10, 5_000, 'market-at-next-open'],
      ['TEST', out, 10, 5_050, 'merged-for-shares'],
      ['ACQ', back, 5, 10_100, 'received-in-merger'],
      ['ACQ', out, 5, 10_700, 'segment-end-at-close'],
    ]);
    expect(profits(result)).toEqual([0, 0, 20 * sign, 20 * sign, 30 * sign, 35 * sign]);
    expect(result.trades.map(({ instrument, netUnits }) => [instrument, netUnits / UNIT])).toEqual([
      ['TEST', 5 * sign],
      ['ACQ', 30 * sign],
    ]);
    for (const fill of result.fills) expect(fill.time).toBeGreaterThan(fill.decisionTime);
  });

  it('pays the cash part and the part of a share; a worth between ticks stays exact', () => {
    // 7 shares: 2 of ACQ and a third (33.67 - it is 101 / 3) and 3.11 each in cash.
    const result = run(merger('0.3333333 ACQ', 3.11), { 0: [wantLots('TEST', 7)] });
    expect(fillsOf(result).slice(1, 3)).toEqual([
      ['TEST', 'sell', 7, 3_678, 'merged-for-shares'],
      ['ACQ', 'buy', 2, 10_100, 'received-in-merger'],
    ]);
    const received = 7 * 3.11 + Math.round((101 / 3) * UNIT) / UNIT;
    expect(profits(result)[3]).toBeCloseTo(received + 2 * 104 - 350, 6);
    expect(result.trades[0].netUnits).toBe(Math.round((received + 202 - 350) * UNIT));
    expect(result.accountEvents.units.at(-1)).toBe(Math.round(received * UNIT));
  });

  it('closes lots of the other side first: a merger bet ends flat', () => {
    const result = run(merger('0.5 ACQ'), { 0: [wantLots('TEST', 10), wantLots('ACQ', -5)] });
    expect(fillsOf(result).slice(2)).toEqual([
      ['TEST', 'sell', 10, 5_050, 'merged-for-shares'],
      ['ACQ', 'buy', 5, 10_100, 'received-in-merger'],
    ]);
    expect(profits(result)).toEqual([0, 0, 20, 0, 0, 0]);
  });

  it('ends what waits for the instrument, and its exits; nothing fills in it afterwards', () => {
    const protectedLots = wantLots('TEST', 10, { stopLoss: { fraction: 0.1 } });
    const result = run(merger('0.5 ACQ'), {
      0: [protectedLots, order({ type: 'limit', limitPrice: 1 })],
      2: [wantLots('TEST', 20)],
      4: [wantLots('TEST', 30)],
    });
    expect(result.refusals.map(({ reason }) => reason)).toEqual(['delisted', 'no-later-bar']);
    expect(result.orderEvents.findLast(({ tag }) => tag === 'a')).toMatchObject({
      event: 'cancelled',
      reason: 'delisted',
    });
    expect(result.fills.filter(({ instrument }) => instrument === 'TEST')).toHaveLength(2);
  });

  it('waits for the first price of an instrument that begins to trade later', () => {
    const late: BarSeries = { ...other, open: other.open.map((price, i) => (i < 4 ? NaN : price)) };
    expect(fillsOf(run(merger('0.5 ACQ'), { 0: [wantLots('TEST', 10)] }, [own, late]))[2]).toEqual([
      'ACQ', 'buy', 5, 10_400, 'received-in-merger',
    ]); // prettier-ignore
  });
});

describe('a spin-off', () => {
  // 50 before; 40 after, with a quarter of a share at 41 each beside.
  const parent = ohlcSeries({
    close: [50, 50, 52, 42, 43, 44],
    open: [50, 50, 50, 41, 42, 43],
    low: [49, 49, 50, 38, 42, 43],
  });
  const child = ohlcSeries(
    { close: [NaN, NaN, NaN, 40, 44, 48], open: [NaN, NaN, NaN, 40, 40, 44] },
    { instrument: { id: 'ACQ' } },
  );

  it.each([
    ['long', 8, 1],
    ['short', -8, -1],
  ])('hands out shares and takes their worth off the cost of a %s position', (_, lots, sign) => {
    const result = run(spinOff(0.25), { 0: [wantLots('TEST', lots)] }, [parent, child]);
    expect(fillsOf(result).slice(0, 2)).toEqual([
      ['TEST', sign > 0 ? 'buy' : 'sell', 8, 5_000, 'market-at-next-open'],
      ['ACQ', sign > 0 ? 'buy' : 'sell', 2, 4_000, 'received-in-spin-off'],
    ]);
    const expected = [0, 0, 16, 8 * (42 - 50) + 80, 8 * (43 - 50) + 88, 8 * (44 - 50) + 96];
    expect(profits(result)).toEqual(expected.map((profit) => profit * sign + 0));
    const nets = result.trades.map(({ instrument, netUnits }) => [instrument, netUnits / UNIT]);
    expect(nets).toEqual([['TEST', (8 * (44 - 50) + 80) * sign], ['ACQ', 16 * sign]]); // prettier-ignore
    // Worst for the long: 38 with 10 spun off, against 50; best 52 before.
    const [adverse, favourable] = [result.tradeColumns.adverseUnits[0], result.tradeColumns.favourableUnits[0]];
    expect([adverse, favourable].map((units) => units / UNIT)).toEqual(sign > 0 ? [16, 32] : [32, 16]);
  });

  it('is part of the instrument’s return', () => {
    const result = run(spinOff(0.25), {}, [parent, child]);
    expect(result.instrumentReturns[3 * 2]).toBeCloseTo((42 + 10) / 52 - 1, 12);
  });

  it('is received as a dividend by who has sold before the shares had a price', () => {
    const late: BarSeries = { ...child, open: child.open.map((price, i) => (i < 5 ? NaN : price)) };
    const result = run(spinOff(0.25), { 0: [wantLots('TEST', 8)], 3: [wantLots('TEST', 0)] }, [parent, late]);
    expect(result.incomeUnits.dividends).toBe(88 * UNIT);
    expect(result.warnings).toEqual([]);
  });

  it('that is never priced counts for nothing, with a warning', () => {
    const never: BarSeries = { ...child, open: child.open.map(() => NaN) };
    const result = run(spinOff(0.25), { 0: [wantLots('TEST', 8)] }, [parent, never]);
    expect(result.warnings).toEqual([
      "the spin-off of 'TEST' pays shares of 'ACQ', which had no price after it: they count for nothing",
    ]);
  });
});

describe('a rename', () => {
  it('leaves position, orders and exits as they are', () => {
    const series = ohlcSeries({ close: [100, 100, 100, 100], low: [100, 100, 89, 100] });
    const acq = ohlcSeries({ close: [1, 1, 1, 1] }, { instrument: { id: 'ACQ' } });
    const table = [actionsOf([action('rename', series.openTime[2], undefined, { text: 'NEW' })])];
    const plan = { 0: [wantLots('TEST', 3, { stopLoss: { fraction: 0.1 } })] };
    const [renamed, plain] = [run(table, plan, [series, acq]), run([], plan, [series, acq])];
    expect(renamed.fills).toEqual(plain.fills);
    expect(renamed.fills[1].rule).toBe('stop-inside-bar');
  });
});

describe('what cannot be settled', () => {
  it.each([
    ['merger', 'ACQ', 1, "shares are written as '0.55 ACQ'"],
    ['merger', '1 XYZ', 1, "pays shares of 'XYZ', which has no bars in the simulation"],
    ['merger', '1 TEST', 1, 'that is a split'],
    ['merger', '1 ACQ', -1, 'has the value -1: no price'],
    ['spin-off', 'ACQ', 0, 'no ratio of shares'],
    ['spin-off', 'XYZ', 1, "pays shares of 'XYZ'"],
  ])('is refused: a %s of %s', (type, text, value, fault) => {
    const table = actionsOf([action(type, ex, value, { text })]);
    expect(() => run([table], {})).toThrow(fault);
  });

  it('is refused in another currency', () => {
    const euros = { ...other, instrument: { ...other.instrument, currency: 'EUR' } };
    expect(() => run(merger('1 ACQ'), {}, [own, euros])).toThrow('pays shares in EUR, but TEST is in USD');
  });
});

describe('random mergers and spin-offs', () => {
  it('balance to the last unit, and move equity by prices only (S3-41)', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.constantFrom(0.37, 1, 0.3333333, 2.5), fc.boolean(), (seed, value, isMerger) => {
        const series = [walkSeries(`${seed}-a`, 30, { instrument: { id: 'TEST' } }), walkSeries(`${seed}-b`, 30, { instrument: { id: 'ACQ', lotSize: seed % 3 === 0 ? '0.1' : '1' } })]; // prettier-ignore
        const at = series[0].openTime[15];
        const row = isMerger
          ? action('merger', at, seed % 2 === 0 ? 1.234567 : undefined, { text: `${value} ACQ` })
          : action('spin-off', at, value, { text: 'ACQ' });
        const rng = createRng(seed);
        const strategy = strategyOf(({ instruments }) =>
          rng.nextFloat() < 0.6 ? [] : [wantLots(instruments[rng.nextInt(2)], rng.nextInt(40) - 20)],
        );
        const result = simulate(optionsOver(series, strategy, { contract: FREE_BASE, actions: [actionsOf([row])] }));
        const earned = result.equityUnits[result.equityUnits.length - 1] - result.initialUnits;
        const net = result.trades.reduce((sum, { netUnits }) => sum + netUnits, 0);
        const late =
          result.incomeUnits.dividends - result.trades.reduce((sum, trade) => sum + (trade.incomeUnits ?? 0), 0);
        const parts = ATTRIBUTION_PARTS.reduce((sum, part) => sum + result.attribution[part], 0);
        expect(net + late).toBe(earned);
        expect(parts).toBe(earned);
        // Cash moves at the delivery by the cash part and the part of a lot only, besides what the fills trade.
        const { accounts, account, units } = result.postings;
        const cash = accounts.indexOf('cash:USD');
        const total = units.reduce((sum, one, i) => (account[i] === cash ? sum + one : sum), 0);
        expect(total).toBe(result.initialUnits + earned);
      }),
      { numRuns: 80 },
    );
  });
});

describe('largest loss and gain where shares are delivered after the ex-day', () => {
  // The ex-day takes 10 off the price; half a share of ACQ for each one comes two days later, at 20.
  const held = ohlcSeries({
    open: [100, 100, 90, 90, 89, 92, 92],
    high: [100, 101, 91, 91, 93, 94, 92],
    low: [100, 99, 88, 88, 89, 91, 92],
    close: [100, 100, 90, 89, 92, 92, 92],
  });
  const late = ohlcSeries(
    { close: [NaN, NaN, NaN, NaN, NaN, 20, 20], open: [NaN, NaN, NaN, NaN, NaN, 20, 20] },
    { instrument: { id: 'ACQ' } },
  );
  const tables = [actionsOf([action('spin-off', held.openTime[2], 0.5, { text: 'ACQ' })])];
  const seen = (plan: Readonly<Record<number, Action>>): readonly (readonly number[])[] => {
    const strategy = strategyOf((view) => {
      const wish = view.updated.includes('TEST') ? plan[view.barCount('TEST') - 1] : undefined;
      return wish === undefined ? [] : [wish];
    });
    const { trades, tradeColumns } = simulate(optionsOver([held, late], strategy, { actions: tables }));
    return trades.flatMap(({ instrument, grossUnits }, k) =>
      instrument === 'TEST'
        ? [[grossUnits, tradeColumns.adverseUnits[k], tradeColumns.favourableUnits[k]].map((units) => units / UNIT)]
        : [],
    );
  };

  it('S1-01: who bought in between finds the delivery when it comes, and no earlier; who held before has it from the ex-day on', () => {
    // 10 lots at 100, then 10 at 90; five of ACQ at 20 take 5 a lot off the cost of both: 95 and 85, out at 92.
    expect(seen({ 0: wantLots('TEST', 10), 2: wantLots('TEST', 20), 5: wantLots('TEST', 0) })).toEqual([
      // Down to 88 from 95; up to 101 - 5 before the ex-day.
      [-30, 70, 10],
      // Down to 88 when it had cost 90; up to 94 when it had cost 85.
      [70, 20, 90],
    ]);
  });

  it('S1-01: the same of an entry inside its bar', () => {
    // A stop at 91 is met on the way up in the bar after the ex-day; from there the path goes to the close of 89.
    const stop = order({ type: 'stop', side: 'buy', quantity: { kind: 'lots', value: 10 }, stopPrice: 91 });
    const [first, second] = seen({ 0: wantLots('TEST', 10), 2: stop, 5: wantLots('TEST', 0) });
    expect(first).toEqual([-30, 70, 10]);
    // Bought at 91, seen at 89 before the delivery; at 94 when it had cost 86.
    expect(second).toEqual([60, 20, 80]);
  });
});
