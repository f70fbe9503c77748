import path from 'node:path';
import type { Clock } from '@assay/core/time';
import { openLakehouse } from '../lakehouse/index.ts';
import type { Lakehouse } from '../lakehouse/index.ts';
import { withScratchFolder } from '../settings/index.ts';
import { startEvaluator } from '../workers/index.ts';
import type { Evaluator } from '../workers/index.ts';
import type { LoadedConfig } from './load-config.ts';
import { withoutLockboxes } from './lockbox/lockbox.ts';
import { planResearch } from './plan.ts';
import type { ResearchPlan, ResearchPlanning } from './plan.ts';
import { withFrozenDates } from './replay/frozen-run.ts';
import type { FrozenRun } from './replay/frozen-run.ts';

/** Where a plan is made, and out of what. */
export interface PlanRequest {
  readonly workspace: string;
  readonly clock: Clock;
  readonly memoryBytes: number;
  /** The run that this one makes again. */
  readonly frozen?: FrozenRun | undefined;
  readonly wholePeriod?: ResearchPlanning['wholePeriod'];
  /** The config; the lakehouse is there to be asked. */
  load(lake: Lakehouse): Promise<LoadedConfig> | LoadedConfig;
}

/** Plans a run and lets go of everything again; the tree of files is as it was. */
export function withPlan<Result>(
  request: PlanRequest,
  use: (plan: ResearchPlan, lake: Lakehouse) => Promise<Result>,
): Promise<Result> {
  return withScratchFolder('plan', (scratch) => planIn(scratch, request, use));
}

async function planIn<Result>(
  scratch: string,
  request: PlanRequest,
  use: (plan: ResearchPlan, lake: Lakehouse) => Promise<Result>,
): Promise<Result> {
  const { workspace, memoryBytes, clock, wholePeriod, frozen } = request;
  const lake = openLakehouse(path.join(workspace, 'lake'), {
    readOnly: true,
    memoryBytes: Math.floor(memoryBytes / 4),
    threads: 1,
  });
  let evaluator: Promise<Evaluator> | undefined;
  try {
    const moduleStore = path.join(scratch, 'modules');
    const start = (): Promise<Evaluator> =>
      (evaluator ??= startEvaluator({
        workers: 1,
        heapMb: 256,
        memoryBytes,
        readable: [moduleStore],
        emptyFolder: path.join(scratch, 'empty'),
      }));
    const loaded = frozen?.loaded ?? (await request.load(lake));
    const planned = await planResearch(loaded, lake, { moduleStore, evaluator: start, now: clock.now(), wholePeriod });
    const plan = frozen === undefined ? await withoutLockboxes(planned, workspace) : withFrozenDates(planned, frozen);
    return await use(plan, lake);
  } finally {
    await evaluator?.then((started) => started.close()).catch(() => undefined);
    await lake.close();
  }
}
