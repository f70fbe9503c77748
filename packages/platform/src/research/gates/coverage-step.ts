import type { GateCoverageModel } from '@assay/contracts/schemas';
import { EVALUATE_MODULE } from '../task-modules.ts';
import type { PlannedRow } from '../plan.ts';
import type { PlannedSegment } from '../settings.ts';
import type { EvaluationContext, KeptStep, PackedAccount } from '../trials.ts';
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
 * @param judged - the step that holds the row's simulation over the segments.
 */
export async function coverageStep(
  row: Pick<PlannedRow, 'id' | 'strategy'>,
  account: PackedAccount,
  { segments, judged }: { readonly segments: readonly PlannedSegment[]; readonly judged: KeptStep },
  { run, evaluator }: EvaluationContext,
): Promise<CoverageStep> {
  const { reference } = row.strategy;
  if (reference.kind !== 'built-in' || reference.name !== GATES_STRATEGY) {
    return { coverage: undefined, stepHash: undefined };
  }
  const { timeline } = account;
  const argument: CoverageArgument = {
    // The first decision is at the close before the first that is measured.
    segments: segments.map(({ params, from, to }) => ({
      ...{ params, from: timeline[from - 1] as number, to: timeline[to - 1] as number },
    })),
  };
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
