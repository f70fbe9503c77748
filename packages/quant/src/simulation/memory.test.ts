import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { emptySource, testInstrument } from '../market/testing/index.ts';
import type { BarSeries } from '../market/index.ts';
import type { Action } from '../orders/index.ts';
import type { DecisionView } from '../strategy/index.ts';
import { simulate } from './simulate.ts';
import type { SimulationResult } from './simulation.ts';
import { optionsOver, order, strategyOf, wantLots } from './testing/index.ts';

const MINUTE_MS = 60_000;
const MIB = 2 ** 20;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** A price that goes up and down by cents, minute after minute. */
function minuteBars(length: number): BarSeries {
  const time = (offset: number): Float64Array => Float64Array.from({ length }, (_, i) => (i + offset) * MINUTE_MS);
  const price = (cents: number): Float64Array =>
    Float64Array.from({ length }, (_, i) => (10_000 + Math.round(50 * Math.sin(i / 500)) + cents) / 100);
  return {
    ...{ instrument: testInstrument({ calendar: 'continuous' }), timeframe: '1m', shape: 'ohlc', adjustment: 'raw' },
    ...{ synthetic: true, length, openTime: time(0), eventTime: time(1), availableAt: time(1) },
    ...{ open: price(0), high: price(2), low: price(-2), close: price(1), volume: new Float64Array(length).fill(1e6) },
    source: emptySource(length),
  };
}

/** Bytes in use, of objects and of columns. */
function bytesInUse(): { readonly objects: number; readonly columns: number } {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { objects: heapUsed, columns: arrayBuffers };
}

/** Runs `decide`; what was in use at its tenth and at its last decision. */
function followed(length: number, decide: (view: DecisionView, bar: number) => readonly Action[]): Followed {
  const series = minuteBars(length);
  const seen: ReturnType<typeof bytesInUse>[] = [];
  let bar = 0;
  const strategy = strategyOf((view) => {
    bar++;
    if (bar === 10 || bar === length - 1) seen.push(bytesInUse());
    return decide(view, bar);
  });
  const result = simulate(optionsOver([series], strategy));
  const [early, late] = seen as [Followed['early'], Followed['late']];
  return { result, early, late };
}

interface Followed {
  readonly result: SimulationResult;
  readonly early: { readonly objects: number; readonly columns: number };
  readonly late: { readonly objects: number; readonly columns: number };
}

describe('S3-36: the memory of a simulation', () => {
  it('takes nothing a bar beyond its columns, over two million bars with a position, a stop and orders that rest', () => {
    const length = 2_000_000;
    const { result, early, late } = followed(length, (_, bar) =>
      bar === 5
        ? [wantLots('TEST', 1, { stopLoss: { fraction: 0.5 } }), order({ tag: 'low', type: 'limit', limitPrice: 50 })]
        : [],
    );
    // Nothing is decided at the last bar: no other could fill it.
    expect(result.decisions).toBe(length - 1);
    expect([result.fills.length, result.trades.length]).toEqual([2, 1]);
    expect(result.orderEvents.length).toBeLessThan(10);
    // A single number kept for each bar would be 16 MB.
    expect(late.objects - early.objects).toBeLessThan(2 * MIB);
    expect(late.columns - early.columns).toBeLessThan(2 * MIB);
    const columns = [result.times, result.equityUnits, result.returns, result.exposure, result.instrumentReturns];
    expect(columns.every((column) => column.length === length)).toBe(true);
    for (const group of [result.postings, result.tradeColumns, result.accountEvents]) {
      for (const column of Object.values(group)) expect((column as ArrayLike<unknown>).length).toBeLessThan(32);
    }
  });

  it('grows with events where there are some, and with them only', () => {
    const turning = (every: number) => (_: DecisionView, bar: number) =>
      bar % every === 0 ? [wantLots('TEST', (bar / every) % 2)] : [];
    const [few, many] = [followed(200_000, turning(2_000)), followed(200_000, turning(20))];
    expect(many.result.fills.length).toBeGreaterThan(90 * few.result.fills.length);
    const perFill = (many.late.objects - many.early.objects) / many.result.fills.length;
    expect(perFill).toBeGreaterThan(100);
    expect(perFill).toBeLessThan(3_000);
    expect(few.late.objects - few.early.objects).toBeLessThan(MIB);
  });
});
