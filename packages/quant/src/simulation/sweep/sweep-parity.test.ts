import { createRng } from '@assay/core/random';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillContract } from '../../execution/index.ts';
import type { FillVariant } from '../../execution/index.ts';
import type { BarSeries } from '../../market/index.ts';
import { walkSeries } from '../../market/testing/index.ts';
import { barColumns, resolveParameters, strategyByName, strategyColumns } from '../../strategy/index.ts';
import type { Parameters } from '../../strategy/index.ts';
import { simulate } from '../simulate.ts';
import type { SimulationOptions, SimulationResult } from '../simulation.ts';
import { contiguousSeries, randomOptions, randomRuns, sp500Series } from '../testing/index.ts';
import { mostAllowed } from './sweep-account.ts';
import { sweepSimulation } from './sweep-simulation.ts';
import type { SweptSimulation } from './sweep-simulation.ts';

/** What both have: the numbers of orders are the engine's alone. */
function compared({ fills, trades, ...result }: SweptSimulation | SimulationResult): object {
  const { times, equityUnits, initialUnits, returns, exposure, instrumentReturns, instruments } = result;
  return {
    ...{ times, equityUnits, initialUnits, returns, exposure, instrumentReturns, instruments, trades },
    fills: fills.map((fill) => ({ ...fill, orderId: undefined })),
  };
}

/** The same simulation by both; the strategy is started anew for each. */
function both(make: () => SimulationOptions): readonly [SweptSimulation | undefined, SimulationResult] {
  return [sweepSimulation(make()), simulate(make())];
}

/** A walk with an ask beside the bid, at a distance that changes, some opens only copies of the close before. */
function twoSided(seed: string, length: number): BarSeries {
  const rng = createRng(seed);
  const closes = [...walkSeries(seed, length).close];
  const bars = contiguousSeries(closes, { start: Date.UTC(2015, 0, 5), barMs: 3_600_000 }, { calendar: 'continuous' });
  const open = bars.open.map((price, i) => (i % 3 === 0 ? price : price + 0.01 * (rng.nextInt(5) - 2)));
  const spread = bars.close.map(() => 0.01 * (1 + rng.nextInt(rng.nextFloat() < 0.02 ? 9000 : 6)));
  const plus = (prices: Float64Array): Float64Array => prices.map((price, i) => price + spread[i]);
  const high = bars.high.map((price, i) => Math.max(price, open[i]));
  const low = bars.low.map((price, i) => Math.min(price, open[i]));
  const bid = { ...bars, open, high, low, side: 'bid' as const };
  return { ...bid, ask: { open: plus(open), high: plus(high), low: plus(low), close: plus(bars.close) } };
}

function builtIn(
  bars: BarSeries,
  [name, given]: readonly [string, Parameters],
  more: { readonly variant?: FillVariant; readonly maxGrossExposure?: number; readonly lots?: number } = {},
): SimulationOptions {
  const definition = strategyByName(name);
  const { params } = resolveParameters(definition, given);
  const { id } = bars.instrument;
  return {
    series: [bars],
    segments: [
      {
        from: bars.eventTime[120],
        to: bars.eventTime[bars.length - 3],
        strategy: definition.create(params, { instruments: [id], rng: createRng('parity') }),
        terms: [[]],
        columns: definition.columns === undefined ? undefined : strategyColumns(definition, params, [barColumns(bars)]),
      },
    ],
    boundary: 'flatten',
    contract: fillContract(more.variant ?? 'base'),
    sizing: more.lots === undefined ? { kind: 'target-weight', weight: 1 } : { kind: 'fixed', lots: more.lots },
    limits: { maxGrossExposure: more.maxGrossExposure ?? 1 },
    account: { currency: bars.instrument.currency, cash: 100_000 },
  };
}

const STRATEGIES: readonly (readonly [string, Parameters])[] = [
  ['gates', { maxHazard: 0.14, holdMinutes: 240 }],
  ['gates', { maxHazard: 0.5, holdMinutes: 60, follow: 'against' }],
  ['random-entry', { direction: 'long-short' }],
];

describe('sweepSimulation', () => {
  it('S1-06 agrees with the engine on random markets, wishes, contracts, sizes and limits, to the last unit', () => {
    let swept = 0;
    let fills = 0;
    const single = randomRuns.map((run) => ({
      ...run,
      shapes: [run.shapes[0] === 'close-only' ? ('daily' as const) : (run.shapes[0] ?? ('daily' as const))],
      isProtected: false,
      nSegments: 1,
    }));
    fc.assert(
      fc.property(single, (run) => {
        const [fast, slow] = both(() => randomOptions(run));
        if (fast === undefined) return;
        swept++;
        fills += fast.fills.length;
        expect(compared(fast)).toEqual(compared(slow));
      }),
      { seed: 7, numRuns: 150 },
    );
    expect(swept).toBeGreaterThan(120);
    expect(fills).toBeGreaterThan(1000);
  });

  it.each(STRATEGIES)(
    'S1-06 agrees with the engine trade for trade with %s %o, on one side and on two',
    (...strategy) => {
      const walk = contiguousSeries(
        [...walkSeries('one', 1500).close],
        { start: Date.UTC(2015, 0, 5), barMs: 3_600_000 },
        { calendar: 'continuous' },
      );
      for (const bars of [walk, twoSided('two', 1500)]) {
        for (const more of [
          {},
          { variant: 'pessimistic' as const, maxGrossExposure: 3 },
          { variant: 'optimistic' as const, lots: 40, maxGrossExposure: 0.3 },
        ]) {
          const [fast, slow] = both(() => builtIn(bars, strategy, more));
          expect(fast, 'a fast one').toBeDefined();
          expect(slow.trades.length).toBeGreaterThan(5);
          expect(compared(fast as SweptSimulation)).toEqual(compared(slow));
        }
      }
    },
  );

  it('S1-06 agrees with the engine on the daily bars of the S&P 500', () => {
    const bars = sp500Series('2006-01-01', '0.01');
    for (const strategy of STRATEGIES.slice(1)) {
      const [fast, slow] = both(() => builtIn(bars, strategy));
      expect(compared(fast as SweptSimulation)).toEqual(compared(slow));
    }
  });

  it.each([5, 1e5, 1e12, 1e20, 1e300, Number.MAX_VALUE])(
    'S1-06 ends, and agrees with the engine, where a weight of %d is asked for: more than can be held, counted or written',
    (weight) => {
      const bars = twoSided('wild', 200);
      const [fast, slow] = both(() => {
        const options = builtIn(bars, ['random-entry', { direction: 'long-short' }]);
        return { ...options, sizing: { kind: 'target-weight', weight } };
      });
      expect(slow.fills.length).toBeGreaterThan(3);
      expect(compared(fast as SweptSimulation)).toEqual(compared(slow));
    },
  );

  it('leaves to the engine a target that is none, so that its error says when', () => {
    const wrong = (): SimulationOptions => {
      const options = builtIn(walkSeries('wrong', 200), ['random-entry', {}]);
      const { id } = options.series[0].instrument;
      const legs = [{ instrument: id, target: { kind: 'lots' as const, value: 1.5 } }];
      const segment = {
        ...options.segments[0],
        strategy: { decide: () => [{ legs, reason: 'wrong', allOrNone: false }] },
      };
      return { ...options, segments: [segment] };
    };
    expect(sweepSimulation(wrong())).toBeUndefined();
    expect(() => simulate(wrong())).toThrow(/strategy failed at .*'target.value'/u);
  });

  it('leaves to the engine what it cannot do: stops, caps, margin, fees, another currency, equity that is used up', () => {
    const bars = walkSeries('beyond', 300);
    const options = (): SimulationOptions => builtIn(bars, ['random-entry', {}]);
    expect(sweepSimulation(options())).toBeDefined();
    expect(
      sweepSimulation({ ...options(), risk: { caps: [{ kind: 'gross', limit: { weight: 1 } }] } }),
    ).toBeUndefined();
    expect(
      sweepSimulation({ ...options(), sizing: { kind: 'fraction', fraction: 0.1, of: 'equity' } }),
    ).toBeUndefined();
    expect(sweepSimulation({ ...options(), contract: fillContract('base', { volumeShare: 0.1 }) })).toBeUndefined();
    const stopped = randomOptions({
      ...{ seed: 1, shapes: ['daily'], variant: 'base', degenerateOpen: 'accept', bps: 1, boundary: 'flatten' },
      ...{ nSegments: 1, sizing: { kind: 'fixed', lots: 4 }, maxGrossExposure: 5, isProtected: true },
    });
    expect(sweepSimulation(stopped)).toBeUndefined();
  });
});

describe('mostAllowed', () => {
  it('finds what bisection finds, from any guess', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(12_000), fc.integer({ min: -50, max: 20_000 }), (wanted, limit, guess) => {
        expect(mostAllowed(wanted, (lots) => lots <= limit, guess)).toBe(Math.min(wanted, limit));
      }),
      { seed: 3, numRuns: 500 },
    );
    expect(mostAllowed(100, (lots) => lots <= 40, NaN)).toBe(40);
  });

  it.each([1e17, 1e300, Infinity])('ends where %s lots are wanted, more than are counted one by one', (wanted) => {
    let asked = 0;
    const upToMany = (lots: number): boolean => {
      if (++asked > 1000) throw new Error('asks without end');
      return lots <= 1e16;
    };
    expect(mostAllowed(wanted, upToMany, NaN)).toBe(Number.MAX_SAFE_INTEGER - 1);
  });
});
