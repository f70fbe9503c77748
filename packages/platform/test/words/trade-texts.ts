/** Trades as text and picture, that turn each other's sentences round. */
import type { GateDecisionDocument, TradeExplanation } from '@assay/contracts/schemas';
import { walkSeries } from '@assay/quant/market/testing';
import { tradePage, tradePicture, tradeText } from '../../src/explain/index.ts';
import { openPage } from '../../src/reports/testing/index.ts';

const BARS = walkSeries('words', 60, { instrument: { id: 'A' } });

const fillOf = (side: 'buy' | 'sell'): TradeExplanation['entry'] => ({
  ...{
    fill: 1,
    order: 1,
    side,
    lots: 2,
    decisionTime: '2020-01-02T21:00:00Z',
    time: '2020-01-03T14:30:00Z',
    contract: 'base/1',
  },
  ...{
    rule: 'market-at-next-open',
    reason: 'up',
    bar: 1,
    priceFrom: 'the open of the bar',
    referenceTicks: 100,
    priceTicks: 101,
  },
  ...{ price: 1.01, costs: [{ name: 'spread', units: 5, arithmetic: '1 · 5' }] },
});
const BAR: TradeExplanation['bars']['entry'][number] = {
  ...{
    index: 1,
    openTime: '2020-01-03T14:30:00Z',
    closeTime: '2020-01-03T21:00:00Z',
    availableAt: '2020-01-03T21:00:00Z',
  },
  ...{ open: 1, high: 2, low: 0.5, close: null, volume: 5, ask: null, source: { file: 'ff', name: 'a.csv', row: 7 } },
};
const INPUT = {
  ...{ instrument: 'A', bar: 0, barTime: '2020-01-02T21:00:00Z', availableAt: '2020-01-02T21:00:00Z' },
  ...{ terms: { ema: 1, none: null }, position: 0 },
};
const DECISION: NonNullable<TradeExplanation['decision']> = {
  ...{ decisionTime: '2020-01-02T21:00:00Z', equity: 100, inputs: [INPUT], actions: [{ kind: 'intent' }] },
  size: { rule: 'fraction', arithmetic: '1 · 2', lots: 2 },
};
const mark = { time: '2020-01-03T21:00:00Z', close: 1, lots: 2, worth: 2, equity: 100 };
const TRADE: TradeExplanation = {
  ...{ runId: 'a', row: 'b', trade: 0, trades: 3, instrument: 'A', direction: 'long', lots: 2, currency: 'USD' },
  ...{
    accountCurrency: 'USD',
    tickSize: '0.01',
    unitsPerTickLot: '10000',
    dataset: 'd@1',
    contract: { name: 'base/1', description: 'x' },
  },
  ...{ bars: { entry: [BAR], exit: [BAR] }, decision: DECISION, decisionNote: null, refusals: [] },
  ...{ entry: fillOf('buy'), exit: fillOf('sell'), marks: [mark], income: [], actions: [] },
  postings: [{ time: null, about: 'fill 1', account: 'cash:USD', units: 1, balance: 1 }],
  attribution: {
    ...{
      price: 5,
      spread: 0,
      slippage: 0,
      commission: 0,
      fees: 0,
      dividends: 0,
      financing: 0,
      fx: 0,
      rounding: 0,
      net: 5,
    },
  },
  ...{ largestLossWhileOpen: -1, largestGainWhileOpen: 5 },
  comparison: { equal: true, compared: 40, differences: [], taken: [], elsewhere: 0 },
};
const DIFFERENCE = { what: 'price of fill 1', recorded: 1, found: 2 };
const withInput = (changes: Partial<typeof INPUT>): TradeExplanation => ({
  ...TRADE,
  decision: { ...DECISION, size: null, inputs: [{ ...INPUT, ...changes }] },
});
const EVIDENCE = {
  ...{ instrument: 'A', time: '2020-01-02T21:00:00Z', hardBlocked: false, admit: true, reasons: [] as never[] },
  metrics: { hazard: 0.05 },
} as const;
const GATE: NonNullable<GateDecisionDocument['gate']> = {
  ...{ maker: 'codec', timeframe: '1h', eventTime: '2020-01-02T20:00:00Z', availableAt: '2020-01-02T20:00:00Z' },
  ...{ regime: null, signature: null, tags: [], reasons: [] },
};
type Evidence = NonNullable<NonNullable<TradeExplanation['decision']>['gate']>;
const CHECK: Evidence['checks'][number] = {
  ...{ guard: 'maxHazard', looksAt: 'hazard', value: 0.05, rule: 'at most', limit: 0.1, holds: true },
};
const AGAINST = { ...CHECK, rule: 'not against the regime', looksAt: 'direction', value: null, holds: false } as const;
const CHECKED = { guards: { maxHazard: 0.1 }, checks: [CHECK] };
const WINDOW = { bars: 64, from: '2020-01-01T00:00:00Z', to: '2020-01-02T20:00:00Z' };
const SOURCE = { file: 'ff', name: null, row: 7 };
const STREAK = { source: 'derived', gate: null, streakFrom: '2020-01-02T00:00:00Z' } as const;
const ON_GATE = { source: 'gate', gate: GATE, streakFrom: null } as const;
const SAID = { ...GATE, regime: 'bull', tags: ['calm'], availableAt: '2020-01-03T20:00:00Z' };
/** Evidence behind an entry: of a streak, of a gate without and with words of its maker, of one that is on record in part. */
const EVIDENCES: readonly Evidence[] = [
  { ...CHECKED, decision: { ...EVIDENCE, ...STREAK, direction: 1 }, window: { ...WINDOW, bars: 1 }, record: null },
  {
    ...{ guards: {}, checks: [], window: { ...WINDOW, from: null } },
    decision: { ...EVIDENCE, ...ON_GATE, direction: -1 },
    record: { dataset: 'g@1', madeOf: 'd@1', source: SOURCE },
  },
  {
    ...{ guards: {}, checks: [CHECK, AGAINST], window: null },
    decision: { ...EVIDENCE, ...ON_GATE, gate: SAID, direction: 0, metrics: { hazard: 0.05, flipRate: 0.4 } },
    record: { dataset: 'g@1', madeOf: null, source: { ...SOURCE, name: 'gates.jsonl' } },
  },
];
const SAID_ALONE: Evidence = {
  ...{ ...CHECKED, window: null, record: null },
  decision: { ...EVIDENCE, ...ON_GATE, gate: SAID, direction: 1 },
};
const onGate = (gate: Evidence): TradeExplanation => ({ ...TRADE, decision: { ...DECISION, gate } });
/** Intents in words: whole, in parts, with protection and for a reason of its own. */
const INTENT = {
  kind: 'intent',
  instrument: 'A',
  target: { kind: 'weight', value: 0.5 },
  allOrNone: false,
  reason: 'up',
};

const TRADES: readonly TradeExplanation[] = [
  TRADE,
  { ...TRADE, decision: null, decisionNote: null, marks: [], bars: { entry: [{ ...BAR, source: null }], exit: [] } },
  { ...TRADE, decision: null, decisionNote: 'the module is gone', marks: Array.from({ length: 20 }, () => mark) },
  { ...TRADE, comparison: { equal: false, compared: 40, differences: [DIFFERENCE], taken: ['a level'], elsewhere: 2 } },
  { ...TRADE, comparison: { ...TRADE.comparison, taken: ['a level'] }, attribution: { ...TRADE.attribution, net: 6 } },
  { ...TRADE, entry: { ...TRADE.entry, decisionTime: null } },
  withInput({ availableAt: '2020-01-09T21:00:00Z' }),
  withInput({ availableAt: null as never }),
  withInput({ barTime: null as never, instrument: 'B' }),
  ...[...EVIDENCES, SAID_ALONE].map(onGate),
  { ...TRADE, decision: { ...DECISION, actions: [INTENT, { ...INTENT, allOrNone: true, reason: 'because' }] } },
  { ...TRADE, trades: 1, refusals: [{ time: '2020-01-03T14:30:00Z', reason: 'reduced-to-limit' }] },
  { ...TRADE, bars: { entry: [{ ...BAR, ask: { open: 1.1, close: 2.1 } }], exit: [] } },
  { ...TRADE, comparison: { ...TRADE.comparison, compared: 1, elsewhere: 1 } },
];

function pictures(): readonly string[] {
  const trade = { ...TRADE, entry: { ...TRADE.entry, bar: 20 }, exit: { ...TRADE.exit, bar: 30 } };
  const held = {
    ...trade,
    marks: [10, 20, 30].map((bar) => ({ ...mark, time: new Date(BARS.eventTime[bar] ?? 0).toISOString() })),
  };
  return [
    tradePicture(trade, BARS, { stop: undefined, target: undefined }),
    tradePicture({ ...held, direction: 'short' }, BARS, { stop: 1, target: 2 }),
  ].map((svg) => openPage(svg).words);
}

/** All of them. */
export function tradeTexts(): readonly string[] {
  return [
    ...TRADES.map(tradeText),
    ...TRADES.slice(0, 2).map((trade) => openPage(tradePage('<svg></svg>', '', trade)).words),
    ...pictures(),
  ];
}
