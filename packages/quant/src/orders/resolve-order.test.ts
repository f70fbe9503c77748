import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testInstrument } from '../market/testing/index.ts';
import type { OrderRequest, Plan } from './action.ts';
import { isCancelledBy, isLapsed, replaceOrder } from './change-orders.ts';
import { levelTicks } from './price-levels.ts';
import { idsTaken, resolveOrderRequest } from './resolve-order.ts';
import { resolvePlan } from './resolve-plan.ts';
import { testOrder } from './testing/index.ts';
import { orderAfter } from './working-order.ts';

const SHARE = testInstrument();
const CONTEXT = { id: 7, decisionTime: 1000 };
const ORDER: OrderRequest = {
  kind: 'order',
  tag: 'x',
  instrument: 'TEST',
  side: 'buy',
  quantity: { kind: 'lots', value: 3 },
  type: 'market',
  reason: 'test',
};

describe('levelTicks', () => {
  it.each([
    ['buy', 'limit', 10_000],
    ['buy', 'stop', 10_001],
    ['sell', 'limit', 10_001],
    ['sell', 'stop', 10_000],
  ] as const)('rounds a %s %s against the trader', (side, level, ticks) => {
    for (const price of [100.004, 100.005, 100.006]) expect(levelTicks(SHARE, price, side, level)).toBe(ticks);
    expect(levelTicks(SHARE, 100.01, side, level)).toBe(10_001);
    expect(levelTicks(SHARE, -100.005, side, level)).toBe(ticks === 10_000 ? -10_001 : -10_000);
  });

  it('takes what arithmetic leaves over for the tick it stands for', () => {
    for (const side of ['buy', 'sell'] as const) {
      expect(levelTicks(SHARE, 0.1 + 0.2, side, 'limit')).toBe(30);
      expect(levelTicks(SHARE, 1.1 * 3, side, 'stop')).toBe(330);
    }
  });

  it('never lies further than a tick from the price', () => {
    const price = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(price, fc.constantFrom('buy' as const, 'sell' as const), (value, side) => {
        const limit = levelTicks(SHARE, value, side, 'limit');
        const stop = levelTicks(SHARE, value, side, 'stop');
        expect(Math.abs(limit - value * 100)).toBeLessThanOrEqual(1 + 1e-6);
        expect(side === 'buy' ? stop - limit : limit - stop).toBeGreaterThanOrEqual(0);
        expect(Math.abs(stop - limit)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('resolveOrderRequest', () => {
  it('gives an accepted order in ticks and lots that may fill from its decision on', () => {
    const order = resolveOrderRequest({ ...ORDER, type: 'limit', limitPrice: 99.999 }, SHARE, CONTEXT);
    expect(order).toEqual({
      ...testOrder({ id: 7, tag: 'x', type: 'limit', lots: 3, limitTicks: 9999 }),
      state: 'accepted',
      decisionTime: 1000,
      activeFrom: 1000,
    });
    expect(idsTaken(order)).toBe(1);
  });

  it('resolves every kind of level, and attached exits on their own side', () => {
    const stopLimit = { ...ORDER, side: 'sell', type: 'stop-limit', stopPrice: 95.555, limitPrice: 95.001 } as const;
    expect(resolveOrderRequest(stopLimit, SHARE, CONTEXT)).toMatchObject({ stopTicks: 9555, limitTicks: 9501 });
    const trailing = { ...ORDER, type: 'trailing-stop', trail: { kind: 'price', value: 0.011 } } as const;
    expect(resolveOrderRequest(trailing, SHARE, CONTEXT).trail).toEqual({ kind: 'ticks', ticks: 2 });
    const attached = {
      stopLoss: { price: 95.005 },
      takeProfit: { fraction: 0.1 },
      trailingStop: { kind: 'fraction', value: 0.02 },
    } as const;
    const bracket = resolveOrderRequest({ ...ORDER, attached }, SHARE, CONTEXT);
    expect(bracket.attached).toEqual({
      firstId: 8,
      stop: { ticks: 9500 },
      trail: { kind: 'fraction', value: 0.02 },
      targets: [{ level: { fraction: 0.1 }, share: 1 }],
    });
    expect(idsTaken(bracket)).toBe(5);
  });

  it('takes sized lots for exposures and weights, and none for a position', () => {
    const weight = { ...ORDER, quantity: { kind: 'weight', value: 0.5 } } as const;
    expect(resolveOrderRequest(weight, SHARE, { ...CONTEXT, lots: 12 }).lots).toBe(12);
    expect(() => resolveOrderRequest(weight, SHARE, CONTEXT)).toThrow(
      'sized to a whole number of lots > 0, was undefined',
    );
    const position = { ...ORDER, quantity: { kind: 'position' } } as const;
    const order = resolveOrderRequest(position, SHARE, CONTEXT);
    expect(order).toMatchObject({ lots: 0, closesPosition: true, reduceOnly: true });
  });

  it.each([
    [{ instrument: 'OTHER' }, "invalid 'order x.instrument': must be 'TEST' here, was 'OTHER'"],
    [
      { timeInForce: { kind: 'gtd', until: 1000 } },
      "'order x.timeInForce.until': must be later than the decision at 1000",
    ],
    [{ type: 'limit', limitPrice: 1e300 }, 'less than 2^53 ticks'],
    [
      { type: 'limit', limitPrice: 100, attached: { stopLoss: { price: 101 } } },
      "invalid 'order x.stop': must be below the entry's level of 10000 ticks, was '10100 ticks'",
    ],
    [
      { type: 'limit', limitPrice: 100, attached: { stopLoss: { price: 100 } } },
      "must be below the entry's level of 10000 ticks",
    ],
    [
      { side: 'sell', type: 'limit', limitPrice: 100, attached: { takeProfit: { price: 101 } } },
      "invalid 'order x.target': must be below the entry's level of 10000 ticks, was '10100 ticks'",
    ],
    [
      { attached: { stopLoss: { price: 101 }, takeProfit: { price: 100 } } },
      "invalid 'order x.target': must be above the stop of 10100 ticks, was '10000 ticks'",
    ],
  ] as const)('refuses %j', (changes, message) => {
    const request = { ...ORDER, ...changes } as OrderRequest;
    expect(() => resolveOrderRequest(request, SHARE, CONTEXT)).toThrow(message);
  });
});

describe('resolvePlan', () => {
  const PLAN: Plan = {
    kind: 'plan',
    tag: 'p',
    instrument: 'TEST',
    direction: 'short',
    entry: { type: 'stop', price: 99.996 },
    stop: { price: 105 },
    targets: [
      { price: 95.001, share: 0.5 },
      { fraction: 0.1, share: 0.5 },
    ],
    timeExit: { bars: 5 },
    risk: { kind: 'risk-fraction', value: 0.01 },
    expires: 5000,
    reason: 'test',
  };

  it('gives the entry with stop, targets and time exit attached', () => {
    const order = resolvePlan(PLAN, SHARE, { ...CONTEXT, lots: 10 });
    expect(order).toMatchObject({ side: 'sell', type: 'stop', stopTicks: 9999, lots: 10, state: 'accepted' });
    expect(order.timeInForce).toEqual({ kind: 'gtd', until: 5000 });
    expect(order.attached).toEqual({
      firstId: 8,
      stop: { ticks: 10_500 },
      timeExit: { bars: 5 },
      targets: [
        { level: { ticks: 9500 }, share: 0.5 },
        { level: { fraction: 0.1 }, share: 0.5 },
      ],
    });
    expect(idsTaken(order)).toBe(6);
    const market = resolvePlan(
      { ...PLAN, entry: { type: 'market' }, risk: { kind: 'lots', value: 4 } },
      SHARE,
      CONTEXT,
    );
    expect(market).toMatchObject({ type: 'market', lots: 4, stopTicks: undefined, limitTicks: undefined });
  });

  it.each([
    [{ stop: { price: 99 } }, "invalid 'plan p.stop': must be above the entry's level of 9999 ticks, was '9900 ticks'"],
    [{ targets: [{ price: 101, share: 1 }] }, "'plan p.target': must be below the entry's level of 9999 ticks"],
    [{ expires: 1000 }, "'plan p.expires': must be later than the decision at 1000, was 1000"],
    [{ timeExit: { at: 900 } }, "'plan p.timeExit.at': must be later than the decision at 1000, was 900"],
    [{ instrument: 'OTHER' }, "invalid 'plan p.instrument': must be 'TEST' here, was 'OTHER'"],
  ])('refuses %j', (changes, message) => {
    expect(() => resolvePlan({ ...PLAN, ...changes }, SHARE, { ...CONTEXT, lots: 1 })).toThrow(message);
  });

  it('needs lots where its risk had to be sized', () => {
    expect(() => resolvePlan(PLAN, SHARE, CONTEXT)).toThrow("'plan p.quantity': must be sized to a whole number");
  });
});

describe('replaceOrder', () => {
  const order = testOrder({ tag: 'x', type: 'stop-limit', lots: 10, stopTicks: 10_300, limitTicks: 10_500 });
  const half = orderAfter(order, 'partially-filled', 5);

  it('keeps identity and fills, loses its place', () => {
    const changed = replaceOrder(half, { kind: 'replace', tag: 'x', lots: 8, limitPrice: 104.009 }, SHARE, 99);
    expect(changed).toEqual({ ...half, lots: 8, limitTicks: 10_400, sequence: 99 });
  });

  it('keeps the water mark of a trailing stop', () => {
    const trailing = testOrder({ type: 'trailing-stop', trail: { kind: 'ticks', ticks: 5 }, waterMarkTicks: 10_000 });
    const request = { kind: 'replace', tag: 'x', trail: { kind: 'price', value: 0.03 } } as const;
    const changed = replaceOrder(trailing, request, SHARE, 2);
    expect(changed).toMatchObject({ trail: { kind: 'ticks', ticks: 3 }, waterMarkTicks: 10_000 });
  });

  it.each([
    [half, { lots: 5 }, "invalid 'replace x.lots': must be more than the 5 filled or given up already, was 5"],
    [half, { trail: { kind: 'price', value: 1 } }, "'replace x.trail': must be left out for a stop-limit order"],
    [
      half,
      { limitPrice: 102 },
      "'replace x.limitPrice': must be at or above the stop of 10300 ticks, was '10200 ticks'",
    ],
    [testOrder({ closesPosition: true }), { lots: 5 }, 'must be left out: it closes the position, was 5'],
    [testOrder(), { stopPrice: 5 }, 'must be left out for a market order, was 5'],
    [orderAfter(order, 'cancelled'), { lots: 50 }, 'an order that is cancelled cannot be replaced'],
  ] as const)('refuses to change %j by %j', (one, changes, message) => {
    expect(() => replaceOrder(one, { kind: 'replace', tag: 'x', ...changes }, SHARE, 2)).toThrow(message);
  });
});

describe('isCancelledBy and isLapsed', () => {
  it('mean an order by its tag with its exits, or all', () => {
    const exit = testOrder({ tag: 'x/stop-loss' });
    expect(isCancelledBy(exit, { kind: 'cancel', tag: 'x' })).toBe(true);
    expect(isCancelledBy(exit, { kind: 'cancel', tag: 'x/stop-loss', instrument: 'TEST' })).toBe(true);
    expect(isCancelledBy(exit, { kind: 'cancel', tag: '*' })).toBe(true);
    expect(isCancelledBy(exit, { kind: 'cancel', tag: '*', instrument: 'OTHER' })).toBe(false);
    expect(isCancelledBy(testOrder({ tag: 'xy' }), { kind: 'cancel', tag: 'x' })).toBe(false);
  });

  it('ends an order that is good till a date at that date', () => {
    const order = testOrder({ timeInForce: { kind: 'gtd', until: 500 } });
    expect([499, 500].map((time) => isLapsed(order, time))).toEqual([false, true]);
    expect(isLapsed(orderAfter(order, 'filled', 1), 500)).toBe(false);
    expect(isLapsed(testOrder(), 500)).toBe(false);
  });
});
