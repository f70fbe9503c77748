import { simulationConfigSchema } from '@assay/contracts/schemas';
import type { SimulationConfig } from '@assay/contracts/schemas';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { testInstrument } from '../../../quant/src/market/testing/index.ts';
import { heldProblems } from './account-problems.ts';
import { configProblems } from './config-problems.ts';
import { simulationProblems } from './simulation-problems.ts';

const configOf = (text: string): SimulationConfig => simulationConfigSchema.parse(parse(text));

/** What the schema has against a document. */
function schemaProblems(text: string): readonly string[] {
  const parsed = simulationConfigSchema.safeParse(parse(text), { reportInput: true });
  if (parsed.success) return [];
  const problems = configProblems(simulationConfigSchema, parsed.error.issues);
  return problems.map(({ path, message }) => `${path}: ${message}`);
}

/** A broken rule of the schema: the document, and the problem that it makes. */
const SCHEMA_RULES: readonly (readonly [text: string, problem: string])[] = [
  ['cash: many', "cash: must be a number, was 'many'"],
  ['cash: 0', 'cash: must be at least 0.000001, the unit of the ledger'],
  ['currency: 5', 'currency: must be a text, was 5'],
  ['fills: bse', "fills: must be one of base, pessimistic, optimistic, was 'bse'; did you mean 'base'?"],
  ['maxGrossExposure: 0', 'maxGrossExposure: must be > 0, was 0'],
  ['actions: on', 'actions: must be one of auto, off'],
  ['accont: {}', "accont: unknown key; did you mean 'account'?"],
  ['account: {}', 'account.kind: must be one of unlimited, cash, reg-t, fx, crypto'],
  [
    'account: { kind: regt }',
    "account.kind: must be one of unlimited, cash, reg-t, fx, crypto, was 'regt'; did you mean 'reg-t'?",
  ],
  ['account: { kind: cash }', 'account.settlementDays: is required: a value is missing'],
  ['account: { kind: fx, leverage: 0.5 }', 'account.leverage: must be >= 1, was 0.5'],
  ['account: { kind: reg-t, intial: 0.5 }', "account.intial: unknown key; did you mean 'initial'?"],
  ['account: { kind: reg-t, initial: 2 }', 'account.initial: must be <= 1, was 2'],
  [
    'contract: { quotes: { staleMs: 3 } }',
    'contract.quotes.staleMs: unknown key; known are staleSeconds, maxSpreadFraction',
  ],
  ['contract: { volumeShare: 2 }', 'contract.volumeShare: must be <= 1, was 2'],
  ['contract: { latencyMs: 0.5 }', 'contract.latencyMs: must be a whole number, was 0.5'],
  [
    'costs: { spread: { kind: tick, half: 1 } }',
    "costs.spread.kind: must be one of bps, ticks, quoted, profile, was 'tick'; did you mean 'ticks'?",
  ],
  [
    'costs: { halfSpreadBps: 1, spread: { kind: bps, half: 1 } }',
    "costs.halfSpreadBps: must not stand beside 'spread': state one of them",
  ],
  [
    'costs: { minimumCommission: 1, commission: ibkr-us-shares-fixed }',
    "costs.minimumCommission: must not stand beside 'commission': state one of them",
  ],
  ['costs: { spread: { kind: bps, half: 20000 } }', 'costs.spread.half: must be < 10000, was 20000'],
  ['costs: { financing: { borrow: 25 } }', 'costs.financing.borrow: must be <= 10, was 25'],
  [
    'costs: { fees: [us-regulator] }',
    "costs.fees[0]: must be one of us-regulatory, sec-section-31, finra-taf-shares, finra-taf-options, occ-clearing, occ-exercise, was 'us-regulator'; did you mean 'us-regulatory'?",
  ],
  ['sizing: { kind: fixed, lots: 1.5 }', 'sizing.lots: must be a whole number, was 1.5'],
  ['sizing: { kind: kelly, level: 0.2 }', 'sizing.level: must be >= 0.5, was 0.2'],
  ['sizing: { kind: risk-per-trade, fraction: 1 }', 'sizing.fraction: must be < 1, was 1'],
  ['risk: { caps: [{ kind: gross }] }', 'risk.caps[0]: must set either maxWeight or maxAmount'],
  [
    'risk: { caps: [{ kind: net, maxWeight: 1, maxAmount: 2 }] }',
    'risk.caps[0]: must set either maxWeight or maxAmount',
  ],
  ['risk: { breakers: [{ kind: daily-loss, limit: 2, action: halt }] }', 'risk.breakers[0].limit: must be < 1, was 2'],
  [
    'risk: { breakers: [{ kind: daily-loss, limit: 0.1, action: stop }] }',
    "risk.breakers[0].action: must be one of halt, flatten, was 'stop'",
  ],
  [
    'risk: { breakers: [{ kind: drawdown, limit: 0.1, action: halt, reset: { sessions: 0 } }] }',
    'risk.breakers[0].reset.sessions: must be >= 1, was 0',
  ],
  ['conversion: { maxAgeDays: 0 }', 'conversion.maxAgeDays: must be > 0, was 0'],
];

/** A broken rule between keys. */
const RULES: readonly (readonly [text: string, problem: string])[] = [
  [
    'account: { kind: fx, leverage: 30, marginCall: 0.4 }',
    'account.marginCall: must be at least stopOut, which is 0.5, was 0.4',
  ],
  [
    'account: { kind: crypto, initial: 0.1, tiers: [{ floor: 5, maintenance: 0.01 }] }',
    'account.tiers[0].floor: must be 0 for the first tier and rising, was 5000000',
  ],
  [
    'account: { kind: crypto, initial: 0.1, tiers: [{ floor: 0, maintenance: 0.2 }] }',
    'account.tiers[0].initial: must be at least the maintenance rate 0.2: raise account.initial or give the tier one',
  ],
  [
    'account: { kind: cash, settlementDays: [{ from: 2020-02-31, days: 2 }] }',
    'account.settlementDays[0].from: must be',
  ],
  [
    'account: { kind: cash, settlementDays: [{ from: 2020-03-01, days: 2 }, { from: 2019-03-01, days: 1 }] }',
    'account.settlementDays[1].from: must be later than the one before it',
  ],
  [
    '{ currency: EUR, account: { kind: reg-t, minimumEquity: 2000 } }',
    'account.perShare: is required where the currency is EUR',
  ],
  ['contract: { noVolume: refuse }', 'contract.noVolume: changes nothing without contract.volumeShare'],
  [
    'costs: { spread: { kind: profile, halfBps: 1, byMinute: [{ from: 5, factor: 1 }] } }',
    'costs.spread.byMinute[0].from: must be 0',
  ],
  [
    'costs: { commission: { kind: tiered, tiers: [{ above: 0, perUnit: 1 }, { above: 0, perUnit: 2 }] } }',
    'costs.commission.tiers[1]: must be later than the one before',
  ],
  ['costs: { fees: [us-regulatory, occ-clearing] }', "costs.fees[1]: names 'OCC clearing' a second time"],
  [
    'costs: { financing: { accrual: { timeZone: Mars/Olympus, hour: 3 } } }',
    'costs.financing.accrual.timeZone: must be a time zone',
  ],
  [
    'costs: { financing: { borrow: [{ from: 2021-13-01, annual: 0.1 }] } }',
    'costs.financing.borrow[0].from: must be a civil date',
  ],
  [
    "costs: { financing: { fundingByInstrument: { X: { intervalHours: 8, payments: [{ time: '2024-01-02T00:00:00Z', rate: 0 }, { time: '2024-01-01T00:00:00Z', rate: 0 }] } } } }",
    'costs.financing.fundingByInstrument.X.payments[1].time: must be later',
  ],
  [
    'costs: { halfSpreadBps: 4000, slippageBps: 3000 }',
    'costs: must be such that spread and slippage stay below 10000 bps, was 14000, under pessimistic fills',
  ],
  [
    'risk: { breakers: [{ kind: drawdown, limit: 0.1, action: halt, reset: { recovery: 0.2 } }] }',
    'risk.breakers[0].reset.recovery: must be >= 0 and < the limit 0.1, was 0.2',
  ],
  [
    'risk: { breakers: [{ kind: drawdown, limit: 0.1, action: flatten, reset: { recovery: 0.05 } }] }',
    'risk.breakers[0].reset: must be never or sessions, as a flat account cannot recover',
  ],
  [
    'risk: { breakers: [{ kind: losing-streak, sessions: 3, action: halt, reset: win }] }',
    'risk.breakers[0].reset: must be sessions, as an account that opens nothing may never win',
  ],
  [
    'risk: { breakers: [{ kind: external-scale, series: vix, steps: [{ below: 1, scale: 1 }], otherwise: 0 }] }',
    "risk.breakers[0].series: must be one of risk.outside, was 'vix'; add it there",
  ],
  ['risk: { outside: { vix: { series: VIX } } }', 'risk.outside.vix: no breaker looks at it'],
  ['risk: { calendar: us-equity }', 'risk.calendar: changes nothing without a breaker'],
  [
    'risk: { caps: [{ kind: group, name: a, instruments: [A], measure: net, maxWeight: 1 }, { kind: group, name: a, instruments: [B], measure: net, maxWeight: 1 }] }',
    "risk.caps[1].name: two groups are named 'a'",
  ],
];

const HELD = { instruments: [testInstrument({ id: 'JPM' }), testInstrument({ id: 'BAC' })], timeframe: '1w' } as const;

/** A setting that the instruments of the packs do not fit. */
const HELD_RULES: readonly (readonly [text: string, problem: string])[] = [
  [
    'risk: { caps: [{ kind: instrument, maxWeight: 1, instruments: [JMP] }] }',
    "risk.caps[0].instruments[0]: no pack holds 'JMP'; did you mean 'JPM'?",
  ],
  [
    'costs: { financing: { borrowByInstrument: { GME: 0.2 } } }',
    "costs.financing.borrowByInstrument.GME: no pack holds 'GME'; there are JPM, BAC",
  ],
  [
    'account: { kind: fx, leverage: 30, leverageByInstrument: { JPN: 5 } }',
    "account.leverageByInstrument.JPN: no pack holds 'JPN'; did you mean 'JPM'?",
  ],
  [
    'risk: { caps: [{ kind: currency, currency: EUR, maxWeight: 1 }] }',
    "risk.caps[0].currency: no pack holds anything in 'EUR'; there are USD",
  ],
  ['conversion: { series: { USD: X } }', 'conversion.series.USD: is the currency of the account, which needs no rate'],
  [
    'risk: { breakers: [{ kind: daily-loss, limit: 0.1, action: halt }] }',
    'risk.breakers[0].kind: a daily-loss breaker needs bars of at most a day, a pack has 1w',
  ],
];

describe('simulationConfigSchema', () => {
  it.each(SCHEMA_RULES)('S4-02: refuses %s', (text, problem) => {
    expect(schemaProblems(text)).toEqual([expect.stringContaining(problem)]);
  });
});

describe('simulationProblems', () => {
  it.each(RULES)('S4-02: refuses %s', (text, problem) => {
    const found = simulationProblems(configOf(text), '').map(({ path, message }) => `${path}: ${message}`);
    expect(found).toEqual([expect.stringContaining(problem)]);
  });

  it('S4-02: lists all problems at once, each below the block that it is asked for', () => {
    const text = `
      account: { kind: fx, leverage: 30, marginCall: 0.4 }
      contract: { noVolume: fill }
      costs: { fees: [us-regulatory, us-regulatory], financing: { accrual: { timeZone: X, hour: 1 } } }
      risk: { outside: { vix: { series: VIX } }, calendar: us-equity }`;
    const found = simulationProblems(configOf(text), 'experiment').map(({ path }) => path);
    expect(found).toEqual([
      'experiment.account.marginCall',
      'experiment.contract.noVolume',
      'experiment.costs.fees[1]',
      'experiment.costs.financing.accrual.timeZone',
      'experiment.risk.outside.vix',
      'experiment.risk.calendar',
    ]);
  });
});

describe('heldProblems', () => {
  it.each(HELD_RULES)('S4-02: refuses %s', (text, problem) => {
    const found = heldProblems(configOf(text), [HELD], '').map(({ path, message }) => `${path}: ${message}`);
    expect(found).toEqual([problem]);
  });

  it('has nothing against breakers that bars can serve', () => {
    const text = 'risk: { breakers: [{ kind: weekly-loss, limit: 0.1, action: halt }] }';
    expect(heldProblems(configOf(text), [HELD], '')).toEqual([]);
  });
});
