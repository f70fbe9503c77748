/**
 * One backtest, from a request to published results.
 *
 * 1. `backtestConfig`: the request becomes a research config of one strategy on one pack; `planResearch` checks it as it checks
 *    every other, but plans the whole period as one stretch.
 * 2. `leaveOutStale`, `prepareAccount`, `openResearchRun`, `packAccounts`: as in a research run. The one trial is registered.
 * 3. `evaluateBacktest`: cached steps on the evaluator; the trial goes to the trial ledger.
 * 4. `publishBacktest`: measures, trades and summary replace the last ones together.
 * A failure after step 1 leaves error.json beside the last good results.
 */
import { ConfigError, InvariantError } from '@assay/core/errors';
import type { TrialRecord } from '@assay/quant/evidence';
import type { Lakehouse } from '../../lakehouse/index.ts';
import type { Run } from '../../runs/index.ts';
import { createMemoryMeter } from '../../telemetry/index.ts';
import { checkMemory } from '../check-memory.ts';
import { leaveOutStale } from '../leave-out-stale.ts';
import { failureOf, openResearchRun, publishFailure, startRunEvaluator } from '../open-research-run.ts';
import { packAccounts } from '../pack-accounts.ts';
import type { PlannedRow, ResearchPlan } from '../plan.ts';
import { prepareAccount } from '../prepare-accounts.ts';
import type { PreparedAccount } from '../prepare-accounts.ts';
import { runData } from '../run-data.ts';
import { trialKeyOf } from '../run-identity.ts';
import { plannedTrial } from '../trials.ts';
import type { PackedAccount } from '../trials.ts';
import { withPlan } from '../with-plan.ts';
import { backtestConfig, problemsOf, UNNAMED } from './backtest-config.ts';
import { BACKTEST_STEPS, evaluateBacktest } from './evaluate-backtest.ts';
import type { EvaluatedBacktest } from './evaluate-backtest.ts';
import type { BacktestOptions, BacktestRequest } from './options.ts';
import { BACKTEST_AREA, publishBacktest } from './publish-backtest.ts';
import type { PublishedBacktest } from './publish-backtest.ts';

/** Plans a backtest and lets go of everything again; the tree of files is as it was. */
export async function withBacktestPlan<Result>(
  options: BacktestRequest & Pick<BacktestOptions, 'workspace' | 'clock' | 'memoryBytes'>,
  use: (plan: ResearchPlan, lake: Lakehouse) => Promise<Result>,
): Promise<Result> {
  const { workspace, clock, memoryBytes } = options;
  const load = (lake: Lakehouse): ReturnType<typeof backtestConfig> => backtestConfig(options, lake);
  let isPlanned = false;
  try {
    return await withPlan({ workspace, clock, memoryBytes, wholePeriod: true, load }, (plan, lake) => {
      isPlanned = true;
      return use(named(plan, options), lake);
    });
  } catch (error) {
    if (isPlanned || !(error instanceof ConfigError) || !isOfConfig(error)) throw error;
    throw problemsOf(error.problems, options);
  }
}

/** Problems that planning found in what `backtestConfig` made. */
function isOfConfig({ context }: ConfigError): boolean {
  return context['where'] === 'backtest';
}

/** The plan under the name that was given, else under that of the strategy. */
function named(plan: ResearchPlan, { name }: Pick<BacktestRequest, 'name'>): ResearchPlan {
  const { loaded } = plan;
  const own = name ?? publishedName(plan.strategies[0]?.name ?? UNNAMED);
  return { ...plan, loaded: { ...loaded, config: { ...loaded.config, name: own } } };
}

/** A strategy's name as one that results can be published under. */
function publishedName(strategy: string): string {
  const plain = strategy.toLowerCase().replaceAll(/[^a-z0-9._-]+/gu, '-');
  return plain.replace(/^[^a-z0-9]+/u, '').slice(0, 100) || UNNAMED;
}

/**
 * Runs one strategy with one set of parameters over one period, and publishes what came of it. It is one trial.
 *
 * @throws {PlatformError} CONFIG_INVALID, NOT_FOUND or USAGE with nothing touched; DATA_UNFIT and others with error.json
 * published.
 */
export async function runBacktest(options: BacktestOptions): Promise<PublishedBacktest> {
  return withBacktestPlan(options, async (plan, lake) => {
    checkMemory(plan.accounts, options, 'backtest');
    const progressed = { step: 'read data' };
    try {
      return await execute(plan, lake, options, progressed);
    } catch (error) {
      const place = { workspace: options.workspace, area: BACKTEST_AREA, name: plan.loaded.config.name };
      await publishFailure(place, error, { step: progressed.step, clock: options.clock });
      throw error;
    } finally {
      options.progress.finish();
    }
  });
}

async function execute(
  planned: ResearchPlan,
  lake: Lakehouse,
  options: BacktestOptions,
  progressed: { step: string },
): Promise<PublishedBacktest> {
  const startedAt = performance.now();
  const meter = createMemoryMeter();
  const plan = await leaveOutStale(planned, lake);
  const prepared = await Promise.all(plan.accounts.map((account) => prepareAccount(account, lake)));
  const data = runData(plan, prepared);
  options.onData?.(data);
  progressed.step = 'open run';
  const trial = trialOf(plan, prepared);
  const run = await openResearchRun(plan, prepared, [trial], options);
  try {
    progressed.step = 'pack';
    const packed = await packAccounts(prepared, { plan, run, lake });
    progressed.step = 'evaluate';
    const evaluated = await evaluate(packed, { key: trial.key, run }, options);
    progressed.step = 'publish';
    const cost = {
      seconds: () => (performance.now() - startedAt) / 1000,
      peakMemoryBytes: () => meter.stop().peakBytes,
    };
    return await publishBacktest(evaluated, { plan: packed.plan, run, options, data, cost });
  } catch (error) {
    // What hinders the run may also hinder writing it down: the first error is the one to tell.
    await run.fail({ ...failureOf(error), step: progressed.step }).catch(() => undefined);
    throw error;
  } finally {
    meter.stop();
    await run.close();
  }
}

/** The trial that a backtest is, before anything is known of its returns. */
function trialOf(plan: ResearchPlan, [account]: readonly PreparedAccount[]): TrialRecord {
  const row = rowOf(plan);
  if (account === undefined) throw new InvariantError('a backtest has an account');
  const { timeline } = account;
  const key = trialKeyOf(plan, row, row.strategy.sets[0], timeline[0] as number);
  return plannedTrial(row, account, { first: 0, last: timeline.length - 1 }, { key, role: 'backtest' });
}

function rowOf({ rows }: ResearchPlan): PlannedRow {
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new InvariantError('a backtest has one row');
  return row;
}

async function evaluate(
  packed: { readonly accounts: ReadonlyMap<string, PackedAccount>; readonly plan: ResearchPlan },
  { key, run }: { readonly key: string; readonly run: Run<TrialRecord> },
  options: BacktestOptions,
): Promise<EvaluatedBacktest> {
  const { plan, accounts } = packed;
  const row = rowOf(plan);
  const evaluator = await startRunEvaluator(run, options);
  try {
    options.progress.start('evaluating', BACKTEST_STEPS);
    return await evaluateBacktest(row, accounts.get(row.account.id) as PackedAccount, key, {
      ...{ plan, run, evaluator, workspace: options.workspace },
      onStep: () => options.progress.advance(),
    });
  } finally {
    await evaluator.close();
  }
}
