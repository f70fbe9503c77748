import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFinalState, nextOrderState, ORDER_TRANSITIONS } from './order-state.ts';
import type { OrderEventKind, OrderState } from './order-state.ts';
import { testOrder } from './testing/index.ts';
import { orderAfter, remainingLots } from './working-order.ts';
import type { WorkingOrder } from './working-order.ts';

const STATES = Object.keys(ORDER_TRANSITIONS) as (OrderState | 'none')[];
const EVENTS: readonly OrderEventKind[] = [
  'accepted',
  'working',
  'triggered',
  'partially-filled',
  'filled',
  'reduced',
  'replaced',
  'cancelled',
  'expired',
  'rejected',
];
const FINAL: readonly OrderState[] = ['filled', 'cancelled', 'expired', 'rejected'];

const anyEvent = fc.record({ event: fc.constantFrom(...EVENTS), lots: fc.integer({ min: -1, max: 12 }) });

describe('nextOrderState', () => {
  it('is the table in docs/methods/orders.md', () => {
    const text = readFileSync(new URL('../../../../docs/methods/orders.md', import.meta.url), 'utf8');
    const [, table = ''] = text.split('<!-- order states: begin -->');
    const rows = table
      .slice(0, table.indexOf('<!-- order states: end -->'))
      .split('\n')
      .filter((line) => line.startsWith('|'));
    const [head = [], , ...body] = rows.map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.replaceAll('`', '').trim()),
    );
    expect(head.slice(1)).toEqual(EVENTS);
    expect(body.map(([state]) => state)).toEqual(STATES);
    for (const [state = '', ...cells] of body) {
      const transitions = ORDER_TRANSITIONS[state as OrderState];
      expect(cells).toEqual(EVENTS.map((event) => transitions[event] ?? ''));
    }
  });

  it('throws what an order cannot do, and says what it could', () => {
    expect(() => nextOrderState('working', 'accepted')).toThrow('an order that is working cannot be accepted');
    expect(() => nextOrderState(undefined, 'filled')).toThrow('an order that does not exist yet cannot be filled');
    expect(() => nextOrderState('filled', 'cancelled')).toThrow(expect.objectContaining({ code: 'ILLEGAL_STATE' }));
    expect(nextOrderState(undefined, 'accepted')).toBe('accepted');
  });

  it('never leaves a final state, and can reach every state and end from every other', () => {
    for (const state of STATES) {
      const next = Object.values(ORDER_TRANSITIONS[state]);
      expect(next.length === 0).toBe(FINAL.includes(state as OrderState));
      if (state !== 'none') expect(isFinalState(state)).toBe(FINAL.includes(state));
      if (next.length > 0 && state !== 'none') expect(next).toContain('cancelled');
    }
    const reached = new Set(STATES.flatMap((state) => Object.values(ORDER_TRANSITIONS[state])));
    expect([...reached].toSorted()).toEqual(STATES.filter((state) => state !== 'none').toSorted());
  });
});

describe('orderAfter', () => {
  it('conserves lots, keeps the identity and stays in final states over any events', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), fc.integer({ min: 1, max: 10 }), (steps, lots) => {
        let order: WorkingOrder = testOrder({ id: 7, tag: 'mine', state: 'accepted', lots });
        for (const { event, lots: by } of steps) {
          const before = order;
          const after = attempt(order, event, by);
          if (after === undefined) continue;
          order = after;
          expect(isFinalState(before.state)).toBe(false);
          expect(order.state).toBe(nextOrderState(before.state, event));
          expect([order.id, order.tag, order.side, order.type]).toEqual([7, 'mine', before.side, before.type]);
          expect(order.filledLots + remainingLots(order) + order.cancelledLots).toBe(order.lots);
          expect(Math.min(order.filledLots, order.cancelledLots, remainingLots(order))).toBeGreaterThanOrEqual(0);
          expect(order.filledLots).toBeGreaterThanOrEqual(before.filledLots);
          expect(remainingLots(order) === 0).toBe(isFinalState(order.state));
          if (event !== 'replaced') expect(order.lots).toBe(before.lots);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['filled', 4],
    ['filled', 6],
    ['partially-filled', 5],
    ['partially-filled', 0],
    ['reduced', 5],
    ['reduced', 0],
    ['replaced', 0],
  ] as const)('refuses %s by %d of 5 lots', (event, lots) => {
    expect(() => orderAfter(testOrder({ lots: 5 }), event, lots)).toThrow(
      expect.objectContaining({ code: 'INVARIANT_VIOLATED' }),
    );
  });
});

function attempt(order: WorkingOrder, event: OrderEventKind, lots: number): WorkingOrder | undefined {
  try {
    return orderAfter(order, event, lots);
  } catch {
    return undefined;
  }
}
