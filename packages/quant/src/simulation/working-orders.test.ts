import { MS_PER_DAY, MS_PER_HOUR } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { ohlcSeries } from '../market/testing/index.ts';
import type { BarSeries } from '../market/index.ts';
import type { Action, OrderEvent, OrderState } from '../orders/index.ts';
import { nextOrderState } from '../orders/index.ts';
import type { WorkingOrderView } from '../strategy/index.ts';
import { simulate } from './simulate.ts';
import type { SimulationOptions, SimulationResult } from './simulation.ts';
import {
  byBar,
  contiguousSeries,
  COST_FREE,
  optionsOver,
  order,
  runOver,
  strategyOf,
  wantLots,
} from './testing/index.ts';

/** Bars as `open high low close`, a day each. */
function bars(...rows: readonly string[]): BarSeries {
  const prices = rows.map((row) => row.split(' ').map(Number));
  const column = (k: number): number[] => prices.map((row) => row[k]);
  return ohlcSeries({ open: column(0), high: column(1), low: column(2), close: column(3) });
}

const FLAT = '100 101 99 100';

function run(
  series: BarSeries,
  plan: Readonly<Record<number, Action | readonly Action[]>>,
  changes: Partial<SimulationOptions> = {},
): SimulationResult {
  return runOver([series], byBar('TEST', plan), changes);
}

const fillsOf = ({ fills }: SimulationResult): readonly string[] =>
  fills.map(
    ({ side, lots, referenceTicks, rule, barIndex }) =>
      `${barIndex}: ${side} ${lots} at ${referenceTicks / 100} ${rule}`,
  );
const stepsOf = ({ orderEvents }: SimulationResult, tag: string): readonly string[] =>
  orderEvents.filter((one) => one.tag === tag).map(({ event, reason }) => `${event}: ${reason}`);

/** Takes every order through the table of states: an illegal step throws. */
function checkLives(events: readonly OrderEvent[]): void {
  const states = new Map<number, OrderState>();
  for (const { orderId, event } of events) states.set(orderId, nextOrderState(states.get(orderId), event));
}

describe('a working order', () => {
  it('waits for its price and fills in a later bar, strictly after its decision', () => {
    const series = bars(FLAT, FLAT, '100 101 95 96', FLAT);
    const result = run(series, { 0: order({ type: 'limit', limitPrice: 97, quantity: { kind: 'lots', value: 3 } }) });
    expect(fillsOf(result)).toEqual(['2: buy 3 at 97 limit-inside-bar', '3: sell 3 at 100 segment-end-at-close']);
    expect(result.fills[0]).toMatchObject({ orderId: 0, decisionTime: series.eventTime[0], time: series.eventTime[2] });
    expect(stepsOf(result, 'a')).toEqual(['accepted: test', 'working: accepted', 'filled: limit-inside-bar']);
    checkLives(result.orderEvents);
  });

  it('fills at an open stamped with the latency of the contract', () => {
    const series = bars(FLAT, '96 97 95 96', FLAT);
    const result = run(series, { 0: order({ type: 'limit', limitPrice: 97 }) });
    expect(result.fills[0]).toMatchObject({
      referenceTicks: 9600,
      rule: 'limit-at-open',
      time: series.openTime[1] + 1,
    });
  });

  it('fills market orders at the next open, after what an intent has queued', () => {
    const result = run(bars(FLAT, FLAT, FLAT), { 0: [order({ side: 'sell', tag: 's' }), wantLots('TEST', 5)] });
    expect(fillsOf(result).slice(0, 2)).toEqual([
      '1: buy 5 at 100 market-at-next-open',
      '1: sell 1 at 100 market-at-next-open',
    ]);
  });

  it('never makes good for costs that the account cannot bear: it is cut to the limit, or rejected', () => {
    const rich = order({ quantity: { kind: 'lots', value: 40 }, tag: 'rich', type: 'limit', limitPrice: 99.5 });
    const small = { account: { currency: 'USD', cash: 1000 }, limits: { maxGrossExposure: 1 } };
    const result = run(bars(FLAT, FLAT, FLAT, FLAT), { 0: rich, 1: order({ tag: 'none' }) }, small);
    expect(fillsOf(result)[0]).toBe('1: buy 10 at 99.5 limit-inside-bar');
    expect(stepsOf(result, 'rich').slice(2)).toEqual(['reduced: reduced-to-limit', 'filled: limit-inside-bar']);
    expect(stepsOf(result, 'none').at(-1)).toBe('rejected: unaffordable');
    expect(result.refusals.map(({ reason }) => reason)).toEqual(['reduced-to-limit', 'unaffordable']);
    checkLives(result.orderEvents);
  });

  it('is sized at the decision where its quantity says so', () => {
    const weight = order({ quantity: { kind: 'weight', value: 0.5 } });
    const exposure = order({ quantity: { kind: 'exposure', value: 1 }, tag: 'b' });
    const options = { account: { currency: 'USD', cash: 10_000 }, sizing: { kind: 'fixed', lots: 7 } as const };
    const result = run(bars(FLAT, FLAT, FLAT), { 0: [weight, exposure] }, options);
    expect(result.fills.slice(0, 2).map(({ lots }) => lots)).toEqual([50, 7]);
    const tiny = run(bars(FLAT, FLAT, FLAT), { 0: order({ quantity: { kind: 'weight', value: 1e-6 } }) }, options);
    expect(tiny.refusals).toEqual([
      { time: expect.any(Number) as number, instrument: 'TEST', reason: 'below-one-lot' },
    ]);
    expect(stepsOf(tiny, 'a')).toEqual(['rejected: below-one-lot']);
  });
});

describe('time in force', () => {
  it('lets a day order work for the session after its decision, and no longer', () => {
    const day = order({ type: 'limit', limitPrice: 97, timeInForce: { kind: 'day' } });
    const series = bars(FLAT, FLAT, '100 101 95 96', FLAT);
    const result = run(series, { 0: day });
    expect(result.fills).toEqual([]);
    expect(stepsOf(result, 'a').at(-1)).toBe('expired: session-ended');
    expect(result.orderEvents.at(-1)?.time).toBe(series.eventTime[1]);
    expect(fillsOf(run(series, { 1: day }))[0]).toBe('2: buy 1 at 97 limit-inside-bar');
  });

  it('ends an intraday day order at the close of the session in which it was decided', () => {
    const closes = Array.from({ length: 72 }, (_, i) => (i === 30 ? 90 : 100));
    const series = contiguousSeries(
      closes,
      { start: Date.UTC(2024, 0, 1), barMs: MS_PER_HOUR },
      { calendar: 'continuous' },
    );
    const day = order({ type: 'limit', limitPrice: 95, timeInForce: { kind: 'day' } });
    const hours = { ...series, timeframe: '1h' as const };
    expect(run(hours, { 20: day }).fills).toEqual([]);
    expect(run(hours, { 20: day }).orderEvents.at(-1)).toMatchObject({ event: 'expired', time: Date.UTC(2024, 0, 2) });
    expect(run(hours, { 25: day }).fills[0]).toMatchObject({ barIndex: 30, referenceTicks: 9500 });
  });

  it('ends a good-till-date order at its date: a bar that closes later gives it the open only', () => {
    const series = bars(FLAT, FLAT, '100 101 95 96', FLAT);
    const until = (time: number): Action =>
      order({ type: 'limit', limitPrice: 97, timeInForce: { kind: 'gtd', until: time } });
    expect(fillsOf(run(series, { 0: until(series.eventTime[2]) }))[0]).toBe('2: buy 1 at 97 limit-inside-bar');
    const short = run(series, { 0: until(series.eventTime[2] - 1) });
    expect(short.fills).toEqual([]);
    expect(short.orderEvents.at(-1)).toMatchObject({
      event: 'expired',
      reason: 'good-till-date',
      time: series.eventTime[2] - 1,
    });
  });

  it('lets orders lapse one by one: an earlier one does not take a later one along', () => {
    const series = bars(FLAT, FLAT, '100 101 95 96', FLAT);
    const at = (tag: string, until: number): Action =>
      order({ tag, type: 'limit', limitPrice: 97, timeInForce: { kind: 'gtd', until } });
    const close = series.eventTime[2];
    const result = run(series, { 0: [at('early', close - 1), at('late', close), at('first', close - 2)] });
    expect(fillsOf(result)[0]).toBe('2: buy 1 at 97 limit-inside-bar');
    const lapsed = result.orderEvents.filter(({ event }) => event === 'expired');
    expect(lapsed.map(({ tag, time }) => [tag, time])).toEqual([
      ['first', close - 2],
      ['early', close - 1],
    ]);
  });

  it('takes what it can get at once, or all, or nothing', () => {
    const series = ohlcSeries({ close: [100, 100, 100, 100], volume: [1000, 400, 1000, 1000] });
    const contract = { ...COST_FREE, volumeShare: 0.1 };
    const lots = { kind: 'lots', value: 60 } as const;
    const ioc = run(series, { 1: order({ quantity: lots, timeInForce: { kind: 'ioc' } }) }, { contract });
    expect(stepsOf(ioc, 'a').slice(2)).toEqual([
      'partially-filled: market-at-next-open',
      'cancelled: immediate-or-cancel',
    ]);
    expect(ioc.fills[0].lots).toBe(40);
    const fok = run(series, { 1: order({ quantity: lots, timeInForce: { kind: 'fok' } }) }, { contract });
    expect(fok.fills).toEqual([]);
    expect(
      run(series, { 2: order({ quantity: lots, timeInForce: { kind: 'fok' } }) }, { contract }).fills[0].lots,
    ).toBe(60);
  });
});

describe('orders that belong together', () => {
  it('of a group the first fill cancels the others, in other instruments too', () => {
    const series = bars(FLAT, '100 106 99 105', '105 106 90 91', FLAT);
    const other = { ...bars(FLAT, FLAT, '100 120 99 119', FLAT), instrument: { ...series.instrument, id: 'OTHER' } };
    const group = { oco: 'breakout' } as const;
    const orders = [
      order({ tag: 'up', type: 'stop', stopPrice: 104, ...group }),
      order({ tag: 'down', side: 'sell', type: 'stop', stopPrice: 95, ...group }),
      order({ tag: 'other', instrument: 'OTHER', type: 'stop', stopPrice: 110, ...group }),
    ];
    const result = runOver([series, other], byBar('TEST', { 0: orders }));
    expect(fillsOf(result)[0]).toBe('1: buy 1 at 104 stop-inside-bar');
    expect(result.fills).toHaveLength(2);
    expect(stepsOf(result, 'down').at(-1)).toBe('cancelled: oco');
    expect(stepsOf(result, 'other').at(-1)).toBe('cancelled: oco');
    checkLives(result.orderEvents);
  });

  it('of a bracket one exit cancels the other, and both go when the position goes otherwise', () => {
    const bracket = order({
      type: 'limit',
      limitPrice: 98,
      attached: { stopLoss: { price: 95 }, takeProfit: { price: 105 } },
    });
    const target = run(bars(FLAT, '100 101 97 100', '100 106 99 105', FLAT), { 0: bracket });
    expect(fillsOf(target)).toEqual(['1: buy 1 at 98 limit-inside-bar', '2: sell 1 at 105 target-inside-bar']);
    expect(target.trades[0]).toMatchObject({ entryReason: 'test', exitReason: 'take profit' });
    expect(stepsOf(target, 'a/stop-loss').at(-1)).toBe('cancelled: sibling-filled');
    const closed = run(bars(FLAT, '100 101 97 100', FLAT, FLAT), { 0: bracket, 1: wantLots('TEST', 0) });
    expect(fillsOf(closed)[1]).toBe('2: sell 1 at 100 market-at-next-open');
    for (const exit of ['a/stop-loss', 'a/take-profit'])
      expect(stepsOf(closed, exit).at(-1)).toBe('cancelled: position-closed');
    expect(closed.orderEvents.at(-1)?.time).toBe(closed.fills[1].time);
    checkLives(closed.orderEvents);
  });

  it('of a plan the entry, stop, targets with shares and time exit work as one, sized by its risk', () => {
    const plan: Action = {
      kind: 'plan',
      tag: 'p',
      instrument: 'TEST',
      direction: 'long',
      entry: { type: 'stop', price: 102 },
      stop: { price: 97 },
      targets: [{ price: 106, share: 0.5 }],
      timeExit: { bars: 3 },
      risk: { kind: 'risk-fraction', value: 0.01 },
      reason: 'planned',
    };
    const series = bars(FLAT, '100 103 99 102', '102 107 101 106', FLAT, FLAT, FLAT);
    const options = { account: { currency: 'USD', cash: 100_000 } };
    const result = run(series, { 0: plan }, options);
    expect(fillsOf(result)).toEqual([
      '1: buy 200 at 102 stop-inside-bar',
      '2: sell 100 at 106 target-inside-bar',
      '4: sell 100 at 100 market-at-next-open',
    ]);
    expect(result.trades.map(({ exitReason }) => exitReason)).toEqual(['take profit', 'time exit']);
    const lapsed = run(series, { 0: { ...plan, expires: series.eventTime[0] + 1 } }, options);
    expect(stepsOf(lapsed, 'p').at(-1)).toBe('expired: good-till-date');
  });

  it('of an intent and an order share one position: what an exit leaves is what there is', () => {
    const series = bars(FLAT, FLAT, '100 101 90 91', FLAT);
    const reduce = order({
      side: 'sell',
      tag: 'half',
      type: 'stop',
      stopPrice: 96,
      quantity: { kind: 'lots', value: 3 },
      reduceOnly: true,
    });
    const result = run(series, { 0: [wantLots('TEST', 4, { stopLoss: { fraction: 0.05 } }), reduce] });
    expect(fillsOf(result)).toEqual([
      '1: buy 4 at 100 market-at-next-open',
      '2: sell 3 at 96 stop-inside-bar',
      '2: sell 1 at 95 stop-inside-bar',
    ]);
    expect(result.fills.map(({ orderId }) => orderId)).toEqual([0, 1, undefined]);
    expect(result.fills[2].reason).toBe('stop loss');
  });
});

describe('cancel and replace', () => {
  const limit = order({ type: 'limit', limitPrice: 97 });
  const series = bars(FLAT, FLAT, '100 101 95 96', FLAT);

  it('takes an order out by its tag, or all', () => {
    for (const tag of ['a', '*']) {
      const result = run(series, { 0: limit, 1: { kind: 'cancel', tag } });
      expect(result.fills).toEqual([]);
      expect(stepsOf(result, 'a').at(-1)).toBe('cancelled: requested');
    }
    expect(run(series, { 0: limit, 1: { kind: 'cancel', tag: 'other' } }).fills).toHaveLength(2);
  });

  it('changes lots and levels of an order, which keeps its identity', () => {
    const change = { kind: 'replace', tag: 'a', limitPrice: 95.5, lots: 2 } as const;
    const result = run(series, { 0: limit, 1: change });
    expect(fillsOf(result)[0]).toBe('2: buy 2 at 95.5 limit-inside-bar');
    expect(result.fills[0].orderId).toBe(0);
    expect(stepsOf(result, 'a')).toEqual([
      'accepted: test',
      'working: accepted',
      'replaced: requested',
      'filled: limit-inside-bar',
    ]);
    checkLives(result.orderEvents);
  });

  it('is a refusal where the order has ended, and an error where there never was one', () => {
    const change = { kind: 'replace', tag: 'a', lots: 2 } as const;
    expect(run(series, { 0: order(), 1: change }).refusals[0].reason).toBe('not-working');
    expect(() => run(series, { 1: change })).toThrow("invalid 'replace.tag': must be that of an order sent before");
  });

  it('refuses a tag that is in use, and takes it again afterwards', () => {
    const twice = run(series, { 0: [limit, order({ type: 'limit', limitPrice: 90 })] });
    expect(twice.refusals.map(({ reason }) => reason)).toEqual(['tag-in-use']);
    expect(twice.orderEvents.filter(({ event }) => event === 'rejected')).toHaveLength(1);
    expect(run(series, { 0: order(), 1: order() }).refusals).toEqual([]);
    checkLives(twice.orderEvents);
  });

  it('says which order makes no sense', () => {
    expect(() => run(series, { 0: order({ type: 'limit' }) })).toThrow("'order a.limitPrice'");
    expect(() => run(series, { 0: order({ instrument: 'OTHER' }) })).toThrow("invalid 'order a.instrument'");
  });
});

describe('orders for the open and the close of a session', () => {
  const day = Date.UTC(2024, 0, 1);
  const closes = Array.from({ length: 96 }, (_, i) => 100 + i);
  const hours = {
    ...contiguousSeries(closes, { start: day, barMs: MS_PER_HOUR }, { calendar: 'continuous' }),
    timeframe: '1h' as const,
  };

  it('fill at the first open and at the last close of the session, not in between', () => {
    const moo = order({ tag: 'o', type: 'market-on-open' });
    const moc = order({ tag: 'c', type: 'market-on-close', side: 'sell' });
    const result = run(hours, { 30: moo, 50: moc });
    expect(result.fills.map(({ rule, time }) => [rule, time])).toEqual([
      ['market-on-open', day + 2 * MS_PER_DAY + 1],
      ['market-on-close', day + 3 * MS_PER_DAY],
    ]);
  });

  it('do not fill at the very close that ends a segment flat', () => {
    const result = run(bars(FLAT, FLAT), { 0: order({ type: 'market-on-close' }) });
    expect(result.fills).toEqual([]);
    expect(stepsOf(result, 'a').at(-1)).toBe('cancelled: segment-ended');
    expect(run(bars(FLAT, FLAT, FLAT), { 0: order({ type: 'market-on-close' }) }).fills[0].rule).toBe(
      'market-on-close',
    );
  });
});

describe('the end of a segment', () => {
  const series = bars(FLAT, FLAT, FLAT, '100 101 90 91', FLAT);
  const twoSegments = (boundary: SimulationOptions['boundary']): SimulationResult => {
    const bracket = order({ attached: { stopLoss: { price: 95 } } });
    const first = byBar('TEST', { 0: [bracket, order({ tag: 'late', type: 'limit', limitPrice: 92 })] });
    const options = optionsOver([series], first);
    const [terms, idle] = [[[]], byBar('TEST', {})];
    const [from, middle, next, to] = [0, 2, 3, 4].map((i) => series.eventTime[i]);
    return simulate({
      ...options,
      boundary,
      segments: [
        { from, to: middle, strategy: first, terms },
        { from: next, to, strategy: idle, terms },
      ],
    });
  };

  it('cancels what waits; exits of a carried position stay with it', () => {
    const carried = twoSegments('carry');
    expect(stepsOf(carried, 'late').at(-1)).toBe('cancelled: segment-ended');
    expect(fillsOf(carried).slice(0, 2)).toEqual([
      '1: buy 1 at 100 market-at-next-open',
      '3: sell 1 at 95 stop-inside-bar',
    ]);
    const flat = twoSegments('flatten');
    expect(stepsOf(flat, 'a/stop-loss').at(-1)).toBe('cancelled: position-closed');
    expect(fillsOf(flat)[1]).toBe('2: sell 1 at 100 segment-end-at-close');
  });
});

describe('the view of working orders', () => {
  it('shows what waits, as it stands at the decision', () => {
    const seen: (readonly WorkingOrderView[])[] = [];
    const series = bars(FLAT, '100 101 97 100', FLAT, FLAT);
    const entry = order({
      type: 'limit',
      limitPrice: 98.004,
      attached: { stopLoss: { price: 95 }, takeProfit: { price: 105 } },
    });
    const strategy = strategyOf((view): readonly Action[] => {
      seen.push(view.workingOrders('TEST'));
      return view.barCount('TEST') === 1 ? [entry, wantLots('TEST', 0, { stopLoss: { fraction: 0.1 } })] : [];
    });
    runOver([series], strategy);
    expect(seen[0]).toEqual([]);
    expect(
      seen[1].map(({ tag, state, stopPrice, limitPrice, lots }) => ({ tag, state, stopPrice, limitPrice, lots })),
    ).toEqual([
      { tag: 'a/stop-loss', state: 'working', stopPrice: 95, limitPrice: undefined, lots: 1 },
      { tag: 'a/take-profit', state: 'working', stopPrice: undefined, limitPrice: 105, lots: 1 },
    ]);
    expect(() =>
      runOver(
        [series],
        strategyOf((view) => view.workingOrders('OTHER').map(() => order())),
      ),
    ).toThrow('one of the simulation');
  });
});

describe('a share of the volume', () => {
  const contract = { ...COST_FREE, volumeShare: 0.1 };

  it('fills intents and orders in parts, at the open by the bar before, and the rest goes on waiting', () => {
    const series = ohlcSeries({ close: [100, 100, 100, 100, 100, 100], volume: [500, 300, 200, 2000, 100, 100] });
    const intent = run(series, { 0: wantLots('TEST', 100) }, { contract });
    expect(fillsOf(intent).slice(0, 3)).toEqual([
      '1: buy 50 at 100 market-at-next-open',
      '2: buy 30 at 100 remainder-at-next-open',
      '3: buy 20 at 100 remainder-at-next-open',
    ]);
    const asOrder = run(series, { 0: order({ quantity: { kind: 'lots', value: 100 } }) }, { contract });
    expect(fillsOf(asOrder).slice(0, 3)).toEqual(fillsOf(intent).slice(0, 3));
    checkLives(asOrder.orderEvents);
  });

  it('treats a bar whose volume is not known as the contract says', () => {
    const series = ohlcSeries({ close: [100, 100, 100, 100] });
    expect(run(series, { 0: wantLots('TEST', 100) }, { contract }).fills[0].lots).toBe(100);
    const refusing = { ...contract, noVolume: 'refuse' as const };
    const refused = run(series, { 0: wantLots('TEST', 100) }, { contract: refusing });
    expect(refused.fills).toEqual([]);
    expect(refused.refusals.map(({ reason }) => reason)).toEqual(['no-later-bar']);
  });
});
