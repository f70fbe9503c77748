import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gateDecisionSchema } from '@assay/contracts/schemas';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import type { SimulationResult } from '@assay/quant/simulation';
import { resolveParameters, strategyByName } from '@assay/quant/strategy';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { cannedGates } from '@assay/quant/market/testing';
import { fx } from '../../sources/index.ts';
import { NOTHING_BESIDE } from '../beside.ts';
import type { RowTerms } from '../repeat-row.ts';
import type { RowRecord } from '../row-results.ts';
import { gateDecisionOf } from './gate-decision-of.ts';
import { traded as tradedOn } from './testing/traded.ts';
import type { Profile } from './testing/traded.ts';

const FILE = path.resolve(import.meta.dirname, '../../../../../examples/profiles/gates-fx.yaml');
const EXAMPLE = parse(readFileSync(FILE, 'utf8')) as Profile;
const SERIES = fx({
  seed: 'profile',
  bars: 2500,
  pairs: ['EURUSD', 'GBPUSD'],
  volatility: 0.0008,
  start: '2015-01-05',
}).series;

/** Trades the strategy `gates` as a profile says, on two pairs unless told otherwise. */
function traded(
  profile: Profile,
  series: readonly BarSeries[] = SERIES,
  gates: readonly RecordTable[] = [],
): SimulationResult {
  return tradedOn(profile, series, gates);
}

/** Largest worth of a fill that opened a position as a multiple of the equity at the last close before it. */
function largestWeight({ fills, trades, times, equityUnits, initialUnits }: SimulationResult): number {
  const known = new Map(SERIES.map(({ instrument }) => [instrument.id, instrument]));
  const openings = new Set(trades.map(({ entryFillId }) => entryFillId));
  const opened = fills.filter(({ id }) => openings.has(id));
  return Math.max(
    ...opened.map(({ instrument, lots, priceTicks, decisionTime }) => {
      const { tickSize, lotSize } = known.get(instrument) as BarSeries['instrument'];
      const close = times.findLastIndex((time) => time <= decisionTime);
      const equity = close < 0 ? initialUnits : (equityUnits[close] as number);
      return (lots * Number(lotSize) * priceTicks * Number(tickSize) * 1e6) / equity;
    }),
  );
}

const PLAIN: Profile = {
  params: { holdMinutes: 480 },
  sizing: { kind: 'target-weight', weight: 2 },
  maxGrossExposure: 6,
};

const refusals = ({ refusals: all }: SimulationResult): readonly string[] => [
  ...new Set(all.map(({ reason }) => reason)),
];

/** The same bars without a move. */
function flat(bars: BarSeries): BarSeries {
  const level = bars.close.map(() => 1.1);
  const ask = level.map((price) => price + 0.0001);
  const [prices, above] = [level, ask].map((one) => ({ open: one, high: one, low: one, close: one }));
  return { ...bars, ...prices, ask: above };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

describe('what gates earn of noise', () => {
  it('S1-01: prices that do not move earn minus the costs, trade by trade', () => {
    const still = SERIES.map(flat);
    const gates = still.map((bars) => cannedGates(bars, 'flat'));
    const params = { maxHazard: 0.5, holdMinutes: 300 };
    for (const spread of [undefined, { kind: 'quoted', factor: 1, fallbackBps: 1 }]) {
      const costs = { commissionBps: 1, ...(spread === undefined ? {} : { spread }) };
      const profile = { params, degenerateOpen: 'accept', costs, sizing: { kind: 'fixed', lots: 10 } };
      const { trades, equityUnits, initialUnits } = traded(profile, still, gates);
      expect(trades.length).toBeGreaterThan(30);
      expect(
        trades.every(({ grossUnits, netUnits, costUnits }) => grossUnits === 0 && netUnits === 0 - costUnits),
      ).toBe(true);
      const paid = sum(trades.map(({ costUnits }) => costUnits));
      expect(paid).toBeGreaterThan(0);
      expect((equityUnits.at(-1) as number) - initialUnits).toBe(0 - paid);
    }
  });

  it.each([
    ['derived gates', {}, undefined],
    ['canned gates', { maxHazard: 0.5 }, 'canned'],
    ['both against the signal', { maxHazard: 0.5, follow: 'against' }, 'canned'],
  ] as const)('X-12: on random walks %s expect minus the costs', (_, guards, seed) => {
    const walks = fx({ seed: 'noise', bars: 4000, pairs: ['EURUSD', 'GBPUSD', 'AUDUSD'], start: '2015-01-05' }).series;
    const gates = seed === undefined ? [] : walks.map((bars) => cannedGates(bars, seed));
    const params = { holdMinutes: 300, calibrationWindow: 500, ...guards };
    const { trades } = traded({ params, sizing: { kind: 'fixed', lots: 10 }, maxGrossExposure: 50 }, walks, gates);
    expect(trades.length).toBeGreaterThan(200);
    const gross = trades.map(({ grossUnits }) => grossUnits);
    const mean = sum(gross) / gross.length;
    const variance = sum(gross.map((one) => (one - mean) ** 2)) / (gross.length - 1);
    expect(Math.abs(mean)).toBeLessThan(3 * Math.sqrt(variance / gross.length));
    const cost = sum(trades.map(({ costUnits }) => costUnits)) / trades.length;
    const net = sum(trades.map(({ netUnits }) => netUnits)) / trades.length;
    expect(cost).toBeGreaterThan(0);
    expect(net - mean).toBeCloseTo(0 - cost, 6);
  });
});

describe('the decision behind a trade', () => {
  it('S1-04: is a document of its schema at every bar, with the gate, its measures, the guards and at least one reason to refuse', () => {
    const [bars] = SERIES as [BarSeries];
    const gates = [cannedGates(bars, 'documents', { isMissing: (nth) => nth % 2 === 0 })];
    const { params } = resolveParameters(strategyByName('gates'), { maxHazard: 0.4, gateTtlBars: 16 });
    const pack = { series: [bars], timeline: bars.eventTime, beside: { ...NOTHING_BESIDE, gates } };
    const record = { pack } as unknown as RowRecord;
    const segments = [{ from: 1, to: bars.length - 1, params }];
    const terms = { strategy: { kind: 'built-in', name: 'gates' }, segments } as unknown as RowTerms;
    const found = Array.from({ length: 200 }, (_, k) => {
      const time = bars.availableAt[1 + k * 11] as number;
      return gateDecisionOf(record, terms, { instrument: 'EURUSD', time });
    });
    const documents = found.map((one) => gateDecisionSchema.parse(JSON.parse(JSON.stringify(one?.decision))));
    expect(new Set(documents.map(({ source }) => source))).toEqual(new Set(['gate', 'derived', 'none']));
    expect(documents.filter(({ admit }) => admit).length).toBeGreaterThan(10);
    expect(found[0]?.guards.maxHazard).toBe(0.4);
    const onGate = documents.find(({ gate }) => gate !== null);
    expect(onGate?.metrics['hazard']).toBeGreaterThan(0);
    expect(
      gateDecisionOf(
        record,
        { ...terms, strategy: { kind: 'built-in', name: 'other' } },
        { instrument: 'EURUSD', time: 0 },
      ),
    ).toBe(undefined);
  });
});

describe('a profile for gates', () => {
  it('S1-01: the example trades, and every part of it bites', () => {
    const whole = traded(EXAMPLE);
    expect(whole.trades.length).toBeGreaterThan(20);
    const without = (key: string): string => {
      const rest = Object.fromEntries(Object.entries(EXAMPLE).filter(([name]) => name !== key));
      return JSON.stringify(traded(rest).fills);
    };
    for (const key of ['params', 'sizing', 'costs', 'risk'])
      expect(without(key), key).not.toBe(JSON.stringify(whole.fills));
  });

  it('S1-01: volatility parity, exposure and currency caps each take off what is too much', () => {
    const plain = traded(PLAIN);
    expect(largestWeight(plain)).toBeGreaterThan(1.9);
    const capped = (caps: readonly object[]): SimulationResult => traded({ ...PLAIN, risk: { caps } });
    expect(largestWeight(capped([{ kind: 'instrument', maxWeight: 1 }]))).toBeLessThan(1.1);
    expect(largestWeight(capped([{ kind: 'gross', maxWeight: 0.5 }]))).toBeLessThan(0.6);
    const byCurrency = capped([{ kind: 'currency', maxWeight: 0.7 }]);
    expect(largestWeight(byCurrency)).toBeLessThan(0.8);
    const estimator = { kind: 'window', window: 120 };
    const parity = (annualVolatility: number): SimulationResult =>
      traded({ ...PLAIN, sizing: { kind: 'volatility-target', annualVolatility, estimator, cap: 3 } });
    const ratio = largestWeight(parity(0.1)) / largestWeight(parity(0.05));
    expect(ratio).toBeGreaterThan(1.8);
    expect(ratio).toBeLessThan(2.2);
    const loss = traded({ ...PLAIN, risk: { breakers: [{ kind: 'daily-loss', limit: 0.002, action: 'halt' }] } });
    expect(refusals(loss).join()).toContain('breaker-halt');
  });

  it("F1: a risk cap on equity is no margin budget: what the broker's margin does not carry is refused or reduced, and says so", () => {
    const risky = { ...PLAIN, sizing: { kind: 'target-weight', weight: 25 }, maxGrossExposure: 60 };
    const caps = [{ kind: 'instrument', maxWeight: 30 }];
    const unlimited = traded({ ...risky, risk: { caps } });
    expect(largestWeight(unlimited)).toBeGreaterThan(20);
    const account = { kind: 'fx', leverage: 20, marginCall: 1, stopOut: 0.5 };
    const margined = traded({ ...risky, account, risk: { caps } });
    expect(refusals(margined).join()).toMatch(/margin/u);
    // Two positions of 25 times equity are 2.5 times what a leverage of 20 carries.
    expect(largestWeight(margined)).toBeLessThanOrEqual(20.1);
    expect(margined.fills.length).toBeLessThan(unlimited.fills.length);
  });
});
