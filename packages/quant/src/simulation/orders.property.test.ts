import { PlatformError } from '@assay/core/errors';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillContract } from '../execution/index.ts';
import { sliceSeries } from '../market/index.ts';
import type { BarSeries } from '../market/index.ts';
import { poisonedFrom, walkSeries } from '../market/testing/index.ts';
import { nextOrderState } from '../orders/index.ts';
import type { Fill, OrderEvent, OrderState } from '../orders/index.ts';
import { simulate } from './simulate.ts';
import type { SimulationOptions, SimulationResult } from './simulation.ts';
import { contractOf, marketOf, randomOptions, randomOrderStrategy, randomRuns, segmentsOf } from './testing/index.ts';
import type { RandomOrderTerms, RandomRun } from './testing/index.ts';

const N_BARS = 40;
const FREE = { costs: { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 }, degenerateOpen: 'accept' } as const;
const FORCED = [
  'stop-inside-bar', 'stop-gapped-at-open', 'stop-gapped-at-worst', 'stop-gapped-at-level', 'stop-at-close', 'both-touched-stop-first',
  'remainder-at-next-open', 'remainder-at-next-close', 'segment-end-at-close', 'segment-end-at-last-mark',
  'ruined-at-last-mark',
]; // prettier-ignore
const COST_PARTS = ['halfSpreadBps', 'slippageBps', 'commissionBps'];
const ticks = (price: number): number => Math.round(price * 100);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const earned = ({ equityUnits, initialUnits }: SimulationResult): number =>
  equityUnits[equityUnits.length - 1] - initialUnits;

/** A run whose strategy sends orders of all kinds; now and then with a share of the volume, or both sides of the market. */
function orderOptions(
  run: RandomRun,
  terms?: RandomOrderTerms,
  series: readonly BarSeries[] = sided(run, marketOf(run)),
): SimulationOptions {
  const { costs } = contractOf(run);
  const volumeShare = run.seed % 3 === 0 ? 0.001 : undefined;
  const paths = ['against', 'for', 'nearest', 'high-first', 'low-first'] as const;
  const contract = fillContract(run.variant, {
    costs: run.bps === 0 ? FREE.costs : undefined,
    degenerateOpen: run.degenerateOpen,
    intrabarPath: run.isProtected ? paths[run.seed % paths.length] : undefined,
    entryBarExits: run.isProtected ? (['work', 'wait', 'unambiguous'] as const)[(run.seed % 7) % 3] : undefined,
    ...(run.seed % 5 === 2 ? { gapThroughStop: 'level', gapThroughLimit: 'level' } : {}),
    volumeShare,
  });
  return randomOptions(run, {
    series,
    segments: segmentsOf(run, series, randomOrderStrategy(run, terms)),
    contract: volumeShare === undefined ? { ...contract, costs } : contract,
  });
}

/** Every fourth market is quoted on both sides, with a spread that changes from bar to bar. */
function sided(run: RandomRun, market: readonly BarSeries[]): readonly BarSeries[] {
  if (run.seed % 4 !== 1) return market;
  return market.map((series) => {
    const spread = Float64Array.from(series.close, (_, i) => 0.02 + 0.01 * (i % 5));
    const asked = (column: Float64Array): Float64Array => column.map((price, i) => price + spread[i]);
    const { open, high, low, close } = series;
    return {
      ...series,
      side: 'bid',
      ask: { open: asked(open), high: asked(high), low: asked(low), close: asked(close) },
    };
  });
}

function livesOf(events: readonly OrderEvent[]): ReadonlyMap<number, OrderState> {
  const states = new Map<number, OrderState>();
  for (const { orderId, event } of events) states.set(orderId, nextOrderState(states.get(orderId), event));
  return states;
}

describe('any orders on any market', () => {
  it('S3-36: no trade without an order or a named forced event, and no order beyond its life and lots', () => {
    fc.assert(
      fc.property(randomRuns, (run) => {
        const { fills, orderEvents } = simulate(orderOptions(run));
        const states = livesOf(orderEvents);
        const filled = new Map<number, number>();
        for (const { orderId, event, lots = 0 } of orderEvents) {
          if (event.endsWith('filled')) filled.set(orderId, (filled.get(orderId) ?? 0) + lots);
        }
        for (const fill of fills) {
          if (fill.orderId === undefined) expect(FORCED).toContain(fill.rule);
          else filled.set(fill.orderId, (filled.get(fill.orderId) ?? 0) - fill.lots);
        }
        expect([...filled.values()].every((lots) => lots === 0)).toBe(true);
        const open = ['accepted', 'working', 'triggered', 'partially-filled'];
        expect([...states.values()].filter((state) => open.includes(state))).toEqual([]);
        orderEvents.forEach(({ time }, i) => expect(time).toBeGreaterThanOrEqual(orderEvents[Math.max(0, i - 1)].time));
      }),
      { numRuns: 150 },
    );
  });

  it('S3-37, X-01: fills come strictly after their decision, at prices that their side of the bar had', () => {
    fc.assert(
      fc.property(randomRuns, (run) => {
        const options = orderOptions(run);
        for (const fill of simulate(options).fills) {
          const series = options.series.find(({ instrument }) => instrument.id === fill.instrument) as BarSeries;
          const i = fill.barIndex;
          expect(fill.time).toBeGreaterThan(fill.decisionTime);
          // Between two closes a limit fills at its level, which the price has crossed.
          if (/^(target|limit|stop-limit)-at-close$/.test(fill.rule)) continue;
          // An option under which a level that an open has jumped over is a price.
          if (fill.rule.endsWith('-gapped-at-level')) continue;
          const side = fill.side === 'buy' ? (series.ask ?? series) : series;
          const isCloseOnly = series.shape === 'close-only';
          const price = fill.sideTicks ?? fill.referenceTicks;
          expect(price, fill.rule).toBeGreaterThanOrEqual(ticks((isCloseOnly ? side.close : side.low)[i]));
          expect(price, fill.rule).toBeLessThanOrEqual(ticks((isCloseOnly ? side.close : side.high)[i]));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('X-05, X-12: equity ends at the sum of trades, and gross less costs is net', () => {
    fc.assert(
      fc.property(randomRuns, (run) => {
        const result = simulate(orderOptions(run));
        expect(earned(result)).toBe(sum(result.trades.map(({ netUnits }) => netUnits)));
        const { spread, slippage, commission } = result.costUnits;
        expect(sum(result.trades.map(({ costUnits }) => costUnits))).toBe(spread + slippage + commission);
        for (const { grossUnits, costUnits, netUnits } of result.trades) expect(grossUnits - costUnits).toBe(netUnits);
      }),
      { numRuns: 100 },
    );
  });

  it('X-12: lose exactly their costs on prices that never move (exam: engine)', () => {
    let nFills = 0;
    fc.assert(
      fc.property(randomRuns, (run) => {
        const still = (column: Float64Array): Float64Array => column.map(() => 123.45);
        const series = marketOf(run).map((one) => {
          const { open, high, low, close } = one;
          return { ...one, open: still(open), high: still(high), low: still(low), close: still(close) };
        });
        const result = simulate({
          ...orderOptions(run, undefined, series),
          contract: fillContract(run.variant, { degenerateOpen: 'accept' }),
          account: { currency: 'USD', cash: 1e5 },
        });
        nFills += result.fills.length;
        const { spread, slippage, commission } = result.costUnits;
        expect(earned(result)).toBe(0 - (spread + slippage + commission));
        expect(sum(result.trades.map(({ grossUnits }) => grossUnits))).toBe(0);
      }),
      { numRuns: 100 },
    );
    expect(nFills).toBeGreaterThan(500);
  });

  it('X-12: the same orders cost more the higher each of their costs is, or all of them, wherever they fill alike', () => {
    fc.assert(
      fc.property(randomRuns, fc.constantFrom(...COST_PARTS.map((part) => [part]), COST_PARTS), (drawn, raised) => {
        const run = { ...drawn, sizing: { kind: 'fixed' as const, lots: 3 } };
        const series = marketOf(run);
        const ends = [0, 1, 1.25, 1.5, 2].map((factor) => {
          const costs = Object.fromEntries(COST_PARTS.map((part) => [part, raised.includes(part) ? factor : 0.5]));
          const result = simulate({
            ...orderOptions(run, { isPlain: true }, series),
            contract: fillContract('base', { ...FREE, costs }),
            limits: { maxGrossExposure: 1e6 },
            account: { currency: 'USD', cash: 1e6 },
          });
          return {
            fills: result.fills.map(({ referenceTicks, lots, rule }) => [referenceTicks, lots, rule]),
            earned: earned(result),
          };
        });
        for (const end of ends) expect(end.fills).toEqual(ends[0].fills);
        for (let k = 1; k < ends.length; k++) expect(ends[k].earned).toBeLessThanOrEqual(ends[k - 1].earned);
      }),
      { numRuns: 90 },
    );
  });
});

describe('symmetry', () => {
  const plain = {
    contract: fillContract('base', { ...FREE, intrabarPath: 'low-first' }),
    limits: { maxGrossExposure: 1e6 },
    account: { currency: 'USD', cash: 1e6 },
  };
  const MIRROR = 150;
  const turned = (series: BarSeries): BarSeries => {
    const flip = (column: Float64Array): Float64Array => column.map((price) => (300 * 100 - ticks(price)) / 100);
    const { open, high, low, close } = series;
    return { ...series, open: flip(open), high: flip(low), low: flip(high), close: flip(close) };
  };

  it('a mirrored market with mirrored orders gives the mirrored result, to the unit', () => {
    fc.assert(
      fc.property(randomRuns, (run) => {
        const series = marketOf(run);
        const one = simulate({ ...orderOptions(run, { isPlain: true }, series), ...plain });
        const other = simulate({
          ...orderOptions(run, { isPlain: true, mirror: MIRROR }, series.map(turned)),
          ...plain,
          contract: fillContract('base', { ...FREE, intrabarPath: 'high-first' }),
        });
        expect(other.fills.map(({ lots, rule, time, side }) => [lots, rule, time, side])).toEqual(
          one.fills.map(({ lots, rule, time, side }) => [lots, rule, time, side === 'buy' ? 'sell' : 'buy']),
        );
        expect(other.fills.map(({ referenceTicks }) => referenceTicks)).toEqual(
          one.fills.map(({ referenceTicks }) => 30_000 - referenceTicks),
        );
        expect(other.equityUnits).toEqual(one.equityUnits);
      }),
      { numRuns: 100 },
    );
  });

  it('orders without costs and the opposite ones on the opposite market sum to twice, on the same market to nothing', () => {
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        const [path] = [walkSeries(seed, 50)];
        const twin = { ...path, instrument: { ...path.instrument, id: 'TWIN' } };
        const run = { ...fc.sample(randomRuns, { seed, numRuns: 1 })[0], nSegments: 1, seed };
        const inner = randomOrderStrategy(run, { isPlain: true });
        // Market orders and plans are symmetric on one path only where no level is met: market orders.
        const both = {
          decide: (view: Parameters<typeof inner.decide>[0]) =>
            inner.decide(view).flatMap((action) => {
              if (
                action.kind !== 'order' ||
                action.instrument !== 'TEST' ||
                action.type !== 'market' ||
                action.attached
              )
                return [];
              const side = action.side === 'buy' ? ('sell' as const) : ('buy' as const);
              const plainOrder = { ...action, oco: undefined };
              return [plainOrder, { ...plainOrder, side, instrument: 'TWIN', tag: `twin-${action.tag}` }];
            }),
        };
        const series = [path, twin];
        const options = { ...randomOptions(run, { series, segments: segmentsOf(run, series, both) }), ...plain };
        const result = simulate(options);
        expect(earned(result)).toBe(0);
        expect(result.equityUnits.every((units) => units === result.initialUnits)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('X-01: nothing after a cut changes anything before it, with working orders', () => {
  const { eventTime, openTime } = walkSeries('calendar', N_BARS);
  const daily = fc.record({ run: randomRuns, cut: fc.integer({ min: 6, max: N_BARS - 2 }) });

  function market(run: RandomRun): readonly BarSeries[] {
    const series = [0, 1].map((k) => walkSeries(`${run.seed}-${k}`, N_BARS, { instrument: { id: `S${k}` } }));
    return sided(run, series);
  }

  function upTo(result: SimulationResult, cut: number): unknown {
    const isEarly = (fill: Fill): boolean => fill.barIndex < cut;
    const rows = result.times.findIndex((time) => time >= eventTime[cut]);
    return {
      fills: result.fills.filter(isEarly),
      refusals: result.refusals.filter(({ time }) => time < openTime[cut]),
      orderEvents: result.orderEvents.filter(({ time }) => time < openTime[cut]),
      rows: [result.times, result.equityUnits].map((column) => Array.from(column.slice(0, rows))),
    };
  }

  function runOn(run: RandomRun, series: readonly BarSeries[]): SimulationResult | undefined {
    const to = Math.max(...series.map((one) => one.eventTime[one.length - 1]));
    const options = orderOptions({ ...run, nSegments: 1 }, undefined, series);
    try {
      return simulate({ ...options, segments: [{ ...options.segments[0], to }] });
    } catch (error) {
      // Garbage made more money than the ledger holds, or a level that no order can have.
      if (PlatformError.is(error, 'DATA_UNFIT') || PlatformError.is(error, 'STRATEGY_FAILED')) return undefined;
      throw error;
    }
  }

  it('prefix: data that end at the cut give the same up to there', () => {
    fc.assert(
      fc.property(daily, ({ run, cut }) => {
        const full = market(run);
        const [short, whole] = [
          runOn(
            run,
            full.map((one) => sliceSeries(one, 0, cut + 1)),
          ),
          runOn(run, full),
        ];
        expect(short && upTo(short, cut)).toEqual(whole && upTo(whole, cut));
      }),
      { numRuns: 80 },
    );
  });

  it('poison: garbage from the cut on gives the same up to there', () => {
    fc.assert(
      fc.property(daily, ({ run, cut }) => {
        const full = market({ ...run, seed: 4 * run.seed });
        const [poisoned, whole] = [
          runOn(
            run,
            full.map((one) => poisonedFrom(one, cut)),
          ),
          runOn(run, full),
        ];
        fc.pre(poisoned !== undefined && whole !== undefined);
        expect(poisoned && upTo(poisoned, cut)).toEqual(whole && upTo(whole, cut));
      }),
      { numRuns: 80 },
    );
  });
});
