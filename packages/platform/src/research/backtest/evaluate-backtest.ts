/**
 * The computed part of one backtest, in cached steps:
 *
 * 1. `warm-up`: the strategy is asked how many bars its terms need.
 * 2. `row`: the period after it, under the run's fill contract and under the pessimistic one.
 * 3. `costs`: the same with the run's costs multiplied, one step each.
 * 4. `benchmark`: buy and hold over the same closes.
 * 5. `leak`: the period replayed with its future cut off and poisoned.
 * 6. `trial`: the returns in excess of exposure-matched buy and hold, which the trial ledger points to.
 */
import { exposureMatchedExcess } from '@assay/quant/analysis';
import { sharpeStatistics } from '@assay/quant/evidence';
import type { LeakReport, TrialRecord } from '@assay/quant/evidence';
import type { FillContract } from '@assay/quant/execution';
import type { SimulationResult } from '@assay/quant/simulation';
import type { Parameters } from '@assay/quant/strategy';
import { appendTrials } from '../../runs/index.ts';
import { costLadder } from '../cost-ladder.ts';
import type { StressedContract } from '../cost-ladder.ts';
import { EVALUATE_MODULE } from '../evaluate-module.ts';
import { leakStep } from '../leak-step.ts';
import type { PlannedRow, ResearchPlan } from '../plan.ts';
import { evaluateBenchmark, simulateStep } from '../rows.ts';
import type { PlannedSegment } from '../settings.ts';
import { recordOf } from '../trials.ts';
import type { EvaluationContext, PackedAccount } from '../trials.ts';
import { warmUpOf } from './warm-up.ts';
import type { WarmUp } from './warm-up.ts';

/** Steps of which `onStep` is told: warm-up, row, benchmark, leak, trial, and one for each multiple of the costs. */
export function backtestSteps(contract: FillContract): number {
  return 5 + costLadder(contract).length;
}

/** A simulation with other costs. */
export interface StressedSimulation extends StressedContract {
  readonly simulation: SimulationResult;
}

/** Everything that was computed for one backtest. */
export interface EvaluatedBacktest {
  readonly row: PlannedRow;
  readonly account: PackedAccount;
  readonly params: Parameters;
  readonly warmUp: WarmUp;
  readonly simulation: SimulationResult;
  readonly pessimistic: SimulationResult;
  readonly stressed: readonly StressedSimulation[];
  readonly benchmark: SimulationResult;
  /** What the replay for leaks found. */
  readonly leak: LeakReport;
  readonly record: TrialRecord;
  /** Hashes of the steps that it came from. */
  readonly stepHashes: readonly string[];
}

/** What evaluating a backtest needs of its run. */
export interface BacktestContext extends EvaluationContext {
  readonly plan: ResearchPlan;
  readonly workspace: string;
}

/** Computes one backtest and adds its trial to the ledger. */
export async function evaluateBacktest(
  row: PlannedRow,
  account: PackedAccount,
  key: string,
  context: BacktestContext,
): Promise<EvaluatedBacktest> {
  const { plan } = context;
  const params = row.strategy.sets[0] as Parameters;
  const warmUp = await warmUpStep(row, account, params, context);
  const { first, last } = warmUp.range;
  const segments: readonly PlannedSegment[] = [{ from: first, to: last, params }];
  const { reference, identity } = row.strategy;
  const under = (name: string, contracts: readonly FillContract[]): ReturnType<typeof simulateStep> =>
    simulateStep(name, account, context, { reference, identity, segments, contracts });
  const [base, benchmark, stressed] = await together(
    under(`row:${row.id}`, [plan.contract, plan.pessimistic]),
    evaluateBenchmark(account, context, warmUp.range),
    stressedSimulations(row, plan.contract, under),
  );
  const [simulation, pessimistic] = base.simulations as readonly [SimulationResult, SimulationResult];
  const leak = await leakStep(row, account, { segments, judged: base.step }, context);
  const { record, stepHash } = await trialStep(base, { row, account, params, key, warmUp }, context);
  const stepHashes = [base.step.hash, benchmark.stepHash, stepHash, ...stressed.map(({ hash }) => hash)];
  if (leak.stepHash !== undefined) stepHashes.push(leak.stepHash);
  return {
    row,
    account,
    params,
    warmUp,
    simulation,
    pessimistic,
    stressed,
    benchmark: benchmark.simulation,
    leak: leak.report,
    record,
    stepHashes,
  };
}

async function warmUpStep(
  { id, strategy }: PlannedRow,
  account: PackedAccount,
  params: Parameters,
  { run, evaluator, onStep }: BacktestContext,
): Promise<WarmUp> {
  const { seed } = account.settings;
  const step = await run.step({
    name: `warm-up:${id}`,
    inputs: { strategy: strategy.identity, params, seed },
    compute: async () => {
      const argument = { strategy: strategy.reference, params, seed };
      const { result, workerId } = await evaluator.run({
        module: EVALUATE_MODULE,
        exportName: 'declaredWarmUp',
        argument,
      });
      return { json: result, workerId };
    },
  });
  onStep();
  return warmUpOf(account, (step.json as { readonly bars: number }).bars);
}

async function stressedSimulations(
  { id }: PlannedRow,
  contract: FillContract,
  under: (name: string, contracts: readonly FillContract[]) => ReturnType<typeof simulateStep>,
): Promise<readonly (StressedSimulation & { readonly hash: string })[]> {
  const all = costLadder(contract).map(async (stressed) => {
    const { simulations, step } = await under(`costs:${id}:${stressed.costMultiple}`, [stressed.contract]);
    return { ...stressed, simulation: simulations[0] as SimulationResult, hash: step.hash };
  });
  await Promise.allSettled(all);
  return Promise.all(all);
}

interface TrialRequest {
  readonly row: PlannedRow;
  readonly account: PackedAccount;
  readonly params: Parameters;
  readonly key: string;
  readonly warmUp: WarmUp;
}

async function trialStep(
  { simulations, step: simulated }: Awaited<ReturnType<typeof simulateStep>>,
  { row, account, params, key, warmUp }: TrialRequest,
  { run, workspace, onStep }: BacktestContext,
): Promise<{ readonly record: TrialRecord; readonly stepHash: string }> {
  const { excess } = exposureMatchedExcess(simulations[0] as SimulationResult);
  const step = await run.step({
    name: `trial:${row.id}`,
    inputs: { key, simulation: simulated.hash },
    compute: () => ({ columns: { 'excess.0': excess } }),
  });
  const trial = { params, ...sharpeStatistics(excess) };
  const pointer = `${run.id}/${step.key}#excess.0`;
  const record = recordOf(row, account, { trial, role: 'backtest', key, pointer, range: warmUp.range });
  await appendTrials(workspace, [record], { runId: run.id });
  onStep();
  return { record, stepHash: step.hash };
}

// One failure ends the run, but what is on its way is waited for, so that nothing writes after the run is closed.
async function together<A, B, C>(...work: [Promise<A>, Promise<B>, Promise<C>]): Promise<[A, B, C]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
