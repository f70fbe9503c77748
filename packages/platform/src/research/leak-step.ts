import { DEFAULT_LEAK_CUTS } from '@assay/contracts/schemas';
import type { LeakReportModel } from '@assay/contracts/schemas';
import { formatIsoTime } from '@assay/core/time';
import { LEAK_TEST_NOT_RUN } from '@assay/quant/evidence';
import type { LeakReport } from '@assay/quant/evidence';
import type { StepResult } from '../runs/index.ts';
import { EVALUATE_MODULE } from './task-modules.ts';
import type { LeakArgument } from './leak-test.ts';
import type { PlannedRow, ResearchPlan } from './plan.ts';
import { rowFailureOf } from './row-failure.ts';
import type { PlannedSegment } from './settings.ts';
import type { EvaluationContext, PackedAccount } from './trials.ts';

/** What a leak test of a row needs of its run. */
export interface LeakContext extends EvaluationContext {
  readonly plan: ResearchPlan;
}

/** What a leak test was made of, and where it is kept. */
export interface LeakTested {
  readonly report: LeakReport;
  /** Hash of the step; undefined where nothing was tested. */
  readonly stepHash: string | undefined;
}

/**
 * Replays the simulation of a row for leaks, as a cached step of the run.
 *
 * @param judged - the step that holds the simulation, under the contract of the run.
 */
export async function leakStep(
  row: Pick<PlannedRow, 'id' | 'strategy'>,
  account: PackedAccount,
  {
    segments,
    judged,
  }: { readonly segments: readonly PlannedSegment[]; readonly judged: Pick<StepResult, 'hash' | 'file'> },
  context: LeakContext,
): Promise<LeakTested> {
  const { run, plan, evaluator, onStep } = context;
  const { cuts } = plan.loaded.config.evaluation.leakTest;
  if (cuts === 0) {
    onStep();
    return { report: LEAK_TEST_NOT_RUN, stepHash: undefined };
  }
  const { reference, identity } = row.strategy;
  const argument: LeakArgument = {
    ...{ strategy: reference, segments, account: account.settings, contract: plan.contract },
    ...{ seed: `${run.id}/${row.id}`, cuts },
  };
  const step = await run.step({
    name: `leak:${row.id}`,
    inputs: { ...argument, strategy: identity, pack: account.packHash, row: judged.hash },
    compute: async () => {
      const [buffers, files] = [{ pack: account.packFile }, { row: judged.file }];
      const task = { module: EVALUATE_MODULE, exportName: 'testForLeaks', argument, buffers, files };
      const { result, workerId } = await evaluator.run(task).catch(failedTest);
      return { json: result as LeakReport, ...(workerId === undefined ? {} : { workerId }) };
    },
  });
  onStep();
  return { report: step.json as LeakReport, stepHash: step.hash };
}

/** A strategy that brings its replay down, before or between the cuts, fails the test; anything else fails the run. */
function failedTest(error: unknown): { readonly result: LeakReport; readonly workerId: undefined } {
  const failure = rowFailureOf(error, 'leak');
  if (failure === undefined) throw error;
  return { result: { ...LEAK_TEST_NOT_RUN, outcome: 'failed', error: failure.message }, workerId: undefined };
}

/** The number of cuts where it stands in identities: absent where it is the usual one. */
export function leakIdentity(plan: Pick<ResearchPlan, 'loaded'>): { readonly leakCuts?: number } {
  const { cuts } = plan.loaded.config.evaluation.leakTest;
  return cuts === DEFAULT_LEAK_CUTS ? {} : { leakCuts: cuts };
}

/** A report as it is published: times as text. */
export function leakModel(report: LeakReport): LeakReportModel {
  const { outcome, cuts, coverage, replays, differing, firstDifference: found, columns, error } = report;
  const difference =
    found === null
      ? null
      : { ...found, cut: found.cut === null ? null : formatIsoTime(found.cut), time: formatIsoTime(found.time) };
  return {
    ...{ outcome, cuts: cuts.map(formatIsoTime), coverage, replays, differing },
    ...{ firstDifference: difference, columns: [...columns], error },
  };
}
