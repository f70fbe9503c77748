import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillContract } from '../execution/index.ts';
import type { BarSeries } from '../market/index.ts';
import type { Fill } from '../orders/index.ts';
import { simulate } from './simulate.ts';
import type { SimulationOptions, SimulationResult } from './simulation.ts';
import {
  contractOf,
  FREE_BASE,
  marketOf,
  randomOptions,
  randomRuns,
  randomStrategy,
  segmentsOf,
} from './testing/index.ts';

const UNITS_PER_TICK = 10_000;
const FORCED_RULES = [
  'stop-inside-bar', 'stop-gapped-at-open', 'stop-gapped-at-worst', 'stop-at-close', 'target-inside-bar',
  'target-gapped-at-open', 'target-at-close', 'both-touched-stop-first', 'both-touched-target-first',
  'segment-end-at-close', 'segment-end-at-last-mark', 'ruined-at-last-mark',
]; // prettier-ignore
const ORDER_RULES = ['market-at-next-open', 'market-at-next-close', 'market-at-close-degenerate-open'];

const ticks = (price: number): number => Math.round(price * 100);
const seriesOf = (series: readonly BarSeries[], fill: Fill): BarSeries =>
  series.find((one) => one.instrument.id === fill.instrument) as BarSeries;
const signed = (fill: Fill): number => (fill.side === 'buy' ? fill.lots : -fill.lots);

/** Equity after every fill up to a moment, from the fills alone; marked at the last close or the account's newer fill. */
function replayedEquity(options: SimulationOptions, result: SimulationResult, time: number): number {
  let equity = result.initialUnits;
  for (const series of options.series) {
    const own = result.fills.filter((fill) => fill.instrument === series.instrument.id && fill.time <= time);
    const last = series.eventTime.findLastIndex((close) => close <= time);
    const newest = own.at(-1);
    const isNewer = newest !== undefined && newest.time > series.eventTime[last];
    const mark = isNewer ? newest.referenceTicks : ticks(series.close[Math.max(0, last)]);
    for (const fill of own) equity += signed(fill) * (mark - fill.priceTicks) * UNITS_PER_TICK - fill.commissionUnits;
  }
  return equity;
}

function expectFinite(result: SimulationResult): void {
  for (const column of [result.times, result.equityUnits, result.returns, result.exposure]) {
    expect(column.every(Number.isFinite)).toBe(true);
  }
  expect(result.instrumentReturns.every((value) => Math.abs(value) < Infinity || Number.isNaN(value))).toBe(true);
  const numbers = [...result.fills, ...result.trades, ...result.refusals, result.costUnits].flatMap((row) =>
    Object.values(row as object).filter((value): value is number => typeof value === 'number'),
  );
  expect(numbers.every(Number.isFinite)).toBe(true);
}

describe('any strategy on any market', () => {
  it('keeps its books: every row is what the fills say, and the end is what the trades say', () => {
    fc.assert(
      fc.property(randomRuns, (run) => {
        const options = randomOptions(run);
        const result = simulate(options);
        result.times.forEach((time, i) => expect(result.equityUnits[i]).toBe(replayedEquity(options, result, time)));
        const profit = result.equityUnits[result.equityUnits.length - 1] - result.initialUnits;
        expect(profit).toBe(result.trades.reduce((sum, trade) => sum + trade.netUnits, 0));
        const { spread, slippage, commission } = result.costUnits;
        const costs = result.trades.reduce((sum, trade) => sum + trade.costUnits, 0);
        expect(costs).toBe(spread + slippage + commission);
        for (const id of result.instruments) {
          const lots = result.fills
            .filter((fill) => fill.instrument === id)
            .reduce((sum, fill) => sum + signed(fill), 0);
          expect(lots).toBe(0);
        }
      }),
    );
  });

  it('fills at prices that the bar had, strictly later than the decision (X-01, S4-16)', () => {
    fc.assert(
      fc.property(randomRuns, (run) => {
        const options = randomOptions(run);
        for (const fill of simulate(options).fills) {
          const series = seriesOf(options.series, fill);
          const i = fill.barIndex;
          const isCloseOnly = series.shape === 'close-only';
          const [low, high] = [
            isCloseOnly ? series.close[i] : series.low[i],
            isCloseOnly ? series.close[i] : series.high[i],
          ];
          expect(fill.time).toBeGreaterThan(fill.decisionTime);
          expect(fill.time).toBeGreaterThanOrEqual(series.openTime[i]);
          if (fill.rule === 'target-at-close') continue;
          expect(fill.referenceTicks).toBeGreaterThanOrEqual(ticks(low));
          expect(fill.referenceTicks).toBeLessThanOrEqual(ticks(high));
          if (ORDER_RULES.includes(fill.rule)) expect(series.openTime[i]).toBeGreaterThanOrEqual(fill.decisionTime);
        }
      }),
    );
  });

  it('trades only where something was wanted, or by a named forced event', () => {
    fc.assert(
      fc.property(randomRuns, (run) => {
        const wishes = new Set<string>();
        const series = marketOf(run);
        const segments = segmentsOf(run, series, randomStrategy(run, wishes));
        const orders = new Set<number>();
        for (const fill of simulate(randomOptions(run, { series, segments })).fills) {
          expect(wishes.has(`${fill.decisionTime} ${fill.instrument}`)).toBe(true);
          expect(fill.orderId === undefined ? FORCED_RULES : ORDER_RULES).toContain(fill.rule);
          if (fill.orderId !== undefined) expect(orders.has(fill.orderId)).toBe(false);
          if (fill.orderId !== undefined) orders.add(fill.orderId);
        }
      }),
    );
  });

  it('fills the legs of a group together or not at all', () => {
    fc.assert(
      fc.property(randomRuns, (drawn) => {
        // Without protection: a stop may have brought a leg to its target before the others fill.
        const run = { ...drawn, isProtected: false };
        const groups = new Map<number, Set<string>>();
        const series = marketOf(run);
        const inner = randomStrategy(run);
        const strategy = { decide: (view: Parameters<typeof inner.decide>[0]) => {
          const intents = inner.decide(view);
          for (const { legs, allOrNone } of intents) {
            if (!allOrNone || legs.length < 2) continue;
            const changing = legs.filter((leg) => leg.target.kind === 'lots' && leg.target.value !== view.position(leg.instrument));
            if (changing.length === legs.length) groups.set(view.decisionTime, new Set(legs.map((leg) => leg.instrument)));
          }
          return intents;
        } }; // prettier-ignore
        const { fills } = simulate(randomOptions(run, { series, segments: segmentsOf(run, series, strategy) }));
        const times = new Map<number, Set<string>>();
        for (const fill of fills.filter((one) => one.orderId !== undefined && groups.has(one.decisionTime))) {
          times.set(fill.decisionTime, (times.get(fill.decisionTime) ?? new Set()).add(fill.instrument));
        }
        for (const [decision, filled] of times) expect(filled).toEqual(groups.get(decision));
      }),
    );
  });

  it('leaves no number undefined (X-04), and gives the same again', () => {
    fc.assert(
      fc.property(randomRuns, (run) => {
        const result = simulate(randomOptions(run));
        expectFinite(result);
        expect(simulate(randomOptions(run))).toEqual(result);
      }),
    );
  });

  it('stays within its gross limit at every fill of an order that enlarges a position', () => {
    fc.assert(
      fc.property(randomRuns, (drawn) => {
        const run = { ...drawn, shapes: [drawn.shapes[0]] };
        const options = randomOptions(run);
        const result = simulate(options);
        let [lots, cash] = [0, result.initialUnits];
        for (const fill of result.fills) {
          const before = lots;
          lots += signed(fill);
          cash -= signed(fill) * fill.priceTicks * UNITS_PER_TICK + fill.commissionUnits;
          const gross = Math.abs(lots) * fill.referenceTicks * UNITS_PER_TICK;
          const equity = cash + lots * fill.referenceTicks * UNITS_PER_TICK;
          if (Math.abs(lots) > Math.abs(before)) expect(gross).toBeLessThanOrEqual(run.maxGrossExposure * equity);
        }
      }),
    );
  });
});

describe('scales', () => {
  it('multiplies profit with all prices, for fixed lots without costs', () => {
    fc.assert(
      fc.property(randomRuns, fc.integer({ min: 2, max: 9 }), (drawn, factor) => {
        const run = { ...drawn, isProtected: false, sizing: { kind: 'fixed' as const, lots: 4 } };
        const series = marketOf(run);
        const times = (column: Float64Array): Float64Array =>
          column.map((price) => Math.round(price * 100 * factor) / 100);
        const scaled = series.map((one) => ({
          ...one, open: times(one.open), high: times(one.high), low: times(one.low), close: times(one.close),
        })); // prettier-ignore
        const inner = randomStrategy(run);
        // Weights depend on the ratio of price and equity: lots and exposures only.
        const strategy = { decide: (view: Parameters<typeof inner.decide>[0]) =>
          inner.decide(view).filter((intent) => intent.legs.every((leg) => leg.target.kind !== 'weight')) }; // prettier-ignore
        const limits = { maxGrossExposure: 1e6 };
        const account = { currency: 'USD', cash: 1e8 };
        const profits = [series, scaled].map((market) => {
          const segments = segmentsOf(run, market, strategy);
          const result = simulate({
            ...randomOptions(run),
            series: market,
            segments,
            contract: FREE_BASE,
            limits,
            account,
          });
          return result.equityUnits[result.equityUnits.length - 1] - result.initialUnits;
        });
        expect(profits[1]).toBe(factor * profits[0]);
      }),
    );
  });

  it('earns less the higher the costs, for the same orders', () => {
    fc.assert(
      fc.property(randomRuns, (drawn) => {
        const run = { ...drawn, isProtected: false, sizing: { kind: 'fixed' as const, lots: 4 } };
        const inner = randomStrategy(run);
        const series = marketOf(run);
        const strategy = { decide: (view: Parameters<typeof inner.decide>[0]) =>
          inner.decide(view).filter((intent) => intent.legs.every((leg) => leg.target.kind !== 'weight')) }; // prettier-ignore
        const segments = segmentsOf(run, series, strategy);
        const account = { currency: 'USD', cash: 1e6 };
        const ends = [0, 1, 1.25, 1.5, 2].map((multiple) => {
          const costs = { halfSpreadBps: 2 * multiple, slippageBps: multiple, commissionBps: multiple };
          const contract = fillContract('base', { costs, degenerateOpen: contractOf(run).degenerateOpen });
          const limits = { maxGrossExposure: 1e6 };
          return (
            simulate({ ...randomOptions(run), series, segments, contract, limits, account }).equityUnits.at(-1) ?? NaN
          );
        });
        for (let i = 1; i < ends.length; i++) expect(ends[i]).toBeLessThanOrEqual(ends[i - 1]);
      }),
    );
  });
});
