import { describe, expect, it } from 'vitest';
import type { Fill, Refusal } from '../orders/index.ts';
import { orderMeasures } from './order-measures.ts';

describe('orderMeasures', () => {
  it('counts each filled order once, no forced exit, and every refusal', () => {
    const fills = [fill(1), fill(1), fill(2), fill(undefined)];
    const refusals = [refusal('unaffordable'), refusal('below-one-lot'), refusal('unaffordable')];
    expect(orderMeasures({ fills, refusals })).toEqual({
      nFilled: 2,
      nRefused: 3,
      rejectRate: { value: 0.6 },
      refusalsByReason: [
        { reason: 'unaffordable', count: 2 },
        { reason: 'below-one-lot', count: 1 },
      ],
    });
  });

  it('does not hold the end of the history against a strategy', () => {
    const found = orderMeasures({ fills: [fill(1)], refusals: [refusal('no-later-bar')] });
    expect(found.rejectRate).toEqual({ value: 0 });
    expect(found.refusalsByReason).toEqual([{ reason: 'no-later-bar', count: 1 }]);
  });

  it.each(['reduced-to-limit', 'replaced', 'exited-before-fill'])(
    'S4-18: shows %s, and does not count it as a refusal: it filled in part, or was withdrawn',
    (reason) => {
      const found = orderMeasures({ fills: [fill(1)], refusals: [refusal(reason), refusal('unaffordable')] });
      expect([found.nRefused, found.rejectRate]).toEqual([1, { value: 0.5 }]);
      expect(found.refusalsByReason).toContainEqual({ reason, count: 1 });
      expect(orderMeasures({ fills: [], refusals: [refusal(reason)] }).rejectRate.reason).toBe('no-order');
    },
  );

  it('X-04: has no rate where nothing was asked for', () => {
    expect(orderMeasures({ fills: [], refusals: [] }).rejectRate).toEqual({ value: NaN, reason: 'no-order' });
  });
});

function fill(orderId: number | undefined): Fill {
  return { orderId } as Fill;
}

function refusal(reason: string): Refusal {
  return { time: 0, instrument: 'A', reason };
}
