import type { NeighbourhoodModel } from '@assay/contracts/schemas';
import { defined, undefinedBecause } from '@assay/quant/analysis';
import type { Measure } from '@assay/quant/analysis';
import { fragility } from '@assay/quant/evidence';
import { EVALUATE_MODULE } from '../task-modules.ts';
import { plannedNeighbours } from '../neighbour-moves.ts';
import type { PlannedRow } from '../plan.ts';
import type { PlannedSegment } from '../settings.ts';
import type { EvaluationContext, PackedAccount } from '../trials.ts';
import { lostThread } from './lost-thread.ts';
import type { NeighboursArgument, NeighbourSharpes } from './neighbours.ts';

/** Neighbours as their step has kept them. */
export interface NeighbourhoodStep {
  readonly found: NeighbourSharpes;
  readonly stepHash: string;
}

/**
 * Simulates a row of one stretch with one parameter at a time moved by a tenth, as a cached step of the run.
 *
 * The neighbours of a research row choose what is promoted, and count as trials; these are shown together only, and do not.
 */
export async function neighbourhoodStep(
  { id, strategy }: Pick<PlannedRow, 'id' | 'strategy'>,
  account: PackedAccount,
  { from, to, params }: PlannedSegment,
  { run, plan, evaluator, onStep }: EvaluationContext,
): Promise<NeighbourhoodStep> {
  const whole = { index: 0, train: { from: 0, to: 0 }, test: { from: from - 1, to } };
  const planned = await plannedNeighbours(strategy, [params], [whole]);
  const neighbours = planned.map(({ trial }) => trial);
  const argument: NeighboursArgument = {
    strategy: strategy.reference,
    neighbours,
    account: account.settings,
    contract: plan.contract,
  };
  const step = await run.step({
    name: `neighbourhood:${id}`,
    inputs: { ...argument, strategy: strategy.identity, pack: account.packHash },
    compute: async () => {
      const buffers = { pack: account.packFile };
      const task = { module: EVALUATE_MODULE, exportName: 'stressNeighbours', argument, buffers };
      const { result, workerId } = await evaluator
        .run(task)
        .catch(lostThread((failed): NeighbourSharpes => ({ sharpes: [], failed })));
      return { json: result as NeighbourSharpes, ...(workerId === undefined ? {} : { workerId }) };
    },
  });
  onStep();
  return { found: step.json as NeighbourSharpes, stepHash: step.hash };
}

/** Neighbours around a row's own Sharpe ratio per period, null where it has none, as annual figures. */
export function neighbourhoodModel(
  { sharpes, failed }: NeighbourSharpes,
  { sharpe, periodsPerYear }: { readonly sharpe: number | null; readonly periodsPerYear: number },
): NeighbourhoodModel {
  const known = sharpes.filter((one) => one !== null);
  const annual = (pick: (...values: number[]) => number): Measure =>
    known.length > 0 ? defined(pick(...known) * Math.sqrt(periodsPerYear)) : undefinedBecause('no-observations');
  const { note, ...around } = fragility(sharpe ?? NaN, sharpes);
  return {
    ...(failed === undefined ? { state: 'done' as const } : { state: 'stress_failed' as const, reason: failed }),
    neighbours: sharpes.length,
    gaining: known.filter((one) => one > 0).length,
    lowestSharpe: shown(annual(Math.min)),
    highestSharpe: shown(annual(Math.max)),
    fragility: {
      ...shown(failed === undefined ? around : undefinedBecause('no-observations')),
      ...(note === undefined || failed !== undefined ? {} : { note }),
    },
  };
}

function shown({ value, reason }: Measure): { value: number | null; reason?: string } {
  return reason === undefined ? { value } : { value: null, reason };
}
