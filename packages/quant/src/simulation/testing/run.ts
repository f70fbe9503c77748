import { baseContract } from '../../execution/index.ts';
import type { BarSeries, InstrumentId } from '../../market/index.ts';
import type { Action, Intent, IntentLeg, OrderRequest, Target } from '../../orders/index.ts';
import type { DecisionView, StrategyInstance } from '../../strategy/index.ts';
import { simulate } from '../simulate.ts';
import type { Segment, SimulationOptions, SimulationResult } from '../simulation.ts';

/** A contract without any cost that takes every open. */
export const COST_FREE: SimulationOptions['contract'] = baseContract({
  costs: { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 },
  degenerateOpen: 'accept',
});

/** A strategy that is one function. */
export function strategyOf<A extends Action>(
  decide: (view: DecisionView) => readonly A[],
): StrategyInstance & { decide(view: DecisionView): readonly A[] } {
  return { decide };
}

/** An intent with one leg. */
export function want(instrument: InstrumentId, target: Target, more: Partial<IntentLeg> = {}): Intent {
  return { legs: [{ instrument, target, ...more }], allOrNone: false, reason: 'test' };
}

/** An intent for signed lots. */
export function wantLots(instrument: InstrumentId, value: number, more: Partial<IntentLeg> = {}): Intent {
  return want(instrument, { kind: 'lots', value }, more);
}

/**
 * A strategy that decides for one instrument by the number of its bars: `plan[i]` is wanted at the close of bar i.
 * An absent entry leaves everything as it is.
 */
export function byBar(
  instrument: InstrumentId,
  plan: Readonly<Record<number, Action | readonly Action[]>>,
): StrategyInstance {
  return strategyOf((view): readonly Action[] => {
    const actions = view.updated.includes(instrument) ? plan[view.barCount(instrument) - 1] : undefined;
    return actions === undefined ? [] : [actions].flat();
  });
}

/** An order to buy one lot of TEST at market, with changes. */
export function order(changes: Partial<OrderRequest> = {}): OrderRequest {
  return {
    kind: 'order',
    tag: 'a',
    instrument: 'TEST',
    side: 'buy',
    quantity: { kind: 'lots', value: 1 },
    type: 'market',
    reason: 'test',
    ...changes,
  };
}

/** A segment over all bars of some series: the first decision is at the first bar. */
export function wholeSegment(series: readonly BarSeries[], strategy: StrategyInstance): Segment {
  const closes = series.flatMap((one) => [one.eventTime[0], one.eventTime[one.length - 1]]);
  return { from: Math.min(...closes), to: Math.max(...closes), strategy, terms: series.map(() => []) };
}

/** Options of a simulation over all bars; a cost-free contract, fixed sizing and no effective limit unless told. */
export function optionsOver(
  series: readonly BarSeries[],
  strategy: StrategyInstance,
  changes: Partial<SimulationOptions> = {},
): SimulationOptions {
  return {
    series,
    segments: [wholeSegment(series, strategy)],
    boundary: 'flatten',
    contract: COST_FREE,
    sizing: { kind: 'fixed', lots: 1 },
    limits: { maxGrossExposure: 1_000 },
    account: { currency: 'USD', cash: 1_000_000 },
    ...changes,
  };
}

/** Runs a strategy over all bars. */
export function runOver(
  series: readonly BarSeries[],
  strategy: StrategyInstance,
  changes: Partial<SimulationOptions> = {},
): SimulationResult {
  return simulate(optionsOver(series, strategy, changes));
}
