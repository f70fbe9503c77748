import type { GateCoverageModel } from '@assay/contracts/schemas';
import type { StepResult } from '../../runs/index.ts';
import { EVALUATE_MODULE } from '../evaluate-module.ts';
import type { PlannedRow } from '../plan.ts';
import type { PlannedSegment } from '../settings.ts';
import type { EvaluationContext, PackedAccount } from '../trials.ts';
import type { CoverageArgument } from './cover-gates.ts';
import { GATES_STRATEGY } from './gate-decision-of.ts';

/** What was counted, and where it is kept; nothing of a strategy that trades no gates. */
export interface CoverageStep {
  readonly coverage: GateCoverageModel | undefined;
  readonly stepHash: string | undefined;
}

/**
 * Where the decisions of a row came from, as a cached step of the run.
 *
 * @param judged - the step that holds the row's simulation, over `segment` alone.
 */
export async function coverageStep(
  row: Pick<PlannedRow, 'id' | 'strategy'>,
  account: PackedAccount,
  { segment, judged }: { readonly segment: PlannedSegment; readonly judged: StepResult },
  { run, evaluator }: EvaluationContext,
): Promise<CoverageStep> {
  const { reference } = row.strategy;
  if (reference.kind !== 'built-in' || reference.name !== GATES_STRATEGY) {
    return { coverage: undefined, stepHash: undefined };
  }
  // The first decision is at the close before the first that is measured.
  const [from, to] = [account.timeline[segment.from - 1] as number, account.timeline[segment.to - 1] as number];
  const argument: CoverageArgument = { params: segment.params, from, to };
  const step = await run.step({
    name: `gates:${row.id}`,
    inputs: { ...argument, pack: account.packHash, row: judged.hash },
    compute: async () => {
      const buffers = { pack: account.packFile, row: judged.file };
      const task = { module: EVALUATE_MODULE, exportName: 'coverGates', argument, buffers };
      const { result, workerId } = await evaluator.run(task);
      return { json: result as GateCoverageModel, workerId };
    },
  });
  return { coverage: step.json as GateCoverageModel, stepHash: step.hash };
}
