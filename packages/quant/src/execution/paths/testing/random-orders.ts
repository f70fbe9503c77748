import * as fc from 'fast-check';
import type { WorkingOrder } from '../../../orders/index.ts';
import type { IntrabarPath } from '../../fill-contract.ts';
import type { PathBar, PathRules } from '../path-types.ts';
import { testOrder } from '../../../orders/testing/index.ts';
import { testBar, testRules } from './orders.ts';

/** A bar, what waits for it, and what is held. */
export interface Scene {
  readonly bar: PathBar;
  readonly orders: readonly WorkingOrder[];
  readonly position: number;
}

const LOW = 80;
const HIGH = 120;
const price: fc.Arbitrary<number> = fc.integer({ min: LOW - 3, max: HIGH + 3 });

/** Bars with prices in a narrow band, so that levels are met often. */
export const anyBar: fc.Arbitrary<PathBar> = fc
  .record({
    prices: fc.tuple(...([0, 1, 2, 3] as const).map(() => fc.integer({ min: LOW, max: HIGH }))),
    isRising: fc.boolean(),
    cap: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined, freq: 4 }),
  })
  .map(({ prices, isRising, cap }) => {
    const [low, a, b, high] = prices.toSorted((x, y) => x - y);
    return testBar(isRising ? [a, high, low, b] : [b, high, low, a], { volumeCapLots: cap });
  });

const attachedTo = (side: 'buy' | 'sell', level: number, id: number): fc.Arbitrary<WorkingOrder['attached']> =>
  fc
    .record({
      stop: fc.option(fc.integer({ min: 1, max: 10 }), { nil: undefined }),
      target: fc.option(fc.integer({ min: 1, max: 10 }), { nil: undefined }),
      trail: fc.option(fc.integer({ min: 1, max: 10 }), { nil: undefined }),
    })
    .map(({ stop, target, trail }) => {
      const away = side === 'buy' ? 1 : -1;
      return {
        firstId: id * 10,
        stop: stop === undefined ? undefined : { ticks: level - away * stop },
        trail: trail === undefined ? undefined : { kind: 'ticks', ticks: trail },
        targets: target === undefined ? [] : [{ level: { ticks: level + away * target }, share: 1 }],
      };
    });

const anyOrder = (id: number): fc.Arbitrary<WorkingOrder> =>
  fc
    .record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      type: fc.constantFrom(
        ...(['market', 'market-on-close', 'limit', 'limit', 'stop', 'stop', 'stop-limit', 'trailing-stop'] as const),
      ),
      level: price,
      room: fc.nat(5),
      lots: fc.integer({ min: 1, max: 5 }),
      trail: fc.integer({ min: 1, max: 12 }),
      oco: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
      isNew: fc.boolean(),
      kind: fc.constantFrom('plain', 'plain', 'plain', 'reduce-only', 'position', 'bracket', 'bracket'),
      timeInForce: fc.constantFrom('gtc' as const, 'gtc' as const, 'gtc' as const, 'ioc' as const, 'fok' as const),
    })
    .chain((one) => {
      const { side, type, level, room, lots, kind } = one;
      const isReducing = kind === 'reduce-only' || kind === 'position';
      const order = testOrder({
        id,
        side,
        type,
        lots: kind === 'position' ? 0 : lots,
        limitTicks:
          type === 'limit' ? level : type === 'stop-limit' ? level + (side === 'buy' ? room : -room) : undefined,
        stopTicks: type === 'stop' || type === 'stop-limit' ? level : undefined,
        trail: type === 'trailing-stop' ? { kind: 'ticks', ticks: one.trail } : undefined,
        oco: one.oco,
        reduceOnly: isReducing,
        closesPosition: kind === 'position',
        timeInForce: { kind: one.timeInForce },
        state: one.isNew ? 'accepted' : 'working',
      });
      if (kind !== 'bracket') return fc.constant(order);
      return attachedTo(side, level, id).map((attached) => ({ ...order, attached }));
    });

/** Up to four orders of all types, long, short and flat. */
export const anyScene: fc.Arbitrary<Scene> = fc.record({
  bar: anyBar,
  orders: fc
    .integer({ min: 1, max: 4 })
    .chain((n) => fc.tuple(...Array.from({ length: n }, (_, k) => anyOrder(k + 1)))),
  position: fc.integer({ min: -5, max: 5 }),
});

/** All combinations of the rules. */
export const anyRules: fc.Arbitrary<PathRules> = fc
  .record({
    intrabarPath: fc.constantFrom<IntrabarPath[]>('against', 'for', 'nearest', 'high-first', 'low-first'),
    limitFill: fc.constantFrom('touch' as const, 'through' as const),
    gapThroughStop: fc.constantFrom('open' as const, 'worst-of-bar' as const, 'level' as const),
    gapThroughLimit: fc.constantFrom('open' as const, 'open' as const, 'level' as const),
    entryBarExits: fc.constantFrom('work' as const, 'work' as const, 'wait' as const, 'unambiguous' as const),
  })
  .map((rules) => testRules(rules));
