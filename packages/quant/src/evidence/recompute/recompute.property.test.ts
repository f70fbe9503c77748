import { PlatformError } from '@assay/core/errors';
import { createRng } from '@assay/core/random';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillContract } from '../../execution/index.ts';
import type { CostInput, FinancingInput } from '../../execution/index.ts';
import { textAt } from '../../market/index.ts';
import type { BarSeries, RecordRow, RecordTable } from '../../market/index.ts';
import { REG_T_ACCOUNT } from '../../risk/index.ts';
import type { AccountModel } from '../../risk/index.ts';
import { simulate } from '../../simulation/index.ts';
import type { SimulationOptions, SimulationResult } from '../../simulation/index.ts';
import {
  action,
  actionsOf,
  contractOf,
  marketOf,
  randomActions,
  randomOptions,
  randomOrderStrategy,
  randomRuns,
  randomStrategy,
  segmentsOf,
} from '../../simulation/testing/index.ts';
import type { RandomRun } from '../../simulation/testing/index.ts';
import { compareAccount } from './compare-account.ts';
import type { Difference } from './compare-account.ts';
import { recomputeAccount } from './recomputed-account.ts';

const MODELS: readonly AccountModel[] = [
  { kind: 'unlimited' },
  { kind: 'cash', settlement: 2 },
  { ...REG_T_ACCOUNT, minimumEquityUnits: 0 },
  { kind: 'fx', leverage: 10, marginCall: 1, stopOut: 0.5 },
  { kind: 'crypto', mode: 'isolated', initial: 0.2, tiers: [{ floorUnits: 0, maintenance: 0.1 }] },
];

const FINANCING: FinancingInput = { borrow: 0.2, marginInterest: 0.1, cashInterest: 0.03 };

/** Cost models of every kind that bars and the contract can show. */
function costsOf(run: RandomRun, kind: number): CostInput {
  const { bps } = run;
  const shared = { financing: FINANCING };
  const simple = { spread: { kind: 'bps', half: bps }, slippage: { kind: 'bps', value: bps / 2 } } as const;
  if (kind === 0) return { ...shared, ...simple, commission: { kind: 'bps', value: bps, minimumUnits: 0 } };
  if (kind === 1)
    return {
      ...shared,
      spread: { kind: 'ticks', half: 0.7 },
      slippage: { kind: 'volume-share', coefficient: 0.1, exponent: 2, cap: 0.025, fallbackBps: 1 },
      commission: { kind: 'per-share', perShare: 0.005, minimumUnits: 1_000_000, maximumFraction: 0.01 },
    };
  if (kind === 2)
    return {
      ...shared,
      spread: {
        kind: 'profile',
        halfBps: 2,
        byMinute: [
          { from: 0, factor: 3 },
          { from: 30, factor: 1 },
        ],
        outsideFactor: 2,
        perVolatility: 0,
      },
      slippage: { kind: 'ticks', value: 1.3 },
      commission: {
        kind: 'tiered',
        tiers: [
          { above: 0, perUnit: 0.0035 },
          { above: 20, perUnit: 0.002 },
        ],
        minimumUnits: 350_000,
      },
    };
  return { ...shared, ...simple, commission: { kind: 'maker-taker', makerBps: 1, takerBps: 4, minimumUnits: 100 } };
}

interface Draw {
  readonly run: RandomRun;
  readonly hasEuros: boolean;
  readonly model: AccountModel;
  readonly costKind: number;
  readonly hasOrders: boolean;
}

const draws: fc.Arbitrary<Draw> = fc.record({
  run: randomRuns,
  hasEuros: fc.boolean(),
  model: fc.constantFrom(...MODELS),
  costKind: fc.integer({ min: 0, max: 3 }),
  hasOrders: fc.boolean(),
});

function optionsOf({ run, hasEuros, model, costKind, hasOrders }: Draw): SimulationOptions {
  const series = marketOf(run).map((one, k): BarSeries => {
    const instrument = hasEuros && k % 2 === 1 ? { ...one.instrument, currency: 'EUR' } : one.instrument;
    return { ...one, instrument };
  });
  const strategy = hasOrders ? randomOrderStrategy(run) : randomStrategy(run);
  return {
    ...randomOptions(run, { series, segments: segmentsOf(run, series, strategy) }),
    contract: fillContract(run.variant, {
      costs: costsOf(run, costKind),
      degenerateOpen: contractOf(run).degenerateOpen,
    }),
    account: { currency: 'USD', cash: 3000, model },
    actions: randomActions(run, series),
    conversion: { rate: (_from, _to, time) => 1.1 + 0.1 * Math.sin(time / 1e9) },
  };
}

/** The same bars with an ask, as wide as the hundredths of a close say; every fourth opens where the one before closed. */
function quotedOnBothSides(bars: BarSeries): BarSeries {
  const open = bars.open.map((price, i) =>
    i % 4 === 3 && bars.shape !== 'close-only' ? (bars.close[i - 1] ?? price) : price,
  );
  const high = bars.high.map((price, i) => Math.max(price, open[i]));
  const low = bars.low.map((price, i) => Math.min(price, open[i]));
  const wide = Array.from(bars.close, (price) => (Number.isNaN(price) ? 0.01 : (Math.round(price * 100) % 5) / 100));
  const above = (column: Float64Array): Float64Array => column.map((price, i) => price + wide[i]);
  const ask = { open: above(open), high: above(high), low: above(low), close: above(bars.close) };
  return { ...bars, open, high, low, side: 'bid', ask };
}

const SHARES = [1, 0.55, 1 / 3, 2, 0.07];

/** Spin-offs and a merger of the first instrument beside its other actions, paid in shares of one in the same currency. */
function withShares({ series, actions = [] }: SimulationOptions, seed: number): readonly RecordTable[] {
  const rng = createRng(String(seed));
  const [first] = series;
  const others = series.slice(1).filter(({ instrument }) => instrument.currency === first.instrument.currency);
  const any = <Item>(items: readonly Item[]): Item => items[rng.nextInt(items.length)];
  const rows: RecordRow[] = [];
  for (let i = 2; i < first.length - 2; i++) {
    const exTime = rng.nextFloat() < 0.5 ? first.openTime[i] : first.eventTime[i - 1] + 1;
    const { id } = any(others).instrument;
    if (rng.nextFloat() < 0.08) rows.push(action('spin-off', exTime, any(SHARES), { text: id }));
  }
  const from = Math.floor(first.length * (0.3 + 0.6 * rng.nextFloat()));
  if (rng.nextFloat() < 0.7) {
    const late = rng.nextFloat() < 0.3 ? Math.round(3e8 * rng.nextFloat()) : 0;
    const cash = rng.nextFloat() < 0.5 ? undefined : Math.round(500 * rng.nextFloat()) / 100;
    const text = `${any(SHARES).toFixed(7)} ${any(others).instrument.id}`;
    const exTime = first.openTime[from];
    rows.push(action('merger', exTime, cash, { text, availableAt: exTime + late }));
  }
  return actions.map((table) => {
    if (table.id !== first.instrument.id) return table;
    const known = Array.from({ length: table.length }, (_, row) =>
      action(textAt(table, 'type', row) ?? '', table.eventTime[row], table.numbers['value']?.[row], {
        availableAt: table.availableAt[row],
      }),
    );
    return actionsOf([...known, ...rows], table.id, first.instrument.currency);
  });
}

/** The last close of each segment that ends flat. */
function endsOf({ series, segments, boundary }: SimulationOptions): readonly number[] {
  const flat = boundary === 'flatten' ? segments : segments.slice(-1);
  return flat.map(({ to }) =>
    Math.max(...series.flatMap(({ eventTime }) => eventTime.findLast((time) => time <= to) ?? [])),
  );
}

function differencesIn(options: SimulationOptions, record: SimulationResult): readonly Difference[] {
  const found = recomputeAccount({
    ...{ series: options.series, actions: options.actions ?? [], contract: options.contract, record, currency: 'USD' },
    rateAt: (from, to, time) => options.conversion?.rate(from, to, time),
    flatAt: endsOf(options),
  });
  expect(found.missing).toEqual([]);
  return compareAccount(record, found);
}

/** Leverage may outgrow the ledger, and a split may cross an order's levels: both are refused by name and show nothing here. */
function simulated(options: SimulationOptions): SimulationResult {
  try {
    return simulate(options);
  } catch (error) {
    fc.pre(!PlatformError.is(error, 'DATA_UNFIT') && !PlatformError.is(error, 'STRATEGY_FAILED'));
    throw error;
  }
}

describe('an account that is gone through a second time', () => {
  it('S3-45: equals the engine to the ledger unit: random intents, stops and targets, groups, segments', () => {
    fc.assert(
      fc.property(randomRuns, (run) => {
        const options = randomOptions(run);
        expect(differencesIn(options, simulate(options)).slice(0, 3)).toEqual([]);
      }),
      { numRuns: 60, seed: 45 },
    );
  });

  it('S3-45: and with working orders, splits, dividends, financing, margin, two currencies and other costs', () => {
    let trades = 0;
    fc.assert(
      fc.property(draws, (draw) => {
        const options = optionsOf(draw);
        const record = simulated(options);
        trades += record.trades.length;
        expect(differencesIn(options, record).slice(0, 3)).toEqual([]);
      }),
      { numRuns: 100, seed: 45 },
    );
    expect(trades).toBeGreaterThan(300);
  });

  it('S3-45: and where both sides are known, marked at what closing brings or in the middle, opens that repeat a close among them', () => {
    const rules = new Set<string>();
    fc.assert(
      fc.property(draws, fc.constantFrom('liquidation' as const, 'mid' as const), (draw, marks) => {
        const plain = optionsOf({ ...draw, hasEuros: false });
        const series = plain.series.map(quotedOnBothSides);
        const contract = { ...plain.contract, marks };
        const options = { ...plain, series, contract, actions: [] };
        const record = simulated(options);
        for (const { rule } of record.fills) rules.add(rule);
        expect(differencesIn(options, record).slice(0, 3)).toEqual([]);
      }),
      { numRuns: 50, seed: 47 },
    );
    expect([...rules]).toEqual(expect.arrayContaining(['market-at-close-degenerate-open', 'market-at-next-close']));
  });

  it('S3-45: and with mergers and spin-offs that pay in shares, splits and dividends beside', () => {
    const delivered: Record<string, number> = {};
    fc.assert(
      fc.property(draws, fc.nat(1e6), (draw, seed) => {
        const isSameDay = seed % 2 === 0;
        const shapes = isSameDay ? draw.run.shapes.map(() => 'daily' as const) : draw.run.shapes;
        const plain = optionsOf({ ...draw, run: { ...draw.run, shapes: [...shapes, 'daily', 'daily'] } });
        const options = { ...plain, actions: withShares(plain, seed) };
        const record = simulated(options);
        for (const { rule } of record.fills)
          if (/^merged-for-shares|^received/u.test(rule)) delivered[rule] = (delivered[rule] ?? 0) + 1;
        expect(differencesIn(options, record).slice(0, 3)).toEqual([]);
      }),
      { numRuns: 100, seed: 46 },
    );
    expect(Object.values(delivered).every((count) => count > 20)).toBe(true);
    expect(Object.keys(delivered).sort()).toEqual(['merged-for-shares', 'received-in-merger', 'received-in-spin-off']);
  });

  it('S3-45: names the one posting that is a ledger unit off, whichever it is', () => {
    const options = optionsOf({
      run: { ...RUN, shapes: ['daily', 'daily'] },
      ...{ hasEuros: true, model: { kind: 'unlimited' }, costKind: 0, hasOrders: false },
    });
    const record = simulate(options);
    const found = differencesIn(options, record);
    expect(found).toEqual([]);
    for (let k = 0; k < record.postings.units.length; k += 7) {
      const units = record.postings.units.map((own, i) => (i === k ? own + 1 : own));
      const differences = differencesIn(options, { ...record, postings: { ...record.postings, units } });
      const account = record.postings.accounts[record.postings.account[k]];
      expect(differences).toHaveLength(1);
      expect(differences[0].what).toContain(`posting to ${account}`);
      expect(Number(differences[0].recorded)).toBe(Number(differences[0].found) + 1);
    }
  });
});

const RUN: RandomRun = {
  ...{
    seed: 7,
    shapes: ['daily'],
    variant: 'base',
    degenerateOpen: 'next-close',
    bps: 3,
    boundary: 'carry',
    nSegments: 2,
  },
  ...{ sizing: { kind: 'target-weight', weight: 0.7 }, maxGrossExposure: 5, isProtected: true },
};
