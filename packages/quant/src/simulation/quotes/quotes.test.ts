import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { baseContract } from '../../execution/index.ts';
import type { FillContractOverrides } from '../../execution/index.ts';
import { ohlcSeries, walkSeries } from '../../market/testing/index.ts';
import type { Action } from '../../orders/index.ts';
import type { QuoteView } from '../../strategy/index.ts';
import type { SimulationOptions, SimulationResult } from '../simulation.ts';
import { byBar, order, quotesOf, runOver, strategyOf, want, wantLots } from '../testing/index.ts';
import type { TestQuote } from '../testing/index.ts';

const FREE = { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 };
const SECOND = 1000;
const MINUTE = 60 * SECOND;

function byQuotes(changes: FillContractOverrides = {}): SimulationOptions['contract'] {
  return baseContract({ costs: FREE, marketFill: 'next-quote', ...changes });
}

const series = ohlcSeries({ close: [100, 101, 102, 103, 104] });
const close = (i: number): number => series.eventTime[i];
const open = (i: number): number => series.openTime[i];

function run(
  plan: Readonly<Record<number, Action | readonly Action[]>>,
  rows: readonly TestQuote[],
  changes: Partial<SimulationOptions> = {},
): SimulationResult {
  return runOver([series], byBar('TEST', plan), { contract: byQuotes(), quotes: [quotesOf(rows)], ...changes });
}

const summary = ({ fills }: SimulationResult): readonly (readonly unknown[])[] =>
  fills.map(({ side, lots, priceTicks, rule, time }) => [side, lots, priceTicks, rule, time]);
const reasons = ({ refusals }: SimulationResult): readonly string[] => refusals.map(({ reason }) => reason);
const END = 'segment-end-at-close';

describe('market orders at quotes (S4-16, S3-37)', () => {
  it('meet the first quote received after the decision: a purchase takes the ask, a sale the bid', () => {
    const rows = [
      { at: close(0), bid: 90, ask: 91 },
      { at: close(0) + 5, bid: 99.9, ask: 100.1 },
      { at: close(0) + 9, bid: 80, ask: 81 },
      { at: close(1) + 7, bid: 101.5, ask: 101.7 },
    ];
    const result = run({ 0: wantLots('TEST', 10), 1: wantLots('TEST', 0) }, rows);
    expect(summary(result)).toEqual([
      ['buy', 10, 10_010, 'market-at-next-quote', close(0) + 5],
      ['sell', 10, 10_150, 'market-at-next-quote', close(1) + 7],
    ]);
    expect(result.fills[0]).toMatchObject({ referenceTicks: 10_000, sideTicks: 10_010, spreadUnits: 1_000_000 });
    for (const fill of result.fills) expect(fill.time).toBeGreaterThan(fill.decisionTime);
  });

  it('are moved by the declared slippage in ticks: bid - 0.02, ask + 0.02', () => {
    const costs = { slippage: { kind: 'ticks', value: 2 } } as const;
    const contract = byQuotes({
      costs: { ...costs, spread: { kind: 'ticks', half: 0 }, commission: { kind: 'bps', value: 0 } },
    });
    const rows = [
      { at: close(0) + 5, bid: 99.9, ask: 100.1 },
      { at: close(1) + 5, bid: 99.9, ask: 100.1 },
    ];
    const { fills } = run({ 0: wantLots('TEST', 10), 1: wantLots('TEST', 0) }, rows, { contract });
    expect(fills.map(({ priceTicks }) => priceTicks)).toEqual([10_012, 9_988]);
  });

  it('round prices between ticks against the trader', () => {
    const rows = [
      { at: close(0) + 5, bid: 99.901, ask: 100.091 },
      { at: close(1) + 5, bid: 99.909, ask: 100.1 },
    ];
    const { fills } = run({ 0: wantLots('TEST', 1), 1: wantLots('TEST', 0) }, rows);
    expect(fills.map(({ priceTicks }) => priceTicks)).toEqual([10_010, 9_990]);
  });

  it('wait over bars, and lapse with the segment', () => {
    const late = run({ 0: wantLots('TEST', 1) }, [{ at: open(3) + MINUTE, bid: 102.9, ask: 103.1 }]);
    expect(summary(late)[0]).toEqual(['buy', 1, 10_310, 'market-at-next-quote', open(3) + MINUTE]);
    expect(late.fills[0].barIndex).toBe(3);
    expect(reasons(run({ 0: wantLots('TEST', 1) }, []))).toEqual(['no-later-quote']);
  });

  it('keep the order of events: bar, decisions, fills at the next event, at one moment too', () => {
    // A quote received at the very close is known to the decision there and traded by none of it.
    const seen: (QuoteView | undefined)[] = [];
    const rows = [
      { at: close(1), bid: 100.9, ask: 101.1 },
      { at: close(1) + 1, bid: 101.4, ask: 101.6 },
    ];
    const strategy = strategyOf((view) => {
      seen.push(view.quote?.('TEST'));
      return view.barCount('TEST') === 2 ? [wantLots('TEST', 1)] : [];
    });
    const result = runOver([series], strategy, { contract: byQuotes(), quotes: [quotesOf(rows)] });
    expect(seen.map((quote) => quote?.bid)).toEqual([undefined, 100.9, 101.4, 101.4]);
    expect(summary(result)[0]).toEqual(['buy', 1, 10_160, 'market-at-next-quote', close(1) + 1]);
  });

  it('are seen by a strategy without being traded where market orders wait for opens', () => {
    const quotes = [quotesOf([{ at: close(0), bid: 1, ask: 2, bidSize: 5 }])];
    const seen: unknown[] = [];
    const strategy = strategyOf((view) => {
      seen.push(view.quote?.('TEST'));
      return view.barCount('TEST') === 1 ? [wantLots('TEST', 1)] : [];
    });
    const result = runOver([series], strategy, { quotes });
    expect(seen[0]).toEqual({ bid: 1, ask: 2, bidSize: 5, askSize: NaN, eventTime: close(0), availableAt: close(0) });
    expect(result.fills[0].rule).toBe('market-at-next-open');
  });
});

describe('quotes that are not traded (S4-16)', () => {
  const at = close(0) + 5;
  const good = { at, bid: 99.9, ask: 100.1 };

  it.each([
    ['older than 120 s', { ...good, age: 120_001 }, 'stale-quote'],
    ['with a spread above half of the middle', { ...good, bid: 75, ask: 125.01 }, 'wide-spread'],
    ['with a bid of zero', { ...good, bid: 0 }, 'zero-bid'],
    ['crossed', { ...good, bid: 100.2 }, 'crossed-quote'],
    ['without an ask', { ...good, ask: NaN }, 'no-quote'],
    ['of no size', { ...good, askSize: 0 }, 'size-exceeds-quote'],
  ])('%s: an intent and an order are refused, each counted', (_, quote, reason) => {
    const plan = { 0: [wantLots('TEST', 3), order({ quantity: { kind: 'lots', value: 2 } })] };
    const result = run(plan, [quote, { ...good, at: at + 1 }]);
    expect(result.fills).toEqual([]);
    expect(reasons(result)).toEqual([reason, reason]);
    expect(result.orderEvents.at(-1)).toMatchObject({ event: 'rejected', reason, tag: 'a' });
  });

  it.each([
    ['of 120 s', { ...good, age: 120_000 }],
    ['with a spread of half of the middle', { ...good, bid: 75, ask: 125 }],
    ['locked', { ...good, bid: 100.1 }],
    ['of the size asked for', { ...good, askSize: 3, bidSize: 0 }],
  ])('%s: traded', (_, quote) => {
    expect(reasons(run({ 0: wantLots('TEST', 3) }, [quote]))).toEqual([]);
  });

  it('smaller than the order: fill in part, the rest at the next quotes; or are refused by choice', () => {
    const rows = [
      { ...good, askSize: 4 },
      { ...good, at: at + 1, askSize: 5, ask: 100.2 },
      { ...good, at: at + 2, ask: 100.3 },
    ];
    const wanted = { 0: wantLots('TEST', 10) };
    expect(summary(run(wanted, rows)).slice(0, 3)).toEqual([
      ['buy', 4, 10_010, 'market-at-next-quote', at],
      ['buy', 5, 10_020, 'remainder-at-next-quote', at + 1],
      ['buy', 1, 10_030, 'remainder-at-next-quote', at + 2],
    ]);
    const sent = { 0: order({ quantity: { kind: 'lots', value: 10 } }) };
    expect(summary(run(sent, rows)).slice(0, 3)).toEqual(summary(run(wanted, rows)).slice(0, 3));
    const whole = { contract: byQuotes({ quoteSize: 'refuse' }) };
    for (const plan of [wanted, sent]) expect(reasons(run(plan, rows, whole))).toEqual(['size-exceeds-quote']);
  });

  it('share their size among the orders that meet them', () => {
    const two = [3, 4].map((value, k) => order({ tag: `o${k}`, quantity: { kind: 'lots', value } }));
    const { fills } = run({ 0: [...two, wantLots('TEST', 2)] }, [{ ...good, askSize: 6 }]);
    expect(fills.map(({ side, lots }) => [side, lots])).toEqual([
      ['buy', 2],
      ['buy', 3],
      ['buy', 1],
      ['sell', 6],
    ]);
  });

  it('refuse an immediate order what they do not offer', () => {
    const sent = (kind: 'ioc' | 'fok'): Action =>
      order({ quantity: { kind: 'lots', value: 5 }, timeInForce: { kind } });
    const rows = [
      { ...good, askSize: 2 },
      { ...good, at: at + 1 },
    ];
    expect(run({ 0: sent('ioc') }, rows).fills.map(({ lots, rule }) => [lots, rule])).toEqual([
      [2, 'market-at-next-quote'],
      [2, END],
    ]);
    expect(run({ 0: sent('fok') }, rows).fills).toEqual([]);
  });
});

describe('groups, exits and books at quotes', () => {
  const other = ohlcSeries({ close: [50, 50, 50, 50, 50] }, { instrument: { id: 'OTHER' } });
  const both = { legs: [...want('TEST', { kind: 'lots', value: 2 }).legs, ...want('OTHER', { kind: 'lots', value: -3 }).legs], allOrNone: true, reason: 'pair' }; // prettier-ignore
  const runPair = (rows: readonly TestQuote[], others: readonly TestQuote[]): SimulationResult =>
    runOver([series, other], byBar('TEST', { 0: both }), {
      contract: byQuotes(),
      quotes: [quotesOf(rows), quotesOf(others, 'OTHER')],
    });
  const at = close(0) + 5;

  it('fill together once each leg has had a quote, at the newest ones, judged by their age then', () => {
    const rows = [{ at, bid: 99, ask: 100 }];
    const later = [{ at: at + 100 * SECOND, bid: 49, ask: 50 }];
    expect(summary(runPair(rows, later)).slice(0, 2)).toEqual([
      ['buy', 2, 10_000, 'market-at-next-quote', at + 100 * SECOND],
      ['sell', 3, 4_900, 'market-at-next-quote', at + 100 * SECOND],
    ]);
    const tooLate = runPair(rows, [{ ...later[0], at: at + 121 * SECOND }]);
    expect(tooLate.fills).toEqual([]);
    expect(reasons(tooLate)).toEqual(['stale-quote', 'stale-quote']);
    expect(reasons(runPair(rows, [{ ...later[0], bidSize: 2 }]))).toEqual(['size-exceeds-quote', 'size-exceeds-quote']);
  });

  it('let exits work from the next bar on: the rest of the bar is not known', () => {
    const bars = ohlcSeries({ close: [100, 100, 100, 100], low: [100, 90, 94, 100], open: [100, 100, 100, 100] });
    const plans: readonly Action[] = [
      wantLots('TEST', 1, { stopLoss: { fraction: 0.05 } }),
      order({ attached: { stopLoss: { fraction: 0.05 } } }),
    ];
    for (const plan of plans) {
      const result = runOver([bars], byBar('TEST', { 0: plan }), {
        contract: byQuotes(),
        quotes: [quotesOf([{ at: bars.openTime[1] + MINUTE, bid: 99.9, ask: 100 }])],
      });
      expect(result.fills.map(({ rule, barIndex }) => [rule, barIndex])).toEqual([
        ['market-at-next-quote', 1],
        ['stop-inside-bar', 2],
      ]);
    }
  });

  it('cancel the group of an order that fills at a quote, and exits whose position it closes', () => {
    const bought = { side: 'buy', oco: 'g' } as const;
    const plan = {
      0: [order({ ...bought, tag: 'm' }), order({ ...bought, tag: 'l', type: 'limit', limitPrice: 50 })],
      1: order({ tag: 'x', side: 'sell', quantity: { kind: 'position' } }),
    } as const;
    const rows = [
      { at: close(0) + 5, bid: 99.9, ask: 100 },
      { at: close(1) + 5, bid: 101, ask: 101.1 },
    ];
    const { orderEvents, fills } = run(plan, rows);
    expect(fills.map(({ side, rule }) => [side, rule])).toEqual([
      ['buy', 'market-at-next-quote'],
      ['sell', 'market-at-next-quote'],
    ]);
    expect(orderEvents.filter(({ tag }) => tag === 'l').at(-1)).toMatchObject({ event: 'cancelled', reason: 'oco' });
  });

  it('count a trade’s bars from its quotes on', () => {
    const bars = ohlcSeries({ close: [100, 100, 100, 100], low: [90, 91, 92, 93], high: [110, 111, 112, 113] });
    const rows = [
      { at: bars.openTime[1] + MINUTE, bid: 100, ask: 100 },
      { at: bars.openTime[3] + MINUTE, bid: 101, ask: 101 },
    ];
    const plan = { 0: wantLots('TEST', 1), 2: wantLots('TEST', 0) };
    const { tradeColumns } = runOver([bars], byBar('TEST', plan), { contract: byQuotes(), quotes: [quotesOf(rows)] });
    // Bar 2 is held through; of bars 1 and 3 only the close after and the open before are known to be inside the trade.
    expect([tradeColumns.adverseUnits[0], tradeColumns.favourableUnits[0]]).toEqual([8_000_000, 12_000_000]);
  });

  it('settle what falls due between bars before they fill', () => {
    const sent = order({ timeInForce: { kind: 'gtd', until: close(0) + 5 } });
    expect(run({ 0: sent }, [{ at: close(0) + 5, bid: 99, ask: 100 }]).fills).toEqual([]);
    expect(run({ 0: sent }, [{ at: close(0) + 4, bid: 99, ask: 100 }]).fills).toHaveLength(2);
  });
});

describe('look-ahead at quotes (X-01)', () => {
  const market = walkSeries('quotes', 30);
  const quotesFrom = (salt: string, poisonedFrom: number): readonly TestQuote[] => {
    const rng = createRng('quote-times');
    const poison = createRng(salt);
    return Array.from({ length: 400 }, (_, k) => {
      const at = market.openTime[0] + Math.floor((k * (market.eventTime[29] - market.openTime[0])) / 400);
      const [age, size, bid] = [rng.nextInt(200_000), rng.nextInt(5), 95 + rng.nextInt(10)];
      const isPoisoned = at > poisonedFrom;
      return {
        at,
        age,
        bid: isPoisoned ? 1 + poison.nextInt(400) : bid,
        ask: isPoisoned ? 500 : bid + 1,
        askSize: size,
      };
    });
  };
  const decisionsAndFills = (rows: readonly TestQuote[], cut: number): unknown => {
    const seen: unknown[] = [];
    const strategy = strategyOf((view) => {
      const quote = view.quote?.('TEST');
      if (view.decisionTime <= cut) seen.push([view.decisionTime, quote, view.position('TEST'), view.equity]);
      const lots = quote === undefined ? 0 : Math.round(quote.bid) % 7;
      return [wantLots('TEST', view.barCount('TEST') % 2 === 0 ? lots : -lots)];
    });
    const result = runOver([market], strategy, { contract: byQuotes(), quotes: [quotesOf(rows)] });
    const before = <T extends { readonly time: number }>(records: readonly T[]): readonly T[] =>
      records.filter(({ time }) => time <= cut);
    expect(before(result.fills).length).toBeGreaterThan(2);
    return [seen, before(result.fills), before(result.refusals)];
  };

  it.each([9, 16, 23])(
    'is none: neither other nor missing quotes after the close of bar %i change anything before',
    (bar) => {
      const cut = market.eventTime[bar];
      const whole = quotesFrom('', Infinity);
      const expected = decisionsAndFills(whole, cut);
      expect(decisionsAndFills(quotesFrom('poison', cut), cut)).toEqual(expected);
      expect(
        decisionsAndFills(
          whole.filter(({ at }) => at <= cut),
          cut,
        ),
      ).toEqual(expected);
      // The poison is strong enough to show where it may.
      expect(decisionsAndFills(quotesFrom('poison', cut), Infinity)).not.toEqual(decisionsAndFills(whole, Infinity));
    },
  );

  it('is none for a quote made early and received late', () => {
    const cut = market.eventTime[5];
    const late = { at: cut + 1, age: 90 * SECOND, bid: 100, ask: 101 };
    const seen: unknown[] = [];
    const strategy = strategyOf((view) => {
      if (view.decisionTime === cut) seen.push(view.quote?.('TEST'));
      return [];
    });
    runOver([market], strategy, { contract: byQuotes(), quotes: [quotesOf([late])] });
    expect(seen).toEqual([undefined]);
  });
});

describe('the options of quotes', () => {
  it('are checked', () => {
    const plan = byBar('TEST', {});
    const contract = byQuotes();
    expect(() => runOver([series], plan, { contract })).toThrow("'TEST' has none");
    expect(() => runOver([series], plan, { quotes: [quotesOf([], 'X')] })).toThrow(
      "of instruments of the simulation, was 'X'",
    );
    expect(() => runOver([series], plan, { quotes: [quotesOf([]), quotesOf([])] })).toThrow(
      'one series for each instrument',
    );
    const early = quotesOf([{ at: 5, age: -1, bid: 1, ask: 2 }]);
    expect(() => runOver([series], plan, { quotes: [early] })).toThrow('was received before it was made');
    const [a, b] = [
      { at: 5, bid: 1, ask: 2 },
      { at: 4, bid: 1, ask: 2 },
    ];
    expect(() => runOver([series], plan, { quotes: [quotesOf([a, b])] })).toThrow(
      'quote 1 was received before the one',
    );
    expect(() => baseContract({ marketFill: 'next' as 'next-open' })).toThrow('one of next-open, next-quote');
  });
});
