import path from 'node:path';
import { PlatformError } from '@assay/core/errors';
import { familyOf } from '@assay/quant/evidence';
import type { TrialRecord } from '@assay/quant/evidence';
import { openRun, priorTrials, publishError } from '../runs/index.ts';
import type { PublicationPlace, Run } from '../runs/index.ts';
import { codeVersion } from '../settings/index.ts';
import { startEvaluator } from '../workers/index.ts';
import type { Evaluator } from '../workers/index.ts';
import { leakIdentity } from './leak-step.ts';
import type { ResearchOptions } from './options.ts';
import type { ResearchPlan } from './plan.ts';
import type { PreparedAccount } from './prepare-accounts.ts';
import { scientificConfig } from './run-identity.ts';

/** How and where a run of the research kind is made. None of it changes its numbers. */
export type RunPlace = Pick<ResearchOptions, 'workspace' | 'workers' | 'memoryBytes' | 'clock' | 'frozen'>;

/**
 * Opens the run of a plan: its prior trials are the trials of its family, less its own.
 *
 * @param planned - everything that it may try.
 */
export async function openResearchRun(
  plan: ResearchPlan,
  prepared: readonly PreparedAccount[],
  planned: readonly TrialRecord[],
  place: RunPlace,
): Promise<Run<TrialRecord>> {
  const { loaded } = plan;
  const { workspace, workers, memoryBytes, clock, frozen } = place;
  const own = new Set(planned.map(({ key }) => key)); // no prior trials, also when the run is repeated
  const spans = prepared.map(({ account, timeline }) => ({
    instruments: account.instruments,
    from: timeline[0] as number,
    to: timeline.at(-1) as number,
  }));
  return openRun<TrialRecord>({
    workspace,
    name: loaded.config.name,
    experiment: {
      datasetVersions: [...new Set(plan.accounts.map(({ manifest }) => manifest.version))],
      scientificConfig: scientificConfig(plan),
      codeVersion: frozen?.codeVersion ?? codeVersion(),
      moduleHashes: plan.strategies.flatMap(({ reference }) => (reference.kind === 'module' ? [reference.hash] : [])),
      seed: loaded.config.experiment.seed,
    },
    killPolicy: {
      ...plan.policy,
      declaredPriorTrials: loaded.config.evaluation.priorTrials,
      promotion: plan.promotion,
      ...leakIdentity(plan),
    },
    readPriors: () =>
      priorTrials<TrialRecord>(workspace, {
        exclude: own,
        family: (trial) => spans.some((span) => familyOf([trial], span).length > 0),
      }),
    plan: planned,
    settings: { workers, memoryBytes },
    now: () => clock.now(),
  });
}

/** Starts the evaluator of a run: it reads the run's folder and nothing else of the workspace. */
export async function startRunEvaluator(run: Pick<Run, 'folder'>, place: RunPlace): Promise<Evaluator> {
  const { workspace, workers, memoryBytes } = place;
  return startEvaluator({
    workers,
    heapMb: heapPerWorker(place),
    memoryBytes,
    readable: [run.folder],
    emptyFolder: path.join(workspace, 'runs', '.empty'),
  });
}

/** Heap of each evaluator thread in MiB: half of the memory shared by the threads, the rest is for everything else. */
function heapPerWorker({ memoryBytes, workers }: RunPlace): number {
  return Math.max(64, Math.floor(memoryBytes / 2 ** 21 / workers));
}

/** Says beside the last good results, which stay, why a run gave none. */
export async function publishFailure(
  place: PublicationPlace,
  error: unknown,
  at: { readonly step: string; readonly clock: ResearchOptions['clock'] },
): Promise<void> {
  const time = new Date(at.clock.now()).toISOString();
  await publishError(place, { ...failureOf(error), step: at.step, time });
}

/** Code and message of whatever was thrown. */
export function failureOf(error: unknown): { readonly code: string; readonly message: string } {
  const code = PlatformError.is(error) ? error.code : 'INVARIANT_VIOLATED';
  return { code, message: error instanceof Error ? error.message : String(error) };
}
