/**
 * One research run, from a config file to published verdicts.
 *
 * 1. `readConfig`, `planResearch`: everything is checked before anything is touched.
 *    `ensureOutcomes` then brings the outcomes up to date that the config asks for.
 * 2. `carryOutRun`: bars are read as the lakehouse has them, without those of stale instruments, checked against the dates
 *    asked for, and the history is cut into folds; the run gets its id; prior trials are frozen, or those of an unfinished
 *    run are taken up again; what it is going to try is registered. What was read is kept in the run's folder; evaluation
 *    sees nothing else.
 * 3. `evaluateRowFully`, `evaluateBenchmark`: cached steps on the evaluator; every parameter set goes to the trial ledger.
 *    A strategy that fails ends its row, not the run.
 * 4. `assembleRows`: rows are judged with the whole family of trials.
 * 5. `publishRun`: rankings, lists, summary and report replace the last ones together.
 * A failure after step 1 leaves error.json beside the last good results.
 */
import type { SimulationResult } from '@assay/quant/simulation';
import type { Lakehouse } from '../lakehouse/index.ts';
import { assembleRows } from './assemble-rows.ts';
import { carryOutRun, tellingFailure } from './carry-out-run.ts';
import type { OpenedRun } from './carry-out-run.ts';
import { readConfig } from './load-config.ts';
import type { LoadedConfig } from './load-config.ts';
import { noticeProblems } from './daemon/notice-channels.ts';
import { withProblems } from './sound-parts.ts';
import type { Environment } from '../settings/index.ts';
import { noteLockbox } from './lockbox/lockbox.ts';
import { startRunEvaluator } from './open-research-run.ts';
import type { ResearchOptions } from './options.ts';
import { ensureOutcomes } from './outcomes/ensure-outcomes.ts';
import { neighbourMoves } from './neighbour-moves.ts';
import type { ResearchPlan } from './plan.ts';
import { publishRun } from './publish-run.ts';
import type { PublishedRun } from './publish-run.ts';
import { evaluateBenchmark, evaluateRowFully } from './rows.ts';
import type { FoundRow, RowsContext } from './rows.ts';
import { regimeStep } from './stress/regime-step.ts';
import { plannedTrials, trialSteps } from './trials.ts';
import type { PackedAccount } from './trials.ts';
import { mapLimited } from '../workers/index.ts';
import { withPlan } from './with-plan.ts';

/** What a plan is made of. */
export interface PlanOptions extends Pick<
  ResearchOptions,
  'configPath' | 'workspace' | 'clock' | 'memoryBytes' | 'priorTrials' | 'frozen'
> {
  /** Holds the secrets of notices; where it is given, those that are missing are among the problems. */
  readonly env?: Environment | undefined;
}

/**
 * Plans a run and lets go of everything again; the tree of files is as it was.
 *
 * @throws {ConfigError} listing every problem of the config, of the files, datasets, strategies and secrets that it names.
 */
export async function withResearchPlan<Result>(
  options: PlanOptions,
  use: (plan: ResearchPlan, lake: Lakehouse) => Promise<Result>,
): Promise<Result> {
  const { configPath, priorTrials, env, frozen } = options;
  const read = frozen?.loaded ?? withPriorTrials(readConfig(configPath), priorTrials);
  const loaded = env === undefined ? read : withProblems(read, noticeProblems(read, env));
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
export async function runResearch(asked: ResearchOptions): Promise<PublishedRun> {
  return withResearchPlan(asked, (plan, lake) =>
    tellingFailure(plan, { area: 'research', kind: 'research', options: asked }, async (progressed, options) => {
      progressed.step = 'outcomes';
      const outcomes = await ensureOutcomes(plan, options);
      progressed.step = 'read data';
      await noteLockbox(plan, options.workspace);
      return carryOutRun(plan, { lake, options, progressed, outcomes, trials: plannedTrials }, async (opened) => {
        progressed.step = 'evaluate';
        const evaluated = await evaluateAll(opened, options);
        progressed.step = 'judge and publish';
        const rows = await assembleRows(evaluated.rows, opened.run.priors, opened.plan);
        return publishRun(rows, evaluated.benchmarks, { ...opened, options, outcomes });
      });
    }),
  );
}

interface Evaluated {
  readonly rows: readonly FoundRow[];
  readonly benchmarks: ReadonlyMap<
    string,
    { readonly account: PackedAccount; readonly simulation: SimulationResult; readonly stepHash: string }
  >;
}

async function evaluateAll({ plan, accounts, run }: OpenedRun, options: ResearchOptions): Promise<Evaluated> {
  const evaluator = await startRunEvaluator(run, options);
  try {
    const { rows } = plan;
    const total = rows.reduce((sum, row) => sum + rowSteps(row), accounts.size);
    options.progress.start('evaluating', total);
    const stress = plan.loaded.config.experiment.stress;
    const labelled = new Map<string, ReturnType<typeof regimeStep>>();
    const context: RowsContext = {
      ...{ plan, run, evaluator },
      workspace: options.workspace,
      onStep: () => options.progress.advance(),
      regimes: (account) => {
        const { id } = account.account;
        const step = labelled.get(id) ?? regimeStep(account, stress, context);
        labelled.set(id, step);
        return step;
      },
    };
    // One more than there are threads, so that none waits: a row that is not at work holds nothing.
    const rowsAtOnce = options.workers + 1;
    const [evaluated, benchmarks] = await settled([
      mapLimited(rows, rowsAtOnce, (row) => foundRow(row, accounts.get(row.account.id) as PackedAccount, context)),
      mapLimited(
        [...accounts],
        rowsAtOnce,
        async ([id, account]) => [id, { account, ...(await evaluateBenchmark(account, context)) }] as const,
      ),
    ]);
    return { rows: evaluated, benchmarks: new Map(benchmarks) };
  } finally {
    await evaluator.close();
  }
}

/** A row, with every step of it told to the progress: those that a strategy which failed has left are over too. */
async function foundRow(
  row: ResearchPlan['rows'][number],
  account: PackedAccount,
  context: RowsContext,
): Promise<FoundRow> {
  let left = rowSteps(row);
  const onStep = (): void => {
    left--;
    context.onStep();
  };
  const found = await evaluateRowFully(row, account, { ...context, onStep });
  while (left > 0) onStep();
  return found;
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
