import { describe, expect, it } from 'vitest';
import { ohlcSeries } from '../../market/testing/index.ts';
import { action, actionsOf, byBar, order, runOver, wantLots } from '../testing/index.ts';

const UNIT = 1_000_000;
const flat = ohlcSeries({
  open: [100, 100, 100, 100, 110],
  high: [101, 101, 101, 111, 111],
  low: [99, 99, 99, 99, 109],
  close: [100, 100, 100, 110, 110],
});

/** Initial risk per trade in currency. */
function risks(plan: Parameters<typeof byBar>[1], changes: Parameters<typeof runOver>[2] = {}): readonly number[] {
  return [...runOver([flat], byBar('TEST', plan), changes).tradeColumns.initialRiskUnits].map((units) => units / UNIT);
}

describe('S3-27: the initial risk of a trade', () => {
  it('is the way from the price paid to the stop of its intent, times its lots', () => {
    expect(risks({ 0: wantLots('TEST', 3, { stopLoss: { fraction: 0.05 } }) })).toEqual([15]);
    expect(risks({ 0: wantLots('TEST', -3, { stopLoss: { fraction: 0.2 } }) })).toEqual([60]);
  });

  it('is not known without a stop', () => {
    expect(risks({ 0: wantLots('TEST', 3) })).toEqual([NaN]);
    expect(risks({ 0: wantLots('TEST', 3, { takeProfit: { fraction: 0.05 } }) })).toEqual([NaN]);
  });

  it('of lots added later is their way to the stop that stands', () => {
    const stopLoss = { fraction: 0.1 };
    const plan = { 0: wantLots('TEST', 1, { stopLoss }), 3: wantLots('TEST', 3, { stopLoss: { fraction: 0.5 } }) };
    expect(risks(plan)).toEqual([10, 2 * 20]);
  });

  it('is that of the bracket or trailing stop of an order, the nearer where it has both', () => {
    const lots = { quantity: { kind: 'lots', value: 2 } } as const;
    const bracket = (attached: object) => risks({ 0: order({ ...lots, ...attached }) });
    expect(bracket({ attached: { stopLoss: { price: 95 } } })).toEqual([10]);
    expect(bracket({ attached: { stopLoss: { fraction: 0.08 }, takeProfit: { fraction: 0.5 } } })).toEqual([16]);
    expect(bracket({ attached: { trailingStop: { kind: 'price', value: 3 } } })).toEqual([6]);
    expect(bracket({ attached: { stopLoss: { price: 98.5 }, trailingStop: { kind: 'price', value: 3 } } })).toEqual([
      3,
    ]);
  });

  it('is known where the stop is met in the bar of the entry', () => {
    const plan = { 0: order({ type: 'limit', limitPrice: 99.5, attached: { stopLoss: { price: 99.2 } } }) };
    const result = runOver([flat], byBar('TEST', plan));
    expect(result.trades[0].exitReason).toBe('stop loss');
    expect(result.tradeColumns.initialRiskUnits[0]).toBe(0.3 * UNIT);
  });

  it('is in the money of the day of the entry, across a split', () => {
    const plan = { 0: wantLots('TEST', 2, { stopLoss: { fraction: 0.1 } }) };
    const halved = ohlcSeries({
      ...{ open: [100, 100, 50, 50], high: [101, 101, 51, 51] },
      ...{ low: [99, 99, 49, 49], close: [100, 100, 50, 50] },
    });
    const actions = [actionsOf([action('split', halved.openTime[2], 2)])];
    const { trades, tradeColumns } = runOver([halved], byBar('TEST', plan), { actions });
    expect([trades[0].splitRatio, tradeColumns.initialRiskUnits[0]]).toEqual([2, 20 * UNIT]);
  });
});
