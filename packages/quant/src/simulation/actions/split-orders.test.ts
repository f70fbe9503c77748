import { describe, expect, it } from 'vitest';
import type { OrderRequest } from '../../orders/index.ts';
import { testOrder } from '../../orders/testing/index.ts';
import { ohlcSeries } from '../../market/testing/index.ts';
import { action, actionsOf, runOver, strategyOf } from '../testing/index.ts';
import { splitRatioOf } from './split-ratio.ts';
import { splitWorkingOrder } from './split-orders.ts';

const HALF = { now: 3, before: 2 };

describe('splitWorkingOrder', () => {
  it.each([
    ['buy', 'limitTicks', 66],
    ['sell', 'limitTicks', 67],
    ['buy', 'stopTicks', 67],
    ['sell', 'stopTicks', 66],
  ] as const)('rounds levels against the trader: a %s with %s of 100 becomes %i', (side, level, expected) => {
    expect(splitWorkingOrder(testOrder({ side, [level]: 100 }), HALF)?.[level]).toBe(expected);
  });

  it('keeps ordered = filled + remaining + cancelled, and gives up what comes to no lot', () => {
    const order = testOrder({ lots: 21, filledLots: 5, cancelledLots: 3, coveredLots: 5 });
    expect(splitWorkingOrder(order, HALF)).toMatchObject({
      lots: 7 + 19 + 4,
      filledLots: 7,
      cancelledLots: 4,
      coveredLots: 7,
    });
    expect(splitWorkingOrder(testOrder({ lots: 4 }), { now: 1, before: 5 })).toBeUndefined();
    expect(splitWorkingOrder(testOrder({ lots: 0, closesPosition: true }), { now: 1, before: 5 })?.lots).toBe(0);
  });

  it('restates distances, water marks and attached levels; fractions stay', () => {
    const attached = {
      firstId: 2,
      stop: { ticks: 100 },
      trail: { kind: 'ticks', ticks: 1 },
      targets: [
        { level: { ticks: 100 }, share: 0.5 },
        { level: { fraction: 0.1 }, share: 0.5 },
      ],
    } as const;
    const order = testOrder({ lots: 2, trail: { kind: 'ticks', ticks: 10 }, waterMarkTicks: 100, attached });
    expect(splitWorkingOrder(order, HALF)).toMatchObject({
      trail: { kind: 'ticks', ticks: 7 },
      waterMarkTicks: 67,
      attached: {
        stop: { ticks: 66 },
        trail: { kind: 'ticks', ticks: 1 },
        targets: [{ level: { ticks: 67 } }, { level: { fraction: 0.1 } }],
      },
    });
  });
});

describe('orders that wait over a split', () => {
  it('fill at the restated level for the restated lots, and say so in their events', () => {
    const series = ohlcSeries({
      close: [100, 100, 50, 46, 47],
      open: [100, 100, 50, 50, 47],
      low: [100, 100, 50, 44, 47],
    });
    const base = { kind: 'order', instrument: 'TEST', side: 'buy', type: 'limit', reason: 'test' } as const;
    const requests: readonly OrderRequest[] = [
      { ...base, tag: 'dip', quantity: { kind: 'lots', value: 3 }, limitPrice: 90 },
      { ...base, tag: 'deep', quantity: { kind: 'lots', value: 1 }, limitPrice: 20 },
    ];
    const strategy = strategyOf((view) => (view.barCount('TEST') === 1 ? requests : []));
    const actions = [actionsOf([action('split', series.openTime[2], 2)])];
    const { fills, orderEvents } = runOver([series], strategy, { actions });
    expect(fills[0]).toMatchObject({ rule: 'limit-inside-bar', lots: 6, referenceTicks: 4_500, barIndex: 3 });
    const ofDip = orderEvents
      .filter(({ tag }) => tag === 'dip')
      .map(({ event, reason, lots }) => [event, reason, lots]);
    expect(ofDip).toContainEqual(['replaced', 'split', 6]);
    const reverse = [actionsOf([action('split', series.openTime[2], 0.5)])];
    const after = runOver([series], strategy, { actions: reverse });
    expect(after.orderEvents).toContainEqual(
      expect.objectContaining({ tag: 'deep', event: 'cancelled', reason: 'split-below-one-lot' }),
    );
  });
});

describe('splitRatioOf', () => {
  it.each([
    [7, 7, 1],
    [1.5, 3, 2],
    [0.3333333, 1, 3],
    [0.05, 1, 20],
    [1.0526316, 20, 19],
    [1, 1, 1],
  ])('takes %d for %i new shares for %i', (value, now, before) => {
    expect(splitRatioOf(value)).toEqual({ now, before });
  });

  it('finds none for what is no ratio of whole shares', () => {
    expect(splitRatioOf(1e-9)).toBeUndefined();
    expect(splitRatioOf(1e12)).toBeUndefined();
  });
});
