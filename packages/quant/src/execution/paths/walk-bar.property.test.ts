import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { remainingLots } from '../../orders/index.ts';
import type { AttachedLevel, AttachedOrders, WorkingOrder } from '../../orders/index.ts';
import { cornersOf, extremesOnPath, pathLength, priceOnPath, settledPath } from './bar-path.ts';
import type { IntrabarPath } from '../fill-contract.ts';
import type { BarWalk, PathBar, PathRules } from './path-types.ts';
import { anyBar, anyRules, anyScene } from './testing/random-orders.ts';
import type { Scene } from './testing/random-orders.ts';
import { TickWalk } from './testing/tick-walk.ts';
import { walkBar, walkOpen, walkRest, worthAtClose } from './walk-bar.ts';

const RUNS = { numRuns: 3000 };

function walked(scene: Scene, rules: PathRules): BarWalk {
  const { bar, orders, position } = scene;
  return (
    walkBar(orders, bar, position, rules) ?? { path: undefined, fills: [], events: [], orders, positionLots: position }
  );
}

const fillsOf = (walk: BarWalk): readonly (readonly [number, number, number, number])[] =>
  walk.fills.map((fill) => [fill.order.id, fill.lots, fill.referenceTicks, fill.pathPosition]);

function tickFills(scene: Scene, rules: PathRules): readonly (readonly [number, number, number, number])[] {
  const { bar, orders, position } = scene;
  const along = (path: 'low-first' | 'high-first'): TickWalk => new TickWalk(orders, bar, position, rules).walk(path);
  const listed = (walk: TickWalk): readonly (readonly [number, number, number, number])[] =>
    walk.fills.map(({ id, lots, price, at }) => [id, lots, price, at]);
  const settled = settledPath(rules.intrabarPath, bar);
  if (settled !== undefined) return listed(along(settled));
  const sideOf = (id: number): number => {
    const owner = orders.find((one) => one.id === id) ?? orders.find((one) => one.id === Math.floor(id / 10));
    const sign = owner?.side === 'buy' ? 1 : -1;
    return orders.some((one) => one.id === id) ? sign : -sign;
  };
  const [low, high] = [along('low-first'), along('high-first')];
  const worth = (walk: TickWalk): number =>
    walk.fills.reduce((sum, { id, lots, price }) => sum + sideOf(id) * lots * (bar.close - price), 0);
  const isHigh = rules.intrabarPath === 'for' ? worth(high) > worth(low) : worth(high) < worth(low);
  return listed(isHigh ? high : low);
}

describe('walkBar', () => {
  it('equals a walk of one tick at a time that looks at every order', () => {
    fc.assert(
      fc.property(anyScene, anyRules, (scene, rules) => {
        expect(fillsOf(walked(scene, rules))).toEqual(tickFills(scene, rules));
      }),
      { numRuns: 10_000 },
    );
  });

  it('fills inside the bar, on the right side of limits, and moves the position by the fills', () => {
    fc.assert(
      fc.property(anyScene, anyRules, (scene, rules) => {
        const walk = walked(scene, rules);
        const { low, high } = scene.bar;
        let position = scene.position;
        for (const { order, lots, referenceTicks, limitTicks, rule } of walk.fills) {
          const isTraded = low <= referenceTicks && referenceTicks <= high;
          expect(isTraded || rule.endsWith('-gapped-at-level')).toBe(true);
          const sign = order.side === 'buy' ? 1 : -1;
          if (limitTicks !== undefined) expect(sign * (limitTicks - referenceTicks)).toBeGreaterThanOrEqual(0);
          expect(lots).toBeLessThanOrEqual(scene.bar.volumeCapLots ?? Infinity);
          if (order.reduceOnly) expect(Math.sign(position) * (position + sign * lots)).toBeGreaterThanOrEqual(0);
          if (order.reduceOnly) expect(sign * position).toBeLessThan(0);
          position += sign * lots;
        }
        expect(walk.positionLots).toBe(position);
      }),
      RUNS,
    );
  });

  it('never leaves the account better off against it than for it, and either way at one of the two paths', () => {
    fc.assert(
      fc.property(anyScene, anyRules, (scene, rules) => {
        const worth = (intrabarPath: IntrabarPath): bigint =>
          worthAtClose(walked(scene, { ...rules, intrabarPath }).fills, scene.bar.close);
        const both = [worth('low-first'), worth('high-first')].toSorted((a, b) => (a < b ? -1 : 1));
        expect([worth('against'), worth('for')]).toEqual(both);
      }),
      RUNS,
    );
  });

  it('is the mirror image of itself with prices and sides negated', () => {
    fc.assert(
      fc.property(anyScene, anyRules, fc.boolean(), (scene, rules, isHigh) => {
        const path = { ...rules, intrabarPath: isHigh ? 'high-first' : 'low-first' } as const;
        const otherPath = { ...rules, intrabarPath: isHigh ? 'low-first' : 'high-first' } as const;
        const plain = fillsOf(walked(scene, path));
        const mirrored = fillsOf(
          walked(
            changed(scene, (ticks) => -ticks, true),
            otherPath,
          ),
        );
        expect(mirrored.map(([id, lots, price, at]) => [id, lots, 0 - price, at])).toEqual(plain);
      }),
      RUNS,
    );
  });

  it('shifts every fill by what all prices are shifted by', () => {
    fc.assert(
      fc.property(anyScene, anyRules, fc.integer({ min: -500, max: 500 }), (scene, rules, by) => {
        const shifted = walked(
          changed(scene, (ticks) => ticks + by, false),
          rules,
        );
        expect(fillsOf(shifted).map(([id, lots, price, at]) => [id, lots, price - by, at])).toEqual(
          fillsOf(walked(scene, rules)),
        );
      }),
      RUNS,
    );
  });

  it('is its open and its rest, and what happens at the open depends on the open only (X-01)', () => {
    fc.assert(
      fc.property(anyScene, anyRules, anyBar, (scene, rules, other) => {
        const { bar, orders, position } = scene;
        const before: BarWalk = { path: undefined, fills: [], events: [], orders, positionLots: position };
        const opened = walkOpen(orders, bar, position, rules);
        const poisoned = { ...other, open: bar.open, volumeCapLots: bar.volumeCapLots };
        expect(walkOpen(orders, poisoned, position, rules)).toEqual(opened);
        const first = opened ?? before;
        const rest = walkRest(first.orders, bar, first.positionLots, rules) ?? { ...before, orders: first.orders };
        const whole = walked(scene, { ...rules, intrabarPath: rest.path ?? 'low-first' });
        expect([...first.fills, ...rest.fills]).toEqual(whole.fills);
        expect([...first.events, ...rest.events]).toEqual(whole.events);
        expect(rest.orders).toEqual(whole.orders);
      }),
      RUNS,
    );
  });

  it('conserves lots: filled, remaining and given up are what was ordered, in every event', () => {
    fc.assert(
      fc.property(anyScene, anyRules, (scene, rules) => {
        const walk = walked(scene, rules);
        const filled = new Map<number, number>();
        for (const { order, lots } of walk.fills) filled.set(order.id, (filled.get(order.id) ?? 0) + lots);
        for (const order of walk.orders) {
          expect(order.filledLots).toBe(filled.get(order.id) ?? 0);
          expect(order.filledLots + remainingLots(order) + order.cancelledLots).toBe(order.lots);
          if (!order.closesPosition) expect(remainingLots(order)).toBeGreaterThan(0);
        }
        const ended = walk.events.filter(({ event }) => event === 'filled' || event === 'cancelled');
        expect(new Set(ended.map(({ orderId }) => orderId)).size).toBe(ended.length);
        for (const { remaining } of ended) expect(remaining).toBe(0);
        for (const { orderId } of ended) expect(walk.orders.some(({ id }) => id === orderId)).toBe(false);
      }),
      RUNS,
    );
  });

  it('says nothing changes exactly where nothing does, and changes none of its arguments', () => {
    fc.assert(
      fc.property(anyScene, anyRules, (scene, rules) => {
        const before = structuredClone(scene);
        const walk = walkBar(scene.orders, scene.bar, scene.position, rules);
        expect(scene).toEqual(before);
        if (walk !== undefined) expect([walk.orders, walk.events]).not.toEqual([scene.orders, []]);
      }),
      RUNS,
    );
  });
});

describe('paths', () => {
  it('go over both extremes to the close, as long as their ticks', () => {
    fc.assert(
      fc.property(anyBar, fc.constantFrom('low-first' as const, 'high-first' as const), (bar, path) => {
        const ticks = [bar.open];
        for (const corner of cornersOf(path, bar)) {
          for (let price = ticks[ticks.length - 1]; price !== corner;) {
            price += Math.sign(corner - price);
            ticks.push(price);
          }
        }
        expect(pathLength(path, bar)).toBe(ticks.length - 1);
        expect(ticks.map((_, position) => priceOnPath(path, bar, position))).toEqual(ticks);
        expect(priceOnPath(path, bar, ticks.length + 5)).toBe(bar.close);
        const [from, to] = [Math.floor(ticks.length / 3), Math.floor((2 * ticks.length) / 3)];
        const seen = ticks.slice(from, to + 1);
        expect(extremesOnPath(path, bar, from, to)).toEqual({ low: Math.min(...seen), high: Math.max(...seen) });
      }),
    );
  });

  it.each([
    [{ open: 100, high: 103, low: 95 }, 'high-first'],
    [{ open: 100, high: 105, low: 97 }, 'low-first'],
    [{ open: 100, high: 104, low: 96 }, 'low-first'],
  ] as const)('of %j go to the nearer extreme first, %s', (prices, path) => {
    expect(settledPath('nearest', { ...prices, close: 100, index: 0, ordersUntil: 0 })).toBe(path);
  });
});

function changed(scene: Scene, price: (ticks: number) => number, isMirrored: boolean): Scene {
  const { open, high, low, close } = scene.bar;
  const bar: PathBar = {
    ...scene.bar,
    open: price(open),
    close: price(close),
    high: price(isMirrored ? low : high),
    low: price(isMirrored ? high : low),
  };
  const orders = scene.orders.map((order) => moved(order, price, isMirrored));
  return { bar, orders, position: isMirrored ? 0 - scene.position : scene.position };
}

function moved(order: WorkingOrder, price: (ticks: number) => number, isMirrored: boolean): WorkingOrder {
  const at = (ticks: number | undefined): number | undefined => (ticks === undefined ? undefined : price(ticks));
  const { side, attached } = order;
  const opposite = side === 'buy' ? 'sell' : 'buy';
  return {
    ...order,
    side: isMirrored ? opposite : side,
    limitTicks: at(order.limitTicks),
    stopTicks: at(order.stopTicks),
    attached: attached === undefined ? undefined : movedExits(attached, price),
  };
}

function movedExits(attached: AttachedOrders, price: (ticks: number) => number): AttachedOrders {
  const level = (one: AttachedLevel): AttachedLevel => ('ticks' in one ? { ticks: price(one.ticks) } : one);
  const targets = attached.targets.map((target) => ({ ...target, level: level(target.level) }));
  return { ...attached, stop: attached.stop === undefined ? undefined : level(attached.stop), targets };
}
