import { readFileSync } from 'node:fs';
import { simulationConfigSchema } from '@assay/contracts/schemas';
import type { SimulationConfig } from '@assay/contracts/schemas';
import { MS_PER_HOUR } from '@assay/core/time';
import { recordTable } from '@assay/quant/market';
import type { BarSeries, CurrencyPair } from '@assay/quant/market';
import type { Action } from '@assay/quant/orders';
import { eventHash, simulate } from '@assay/quant/simulation';
import type { StrategyInstance } from '@assay/quant/strategy';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { walkSeries } from '../../../quant/src/market/testing/index.ts';
import { canonicalJson } from '../settings/index.ts';
import { NOTHING_BESIDE } from './beside.ts';
import { simulationOptions } from './simulation-options.ts';
import { simulationProblems } from './simulation-problems.ts';
import { simulationSettings } from './simulation-settings.ts';

type Json = Readonly<Record<string, unknown>>;

const GUIDE = new URL('../../../../docs/how-to/accounts-costs-risk.md', import.meta.url);
const EXAMPLES = [...readFileSync(GUIDE, 'utf8').matchAll(/```yaml title=(\S+)\n([\s\S]*?)```/g)].map(
  ([, title = '', text = '']) => [title, parse(text) as Json] as const,
);

/** The settings of a document, or undefined where it is not one. */
function settingsOf(document: Json): string | undefined {
  const parsed = simulationConfigSchema.safeParse(document);
  if (!parsed.success || simulationProblems(parsed.data, '').length > 0) return undefined;
  return canonicalJson(simulationSettings(parsed.data));
}

/** Every value in a document that is no object, with its path. */
function leavesOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, held]) => leavesOf(held, [...path, key]));
}

function replaced(document: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const copy = (Array.isArray(document) ? [...(document as unknown[])] : { ...(document as object) }) as Record<
    string,
    unknown
  >;
  copy[key] = replaced(copy[key], rest, value);
  return copy;
}

const WORDS = [
  ...['base', 'pessimistic', 'next-close', 'accept', 'against', 'for', 'touch', 'open', 'fill', 'liquidation', 'work'],
  ...[
    'buyer',
    'seller',
    'million',
    'unit',
    'assignment',
    'refuse',
    'partial',
    'close',
    'worst-of-each',
    'next-open',
    'nearest',
    'equity',
    'available',
    'fund',
    'halt',
  ],
  ...['flatten', 'win', 'never', 'cross', 'isolated', 'gross', 'net', 'fx-week', 'us-equity', 'sec-section-31'],
  ...['ibkr-us-shares-tiered', 'USD', 'GBP', '1990-01-02', '2023-12-31T04:00:00Z', '2024-01-01T04:00:00Z', 'UTC'],
  ...['2027-01-01', 'other', 1, 0, { sessions: 4 }],
];

/** Other values that may stand in the place of one, to be tried in turn. */
function othersOf(value: unknown): readonly unknown[] {
  if (typeof value !== 'number') return WORDS.filter((word) => word !== value);
  return [value / 2, value * 1.5, value + 1, value - 1, value * 2, value + 5, (value + 1) / 2].filter(
    (other) => other !== value,
  );
}

/** Read from datasets: proved by whole runs. */
const READ = /^(conversion|actions|quotes|risk\.outside|risk\.breakers\.\d\.series)/;
/** 0 by rule: where the first step begins. */
const FIRST = /(tiers|tiersByInstrument\.\w+|byMinute)\.0\.(floor|above|from)$/;
/** What stands beside it says nothing without it; its effect is proved below. */
const HOST = /^contract\.marketFill$/;

const LEAVES = EXAMPLES.flatMap(([title, example]) =>
  leavesOf(example)
    .filter((path) => ![READ, FIRST, HOST].some((rule) => rule.test(path.join('.'))) && path.at(-1) !== 'kind')
    .map((path) => [`${title}: ${path.join('.')}`, example, path] as const),
);

describe('simulationSettings', () => {
  it.each(LEAVES)('S4-11: another value makes other settings in %s', (_, example, path) => {
    const before = settingsOf(example);
    const value = path.reduce<unknown>((held, key) => (held as Json)[key], example);
    const changed = othersOf(value)
      .map((other) => settingsOf(replaced(example, path, other) as Json))
      .filter((settings) => settings !== undefined);
    expect(before).toBeDefined();
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.some((settings) => settings !== before)).toBe(true);
  });
});

const shares = [walkSeries(1, 90, { instrument: { id: 'A' } }), walkSeries(2, 90, { instrument: { id: 'B' } })];
const quoted = shares.map((bars): BarSeries => {
  const ask = (column: Float64Array): Float64Array => column.map((value) => Math.round(value * 100 + 6) / 100);
  const sides = { open: ask(bars.open), high: ask(bars.high), low: ask(bars.low), close: ask(bars.close) };
  return { ...bars, side: 'bid', ask: sides };
});
const pairs = shares.map((bars, index): BarSeries => {
  const terms = { ...bars.instrument, kind: 'currency-pair', baseCurrency: index === 0 ? 'EUR' : 'GBP' } as const;
  return { ...bars, instrument: terms satisfies CurrencyPair };
});
const MARKETS = { shares, quoted, pairs, snapshots: shares } as const;

/** Two quotes a bar of each share, an hour and two after its open, for 30 lots each. */
const quotes = shares.map((bars) =>
  recordTable(
    { kind: 'quotes', id: bars.instrument.id, unit: 'USD', synthetic: true },
    [...bars.openTime.keys()].flatMap((i) =>
      [1, 2].map((hours) => {
        const time = (bars.openTime[i] as number) + hours * MS_PER_HOUR;
        const bid = Math.round((bars.open[i] as number) * 100) / 100;
        return { eventTime: time, availableAt: time, values: { bid, ask: bid + 0.04, bidSize: 30, askSize: 30 } };
      }),
    ),
  ),
);

/** Turns its positions every third bar, A with a stop and a target, and lets limits and stops work on B. */
const turning: StrategyInstance = {
  decide: (view): readonly Action[] => {
    const bars = view.barCount('A');
    const value = [1, -1, 0.6, 0][(bars / 3) % 4] as number;
    const close = view.price('B', 'close');
    const leg = { instrument: 'A', target: { kind: 'exposure', value } as const };
    const protection = { stopLoss: { fraction: 0.01 }, takeProfit: { fraction: 0.01 } };
    const waiting = { kind: 'order', instrument: 'B', quantity: { kind: 'lots', value: 40 }, reason: 'test' } as const;
    return [
      { kind: 'cancel', tag: '*' },
      ...(bars % 3 === 0 ? [{ legs: [{ ...leg, ...protection }], allOrNone: false, reason: 'test' }] : []),
      {
        ...waiting,
        tag: 'limit',
        side: 'buy' as const,
        type: 'limit' as const,
        limitPrice: Math.round(close * 99.5) / 100,
      },
      {
        ...waiting,
        tag: 'stop',
        side: 'sell' as const,
        type: 'stop' as const,
        stopPrice: Math.round(close * 99) / 100,
      },
    ];
  },
};

function resultOf(document: Json, market: keyof typeof MARKETS): string {
  const config: SimulationConfig = simulationConfigSchema.parse(document);
  expect(simulationProblems(config, '')).toEqual([]);
  const { contract, account } = simulationSettings(config);
  const series = MARKETS[market];
  const beside = market === 'snapshots' ? { ...NOTHING_BESIDE, quotes } : NOTHING_BESIDE;
  const first = series[0] as BarSeries;
  const span = { from: first.eventTime[0] as number, to: first.eventTime.at(-1) as number };
  const result = simulate({
    ...simulationOptions({ ...account, boundary: 'flatten' }, { series, beside }),
    segments: [{ ...span, strategy: turning, terms: series.map(() => []) }],
    contract,
  });
  return `${eventHash(result)} ${[...result.equityUnits].join(' ')}`;
}

/** A setting, what it stands beside, and two values that differ in what they do. */
type Effect = readonly [name: string, market: keyof typeof MARKETS, one: Json, other: Json];

const account = (settings: Json): Json => ({ account: settings, maxGrossExposure: 5, cash: 20_000 });
const costs = (part: Json): Json => ({ costs: part });
const risk = (breaker: Json): Json => ({ risk: { breakers: [{ action: 'halt', ...breaker }] } });
const cap = (one: Json): Json => ({ risk: { caps: [one] } });
const regT = (settings: Json): Json => account({ kind: 'reg-t', ...settings });
const tiers = (maintenance: number): Json =>
  account({ kind: 'crypto', initial: 0.5, tiers: [{ floor: 0, maintenance }] });
const nearly = (settings: Json): Json => ({ sizing: { kind: 'target-weight', weight: 1.99 }, ...settings });
const heavy = (settings: Json): Json => ({ sizing: { kind: 'target-weight', weight: 3 }, ...settings });

const EFFECTS: readonly Effect[] = [
  ['cash', 'shares', {}, { cash: 50_000 }],
  ['maxGrossExposure', 'shares', {}, { maxGrossExposure: 0.5 }],
  ['account cash', 'shares', {}, account({ kind: 'cash', settlementDays: 2 })],
  [
    'settlementDays',
    'shares',
    account({ kind: 'cash', settlementDays: 0 }),
    account({ kind: 'cash', settlementDays: 9 }),
  ],
  ['account reg-t', 'shares', heavy({ maxGrossExposure: 5 }), heavy(regT({}))],
  ['reg-t initial', 'shares', heavy(regT({})), heavy(regT({ initial: 1 }))],
  ['reg-t maintenanceLong', 'shares', heavy(regT({})), heavy(regT({ initial: 0.34, maintenanceLong: 0.34 }))],
  ['reg-t minimumEquity', 'shares', regT({}), regT({ minimumEquity: 1_000_000 })],
  ['fx leverage', 'pairs', heavy(account({ kind: 'fx', leverage: 30 })), heavy(account({ kind: 'fx', leverage: 2 }))],
  ['crypto tiers', 'shares', nearly(tiers(0.499)), nearly(tiers(0.1))],
  ['fills', 'shares', {}, { fills: 'pessimistic' }],
  ['degenerateOpen', 'shares', {}, { degenerateOpen: 'refuse', contract: { latencyMs: 2 } }],
  ['latencyMs', 'shares', {}, { contract: { latencyMs: 500 } }],
  ['intrabarPath', 'shares', {}, { contract: { intrabarPath: 'for' } }],
  ['limitFill', 'shares', {}, { contract: { limitFill: 'through' } }],
  ['gapThroughStop', 'shares', {}, { contract: { gapThroughStop: 'worst-of-bar' } }],
  ['gapThroughLimit', 'shares', {}, { contract: { gapThroughLimit: 'level' } }],
  ['entryBarExits', 'shares', {}, { contract: { entryBarExits: 'wait' } }],
  ['volumeShare', 'shares', {}, { contract: { volumeShare: 0.01 } }],
  ['marketFill', 'snapshots', {}, { contract: { marketFill: 'next-quote' } }],
  [
    'quoteSize',
    'snapshots',
    { contract: { marketFill: 'next-quote' } },
    { contract: { marketFill: 'next-quote', quoteSize: 'refuse' } },
  ],
  ['marginCheck', 'shares', nearly(tiers(0.49)), nearly({ ...tiers(0.49), contract: { marginCheck: 'close' } })],
  ['maxSpreadFraction', 'quoted', {}, { contract: { quotes: { maxSpreadFraction: 0.0001 } } }],
  ['marks', 'quoted', {}, { contract: { marks: 'mid' } }],
  ['halfSpreadBps', 'shares', {}, costs({ halfSpreadBps: 3 })],
  ['slippageBps', 'shares', {}, costs({ slippageBps: 3 })],
  ['commissionBps', 'shares', {}, costs({ commissionBps: 3 })],
  ['minimumCommission', 'shares', {}, costs({ minimumCommission: 5 })],
  ['spread ticks', 'shares', {}, costs({ spread: { kind: 'ticks', half: 4 } })],
  ['spread quoted', 'quoted', {}, costs({ spread: { kind: 'quoted', factor: 3 } })],
  [
    'spread profile',
    'shares',
    {},
    costs({ spread: { kind: 'profile', halfBps: 1, perVolatility: 0.1, fallbackBps: 2 } }),
  ],
  ['slippage ticks', 'shares', {}, costs({ slippage: { kind: 'ticks', value: 4 } })],
  ['slippage volume-share', 'shares', {}, costs({ slippage: { kind: 'volume-share' } })],
  ['slippage square-root', 'shares', {}, costs({ slippage: { kind: 'square-root', fallbackBps: 2 } })],
  ['commission by name', 'shares', {}, costs({ commission: 'ibkr-us-shares-fixed' })],
  ['commission per-contract', 'shares', {}, costs({ commission: { kind: 'per-contract', perContract: 1 } })],
  ['commission maker-taker', 'shares', {}, costs({ commission: { kind: 'maker-taker', makerBps: 1, takerBps: 9 } })],
  ['commission perOrder', 'shares', {}, costs({ commission: { kind: 'bps', value: 0.5, perOrder: 1 } })],
  ['commission decimals', 'shares', {}, costs({ commission: { kind: 'bps', value: 0.5, decimals: 2 } })],
  ['fees', 'shares', {}, costs({ fees: ['us-regulatory'] })],
  ['borrow', 'shares', {}, costs({ financing: { borrow: 0.1 } })],
  ['borrowByInstrument', 'shares', {}, costs({ financing: { borrowByInstrument: { A: 0.5 } } })],
  [
    'marginInterest',
    'shares',
    heavy({ maxGrossExposure: 5 }),
    heavy({ maxGrossExposure: 5, ...costs({ financing: { marginInterest: 0.1 } }) }),
  ],
  ['cashInterest', 'shares', {}, costs({ financing: { cashInterest: 0.05 } })],
  [
    'rolloverByInstrument',
    'pairs',
    {},
    costs({ financing: { rolloverByInstrument: { A: { rates: { kind: 'differential', base: 0.01, quote: 0.05 } } } } }),
  ],
  ['sizing fixed', 'shares', {}, { sizing: { kind: 'fixed', lots: 10 } }],
  ['sizing fraction', 'shares', {}, { sizing: { kind: 'fraction', fraction: 0.5 } }],
  [
    'sizing of',
    'shares',
    { sizing: { kind: 'fraction', fraction: 0.5 } },
    { sizing: { kind: 'fraction', fraction: 0.5, of: 'available' } },
  ],
  [
    'sizing volatility-target',
    'shares',
    {},
    { sizing: { kind: 'volatility-target', annualVolatility: 0.05, estimator: { kind: 'window', window: 20 } } },
  ],
  [
    'sizing kelly',
    'shares',
    {},
    { sizing: { kind: 'kelly', level: 0.5, estimator: { kind: 'expanding', minPeriods: 20 } } },
  ],
  ['sizing risk-per-trade', 'shares', {}, { sizing: { kind: 'risk-per-trade', fraction: 0.002 } }],
  ['cap instrument', 'shares', {}, cap({ kind: 'instrument', maxWeight: 0.2 })],
  [
    'cap instruments',
    'shares',
    cap({ kind: 'instrument', maxWeight: 0.2 }),
    cap({ kind: 'instrument', maxWeight: 0.2, instruments: ['B'] }),
  ],
  [
    'cap group',
    'shares',
    {},
    cap({ kind: 'group', name: 'both', instruments: ['A', 'B'], measure: 'net', maxAmount: 9000 }),
  ],
  ['cap gross', 'shares', {}, cap({ kind: 'gross', maxWeight: 0.3 })],
  ['cap net', 'shares', {}, cap({ kind: 'net', maxWeight: 0.3 })],
  ['cap currency', 'pairs', {}, cap({ kind: 'currency', currency: 'EUR', maxWeight: 0.3 })],
  ['cap order-notional', 'shares', {}, cap({ kind: 'order-notional', maxAmount: 9000 })],
  ['cap order-lots', 'shares', {}, cap({ kind: 'order-lots', maxLots: 30 })],
  ['breaker daily-loss', 'shares', {}, risk({ kind: 'daily-loss', limit: 0.005 })],
  ['breaker weekly-loss', 'shares', {}, risk({ kind: 'weekly-loss', limit: 0.01 })],
  ['breaker monthly-loss', 'shares', {}, risk({ kind: 'monthly-loss', limit: 0.01 })],
  ['breaker drawdown', 'shares', {}, risk({ kind: 'drawdown', limit: 0.02, reset: 'never' })],
  [
    'breaker reset',
    'shares',
    risk({ kind: 'drawdown', limit: 0.02, reset: 'never' }),
    risk({ kind: 'drawdown', limit: 0.02, reset: { sessions: 3 } }),
  ],
  [
    'breaker action',
    'shares',
    risk({ kind: 'drawdown', limit: 0.02, reset: 'never' }),
    risk({ kind: 'drawdown', limit: 0.02, reset: 'never', action: 'flatten' }),
  ],
  ['breaker losing-streak', 'shares', {}, risk({ kind: 'losing-streak', sessions: 2, reset: { sessions: 2 } })],
  ['breaker exposure-change', 'shares', {}, risk({ kind: 'exposure-change', limit: 0.3 })],
];

describe('simulationSettings with simulate', () => {
  it.each(EFFECTS)('S4-11: %s changes what happens (%s)', (_, market, one, other) => {
    expect(resultOf(other, market)).not.toBe(resultOf(one, market));
  });

  it('S4-11: the same settings, however they are stated, do the same', () => {
    const plain = { account: { kind: 'unlimited' }, maxGrossExposure: 1, costs: { halfSpreadBps: 1 }, actions: 'off' };
    const long = { costs: { spread: { kind: 'bps', half: 1 }, commission: { kind: 'bps', value: 0.5 } } };
    expect(resultOf(plain, 'shares')).toBe(resultOf({}, 'shares'));
    expect(resultOf(long, 'shares')).toBe(resultOf({}, 'shares'));
  });
});
