import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { baseContract, pessimisticContract } from '../execution/index.ts';
import type { BarSeries } from '../market/index.ts';
import { walkSeries } from '../market/testing/index.ts';
import { buyAndHold } from '../strategy/index.ts';
import { COST_FREE, runOver, sp500Series, strategyOf, want, wantLots } from './testing/index.ts';

/** Buys once, at the first decision. */
const once = (id: string, lots: number): ReturnType<typeof strategyOf> =>
  strategyOf((view) => (view.barCount(id) === 1 ? [wantLots(id, lots)] : []));

function maxDrawdown(curve: readonly number[]): number {
  let peak = -Infinity;
  let worst = 0;
  for (const value of curve) {
    peak = Math.max(peak, value);
    worst = Math.max(worst, 1 - value / peak);
  }
  return worst;
}

/** Quotient rounded half to even, in wide integers. */
function halfEven(dividend: bigint, divisor: bigint): number {
  const [quotient, twice] = [dividend / divisor, 2n * (dividend % divisor)];
  return Number(twice > divisor || (twice === divisor && quotient % 2n === 1n) ? quotient + 1n : quotient);
}

const PATHS: readonly (readonly [string, () => BarSeries])[] = [
  ['a synthetic walk', () => walkSeries('buy-and-hold', 500)],
  ['the S&P 500 sample', () => sp500Series('2006-01-01', '0.000001')],
];

describe.each(PATHS)('buy and hold on %s (ruling 10)', (_, make) => {
  const series = make();
  const { id, tickSize } = series.instrument;
  const perUnit = Math.round(1 / Number(tickSize));
  const unitsPerTick = 1_000_000 / perUnit;
  const ticks = (price: number): number => Math.round(price * perUnit);

  it('equals an independent recomputation in every ledger unit, costs included (exam: engine)', () => {
    const lots = 37;
    const contract = baseContract({ degenerateOpen: 'accept' });
    const { fills, equityUnits, costUnits, initialUnits } = runOver([series], once(id, lots), { contract });
    const reference = ticks(series.open[1]);
    const paid = reference + Math.ceil((reference * 2) / 10_000);
    const sold = ticks(series.close.at(-1) ?? NaN);
    const got = sold - Math.ceil((sold * 2) / 10_000);
    const fee = (price: number): number => halfEven(BigInt(price * lots * unitsPerTick), 20_000n);
    expect(fills.map((fill) => fill.priceTicks)).toEqual([paid, got]);

    const cash = 1e12 - paid * lots * unitsPerTick - fee(paid);
    const marks = Array.from(series.close, (close) => cash + ticks(close) * lots * unitsPerTick);
    const expected = [1e12, ...marks.slice(1, -1), cash + got * lots * unitsPerTick - fee(got)];
    expect(Array.from(equityUnits)).toEqual(expected);
    const gross = (sold - reference) * lots * unitsPerTick;
    const costs = costUnits.spread + costUnits.slippage + costUnits.commission;
    expect((equityUnits.at(-1) ?? NaN) - initialUnits).toBe(gross - costs);
  });

  it('equals the price curve rebased at the fill, drawdown too, with one unit and no costs (X-05)', () => {
    const fillPrice = series.open[1];
    const account = { currency: 'USD', cash: fillPrice };
    const { equityUnits, returns, trades } = runOver([series], once(id, 1), { account });
    const curve = Array.from(equityUnits.slice(1), (units) => units / 1e6 / fillPrice);
    const prices = Array.from(series.close.slice(1), (close) => close / fillPrice);
    curve.forEach((value, i) => expect(Math.abs(value - prices[i])).toBeLessThan(1e-9));
    expect(Math.abs(maxDrawdown(curve) - maxDrawdown(prices))).toBeLessThan(1e-9);
    expect(returns[1]).toBeCloseTo(prices[0] - 1, 9);
    expect(returns[5]).toBeCloseTo(prices[4] / prices[3] - 1, 9);
    expect(trades).toHaveLength(1);
    expect(trades[0].netUnits).toBe((ticks(series.close.at(-1) ?? NaN) - ticks(fillPrice)) * unitsPerTick);
  });

  it('is what a signal that is always long comes to (exam: engine)', () => {
    const changes = { contract: pessimisticContract(), sizing: { kind: 'fixed', lots: 5 } } as const;
    const always = strategyOf(() => [want(id, { kind: 'exposure', value: 1 })]);
    const context = { instruments: [id], rng: createRng(1) };
    const held = runOver([series], buyAndHold.create({}, context), changes);
    const signal = runOver([series], always, changes);
    expect(signal.equityUnits).toEqual(held.equityUnits);
    expect(signal.trades.map((trade) => trade.netUnits)).toEqual(held.trades.map((trade) => trade.netUnits));
    expect(signal.trades).toHaveLength(1);
  });
});

describe('X-05: two marks are not two trades', () => {
  it('earns +21 on 100 only where the price goes from 100 to 121', () => {
    const series = walkSeries('any', 4);
    for (const column of [series.open, series.high, series.low, series.close]) column.set([100, 100, 110, 121]);
    const account = { currency: 'USD', cash: 100 };
    const { trades, equityUnits, returns } = runOver([series], once('TEST', 1), { account, contract: COST_FREE });
    expect(Array.from(equityUnits)).toEqual([100e6, 100e6, 110e6, 121e6]);
    expect(Array.from(returns.slice(1))).toEqual([0, 110 / 100 - 1, 121 / 110 - 1]);
    expect(trades.map((trade) => trade.netUnits)).toEqual([21e6]);
  });
});
