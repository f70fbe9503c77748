import type { StressConfig } from '@assay/contracts/schemas';
import type { FillContract } from '@assay/quant/execution';
import type { StepResult } from '../../runs/index.ts';
import { EVALUATE_MODULE } from '../task-modules.ts';
import type { PlannedRow } from '../plan.ts';
import type { PlannedSegment } from '../settings.ts';
import type { EvaluationContext, PackedAccount } from '../trials.ts';
import { lostThread } from './lost-thread.ts';
import { recallStress, storeStress } from './stress-model.ts';
import { failedStress } from './stress-row.ts';
import type { StressArgument } from './stress-argument.ts';
import type { RowStress } from './stress-row.ts';

/** What a stress of a row is made from. */
export interface StressRequest {
  readonly segments: readonly PlannedSegment[];
  /** The step that holds the row's simulations, own contract first, pessimistic second. */
  readonly judged: Pick<StepResult, 'hash' | 'file'>;
  /** The step that holds the labels of its account; undefined where regimes are off. */
  readonly regimes: Pick<StepResult, 'hash' | 'file'> | undefined;
  readonly options: StressConfig;
  /** Variants of the fill contract, those that are asked for. */
  readonly variants: readonly FillContract[];
  /** As `StressArgument` has it. */
  readonly calendarParts?: StressArgument['calendarParts'];
}

/** What a stress found, and where it is kept. */
export interface StressedRow {
  /** Undefined where stress is off. */
  readonly stress: RowStress | undefined;
  readonly stepHash: string | undefined;
}

/**
 * Stresses a row, as a cached step of the run. A stress that ends with an error is a result too: `stress_failed`, with the
 * error's text.
 */
export async function stressStep(
  row: Pick<PlannedRow, 'id' | 'strategy'>,
  account: PackedAccount,
  { segments, judged, regimes, options, variants, calendarParts }: StressRequest,
  context: EvaluationContext,
): Promise<StressedRow> {
  const { run, plan, evaluator, onStep } = context;
  if (!options.enabled) {
    onStep();
    return { stress: undefined, stepHash: undefined };
  }
  const { reference, identity } = row.strategy;
  const argument: StressArgument = {
    ...{ strategy: reference, segments, account: account.settings, contract: plan.contract, variants, options },
    periodsPerYear: account.account.periodsPerYear,
    ...(calendarParts === undefined ? {} : { calendarParts }),
  };
  const step = await run.step({
    name: `stress:${row.id}`,
    inputs: {
      ...{ ...argument, strategy: identity, pack: account.packHash, row: judged.hash },
      regimes: regimes?.hash ?? null,
    },
    compute: async () => {
      const pack = { pack: account.packFile };
      const buffers = regimes === undefined ? pack : { ...pack, regimes: regimes.file };
      const files = { row: judged.file };
      const task = { module: EVALUATE_MODULE, exportName: 'stressRow', argument, buffers, files };
      const { result, workerId } = await evaluator.run(task).catch(lostThread(failedStress));
      return { json: storeStress(result as RowStress), ...(workerId === undefined ? {} : { workerId }) };
    },
  });
  onStep();
  return { stress: recallStress(step.json), stepHash: step.hash };
}
