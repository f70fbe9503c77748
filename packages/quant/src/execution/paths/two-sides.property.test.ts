import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttachedLevel, WorkingOrder } from '../../orders/index.ts';
import type { BarWalk, PathBar, PathRules } from './path-types.ts';
import { anyBar, anyRules, anyScene } from './testing/random-orders.ts';
import { testOrder } from '../../orders/testing/index.ts';
import { walkBar } from './walk-bar.ts';

/** The rules with a path that does not depend on the account: a spread moves its worth. */
const settledRules: fc.Arbitrary<PathRules> = fc
  .tuple(anyRules, fc.constantFrom('high-first' as const, 'low-first' as const, 'nearest' as const))
  .map(([rules, intrabarPath]) => ({ ...rules, intrabarPath }));

/** The bar with an ask side that lies a constant spread above. */
function withAsk(bar: PathBar, spread: number): PathBar {
  const { open, high, low, close } = bar;
  return { ...bar, ask: { open: open + spread, high: high + spread, low: low + spread, close: close + spread } };
}

/** The same order in terms of the side that it trades at. */
function raised(order: WorkingOrder, spread: number): WorkingOrder {
  const up = (ticks: number | undefined): number | undefined => (ticks === undefined ? undefined : ticks + spread);
  const isBuy = order.side === 'buy';
  const { attached } = order;
  const level = (one: AttachedLevel): AttachedLevel =>
    isBuy || !('ticks' in one) ? one : { ticks: one.ticks + spread };
  return {
    ...order,
    limitTicks: isBuy ? up(order.limitTicks) : order.limitTicks,
    stopTicks: isBuy ? up(order.stopTicks) : order.stopTicks,
    waterMarkTicks: isBuy ? up(order.waterMarkTicks) : order.waterMarkTicks,
    attached:
      attached === undefined
        ? undefined
        : {
            ...attached,
            stop: attached.stop === undefined ? undefined : level(attached.stop),
            targets: attached.targets.map((target) => ({ ...target, level: level(target.level) })),
          },
  };
}

function told(walk: BarWalk | undefined, spread: number): unknown {
  return walk?.fills.map(({ order, lots, referenceTicks, rule, moment, pathPosition }) => ({
    id: order.id,
    lots,
    bid: referenceTicks - (order.side === 'buy' ? spread : 0),
    rule,
    moment,
    pathPosition,
  }));
}

function isWithin(ticks: number, { low, high }: Pick<PathBar, 'low' | 'high'>): boolean {
  return low <= ticks && ticks <= high;
}

describe('a bar with both sides', () => {
  it('is the bar with one price where the spread is constant, buys apart by the spread', () => {
    fc.assert(
      fc.property(anyScene, settledRules, fc.nat(3), (scene, rules, spread) => {
        const { bar, orders, position } = scene;
        const one = walkBar(orders, bar, position, rules);
        const raisedOrders = orders.map((order) => raised(order, spread));
        const two = walkBar(raisedOrders, withAsk(bar, spread), position, rules);
        expect(told(two, spread)).toEqual(told(one, 0));
        expect(two?.positionLots).toBe(one?.positionLots);
        expect(two?.events.map(({ event, reason, orderId }) => [event, reason, orderId])).toEqual(
          one?.events.map(({ event, reason, orderId }) => [event, reason, orderId]),
        );
      }),
    );
  });

  it('fills every order inside its own side, and reports both in whole ticks', () => {
    fc.assert(
      fc.property(anyScene, anyBar, anyRules, (scene, asked, rules) => {
        const { open, high, low, close } = asked;
        const bar: PathBar = {
          ...scene.bar,
          ask: { open: open + 20, high: high + 20, low: low + 20, close: close + 20 },
        };
        const orders = scene.orders.map((order) => raised(order, 20));
        for (const { order, referenceTicks, sides, rule } of walkBar(orders, bar, scene.position, rules)?.fills ?? []) {
          const range = order.side === 'buy' ? { low: low + 20, high: high + 20 } : bar;
          expect(rule.endsWith('-gapped-at-level') || isWithin(referenceTicks, range)).toBe(true);
          expect(order.side === 'buy' ? sides?.ask : sides?.bid).toBe(referenceTicks);
          for (const ticks of [referenceTicks, sides?.bid, sides?.ask]) expect(Number.isInteger(ticks)).toBe(true);
        }
      }),
    );
  });

  it('begins the water mark of an attached trailing stop at the side that it will trade at', () => {
    const attached = { firstId: 10, trail: { kind: 'ticks', ticks: 4 } as const, targets: [] };
    const bar = withAsk({ open: 100, high: 101, low: 97, close: 98, index: 0, ordersUntil: 0 }, 3);
    const rules = {
      intrabarPath: 'low-first',
      limitFill: 'touch',
      gapThroughStop: 'open',
      degenerateOpen: 'accept',
    } as const;
    const walk = walkBar([testOrder({ attached })], bar, 0, rules);
    expect(walk?.fills).toHaveLength(1);
    expect(walk?.orders[0]).toMatchObject({ role: 'trailing-stop', waterMarkTicks: 101 });
  });
});
