/**
 * What every run goes through around its own work:
 *
 * 1. `tellingFailure`: it fits into its memory, if need be with fewer workers; what fails is published beside the last good results, with the step it was at.
 * 2. `carryOutRun`: bars are read without those of stale instruments, and checked against the dates asked for; `runData` says
 *    what there is and what is missing. The run is opened and what it will try is registered, everything read is kept with
 *    it; then comes its own work. A failure is written into the run, which is closed whatever happens.
 */
import type { OutcomesState, RunData } from '@assay/contracts/schemas';
import { PlatformError } from '@assay/core/errors';
import type { TrialRecord } from '@assay/quant/evidence';
import type { Lakehouse } from '../lakehouse/index.ts';
import type { Run } from '../runs/index.ts';
import { createMemoryMeter } from '../telemetry/index.ts';
import { fewerWorkersNote, fittingWorkers } from './check-memory.ts';
import type { RunKind } from './check-memory.ts';
import { leaveOutStale } from './leave-out-stale.ts';
import { failureOf, openResearchRun, publishFailure } from './open-research-run.ts';
import type { ResearchOptions } from './options.ts';
import { packAccounts } from './pack-accounts.ts';
import type { ResearchPlan } from './plan.ts';
import type { PreparedAccount } from './prepare-accounts.ts';
import { preparePacks } from './prepare-packs.ts';
import { runData } from './run-data.ts';
import type { PackedAccount } from './trials.ts';

/** How a run of any kind is made; none of it changes its numbers. */
export type RunOptions = Omit<ResearchOptions, 'configPath' | 'priorTrials'>;

/** The step that a run is at, for whoever tells of its failure. */
export interface Progressed {
  step: string;
}

/** What a run has cost so far. */
export interface RunCost {
  seconds(): number;
  /** Ends the measurement. */
  peakMemoryBytes(): number | null;
}

/** A run that is open, with everything that it reads kept. */
export interface OpenedRun {
  /** User modules are read from the run's folder. */
  readonly plan: ResearchPlan;
  readonly accounts: ReadonlyMap<string, PackedAccount>;
  readonly run: Run<TrialRecord>;
  readonly data: RunData;
  readonly cost: RunCost;
}

/**
 * Does the work of a planned run, with as many of the workers as fit into its memory.
 *
 * @throws {PlatformError} MEMORY_LIMIT with nothing touched; what the work throws with error.json published.
 */
export async function tellingFailure<Result, Options extends RunOptions>(
  plan: ResearchPlan,
  { area, kind, options }: { readonly area: string; readonly kind: RunKind; readonly options: Options },
  work: (progressed: Progressed, options: Options) => Promise<Result>,
): Promise<Result> {
  // A grid keeps figures of its cells alone, and judges no sweep.
  const planned = kind === 'grid' ? { accounts: plan.accounts } : plan;
  const workers = fittingWorkers(planned, options, kind);
  if (workers < options.workers) options.onNote?.(fewerWorkersNote(options, workers));
  const progressed = options.progressed ?? { step: '' };
  try {
    return await work(progressed, { ...options, workers });
  } catch (error) {
    if (isBeingMade(error, progressed)) throw error;
    const place = { workspace: options.workspace, area, name: plan.loaded.config.name };
    await publishFailure(place, error, { step: progressed.step, clock: options.clock });
    throw error;
  } finally {
    options.progress.finish();
  }
}

/** True where another process makes the same run, under whatever name: nothing has failed that one could read of. */
export function isBeingMade(error: unknown, { step }: Progressed): boolean {
  return step === OPENING && PlatformError.is(error, 'CONFLICT');
}

const OPENING = 'open run';

/**
 * Reads everything that a planned run reads, and lets go of it: what the data refuse is refused before anything is begun.
 *
 * @throws {PlatformError} as the run itself does where its data do not fit.
 */
export async function checkReadable(planned: ResearchPlan, lake: Lakehouse): Promise<void> {
  await preparePacks(await leaveOutStale(planned, lake), lake);
}

/** What `carryOutRun` needs beside the plan. */
export interface RunRequest {
  readonly lake: Lakehouse;
  readonly options: RunOptions;
  readonly progressed: Progressed;
  /** What became of the outcomes that the config asks for. */
  readonly outcomes?: readonly OutcomesState[] | undefined;
  /** Everything that the run may try. */
  readonly trials: (plan: ResearchPlan, prepared: readonly PreparedAccount[]) => readonly TrialRecord[];
}

/** Opens the run of a plan and does its work. */
export async function carryOutRun<Result>(
  planned: ResearchPlan,
  { lake, options, progressed, outcomes, trials }: RunRequest,
  work: (opened: OpenedRun) => Promise<Result>,
): Promise<Result> {
  const startedAt = performance.now();
  const meter = createMemoryMeter();
  progressed.step = 'read data';
  const { plan, prepared } = await preparePacks(await leaveOutStale(planned, lake), lake);
  const data = runData(plan, prepared, outcomes);
  options.onData?.(data);
  progressed.step = OPENING;
  const run = await openResearchRun(plan, prepared, trials(plan, prepared), options);
  try {
    progressed.step = 'pack';
    const packed = await packAccounts(prepared, { plan, run, lake });
    const cost = {
      seconds: () => (performance.now() - startedAt) / 1000,
      peakMemoryBytes: () => meter.stop().peakBytes,
    };
    return await work({ ...packed, run, data, cost });
  } catch (error) {
    // What hinders the run may also hinder writing it down: the first error is the one to tell.
    await run.fail({ ...failureOf(error), step: progressed.step }).catch(() => undefined);
    throw error;
  } finally {
    meter.stop();
    await run.close();
  }
}
