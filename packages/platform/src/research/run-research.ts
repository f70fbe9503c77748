/**
 * One research run, from a config file to published verdicts.
 *
 * 1. `loadConfig`, `planResearch`: everything is checked before anything is touched.
 * 2. `leaveOutStale`, `prepareAccount`: bars are read as the lakehouse has them, without those of stale instruments, and the
 *    history is cut into folds; `runData` says what there is and what is missing.
 * 3. `openRun`: the run gets its id; prior trials are frozen, or those of an unfinished run are taken up again; what it is
 *    going to try is registered.
 * 4. `packAccounts`: what was read is kept in the run's folder; evaluation sees nothing else.
 * 5. `evaluateRowFully`, `evaluateBenchmark`: cached steps on the evaluator; every parameter set goes to the trial ledger.
 * 6. `assembleRows`: rows are judged with the whole family of trials.
 * 7. `publishRun`: rankings, lists, summary and report replace the last ones together.
 * A failure after step 1 leaves error.json beside the last good results.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PlatformError } from '@assay/core/errors';
import { familyOf } from '@assay/quant/evidence';
import type { TrialRecord } from '@assay/quant/evidence';
import { openLakehouse } from '../lakehouse/index.ts';
import type { Lakehouse } from '../lakehouse/index.ts';
import { openRun, priorTrials, publishError } from '../runs/index.ts';
import type { Run } from '../runs/index.ts';
import { codeVersion } from '../settings/index.ts';
import { createMemoryMeter } from '../telemetry/index.ts';
import { startEvaluator } from '../workers/index.ts';
import type { Evaluator } from '../workers/index.ts';
import { assembleRows } from './assemble-rows.ts';
import { checkMemory } from './check-memory.ts';
import { leaveOutStale } from './leave-out-stale.ts';
import { loadConfig } from './load-config.ts';
import type { LoadedConfig } from './load-config.ts';
import type { ResearchOptions } from './options.ts';
import { packAccounts } from './pack-accounts.ts';
import { planResearch } from './plan.ts';
import type { ResearchPlan } from './plan.ts';
import { prepareAccount } from './prepare-accounts.ts';
import type { PreparedAccount } from './prepare-accounts.ts';
import { publishRun } from './publish-run.ts';
import type { PublishedRun } from './publish-run.ts';
import { runData } from './run-data.ts';
import { scientificConfig } from './run-identity.ts';
import { evaluateBenchmark, evaluateRowFully } from './rows.ts';
import type { EvaluatedRow } from './rows.ts';
import { plannedTrials, trialSteps } from './trials.ts';
import type { PackedAccount, TrialsContext } from './trials.ts';

/** Plans a run and lets go of everything again; the tree of files is as it was. */
export async function withResearchPlan<Result>(
  options: Pick<ResearchOptions, 'configPath' | 'workspace' | 'clock' | 'memoryBytes' | 'priorTrials'>,
  use: (plan: ResearchPlan, lake: Lakehouse) => Promise<Result>,
): Promise<Result> {
  const loaded = withPriorTrials(loadConfig(options.configPath), options.priorTrials);
  const scratch = await mkdtemp(path.join(tmpdir(), 'assay-plan-'));
  const lake = openLakehouse(path.join(options.workspace, 'lake'), {
    readOnly: true,
    memoryBytes: Math.floor(options.memoryBytes / 4),
    threads: 1,
  });
  let evaluator: Promise<Evaluator> | undefined;
  try {
    const moduleStore = path.join(scratch, 'modules');
    const start = (): Promise<Evaluator> =>
      (evaluator ??= startEvaluator({
        workers: 1,
        heapMb: 256,
        memoryBytes: options.memoryBytes,
        readable: [moduleStore],
        emptyFolder: path.join(scratch, 'empty'),
      }));
    const plan = await planResearch(loaded, lake, { moduleStore, evaluator: start, now: options.clock.now() });
    return await use(plan, lake);
  } finally {
    await evaluator?.then((started) => started.close()).catch(() => undefined);
    await lake.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

function withPriorTrials(loaded: LoadedConfig, priorTrials: number | undefined): LoadedConfig {
  if (priorTrials === undefined) return loaded;
  const { config } = loaded;
  return { ...loaded, config: { ...config, evaluation: { ...config.evaluation, priorTrials } } };
}

/**
 * Runs a research config and publishes its results.
 *
 * @throws {PlatformError} CONFIG_INVALID with nothing touched; DATA_UNFIT and others with error.json published.
 */
export async function runResearch(options: ResearchOptions): Promise<PublishedRun> {
  return withResearchPlan(options, async (plan, lake) => {
    checkMemory(plan.accounts, options);
    const progressed = { step: 'read data' };
    try {
      return await execute(plan, lake, options, progressed);
    } catch (error) {
      await publishFailure(plan.loaded, options, error, progressed.step);
      throw error;
    } finally {
      options.progress.finish();
    }
  });
}

async function execute(
  planned: ResearchPlan,
  lake: Lakehouse,
  options: ResearchOptions,
  progressed: { step: string },
): Promise<PublishedRun> {
  const startedAt = performance.now();
  const meter = createMemoryMeter();
  const plan = await leaveOutStale(planned, lake);
  const prepared: PreparedAccount[] = [];
  for (const account of plan.accounts) prepared.push(await prepareAccount(account, lake));
  const data = runData(plan, prepared);
  options.onData?.(data);
  progressed.step = 'open run';
  const run = await openResearchRun(plan, prepared, options);
  try {
    progressed.step = 'pack';
    const packed = await packAccounts(prepared, { plan, run, lake });
    progressed.step = 'evaluate';
    const evaluated = await evaluateAll(packed, { plan: packed.plan, run }, options);
    progressed.step = 'judge and publish';
    const rows = assembleRows(evaluated.rows, run.priors, packed.plan);
    const cost = {
      seconds: () => (performance.now() - startedAt) / 1000,
      peakMemoryBytes: () => meter.stop().peakBytes,
    };
    return await publishRun(rows, evaluated.benchmarks, { plan: packed.plan, run, options, data, cost });
  } catch (error) {
    // What hinders the run may also hinder writing it down: the first error is the one to tell.
    await run.fail({ ...failureOf(error), step: progressed.step }).catch(() => undefined);
    throw error;
  } finally {
    meter.stop();
    await run.close();
  }
}

async function openResearchRun(
  plan: ResearchPlan,
  prepared: readonly PreparedAccount[],
  options: ResearchOptions,
): Promise<Run<TrialRecord>> {
  const { loaded } = plan;
  const planned = plannedTrials(plan, prepared);
  const own = new Set(planned.map(({ key }) => key)); // no prior trials, also when the run is repeated
  const spans = prepared.map(({ account, timeline }) => ({
    instruments: account.instruments,
    from: timeline[0] as number,
    to: timeline.at(-1) as number,
  }));
  return openRun<TrialRecord>({
    workspace: options.workspace,
    name: loaded.config.name,
    experiment: {
      datasetVersions: [...new Set(plan.accounts.map(({ manifest }) => manifest.version))],
      scientificConfig: scientificConfig(plan),
      codeVersion: codeVersion(),
      moduleHashes: plan.strategies.flatMap(({ reference }) => (reference.kind === 'module' ? [reference.hash] : [])),
      seed: loaded.config.experiment.seed,
    },
    killPolicy: { ...plan.policy, declaredPriorTrials: loaded.config.evaluation.priorTrials },
    readPriors: () =>
      priorTrials<TrialRecord>(options.workspace, {
        exclude: own,
        family: (trial) => spans.some((span) => familyOf([trial], span).length > 0),
      }),
    plan: planned,
    settings: { workers: options.workers, memoryBytes: options.memoryBytes },
    now: () => options.clock.now(),
  });
}

interface Evaluated {
  readonly rows: readonly EvaluatedRow[];
  readonly benchmarks: ReadonlyMap<
    string,
    { readonly account: PackedAccount; readonly simulation: EvaluatedRow['simulation']; readonly stepHash: string }
  >;
}

async function evaluateAll(
  packed: { readonly accounts: ReadonlyMap<string, PackedAccount>; readonly plan: ResearchPlan },
  base: { readonly plan: ResearchPlan; readonly run: Run<TrialRecord> },
  options: ResearchOptions,
): Promise<Evaluated> {
  const evaluator = await startEvaluator({
    workers: options.workers,
    heapMb: heapPerWorker(options),
    memoryBytes: options.memoryBytes,
    readable: [base.run.folder],
    emptyFolder: path.join(options.workspace, 'runs', '.empty'),
  });
  try {
    const { rows } = packed.plan;
    const total = rows.reduce((sum, row) => sum + trialSteps(row.strategy.sets.length) + 2, packed.accounts.size);
    options.progress.start('evaluating', total);
    const context: TrialsContext & { readonly workspace: string } = {
      ...base,
      evaluator,
      workspace: options.workspace,
      onStep: () => options.progress.advance(),
    };
    const [evaluated, benchmarks] = await settled([
      Promise.all(
        rows.map((row) => evaluateRowFully(row, packed.accounts.get(row.account.id) as PackedAccount, context)),
      ),
      Promise.all(
        [...packed.accounts].map(
          async ([id, account]) => [id, { account, ...(await evaluateBenchmark(account, context)) }] as const,
        ),
      ),
    ]);
    return { rows: evaluated, benchmarks: new Map(benchmarks) };
  } finally {
    await evaluator.close();
  }
}

// One failure ends the run, but what is on its way is waited for, so that nothing writes after the run is closed.
async function settled<A, B>(work: [Promise<A>, Promise<B>]): Promise<[A, B]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

/** Heap of each evaluator thread in MiB: half of the memory shared by the threads, the rest is for everything else. */
function heapPerWorker(options: ResearchOptions): number {
  return Math.max(64, Math.floor(options.memoryBytes / 2 ** 21 / options.workers));
}

async function publishFailure(
  loaded: LoadedConfig,
  options: ResearchOptions,
  error: unknown,
  step: string,
): Promise<void> {
  const time = new Date(options.clock.now()).toISOString();
  await publishError(
    { workspace: options.workspace, area: 'research', name: loaded.config.name },
    { ...failureOf(error), step, time },
  );
}

function failureOf(error: unknown): { readonly code: string; readonly message: string } {
  const code = PlatformError.is(error) ? error.code : 'INVARIANT_VIOLATED';
  return { code, message: error instanceof Error ? error.message : String(error) };
}
