import { createRng } from '@assay/core/random';
import type { Rng } from '@assay/core/random';
import * as fc from 'fast-check';
import { baseContract, fillContract } from '../../execution/index.ts';
import type { FillContract } from '../../execution/index.ts';
import type { BarSeries } from '../../market/index.ts';
import { closeOnlySeries, walkSeries } from '../../market/testing/index.ts';
import type { Intent, IntentLeg } from '../../orders/index.ts';
import type { DecisionView, StrategyInstance } from '../../strategy/index.ts';
import type { Segment, SimulationOptions } from '../simulation.ts';
import { contiguousSeries } from './bars.ts';
import { strategyOf } from './run.ts';

/** What a random simulation is drawn from: plain data, so that a failure can be repeated. */
export interface RandomRun {
  readonly seed: number;
  readonly shapes: readonly ('daily' | 'intraday' | 'close-only')[];
  readonly variant: FillContract['variant'];
  readonly degenerateOpen: FillContract['degenerateOpen'];
  readonly bps: number;
  readonly boundary: SimulationOptions['boundary'];
  readonly nSegments: number;
  readonly sizing: SimulationOptions['sizing'];
  readonly maxGrossExposure: number;
  /** True if stops and targets may be set. */
  readonly isProtected: boolean;
}

/** Draws everything that a simulation depends on. */
export const randomRuns: fc.Arbitrary<RandomRun> = fc.record({
  seed: fc.nat(1e6),
  shapes: fc.array(fc.constantFrom('daily' as const, 'intraday' as const, 'close-only' as const), {
    minLength: 1,
    maxLength: 3,
  }),
  variant: fc.constantFrom('base' as const, 'pessimistic' as const, 'optimistic' as const),
  degenerateOpen: fc.constantFrom('next-close' as const, 'refuse' as const, 'accept' as const),
  bps: fc.constantFrom(0, 0.5, 3, 40),
  boundary: fc.constantFrom('flatten' as const, 'carry' as const),
  nSegments: fc.integer({ min: 1, max: 3 }),
  sizing: fc.constantFrom({ kind: 'fixed' as const, lots: 4 }, { kind: 'target-weight' as const, weight: 0.7 }),
  maxGrossExposure: fc.constantFrom(0.5, 1, 5),
  isProtected: fc.boolean(),
});

const N_BARS = 40;
const HOUR = 3_600_000;

/** The market of a random run: one series per shape, all over the same weeks. */
export function marketOf(run: RandomRun): readonly BarSeries[] {
  return run.shapes.map((shape, k) => {
    const id = `${shape}-${k}`;
    const seed = `${run.seed}-${k}`;
    const daily = walkSeries(seed, N_BARS, { instrument: { id } });
    if (shape === 'daily') return daily;
    if (shape === 'close-only') return closeOnlySeries([...daily.close], { instrument: { id } });
    const start = daily.openTime[0] - 3 * HOUR;
    const nBars = Math.floor((daily.eventTime[N_BARS - 1] - start) / (7 * HOUR));
    const closes = walkSeries(`${seed}-intraday`, nBars).close;
    return contiguousSeries([...closes], { start, barMs: 7 * HOUR }, { id, calendar: 'continuous' });
  });
}

/** The contract of a random run. */
export function contractOf(run: RandomRun): FillContract {
  const costs = { halfSpreadBps: run.bps, slippageBps: run.bps / 2, commissionBps: run.bps };
  return fillContract(run.variant, { costs, degenerateOpen: run.degenerateOpen });
}

/** A strategy that asks for nothing but intents. */
export interface IntentStrategy extends StrategyInstance {
  decide(view: DecisionView): readonly Intent[];
}

/** A strategy that wants at random, and notes when it wanted something of which instrument. */
export function randomStrategy(run: RandomRun, wishes: Set<string> = new Set()): IntentStrategy {
  return strategyOf((view) => {
    const rng = createRng(`${run.seed}-${view.decisionTime}`);
    if (rng.nextFloat() < 0.4) return [];
    const chosen = view.instruments.filter(() => rng.nextFloat() < 0.6);
    for (const id of chosen) wishes.add(`${view.decisionTime} ${id}`);
    const legs = chosen.map((instrument) => randomLeg(run, instrument, rng));
    const intent: Intent = { legs, allOrNone: rng.nextFloat() < 0.4, reason: 'random' };
    return legs.length === 0 ? [] : [intent];
  });
}

/** The options of a random run. */
export function randomOptions(run: RandomRun, changes: Partial<SimulationOptions> = {}): SimulationOptions {
  const series = marketOf(run);
  return {
    series,
    segments: segmentsOf(run, series, randomStrategy(run)),
    boundary: run.boundary,
    contract: contractOf(run),
    sizing: run.sizing,
    limits: { maxGrossExposure: run.maxGrossExposure },
    account: { currency: 'USD', cash: 3000 },
    ...changes,
  };
}

/** The span of all series in parts of equal length, from the third day on. */
export function segmentsOf(
  run: RandomRun,
  series: readonly BarSeries[],
  strategy: StrategyInstance,
): readonly Segment[] {
  const from = series[0].eventTime[2];
  const to = Math.max(...series.map((one) => one.eventTime[one.length - 1]));
  const length = Math.floor((to - from) / run.nSegments);
  return Array.from({ length: run.nSegments }, (_, k) => ({
    from: from + k * length,
    to: k === run.nSegments - 1 ? to : from + (k + 1) * length - 1,
    strategy,
    terms: series.map(() => []),
  }));
}

/** A contract without costs under the rules of `base`. */
export const FREE_BASE: FillContract = baseContract({ costs: { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 } });

function randomLeg(run: RandomRun, instrument: string, rng: Rng): IntentLeg {
  const kind = (['lots', 'weight', 'exposure'] as const)[rng.nextInt(3)];
  const sizes = { lots: rng.nextInt(21) - 10, weight: 1.6 * rng.nextFloat() - 0.8, exposure: 2 * rng.nextFloat() - 1 };
  const distance = (): { fraction: number } | undefined =>
    run.isProtected && rng.nextFloat() < 0.5 ? { fraction: 0.001 + 0.04 * rng.nextFloat() } : undefined;
  return { instrument, target: { kind, value: sizes[kind] }, stopLoss: distance(), takeProfit: distance() };
}
