import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextOrderState, remainingLots } from '../../orders/index.ts';
import type { OrderState, WorkingOrder } from '../../orders/index.ts';
import { testOrder } from '../../orders/testing/index.ts';
import type { BarWalk, PathBar, PathTerms } from './path-types.ts';
import { testBar, testRules } from './testing/orders.ts';
import { anyBar, anyRules, anyScene } from './testing/random-orders.ts';
import { walkBar, walkOpen, walkRest, worthAtClose } from './walk-bar.ts';
import { walkClose } from './walk-close.ts';

const RULES = testRules();

function walk(orders: readonly WorkingOrder[], bar: PathBar, position: number, terms: PathTerms = RULES): BarWalk {
  const walked = walkBar(orders, bar, position, terms);
  if (walked === undefined) throw new Error('nothing happened');
  return walked;
}

const told = ({ fills }: BarWalk): readonly string[] =>
  fills.map(({ order, lots, referenceTicks, rule }) => `${order.tag} ${lots} @ ${referenceTicks} ${rule}`);
const events = (walked: BarWalk): readonly string[] =>
  walked.events.map(({ tag, event, reason, lots = 0, remaining }) => `${tag} ${event} ${reason} ${lots}/${remaining}`);

describe('walkBar', () => {
  it('returns nothing where nothing happens, and what it was given where only that is asked', () => {
    const far = [testOrder({ type: 'limit', limitTicks: 50 }), testOrder({ id: 2, type: 'stop', stopTicks: 150 })];
    expect(walkBar(far, testBar([100, 101, 99, 100]), 0, RULES)).toBeUndefined();
    expect(walkBar([], testBar([100, 101, 99, 100]), 0, RULES)).toBeUndefined();
    for (const gap of [0, 1, 2, 3]) {
      const prices = [100, 101, 99, 100].map((price, k) => (k === gap ? NaN : price)) as [
        number,
        number,
        number,
        number,
      ];
      expect(walkBar([testOrder()], testBar(prices), 0, RULES)).toBeUndefined();
    }
  });

  it('lets orders wait until the bar that opens at or after their decision (S3-37)', () => {
    const order = testOrder({ decisionTime: 1000, activeFrom: 1000 });
    const bar = testBar([100, 101, 99, 100]);
    expect(walkBar([order], { ...bar, ordersUntil: 999 }, 0, RULES)).toBeUndefined();
    expect(told(walk([order], { ...bar, ordersUntil: 1000 }, 0))).toEqual(['order-1 1 @ 100 market-at-next-open']);
    expect(walkClose([order], { close: 100, index: 0, ordersUntil: 999 }, 0, RULES)).toBeUndefined();
  });

  it('sets an accepted order to work in its first bar, and tells each step of its life', () => {
    const order = testOrder({ state: 'accepted', type: 'stop', stopTicks: 103, lots: 5 });
    const quiet = walk([order], testBar([100, 101, 99, 100]), 0);
    expect(events(quiet)).toEqual(['order-1 working accepted 0/5']);
    const filled = walk(quiet.orders, testBar([100, 104, 99, 100], { volumeCapLots: 2 }), 0);
    expect(events(filled)).toEqual([
      'order-1 triggered stop-inside-bar 0/5',
      'order-1 partially-filled stop-inside-bar 2/3',
    ]);
    expect(filled.events[1]).toMatchObject({ moment: 'inside', pathPosition: 5, orderId: 1, instrument: 'TEST' });
    const rest = walk(filled.orders, testBar([98, 104, 97, 100], { index: 1 }), 2);
    expect(told(rest)).toEqual(['order-1 3 @ 98 remainder-at-next-open']);
    expect(rest).toMatchObject({ orders: [], positionLots: 5 });
  });

  it('moves the water mark of a trailing stop through quiet bars', () => {
    const order = testOrder({ side: 'sell', type: 'trailing-stop', trail: { kind: 'fraction', value: 0.1 } });
    const first = walk([order], testBar([100, 105, 99, 101]), 1);
    expect(first.orders[0]?.waterMarkTicks).toBe(105);
    expect(walkBar(first.orders, testBar([101, 104, 98, 100]), 1, RULES)).toBeUndefined();
    // 10 % of 105 is 10.5, rounded up: the level is 94.
    expect(told(walk(first.orders, testBar([98, 99, 94, 95]), 1))).toEqual(['order-1 1 @ 94 trailing-stop-inside-bar']);
    expect(walkBar(first.orders, testBar([98, 99, 95, 95]), 1, RULES)).toBeUndefined();
  });

  it('opens exits around the price paid, and trails from the price before costs', () => {
    const attached = {
      firstId: 2,
      stop: { fraction: 0.05 },
      trail: { kind: 'ticks', ticks: 30 },
      targets: [{ level: { fraction: 0.1 }, share: 1 }],
    } as const;
    const entry = testOrder({ tag: 'x', lots: 4, attached });
    const walked = walk([entry], testBar([1000, 1010, 990, 1000]), 0, { ...RULES, paidTicks: () => 1020 });
    expect(walked.orders).toMatchObject([
      { id: 2, tag: 'x/stop-loss', role: 'stop-loss', type: 'stop', stopTicks: 969, lots: 4, reduceOnly: true },
      { id: 3, tag: 'x/trailing-stop', waterMarkTicks: 1010, trail: { kind: 'ticks', ticks: 30 } },
      { id: 5, tag: 'x/take-profit', type: 'limit', limitTicks: 1122, coveredLots: 4 },
    ]);
    expect(events(walked).slice(1, 3)).toEqual([
      'x/stop-loss accepted entry-filled 4/4',
      'x/stop-loss working entry-filled 0/4',
    ]);
  });

  it('cuts the exits of an entry to what is still open of it', () => {
    const targets = [
      { level: { ticks: 105 }, share: 0.5 },
      { level: { ticks: 110 }, share: 0.25 },
    ];
    const entry = testOrder({ tag: 'p', lots: 10, attached: { firstId: 2, stop: { ticks: 90 }, targets } });
    const opened = walk([entry], testBar([100, 106, 99, 104]), 0);
    expect(told(opened)).toEqual(['p 10 @ 100 market-at-next-open', 'p/take-profit-1 5 @ 105 target-inside-bar']);
    expect(opened.orders.map((order) => [order.tag, remainingLots(order)])).toEqual([
      ['p/stop-loss', 5],
      ['p/take-profit-2', 3],
    ]);
    const closed = walk(opened.orders, testBar([104, 105, 89, 90], { index: 1 }), 5);
    expect(told(closed)).toEqual(['p/stop-loss 5 @ 90 stop-inside-bar']);
    expect(events(closed).at(-1)).toBe('p/take-profit-2 cancelled sibling-filled 3/0');
    expect(closed.orders).toEqual([]);
  });

  it('lets exits grow with an entry that fills in parts, and ends the entry with its exits', () => {
    const attached = { firstId: 2, stop: { ticks: 90 }, targets: [{ level: { ticks: 120 }, share: 1 }] };
    const entry = testOrder({ tag: 'p', type: 'limit', limitTicks: 98, lots: 10, attached });
    const first = walk([entry], testBar([100, 101, 97, 99], { volumeCapLots: 4 }), 0);
    expect(first.orders.map((order) => [order.tag, order.lots, order.coveredLots])).toEqual([
      ['p', 10, 4],
      ['p/stop-loss', 4, 4],
      ['p/take-profit', 4, 4],
    ]);
    const second = walk(first.orders, testBar([99, 101, 97, 99], { volumeCapLots: 4, index: 1 }), 4);
    expect(second.orders.map((order) => [order.tag, order.lots, order.coveredLots])).toEqual([
      ['p', 10, 8],
      ['p/stop-loss', 8, 8],
      ['p/take-profit', 8, 8],
    ]);
    const stopped = walk(second.orders, testBar([99, 101, 97, 99], { index: 2, volumeCapLots: 1 }), 8);
    expect(told(stopped)).toEqual(['p 1 @ 98 limit-inside-bar']);
    const gone = walk(stopped.orders, testBar([88, 89, 85, 86], { index: 3 }), 9, testRules({ limitFill: 'through' }));
    expect(told(gone)).toEqual(['p/stop-loss 9 @ 88 stop-gapped-at-open']);
    expect(events(gone)).toContain('p cancelled exited-before-fill 1/0');
    expect(gone).toMatchObject({ orders: [], positionLots: 0 });
  });

  it('attaches exits to the lots that open a position, not to those that close one', () => {
    const attached = { firstId: 2, stop: { ticks: 90 }, targets: [] };
    const entry = testOrder({ tag: 'p', lots: 10, attached });
    const reversed = walk([entry], testBar([100, 101, 99, 100]), -6);
    expect(reversed.orders).toMatchObject([{ tag: 'p/stop-loss', lots: 4, coveredLots: 4 }]);
    expect(walk([entry], testBar([100, 101, 99, 100]), -10).orders).toEqual([]);
  });

  it('drops exits when the position is closed by something else', () => {
    const attached = { firstId: 2, stop: { ticks: 90 }, targets: [] };
    const opened = walk([testOrder({ tag: 'p', attached })], testBar([100, 101, 99, 100]), 0);
    const sold = [...opened.orders, testOrder({ id: 9, side: 'sell' })];
    const closed = walk(sold, testBar([100, 101, 89, 100], { index: 1 }), 1);
    expect(events(closed).at(-1)).toBe('p/stop-loss cancelled position-closed 1/0');
    const orphaned = walk(opened.orders, testBar([100, 101, 99, 100], { index: 1 }), 0);
    expect(events(orphaned)).toEqual(['p/stop-loss cancelled position-closed 1/0']);
  });

  it('leaves by time at the open of the bar asked for, if nothing was sooner', () => {
    const by = (timeExit: { readonly bars: number } | { readonly at: number }): readonly string[] => {
      const attached = { firstId: 2, stop: { ticks: 90 }, timeExit, targets: [] };
      let state = { orders: [testOrder({ tag: 'p', attached })] as readonly WorkingOrder[], positionLots: 0 };
      const fills: string[] = [];
      for (let index = 0; index < 4; index++) {
        const bar = testBar([100 + index, 110, 99, 105], { index, ordersUntil: 1000 * index });
        const walked = walkBar(state.orders, bar, state.positionLots, RULES);
        if (walked === undefined) continue;
        state = walked;
        fills.push(...told(walked).map((fill) => `${index}: ${fill}`));
      }
      return fills;
    };
    const entry = '0: p 1 @ 100 market-at-next-open';
    expect(by({ bars: 2 })).toEqual([entry, '2: p/time-exit 1 @ 102 market-at-next-open']);
    expect(by({ at: 2500 })).toEqual([entry, '3: p/time-exit 1 @ 103 market-at-next-open']);
    expect(by({ at: 9000 })).toEqual([entry]);
  });

  it('asks the account what it allows, and tells what it refused', () => {
    const order = testOrder({ lots: 10, type: 'limit', limitTicks: 98 });
    const bar = testBar([100, 101, 97, 99]);
    const less = walk([order], bar, 0, { ...RULES, allowedLots: () => 4 });
    expect(events(less)).toEqual(['order-1 reduced reduced-to-limit 6/4', 'order-1 filled limit-inside-bar 4/0']);
    const none = walk([order], bar, 0, { ...RULES, allowedLots: () => 0 });
    expect(events(none)).toEqual(['order-1 rejected unaffordable 10/0']);
    const whole = { ...order, timeInForce: { kind: 'fok' } } as const;
    const killed = walk([whole], testBar([97, 98, 96, 97]), 0, { ...RULES, allowedLots: () => 4 });
    expect(events(killed)).toEqual(['order-1 rejected unaffordable 10/0']);
    const earlier: number[] = [];
    walk([testOrder(), testOrder({ id: 2 })], bar, 0, {
      ...RULES,
      allowedLots: (fill, before) => {
        earlier.push(before.length);
        return fill.lots;
      },
    });
    expect(earlier).toEqual([0, 1]);
  });

  it('treats a degenerate open as the contract says', () => {
    const bar = testBar([100, 103, 98, 102], { isOpenDegenerate: true });
    const under = (degenerateOpen: PathTerms['degenerateOpen']): BarWalk =>
      walk([testOrder()], bar, 0, testRules({ degenerateOpen }));
    expect(told(under('next-close'))).toEqual(['order-1 1 @ 102 market-at-close-degenerate-open']);
    expect(told(under('accept'))).toEqual(['order-1 1 @ 100 market-at-next-open']);
    expect(events(under('refuse'))).toEqual(['order-1 rejected degenerate-open 1/0']);
    expect(walkOpen([testOrder()], bar, 0, RULES)).toBeUndefined();
    expect(told(walkRest([testOrder()], bar, 0, RULES) as BarWalk)).toEqual([
      'order-1 1 @ 102 market-at-close-degenerate-open',
    ]);
  });

  it('weighs the two paths exactly where products pass 53 bits', () => {
    const far = 2 ** 52;
    const lots = 2 ** 30 + 1;
    const bar = testBar([far, far + 3, far - 4, far]);
    const pair = [
      testOrder({ type: 'stop', stopTicks: far + 2, lots, oco: 'a' }),
      testOrder({ id: 2, side: 'sell', type: 'stop', stopTicks: far - 3, lots, oco: 'a' }),
    ];
    expect(walk(pair, bar, 0).path).toBe('low-first');
    expect(walk(pair, bar, 0, testRules({ intrabarPath: 'for' })).path).toBe('high-first');
    expect(worthAtClose(walk(pair, bar, 0).fills, bar.close)).toBe(BigInt(lots) * -3n);
    const apart = [testOrder({ lots: 2 ** 53 - 1 }), testOrder({ id: 2, type: 'stop', stopTicks: far + 3, lots: 1 })];
    expect(walk(apart, { ...bar, close: far + 2 }, 0).path).toBe('low-first');
  });

  it('takes every order through legal states only, over many bars', () => {
    const bars = fc.array(anyBar, { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(anyScene, anyRules, bars, fc.boolean(), (scene, rules, drawn, isCloseOnly) => {
        const states = new Map<number, OrderState | undefined>(scene.orders.map(({ id, state }) => [id, state]));
        let orders = scene.orders;
        let position = scene.position;
        drawn.forEach((bar, index) => {
          const walked = isCloseOnly
            ? walkClose(orders, { ...bar, index, previousClose: drawn[index - 1]?.close }, position, rules)
            : walkBar(orders, { ...bar, index }, position, rules);
          if (walked === undefined) return;
          for (const { orderId, event } of walked.events) {
            states.set(orderId, nextOrderState(states.get(orderId), event));
          }
          for (const { id, state } of walked.orders) expect(states.get(id)).toBe(state);
          ({ orders, positionLots: position } = walked);
        });
      }),
      { numRuns: 1000 },
    );
  });
});

describe('walkClose', () => {
  it('lets exits begin with the next bar, and trails from close to close', () => {
    const attached = { firstId: 2, stop: { ticks: 101 }, trail: { kind: 'ticks', ticks: 4 }, targets: [] } as const;
    const close = (orders: readonly WorkingOrder[], ticks: number, index: number, held: number): BarWalk | undefined =>
      walkClose(orders, { close: ticks, index, ordersUntil: 0 }, held, RULES);
    const opened = close([testOrder({ tag: 'p', attached })], 100, 0, 0) as BarWalk;
    expect(told(opened)).toEqual(['p 1 @ 100 market-at-next-close']);
    const trailed = opened.orders.filter(({ type }) => type === 'trailing-stop');
    const up = close(trailed, 107, 1, 1) as BarWalk;
    expect(up.orders[0]?.waterMarkTicks).toBe(107);
    expect(close(up.orders, 104, 2, 1)).toBeUndefined();
    expect(told(close(up.orders, 103, 2, 1) as BarWalk)).toEqual(['p/trailing-stop 1 @ 103 trailing-stop-at-close']);
    const stop = opened.orders.filter(({ type }) => type === 'stop');
    expect(told(close(stop, 100, 1, 1) as BarWalk)).toEqual(['p/stop-loss 1 @ 100 stop-at-close']);
  });

  it('fills a limit that a stop of its group held at what the market pays then, never beyond the bar', () => {
    const orders = [
      testOrder({ id: 1, tag: 'entry' }),
      testOrder({ id: 2, tag: 'limit', type: 'limit', limitTicks: 110, oco: 'a', sequence: 2 }),
      testOrder({ id: 3, tag: 'stop', type: 'stop', stopTicks: 77, oco: 'a', reduceOnly: true, sequence: 3 }),
    ];
    const terms = testRules({ limitFill: 'through', gapThroughStop: 'worst-of-bar' });
    // The stop has nothing to reduce when it comes to the worst price, and lets the limit go there.
    const walked = walk(orders, testBar([80, 109, 80, 80]), 0, terms);
    expect(told(walked)).toEqual(['entry 1 @ 80 market-at-next-open', 'limit 1 @ 109 limit-inside-bar']);
  });

  it('takes a limit that waited for the rest of its first bar as one that waits, in one call or in two', () => {
    const orders = [
      testOrder({ id: 1, tag: 'stop', type: 'stop', stopTicks: 77, oco: 'b', reduceOnly: true }),
      testOrder({ id: 2, tag: 'entry', sequence: 2 }),
      testOrder({ id: 3, tag: 'limit', type: 'limit', limitTicks: 85, oco: 'b', state: 'accepted', sequence: 3 }),
    ];
    const terms = testRules({ gapThroughStop: 'worst-of-bar', gapThroughLimit: 'level' });
    const bar = testBar([80, 80, 80, 80]);
    const opened = walkOpen(orders, bar, 0, terms) as BarWalk;
    const rest = walkRest(opened.orders, bar, opened.positionLots, terms) as BarWalk;
    expect([...told(opened), ...told(rest)]).toEqual(told(walk(orders, bar, 0, terms)));
    expect(told(rest)).toEqual(['limit 1 @ 85 limit-gapped-at-level']);
  });

  it('fills stops before limits before orders without a price, and settles what wants its fill at once', () => {
    const orders = [
      testOrder({ id: 1, tag: 'market' }),
      testOrder({ id: 2, tag: 'limit', type: 'limit', limitTicks: 99 }),
      testOrder({ id: 3, tag: 'stop', type: 'stop', side: 'sell', stopTicks: 99 }),
      testOrder({ id: 4, tag: 'ioc', type: 'limit', limitTicks: 90, timeInForce: { kind: 'ioc' } }),
    ];
    const walked = walkClose(orders, { close: 98, previousClose: 100, index: 0, ordersUntil: 0 }, 0, RULES) as BarWalk;
    expect(told(walked)).toEqual([
      'stop 1 @ 98 stop-at-close',
      'limit 1 @ 99 limit-at-close',
      'market 1 @ 98 market-at-next-close',
    ]);
    expect(events(walked).at(-1)).toBe('ioc cancelled immediate-or-cancel 1/0');
    expect(walkClose(orders, { close: NaN, index: 0, ordersUntil: 0 }, 0, RULES)).toBeUndefined();
  });
});

describe('an exit whose position others have taken out', () => {
  const attached = { firstId: 11, stop: { ticks: 96 }, targets: [] };
  const entry = testOrder({
    id: 10,
    type: 'limit',
    limitTicks: 90,
    lots: 18,
    filledLots: 10,
    coveredLots: 10,
    state: 'partially-filled',
    attached,
  });
  const stop = testOrder({
    id: 11,
    parentId: 10,
    role: 'stop-loss',
    side: 'sell',
    type: 'stop',
    stopTicks: 96,
    lots: 10,
    coveredLots: 10,
    reduceOnly: true,
  });

  it('ends its entry with the lots that are left of the position, not with those it once covered', () => {
    const walk = walkBar([entry, stop], testBar([100, 101, 95, 97]), 3, testRules());
    expect(walk?.fills.map(({ order, lots }) => [order.id, lots])).toEqual([[11, 3]]);
    expect(walk?.orders).toEqual([]);
    expect(walk?.events.at(-1)).toMatchObject({ orderId: 10, event: 'cancelled', reason: 'exited-before-fill' });
  });

  it('does not come again where it has ended while its entry goes on', () => {
    const walk = walkBar([entry], testBar([100, 101, 89, 97]), 10, testRules());
    expect(walk?.fills.map(({ order, lots }) => [order.id, lots])).toEqual([[10, 8]]);
    expect(walk?.orders).toEqual([]);
  });
});
