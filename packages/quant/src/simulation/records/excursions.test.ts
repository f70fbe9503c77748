import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { baseContract } from '../../execution/index.ts';
import { ohlcSeries, walkSeries } from '../../market/testing/index.ts';
import { seriesColumns } from '../columns.ts';
import { action, actionsOf, byBar, order, runOver, strategyOf, wantLots } from '../testing/index.ts';
import { RangeExtremes } from './range-extremes.ts';

const UNIT = 1_000_000;
const columns = {
  open: [100, 100, 102, 101, 103],
  high: [100, 104, 109, 108, 120],
  low: [100, 97, 95, 99, 90],
  close: [100, 102, 101, 103, 95],
};

function excursionOf(
  plan: Parameters<typeof byBar>[1],
  contract = baseContract({ costs: { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 }, degenerateOpen: 'accept' }),
): readonly number[] {
  const { tradeColumns } = runOver([ohlcSeries(columns)], byBar('TEST', plan), { contract });
  return [tradeColumns.adverseUnits[0] / UNIT, tradeColumns.favourableUnits[0] / UNIT];
}

describe('the largest loss and gain of a trade while it was open', () => {
  it('are those of the bars held through; the exit bar does not count where the exit was at its open', () => {
    expect(excursionOf({ 0: wantLots('TEST', 2), 2: wantLots('TEST', 0) })).toEqual([2 * 5, 2 * 9]);
    expect(excursionOf({ 0: wantLots('TEST', -2), 2: wantLots('TEST', 0) })).toEqual([2 * 9, 2 * 5]);
    expect(excursionOf({ 0: wantLots('TEST', 1), 1: wantLots('TEST', 0) })).toEqual([3, 4]);
  });

  it('count the whole bar where the exit is at its close', () => {
    expect(excursionOf({ 2: wantLots('TEST', 1) })).toEqual([11, 19]);
  });

  it('count the bar of an exit inside it up to the exit, on the path of the contract', () => {
    // In at 101, out at its stop 8 % lower, 92.92, in the last bar, 103 120 90 95: low first, so the high comes after it.
    const stopLoss = { fraction: 0.08 };
    const against = excursionOf({ 2: wantLots('TEST', 1, { stopLoss }) });
    expect(against).toEqual([8.08, 7]);
    const costs = { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 };
    const highFirst = baseContract({ costs, degenerateOpen: 'accept', intrabarPath: 'high-first' });
    expect(excursionOf({ 2: wantLots('TEST', 1, { stopLoss }) }, highFirst)).toEqual([8.08, 19]);
  });

  it('are in the terms of the lots that were held, before and after a split', () => {
    const series = ohlcSeries({
      ...{ close: [100, 102, 51, 52], open: [100, 100, 51, 51] },
      ...{ high: [100, 110, 53, 52], low: [100, 98, 48, 51] },
    });
    const actions = [actionsOf([action('split', series.openTime[2], 2)])];
    const { tradeColumns } = runOver([series], byBar('TEST', { 0: wantLots('TEST', 1) }), { actions });
    expect([tradeColumns.adverseUnits[0], tradeColumns.favourableUnits[0]]).toEqual([4 * UNIT, 10 * UNIT]);
  });

  it('S3-45: are in the terms of the exit where a position is closed at the last mark after a split, with no bar between', () => {
    const series = ohlcSeries({
      ...{ close: [100, 102, 51], open: [100, 100, 51], high: [100, 110, 53], low: [100, 98, 48] },
    });
    const other = ohlcSeries({ ...{ close: [10, 10, 10], open: [10, 10, 10], high: [10, 10, 10], low: [10, 10, 10] } });
    const shifted = (times: Float64Array): Float64Array => times.map((time) => time + 7_200_000);
    const late = {
      ...other,
      instrument: { ...other.instrument, id: 'LATE' },
      ...{
        openTime: shifted(other.openTime),
        eventTime: shifted(other.eventTime),
        availableAt: shifted(other.availableAt),
      },
    };
    const actions = [actionsOf([action('split', series.eventTime[1] + 1, 2)])];
    const limit = order({ type: 'limit', limitPrice: 99, quantity: { kind: 'lots', value: 1 } });
    const strategy = byBar('TEST', { 0: limit });
    const { fills, tradeColumns, trades } = runOver([series, late], strategy, {
      actions,
      segments: [{ from: late.eventTime[0], to: late.eventTime[1], strategy, terms: [[], []] }],
    });
    expect(trades[0].exitRule).toBe('segment-end-at-last-mark');
    // In at 99 on the way down to 98, then 110 and 102; half of each after the split, for two lots.
    expect(fills[0].path?.order).toBe('low-first');
    expect([tradeColumns.adverseUnits[0], tradeColumns.favourableUnits[0]]).toEqual([1 * UNIT, 11 * UNIT]);
  });

  it('agree with a plain scan over random holdings', () => {
    const series = walkSeries(5, 600);
    const rng = createRng(3);
    const strategy = strategyOf(() => (rng.nextFloat() < 0.02 ? [wantLots('TEST', rng.nextInt(7) - 3)] : []));
    const { trades, fills, tradeColumns } = runOver([series], strategy);
    expect(trades.length).toBeGreaterThan(5);
    trades.forEach((trade, k) => {
      const [entry, exit] = [fills[trade.entryFillId], fills[trade.exitFillId]];
      const isLast = exit.rule === 'segment-end-at-close';
      let [low, high] = [entry.referenceTicks, entry.referenceTicks];
      for (let i = entry.barIndex; i < exit.barIndex + (isLast ? 1 : 0); i++) {
        low = Math.min(low, Math.round(series.low[i] * 100));
        high = Math.max(high, Math.round(series.high[i] * 100));
      }
      low = Math.min(low, exit.referenceTicks);
      high = Math.max(high, exit.referenceTicks);
      const [down, up] = [entry.referenceTicks - low, high - entry.referenceTicks].map(
        (ticks) => ticks * trade.lots * 10_000,
      );
      const expected = trade.direction === 'long' ? [down, up] : [up, down];
      expect([tradeColumns.adverseUnits[k], tradeColumns.favourableUnits[k]]).toEqual(expected);
    });
  });
});

describe('RangeExtremes', () => {
  it('agrees with a plain scan, bars without a price passed over', () => {
    const series = walkSeries(9, 700);
    for (const i of [3, 64, 65, 300]) series.high[i] = series.low[i] = NaN;
    const one = seriesColumns(series, 0, 1);
    const range = new RangeExtremes(one);
    const rng = createRng(1);
    for (let k = 0; k < 300; k++) {
      const from = rng.nextInt(700);
      const to = from + rng.nextInt(700 - from);
      const scan = (values: Float64Array): number[] =>
        [...values.subarray(from, to + 1)].filter((value) => !Number.isNaN(value));
      expect(range.lowest(from, to)).toBe(Math.min(...scan(one.lowTicks)));
      expect(range.highest(from, to)).toBe(Math.max(...scan(one.highTicks)));
    }
  });
});
