import { describe, expect, it } from 'vitest';
import type { OrderRequest, Plan } from './action.ts';
import { checkAction } from './check-action.ts';

const ORDER: OrderRequest = {
  kind: 'order',
  tag: 'x',
  instrument: 'TEST',
  side: 'buy',
  quantity: { kind: 'lots', value: 3 },
  type: 'market',
  reason: 'test',
};
const LIMIT = { ...ORDER, type: 'limit', limitPrice: 100 } as const;
const PLAN: Plan = {
  kind: 'plan',
  tag: 'p',
  instrument: 'TEST',
  direction: 'long',
  entry: { type: 'limit', price: 100 },
  stop: { price: 95 },
  targets: [
    { price: 105, share: 0.5 },
    { fraction: 0.1, share: 0.5 },
  ],
  timeExit: { bars: 5 },
  risk: { kind: 'risk-fraction', value: 0.01 },
  expires: 1000,
  reason: 'test',
};

describe('checkAction', () => {
  it.each([
    ['an intent', { legs: [], allOrNone: false, reason: 'test' }],
    ['an intent by name', { kind: 'intent', legs: [], allOrNone: false, reason: 'test' }],
    ['a market order', ORDER],
    [
      'a limit order with everything',
      { ...LIMIT, timeInForce: { kind: 'gtd', until: 9 }, oco: 'a', reduceOnly: false },
    ],
    ['a stop', { ...ORDER, type: 'stop', stopPrice: -4 }],
    ['a stop-limit', { ...ORDER, type: 'stop-limit', stopPrice: 100, limitPrice: 100 }],
    ['a trailing stop', { ...ORDER, type: 'trailing-stop', trail: { kind: 'fraction', value: 0.1 } }],
    ['a position order', { ...ORDER, quantity: { kind: 'position' } }],
    ['a bracket', { ...ORDER, attached: { stopLoss: { fraction: 0.1 }, trailingStop: { kind: 'price', value: 2 } } }],
    ['a cancel of all', { kind: 'cancel', tag: '*' }],
    ['a replacement of an exit', { kind: 'replace', tag: 'x/stop-loss', stopPrice: 96 }],
    ['a plan', PLAN],
    ['a plan without targets', { ...PLAN, targets: [], timeExit: undefined, expires: undefined }],
  ])('accepts %s', (_, action) => {
    expect(() => checkAction(action)).not.toThrow();
  });

  const refused: readonly (readonly [unknown, string])[] = [
    [undefined, "invalid 'action': must be an object: an intent, order, cancel, replace or plan, was undefined"],
    [
      { kind: 'ordr' },
      "invalid 'action.kind': must be one of intent, order, cancel, replace, plan (did you mean 'order'?)",
    ],
    [{ legs: 5 }, "invalid 'intent.legs': must be a list"],
    [{ ...ORDER, limitprice: 5 }, "invalid 'order x.limitprice': must be left out (did you mean 'limitPrice'?), was 5"],
    [{ ...ORDER, tag: '' }, 'must be a text that is not empty'],
    [{ ...ORDER, tag: 'a/b' }, "invalid 'order a/b.tag': must be without '*' and '/'"],
    [{ ...ORDER, side: 'Buy' }, "invalid 'order x.side': must be one of buy, sell (did you mean 'buy'?), was 'Buy'"],
    [{ ...ORDER, type: 'stoplimit' }, "(did you mean 'stop-limit'?), was 'stoplimit'"],
    [{ ...ORDER, quantity: undefined }, "invalid 'order x.quantity': must be an object, was undefined"],
    [{ ...ORDER, quantity: { kind: 'lots', value: 0 } }, "'order x.quantity.value': must be a whole number > 0, was 0"],
    [{ ...ORDER, quantity: { kind: 'lots', value: 1.5 } }, 'must be a whole number > 0, was 1.5'],
    [{ ...ORDER, quantity: { kind: 'exposure', value: 1.1 } }, 'must be > 0 and at most 1, was 1.1'],
    [{ ...ORDER, quantity: { kind: 'weight', value: NaN } }, 'must be finite and > 0, was NaN'],
    [{ ...ORDER, quantity: { kind: 'position', value: 3 } }, 'must be left out: the quantity is the whole position'],
    [{ ...ORDER, type: 'limit' }, "invalid 'order x.limitPrice': must be given for a limit order, was undefined"],
    [{ ...LIMIT, limitPrice: NaN }, "invalid 'order x.limitPrice': must be finite, was NaN"],
    [{ ...LIMIT, limitPrice: '100' }, "must be finite, was '100'"],
    [{ ...ORDER, limitPrice: 100 }, 'must be left out: a market order has none, only limit and stop-limit orders do'],
    [{ ...LIMIT, stopPrice: 100 }, 'must be left out: a limit order has none, only stop and stop-limit orders do'],
    [
      { ...ORDER, type: 'stop-limit', stopPrice: 100, limitPrice: 99 },
      'at or above the stop price 100, or it could not fill',
    ],
    [{ ...ORDER, side: 'sell', type: 'stop-limit', stopPrice: 100, limitPrice: 101 }, 'at or below the stop price 100'],
    [{ ...ORDER, type: 'trailing-stop' }, "invalid 'order x.trail': must be given for a trailing-stop order"],
    [
      { ...ORDER, type: 'trailing-stop', trail: { kind: 'price', value: 0 } },
      "'order x.trail.value': must be finite and > 0, was 0",
    ],
    [{ ...ORDER, type: 'trailing-stop', trail: { kind: 'fraction', value: 1 } }, 'must be > 0 and < 1, was 1'],
    [{ ...ORDER, timeInForce: { kind: 'gtd' } }, "'order x.timeInForce.until': must be a time in epoch milliseconds"],
    [{ ...ORDER, timeInForce: { kind: 'day', until: 5 } }, 'must be left out: only gtd orders have it, was 5'],
    [{ ...ORDER, timeInForce: 'day' }, "invalid 'order x.timeInForce': must be an object, was 'day'"],
    [{ ...ORDER, reduceOnly: 'yes' }, "invalid 'order x.reduceOnly': must be true or false, was 'yes'"],
    [{ ...ORDER, oco: '' }, "invalid 'order x.oco': must be a text that is not empty"],
    [{ ...ORDER, reduceOnly: true, attached: {} }, 'an order that only reduces opens nothing to protect'],
    [
      { ...ORDER, attached: { stop: { fraction: 0.1 } } },
      "invalid 'order x.attached.stop': must be one of stopLoss, takeProfit, trailingStop",
    ],
    [
      { ...ORDER, attached: { stopLoss: { fraction: 0 } } },
      "'order x.attached.stopLoss.fraction': must be finite and > 0",
    ],
    [{ ...ORDER, attached: { stopLoss: { fraction: 1, price: 2 } } }, 'must be given, or else the other'],
    [{ ...ORDER, reason: undefined }, "invalid 'order x.reason': must be a text that is not empty, was undefined"],
    [{ kind: 'cancel' }, "invalid 'cancel.tag': must be a text that is not empty, was undefined"],
    [{ kind: 'replace', tag: '*', lots: 3 }, "invalid 'replace *.tag': must be the tag of one order"],
    [{ kind: 'replace', tag: 'x' }, 'it changes nothing'],
    [{ kind: 'replace', tag: 'x', lots: 0 }, 'must be a whole number > 0, was 0'],
    [{ ...PLAN, direction: 'up' }, "invalid 'plan p.direction': must be one of long, short, was 'up'"],
    [{ ...PLAN, entry: { type: 'limit' } }, "'plan p.entry.price': must be finite and given for a limit entry"],
    [{ ...PLAN, entry: { type: 'market', price: 5 } }, 'must be left out for a market entry, was 5'],
    [{ ...PLAN, targets: undefined }, "invalid 'plan p.targets': must be a list (it may be empty)"],
    [{ ...PLAN, targets: [{ price: 5 }] }, "'plan p.targets[0].share': must be > 0 and at most 1, was undefined"],
    [
      {
        ...PLAN,
        targets: [
          { price: 5, share: 0.6 },
          { price: 6, share: 0.6 },
        ],
      },
      'shares that sum to at most 1, was 1.2',
    ],
    [{ ...PLAN, timeExit: { bars: 0 } }, "'plan p.timeExit.bars': must be a whole number > 0, was 0"],
    [{ ...PLAN, timeExit: {} }, 'must be given, or else `at`, but not both'],
    [{ ...PLAN, risk: { kind: 'risk-fraction', value: 1 } }, "'plan p.risk.value': must be > 0 and < 1, was 1"],
    [{ ...PLAN, stop: {} }, "'plan p.stop.fraction': must be given, or else the other: a fraction or a price"],
    [{ ...PLAN, expires: 1.5 }, "'plan p.expires': must be a time in epoch milliseconds, was 1.5"],
  ];

  for (const [action, message] of refused) {
    it(`says: ${message}`, () => {
      expect(() => checkAction(action)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
      expect(() => checkAction(action)).toThrow(message);
    });
  }
});
