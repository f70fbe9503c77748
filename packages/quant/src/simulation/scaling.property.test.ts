import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillContract } from '../execution/index.ts';
import type { BarSeries } from '../market/index.ts';
import type { Action } from '../orders/index.ts';
import type { StrategyInstance } from '../strategy/index.ts';
import { simulate } from './simulate.ts';
import type { SimulationOptions } from './simulation.ts';
import { marketOf, randomOptions, randomOrderStrategy, randomRuns, segmentsOf } from './testing/index.ts';
import type { RandomRun } from './testing/index.ts';

/** The double nearest to a price of whole hundredths, so many times as high. */
const times = (price: number, factor: number): number => (Math.round(price * 100) * factor) / 100;

function scaledSeries(series: BarSeries, factor: number): BarSeries {
  const column = (prices: Float64Array): Float64Array => prices.map((price) => times(price, factor));
  const { open, high, low, close, instrument, ask } = series;
  return {
    ...series,
    instrument: { ...instrument, tickSize: String(factor / 100) },
    ...{ open: column(open), high: column(high), low: column(low), close: column(close) },
    ...(ask === undefined ? {} : { ask: mapped(ask, column) }),
  };
}

function mapped<T extends object>(columns: T, change: (column: Float64Array) => Float64Array): T {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, change(column)])) as T;
}

/** An action with every price in it so many times as high. */
function scaledAction(action: Action, factor: number): Action {
  const isPrice = (key: string, holder: object): boolean =>
    ['limitPrice', 'stopPrice', 'price'].includes(key) ||
    (key === 'value' && 'kind' in holder && holder.kind === 'price');
  const scaled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(scaled);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, held]) => [
        key,
        typeof held === 'number' && isPrice(key, value) ? times(held, factor) : scaled(held),
      ]),
    );
  };
  return scaled(action) as Action;
}

/** A strategy that says again what another has said at the same moments, at other prices. */
function replayed(said: ReadonlyMap<number, readonly Action[]>, factor: number): StrategyInstance {
  return { decide: (view) => (said.get(view.decisionTime) ?? []).map((action) => scaledAction(action, factor)) };
}

describe('prices, ticks and money of another size', () => {
  it('X-05, X-12: prices and tick times k and fees in proportion give k times the result, to the unit, for any orders', () => {
    const factors = fc.constantFrom(2, 3, 5, 10, 100);
    const bps = fc.constantFrom(0, 1, 3, 40);
    fc.assert(
      fc.property(randomRuns, factors, bps, (run, factor, rate) => {
        const series = quoted(run, marketOf(run));
        const said = new Map<number, readonly Action[]>();
        const inner = randomOrderStrategy(run, { isPlain: true });
        const noted: StrategyInstance = {
          decide(view) {
            const actions = inner.decide(view);
            said.set(view.decisionTime, actions);
            return actions;
          },
        };
        const costs = { halfSpreadBps: rate / 2, slippageBps: rate / 3, commissionBps: rate };
        const terms = (market: readonly BarSeries[], strategy: StrategyInstance, cash: number): SimulationOptions => ({
          ...randomOptions(run, { series: market, segments: segmentsOf(run, market, strategy) }),
          contract: fillContract('base', { costs, degenerateOpen: run.degenerateOpen }),
          limits: { maxGrossExposure: 1e6 },
          account: { currency: 'USD', cash },
        });
        const one = simulate(terms(series, noted, 1e5));
        const other = simulate(
          terms(
            series.map((each) => scaledSeries(each, factor)),
            replayed(said, factor),
            1e5 * factor,
          ),
        );
        const filled = ({ fills }: typeof one): unknown =>
          fills.map(({ time, side, lots, referenceTicks, priceTicks, rule }) => [
            ...[time, side, lots, referenceTicks, priceTicks],
            rule,
          ]);
        expect(filled(other)).toEqual(filled(one));
        expect(other.equityUnits).toEqual(one.equityUnits.map((units) => units * factor));
        expect(other.trades.map(({ netUnits }) => netUnits)).toEqual(
          one.trades.map(({ netUnits }) => netUnits * factor),
        );
      }),
      { numRuns: 100 },
    );
  });
});

/** Every third market has both sides, two hundredths apart. */
function quoted(run: RandomRun, market: readonly BarSeries[]): readonly BarSeries[] {
  if (run.seed % 3 !== 1) return market;
  const raised = (column: Float64Array): Float64Array => column.map((price) => times(price + 0.02, 1));
  return market.map((series) => {
    const { open, high, low, close } = series;
    return { ...series, side: 'bid', ask: mapped({ open, high, low, close }, raised) };
  });
}
