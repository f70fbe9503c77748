import type { ContractOutcome } from '@assay/contracts/schemas';
import { costLadder } from './cost-ladder.ts';
import { EVALUATE_MODULE } from './task-modules.ts';
import type { PlannedRow } from './plan.ts';
import type { LadderArgument, PlannedSegment } from './settings.ts';
import type { EvaluationContext, PackedAccount } from './trials.ts';

/** What a row comes to at multiples of its costs, and where it is kept. */
export interface LadderResult {
  readonly ladder: readonly ContractOutcome[];
  readonly stepHash: string;
}

/** Simulates a row at multiples of its costs, as a cached step of the run that keeps the outcomes alone. */
export async function ladderStep(
  row: Pick<PlannedRow, 'id' | 'strategy'>,
  account: PackedAccount,
  { segments, multiples }: { readonly segments: readonly PlannedSegment[]; readonly multiples: readonly number[] },
  { plan, run, evaluator, onStep }: EvaluationContext,
): Promise<LadderResult> {
  const { reference, identity } = row.strategy;
  const argument: LadderArgument = {
    strategy: reference,
    segments,
    account: account.settings,
    steps: costLadder(plan.contract, multiples),
    periodsPerYear: account.account.periodsPerYear,
  };
  const step = await run.step({
    name: `costs:${row.id}`,
    inputs: { ...argument, strategy: identity, pack: account.packHash },
    compute: async () => {
      const buffers = { pack: account.packFile };
      const task = { module: EVALUATE_MODULE, exportName: 'evaluateLadder', argument, buffers };
      const { result, workerId } = await evaluator.run(task);
      return { json: result as ContractOutcome[], workerId };
    },
  });
  onStep();
  return { ladder: step.json as readonly ContractOutcome[], stepHash: step.hash };
}
