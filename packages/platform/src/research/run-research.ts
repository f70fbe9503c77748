/**
 * One research run, from a config file to published verdicts.
 *
 * 1. `loadConfig`, `planResearch`: everything is checked before anything is touched.
 *    `ensureOutcomes` then brings the outcomes up to date that the config asks for.
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
import type { OutcomesState } from '@assay/contracts/schemas';
import type { TrialRecord } from '@assay/quant/evidence';
import type { Lakehouse } from '../lakehouse/index.ts';
import type { Run } from '../runs/index.ts';
import { createMemoryMeter } from '../telemetry/index.ts';
import { assembleRows } from './assemble-rows.ts';
import { checkMemory } from './check-memory.ts';
import { leaveOutStale } from './leave-out-stale.ts';
import { loadConfig } from './load-config.ts';
import type { LoadedConfig } from './load-config.ts';
import { noteLockbox } from './lockbox/lockbox.ts';
import { failureOf, openResearchRun, publishFailure, startRunEvaluator } from './open-research-run.ts';
import type { ResearchOptions } from './options.ts';
import { ensureOutcomes } from './outcomes/ensure-outcomes.ts';
import { neighbourMoves } from './neighbour-moves.ts';
import { packAccounts } from './pack-accounts.ts';
import type { ResearchPlan } from './plan.ts';
import { prepareAccount } from './prepare-accounts.ts';
import type { PreparedAccount } from './prepare-accounts.ts';
import { publishRun } from './publish-run.ts';
import type { PublishedRun } from './publish-run.ts';
import { runData } from './run-data.ts';
import { evaluateBenchmark, evaluateRowFully } from './rows.ts';
import type { EvaluatedRow, RowsContext } from './rows.ts';
import { regimeStep } from './stress/regime-step.ts';
import { plannedTrials, trialSteps } from './trials.ts';
import type { PackedAccount } from './trials.ts';
import { withPlan } from './with-plan.ts';

/** Plans a run and lets go of everything again; the tree of files is as it was. */
export async function withResearchPlan<Result>(
  options: Pick<ResearchOptions, 'configPath' | 'workspace' | 'clock' | 'memoryBytes' | 'priorTrials'>,
  use: (plan: ResearchPlan, lake: Lakehouse) => Promise<Result>,
): Promise<Result> {
  const loaded = withPriorTrials(loadConfig(options.configPath), options.priorTrials);
  return withPlan({ ...options, load: () => loaded }, use);
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
    const progressed = options.progressed ?? { step: '' };
    try {
      progressed.step = 'outcomes';
      const outcomes = await ensureOutcomes(plan, options);
      progressed.step = 'read data';
      return await execute(plan, lake, options, { progressed, outcomes });
    } catch (error) {
      const { name } = plan.loaded.config;
      await publishFailure({ workspace: options.workspace, area: 'research', name }, error, {
        step: progressed.step,
        clock: options.clock,
      });
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
  {
    progressed,
    outcomes,
  }: { readonly progressed: { step: string }; readonly outcomes: readonly OutcomesState[] | undefined },
): Promise<PublishedRun> {
  const startedAt = performance.now();
  const meter = createMemoryMeter();
  await noteLockbox(planned, options.workspace);
  const plan = await leaveOutStale(planned, lake);
  const prepared: PreparedAccount[] = [];
  for (const account of plan.accounts) prepared.push(await prepareAccount(account, lake));
  const data = runData(plan, prepared);
  options.onData?.(data);
  progressed.step = 'open run';
  const run = await openResearchRun(plan, prepared, plannedTrials(plan, prepared), options);
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
    return await publishRun(rows, evaluated.benchmarks, { plan: packed.plan, run, options, data, cost, outcomes });
  } catch (error) {
    // What hinders the run may also hinder writing it down: the first error is the one to tell.
    await run.fail({ ...failureOf(error), step: progressed.step }).catch(() => undefined);
    throw error;
  } finally {
    meter.stop();
    await run.close();
  }
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
  const evaluator = await startRunEvaluator(base.run, options);
  try {
    const { rows } = packed.plan;
    const total = rows.reduce((sum, row) => sum + rowSteps(row), packed.accounts.size);
    options.progress.start('evaluating', total);
    const stress = packed.plan.loaded.config.experiment.stress;
    const labelled = new Map<string, ReturnType<typeof regimeStep>>();
    const context: RowsContext = {
      ...base,
      evaluator,
      workspace: options.workspace,
      onStep: () => options.progress.advance(),
      regimes: (account) => {
        const { id } = account.account;
        const step = labelled.get(id) ?? regimeStep(account, stress, context);
        labelled.set(id, step);
        return step;
      },
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

/** Steps of a row: its sets, their neighbours, the sweep as a whole, the row, its costs, its leak test and its stress. */
function rowSteps({ strategy }: ResearchPlan['rows'][number]): number {
  return trialSteps(strategy.sets.length) + trialSteps(neighbourMoves(strategy).length) + 5;
}

// One failure ends the run, but what is on its way is waited for, so that nothing writes after the run is closed.
async function settled<A, B>(work: [Promise<A>, Promise<B>]): Promise<[A, B]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
