/**
 * One backtest, from a request to published results.
 *
 * 1. `backtestConfig`: the request becomes a research config of one strategy on one pack; `planResearch` checks it as it checks
 *    every other, but plans the whole period as one stretch.
 * 2. `carryOutRun`: as in a research run. The one trial is registered.
 * 3. `evaluateBacktest`: cached steps on the evaluator; the trial goes to the trial ledger.
 * 4. `publishBacktest`: measures, trades and summary replace the last ones together.
 * A failure after step 1 leaves error.json beside the last good results.
 */
import { ConfigError, InvariantError } from '@assay/core/errors';
import type { TrialRecord } from '@assay/quant/evidence';
import type { Lakehouse } from '../../lakehouse/index.ts';
import { carryOutRun, tellingFailure } from '../carry-out-run.ts';
import type { OpenedRun, RunRequest } from '../carry-out-run.ts';
import { startRunEvaluator } from '../open-research-run.ts';
import type { PlannedRow, ResearchPlan } from '../plan.ts';
import type { PreparedAccount } from '../prepare-accounts.ts';
import { trialKeyOf } from '../run-identity.ts';
import { plannedTrial } from '../trials.ts';
import type { PackedAccount } from '../trials.ts';
import { withPlan } from '../with-plan.ts';
import { backtestConfig, problemsOf } from './backtest-config.ts';
import { BACKTEST_STEPS, evaluateBacktest } from './evaluate-backtest.ts';
import type { EvaluatedBacktest } from './evaluate-backtest.ts';
import type { BacktestOptions, BacktestRequest } from './options.ts';
import { BACKTEST_AREA, publishBacktest } from './publish-backtest.ts';
import type { PublishedBacktest } from './publish-backtest.ts';
import { named } from './published-name.ts';

/** Plans a backtest and lets go of everything again; the tree of files is as it was. */
export async function withBacktestPlan<Result>(
  options: BacktestRequest & Pick<BacktestOptions, 'workspace' | 'clock' | 'memoryBytes' | 'frozen'>,
  use: (plan: ResearchPlan, lake: Lakehouse) => Promise<Result>,
): Promise<Result> {
  const { workspace, clock, memoryBytes, frozen } = options;
  const load = (lake: Lakehouse): ReturnType<typeof backtestConfig> => backtestConfig(options, lake);
  let isPlanned = false;
  try {
    return await withPlan({ workspace, clock, memoryBytes, frozen, wholePeriod: true, load }, (plan, lake) => {
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

/**
 * Runs one strategy with one set of parameters over one period, and publishes what came of it. It is one trial.
 *
 * @throws {PlatformError} CONFIG_INVALID, NOT_FOUND or USAGE with nothing touched; DATA_UNFIT and others with error.json
 * published.
 */
export async function runBacktest(asked: BacktestOptions): Promise<PublishedBacktest> {
  return withBacktestPlan(asked, (planned, lake) =>
    tellingFailure(planned, { area: BACKTEST_AREA, kind: 'backtest', options: asked }, (progressed, options) => {
      const trials: RunRequest['trials'] = (plan, prepared) => [trialOf(plan, prepared)];
      return carryOutRun(planned, { lake, options, progressed, trials }, async (opened) => {
        progressed.step = 'evaluate';
        const evaluated = await evaluate(opened, options);
        progressed.step = 'publish';
        return publishBacktest(evaluated, { ...opened, options });
      });
    }),
  );
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

async function evaluate({ plan, accounts, run }: OpenedRun, options: BacktestOptions): Promise<EvaluatedBacktest> {
  const row = rowOf(plan);
  const account = accounts.get(row.account.id) as PackedAccount;
  const evaluator = await startRunEvaluator(run, options);
  try {
    options.progress.start('evaluating', BACKTEST_STEPS);
    return await evaluateBacktest(row, account, trialOf(plan, [account]).key, {
      ...{ plan, run, evaluator, workspace: options.workspace },
      onStep: () => options.progress.advance(),
    });
  } finally {
    await evaluator.close();
  }
}
