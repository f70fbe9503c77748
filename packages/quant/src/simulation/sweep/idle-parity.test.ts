import { createRng } from '@assay/core/random';
import type { Rng } from '@assay/core/random';
import { MS_PER_HOUR } from '@assay/core/time';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillContract } from '../../execution/index.ts';
import type { BarSeries } from '../../market/index.ts';
import { walkSeries } from '../../market/testing/index.ts';
import { resolveParameters, strategyByName } from '../../strategy/index.ts';
import type { NamedColumns, Parameters, StrategyInstance } from '../../strategy/index.ts';
import { simulate } from '../simulate.ts';
import type { SimulationOptions, SimulationResult } from '../simulation.ts';
import { contiguousSeries } from '../testing/index.ts';
import { firstBusyBar } from './idle-stretch.ts';
import { sweepRecord, sweepSimulation } from './sweep-simulation.ts';
import type { SweptRecord, SweptSimulation } from './sweep-simulation.ts';

const BARS = 600;
const GATES = strategyByName('gates');

/** A market, gates of any kind over it, and how they are planned, all drawn from one seed. */
function drawn(seed: number): {
  readonly bars: BarSeries;
  readonly params: Parameters;
  readonly columns: NamedColumns;
} {
  const rng = createRng(`idle/${seed}`);
  const one = <T>(...values: readonly T[]): T => values[rng.nextInt(values.length)];
  const params = resolveParameters(GATES, {
    ...{ holdMinutes: one(60, 90, 240, 960), maxHoldMinutes: one(0, 0, 1200), follow: one('with', 'against') },
    ...{ direction: one('long', 'short', 'long-short'), exposure: one(1, 0.5), hardBlockFlattens: one(true, false) },
    ...{ persistInPosition: one(true, false), sessionOpen: one(0, 0, 7), sessionClose: one(24, 24, 18) },
  }).params;
  return { bars: drawnBars(seed, rng), params, columns: drawnColumns(rng, one(0.5, 0.1, 0.01), one(0, 0.02)) };
}

function drawnBars(seed: number, rng: Rng): BarSeries {
  const closes = [...walkSeries(`idle/${seed}`, BARS).close];
  const start = Date.UTC(2015, 0, 5);
  const bars = withCopiedOpens(
    contiguousSeries(closes, { start, barMs: MS_PER_HOUR }, { calendar: 'continuous' }),
    rng,
  );
  if (rng.nextFloat() < 0.3) return bars;
  const spread = bars.close.map(() => 0.01 * rng.nextInt(9));
  const plus = (prices: Float64Array): Float64Array => prices.map((price, i) => price + spread[i]);
  const ask = { open: plus(bars.open), high: plus(bars.high), low: plus(bars.low), close: plus(bars.close) };
  return { ...bars, side: 'bid', ask };
}

/** Some opens repeat the close before, as copied bars do: an order is refused there, or filled at the close. */
function withCopiedOpens(bars: BarSeries, rng: Rng): BarSeries {
  const often = rng.nextFloat() < 0.5 ? 0.3 : 0;
  const open = bars.open.map((price, i) => (i > 0 && rng.nextFloat() < often ? bars.close[i - 1] : price));
  const high = bars.high.map((price, i) => Math.max(price, open[i]));
  const low = bars.low.map((price, i) => Math.min(price, open[i]));
  return { ...bars, open, high, low };
}

/** Signals that last some bars each, as streaks do; a few are NaN, as columns may be, with a key as every signal has. */
function drawnColumns(rng: Rng, often: number, blockedOften: number): NamedColumns {
  const signal = new Float64Array(BARS);
  const key = new Float64Array(BARS).fill(NaN);
  for (let i = 0; i < BARS;) {
    const [side, length] = [rng.nextFloat() < often ? 1 - 2 * rng.nextInt(2) : 0, 1 + rng.nextInt(6)];
    signal.fill(rng.nextFloat() < 0.02 ? NaN : side, i, i + length);
    if (signal[i] !== 0) key.fill(rng.nextFloat() < 0.2 ? 7 : i, i, i + length);
    i += length;
  }
  const blocked = signal.map(() => (rng.nextFloat() < blockedOften ? 1 : 0));
  const none = new Float64Array(BARS).fill(NaN);
  const shown = [
    ...['regime', 'hazard', 'flipRate', 'runSurprise', 'coherence', 'stability', 'entropy', 'repetitions'],
    ...['streak', 'streakStability', 'directionEntropy', 'directionFlipRate'],
  ];
  return {
    ...Object.fromEntries([...shown, 'confidence'].map((name) => [name, none])),
    ...{ signal, key, blocked, source: new Float64Array(BARS).fill(1), reasons: new Float64Array(BARS) },
  };
}

function optionsOf(seed: number, seen: (strategy: StrategyInstance) => StrategyInstance): SimulationOptions {
  const { bars, params, columns } = drawn(seed);
  const { id: instrument, currency } = bars.instrument;
  const strategy = seen(GATES.create(params, { instruments: [instrument], rng: createRng('idle') }));
  const [from, to] = [bars.eventTime[40 + (seed % 30)], bars.eventTime[BARS - 1 - (seed % 5)]];
  return {
    series: [bars],
    segments: [{ from, to, strategy, terms: [[]], columns: [columns] }],
    boundary: seed % 3 === 0 ? 'carry' : 'flatten',
    contract: {
      ...fillContract(seed % 2 === 0 ? 'base' : 'pessimistic'),
      degenerateOpen: (['refuse', 'next-close', 'accept'] as const)[seed % 3],
    },
    sizing: seed % 4 === 0 ? { kind: 'fixed', lots: 30 } : { kind: 'target-weight', weight: 0.9 },
    limits: { maxGrossExposure: seed % 5 === 0 ? 0.5 : 2 },
    account: { currency, cash: seed % 7 === 0 ? 5_000 : 100_000 },
  };
}

/** What both have: the numbers of orders are the engine's alone. */
function compared({ fills, trades, ...rest }: SweptSimulation | SimulationResult): object {
  const { times, equityUnits, initialUnits, returns, exposure, instrumentReturns, instruments } = rest;
  return {
    ...{ times, equityUnits, initialUnits, returns, exposure, instrumentReturns, instruments, trades },
    fills: fills.map((fill) => ({ ...fill, orderId: undefined })),
  };
}

describe('a sweep that passes over idle bars', () => {
  it('S1-06 agrees with the one that asks at each bar and with the engine, trade for trade, on random gates', () => {
    const calls = { idle: 0, each: 0 };
    const counted =
      (kind: keyof typeof calls, keepsIdle: boolean) =>
      (strategy: StrategyInstance): StrategyInstance => ({
        decide: (view) => {
          calls[kind]++;
          return strategy.decide(view);
        },
        ...(keepsIdle ? { idle: (view, instrument) => strategy.idle?.(view, instrument) } : {}),
      });
    let trades = 0;
    fc.assert(
      fc.property(fc.nat(1_000_000), (seed) => {
        const fast = sweepSimulation(optionsOf(seed, counted('idle', true)));
        const slow = sweepSimulation(optionsOf(seed, counted('each', false)));
        const full = simulate(optionsOf(seed, (strategy) => strategy));
        expect(fast === undefined).toBe(slow === undefined);
        if (fast === undefined || slow === undefined) return;
        expect(compared(fast)).toEqual(compared(full));
        expect(compared(slow)).toEqual(compared(full));
        trades += fast.trades.length;
      }),
      { seed: 11, numRuns: 150 },
    );
    expect(trades).toBeGreaterThan(1500);
    expect(calls.idle).toBeLessThan(0.7 * calls.each);
  });

  it('S1-06 leaves the same rows and results of trades where nobody reads fills and reasons, in columns that are lent', () => {
    const same = (strategy: StrategyInstance): StrategyInstance => strategy;
    let trades = 0;
    for (let seed = 0; seed < 60; seed++) {
      const read = sweepSimulation(optionsOf(seed, same));
      const unread = sweepRecord(optionsOf(seed, same));
      expect(unread === undefined).toBe(read === undefined);
      if (read === undefined || unread === undefined) continue;
      const { fills, trades: closed, ...rest } = read;
      expect(fills.length).toBeGreaterThan(0);
      expect(unread).toEqual(rest);
      expect(unread.netUnits).toEqual(closed.map(({ netUnits }) => netUnits));
      expect(unread.heldMs).toBe(closed.reduce((sum, { entryTime, exitTime }) => sum + (exitTime - entryTime), 0));
      trades += closed.length;
    }
    expect(trades).toBeGreaterThan(500);
    const { series } = optionsOf(1, same);
    const first = sweepRecord({ ...optionsOf(1, same), series }) as SweptRecord;
    const again = sweepRecord({ ...optionsOf(1, same), series, limits: { maxGrossExposure: 0.1 } }) as SweptRecord;
    expect(again.equityUnits).toBe(first.equityUnits);
    expect(again.returns).toEqual(
      sweepSimulation({ ...optionsOf(1, same), limits: { maxGrossExposure: 0.1 } })?.returns,
    );
  });

  it('asks for no reasons where nobody reads them', () => {
    const seen: unknown[] = [];
    const noted = (strategy: StrategyInstance): StrategyInstance => ({
      ...strategy,
      decide: (view) => {
        seen.push(view.readsReasons);
        return strategy.decide(view);
      },
    });
    sweepRecord(optionsOf(1, noted));
    expect(new Set(seen)).toEqual(new Set([false]));
  });
});

describe('firstBusyBar', () => {
  it('is the first bar whose columns are not all 0, or that is not early enough, or the last', () => {
    const closeTime = Float64Array.of(10, 20, 30, 40, 50, 60);
    const named = { a: Float64Array.of(0, 0, 0, -0, 2, 0), b: Float64Array.of(0, 0, 0, 0, 0, NaN) };
    const busy = (zero: readonly string[], before: number, from: number, last = 5): number =>
      firstBusyBar({ zero, before }, { closeTime, named }, from, last);
    expect(busy(['a'], Infinity, 0)).toBe(4);
    expect(busy(['b'], Infinity, 0)).toBe(5);
    expect(busy([], Infinity, 0, 3)).toBe(3);
    for (let from = 0; from < 6; from++) {
      for (const before of [5, 10, 11, 20, 35, 50, 51, 60, 61]) {
        const first = closeTime.findIndex((time, i) => i >= from && time >= before);
        expect(busy([], before, from)).toBe(first < 0 ? 5 : first);
      }
    }
    expect(busy(['a', 'missing'], Infinity, 2)).toBe(2);
  });
});
