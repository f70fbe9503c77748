import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { baseContract } from '../execution/index.ts';
import { Ledger } from '../orders/index.ts';
import type { IntentLeg } from '../orders/index.ts';
import type { StrategyInstance } from '../strategy/index.ts';
import { simulate } from './simulate.ts';
import type { SimulationResult } from './simulation.ts';
import { optionsOver, strategyOf, wantLots } from './testing/index.ts';
import { engineVector, priceOf, vectorBars, vectorSeries } from './testing/engine-vectors.ts';
import type { EngineCase, EngineVector, ScriptRow, VectorTrade } from './testing/engine-vectors.ts';

/** A trade of this engine as the vectors write it. */
type Written = Pick<VectorTrade, 'entryBar' | 'exitBar' | 'size' | 'grossPnl' | 'fees' | 'netPnl'> & {
  readonly entry: number;
  readonly exit: number;
};

const UNITS = 1e6;

/** Entry with its bracket after the close of bar `at`, flat again after that of bar `until`. */
function scripted(one: EngineCase): StrategyInstance {
  const starts = new Map(one.script.map((row) => [row.at, row]));
  const ends = new Set(one.script.map((row) => row.until));
  return strategyOf((view) => {
    const bar = view.barCount('VECTOR') - 1;
    const start = starts.get(bar);
    const lots = one.lots * (start?.side === 'sell' ? -1 : 1);
    const flat = ends.has(bar) && view.position('VECTOR') !== 0 ? [wantLots('VECTOR', 0)] : [];
    return start === undefined ? flat : [...flat, wantLots('VECTOR', lots, protectionOf(start))];
  });
}

function protectionOf(row: ScriptRow): Partial<IntentLeg> {
  if (row.stopFraction === null || row.targetFraction === null) return {};
  return { stopLoss: { fraction: row.stopFraction }, takeProfit: { fraction: row.targetFraction } };
}

function run(one: EngineCase, vector: EngineVector): SimulationResult | undefined {
  const data = vector.data[one.data];
  const rows = data === undefined ? undefined : vectorBars(data);
  if (data === undefined || rows === undefined) return undefined;
  const { commissionBps, slippageBps } = one.costs;
  const costs = { halfSpreadBps: 0, slippageBps: slippageBps ?? 0, commissionBps };
  return simulate(
    optionsOver([vectorSeries(one, data, rows)], scripted(one), {
      contract: baseContract({ costs, degenerateOpen: 'accept' }),
      account: one.account,
    }),
  );
}

function written({ trades, fills }: SimulationResult, tick: string): readonly Written[] {
  return trades.map((trade) => ({
    entryBar: fills[trade.entryFillId]?.barIndex ?? NaN,
    exitBar: fills[trade.exitFillId]?.barIndex ?? NaN,
    entry: priceOf(trade.entryTicks, tick),
    exit: priceOf(trade.exitTicks, tick),
    size: trade.direction === 'long' ? trade.lots : -trade.lots,
    grossPnl: (trade.netUnits + commissionOf(fills, trade)) / UNITS,
    fees: commissionOf(fills, trade) / UNITS,
    netPnl: trade.netUnits / UNITS,
  }));
}

/** Every position here is opened by one fill and closed by one. */
function commissionOf(
  fills: SimulationResult['fills'],
  trade: { readonly entryFillId: number; readonly exitFillId: number },
): number {
  return (fills[trade.entryFillId]?.commissionUnits ?? NaN) + (fills[trade.exitFillId]?.commissionUnits ?? NaN);
}

function expectSameTrades(mine: readonly Written[], one: EngineCase, dataTick: string): void {
  const shape = ({ entryBar, exitBar, size }: Written | VectorTrade): unknown => [entryBar, exitBar, size];
  expect(mine.map(shape)).toEqual(one.trades.map(shape));
  const isRounded = one.trades[0]?.entryTicks !== undefined;
  const price = isRounded ? 1e-9 : 1.01 * Number(one.instrument.tickSize);
  const money = 2e-6 + (isRounded ? 1e-7 : 2 * price * one.lots);
  mine.forEach((trade, i) => {
    const other = one.trades[i];
    const near = (own: number, theirs: number, within: number): void => {
      expect(Math.abs(own - theirs), `episode ${other.episode}`).toBeLessThanOrEqual(within);
    };
    near(trade.entry, isRounded ? priceOf(other.entryTicks ?? NaN, dataTick) : (other.entryPrice ?? NaN), price);
    near(trade.exit, isRounded ? priceOf(other.exitTicks ?? NaN, dataTick) : (other.exitPrice ?? NaN), price);
    near(trade.grossPnl, other.grossPnl, money);
    near(trade.fees, other.fees, money);
    near(trade.netPnl, other.netPnl, 2 * money);
  });
}

const RULES: Readonly<Record<string, readonly string[]>> = {
  close: ['market-at-next-open'],
  stop: ['stop-inside-bar', 'both-touched-stop-first'],
  'stop-gap': ['stop-gapped-at-open'],
  target: ['target-inside-bar'],
  'target-gap': ['target-gapped-at-open'],
};

describe.each(['backtesting', 'vectorbt'] as const)('market orders and brackets against %s (X-05)', (engine) => {
  const vector = engineVector(engine);
  const able = vector.cases.filter((one) => one.assay.presentEngine && one.differences.length === 0);

  it('compares two runs on each of daily, hourly, minute and synthetic bars', () => {
    const count = (data: string): number => able.filter((one) => one.data === data).length;
    expect(Object.keys(vector.data).map(count)).toEqual([2, 2, 2, 2]);
  });

  it.for(able.map((one) => [one.name, one] as const))('is equal trade for trade: %s', ([, one], { skip }) => {
    const result = run(one, vector);
    if (result === undefined) return skip(`the file with the bars of ${one.data} is not on this machine`);
    expectSameTrades(written(result, one.instrument.tickSize), one, vector.data[one.data]?.tick ?? '');
    const { equityUnits } = result;
    const final = (equityUnits[equityUnits.length - 1] ?? NaN) / UNITS;
    const slack =
      one.trades.length * (2e-6 + 2 * one.lots * Number(one.instrument.tickSize) * (engine === 'vectorbt' ? 1 : 0));
    expect(Math.abs(final - (one.finalEquity ?? NaN))).toBeLessThanOrEqual(slack);
    const rules = result.trades.map((trade) => trade.exitRule);
    one.trades.forEach((trade, i) => expect(RULES[trade.exitReason]).toContain(rules[i]));
  });
});

interface LedgerStep {
  readonly step: number;
  readonly postings: readonly (readonly (readonly [string, number])[])[];
  readonly balances: Readonly<Record<string, number>>;
}

interface LedgerCase {
  readonly opening: Readonly<Record<string, number>>;
  readonly instruments: Readonly<Record<string, { readonly currency: string }>>;
  readonly planted: {
    readonly step: number;
    readonly posting: number;
    readonly line: number;
    readonly addUnits: number;
  };
  readonly steps: readonly LedgerStep[];
}

describe('books by hand in two currencies (X-12)', () => {
  const file = new URL('../../../../golden/simulation/engine-ledger.json', import.meta.url);
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly [LedgerCase] };
  const [books] = cases;

  const currencyOf = (account: string): string => {
    const [kind, name = ''] = account.split(':');
    return kind === 'holdings' ? (books.instruments[name]?.currency ?? '') : name;
  };
  const post = (ledger: Ledger, lines: readonly (readonly [string, number])[]): void => {
    ledger.post(lines.map(([account, units]) => ({ account: ledger.open(account, currencyOf(account)), units })));
  };
  const opened = (): Ledger => {
    const ledger = new Ledger();
    post(ledger, Object.entries(books.opening));
    return ledger;
  };

  it('holds every balance after every step to the last unit', () => {
    const ledger = opened();
    for (const { postings, balances } of books.steps) {
      for (const lines of postings) post(ledger, lines);
      const found = Object.fromEntries(ledger.accounts().map(({ name, units }) => [name, units + 0]));
      expect(found).toEqual(balances);
      ledger.checkTrialBalance();
    }
    expect(books.steps).toHaveLength(240);
  });

  it('finds one planted unit at its step', () => {
    const ledger = opened();
    const { planted } = books;
    const found = books.steps.find(({ step, postings }) => {
      const lines = postings.map((one, p) =>
        one.map(([account, units], l): [string, number] => {
          const isPlanted = step === planted.step && p === planted.posting && l === planted.line;
          return [account, isPlanted ? units + planted.addUnits : units];
        }),
      );
      try {
        for (const one of lines) post(ledger, one);
        return false;
      } catch {
        return true;
      }
    });
    expect(found?.step).toBe(planted.step);
  });
});
