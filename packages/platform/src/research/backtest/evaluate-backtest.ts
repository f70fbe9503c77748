/**
 * The computed part of one backtest, in cached steps:
 *
 * 1. `warm-up`: the strategy is asked how many bars its terms need.
 * 2. `row`: the period after it, under the run's fill contract and under the pessimistic one.
 * 3. `costs`: what it comes to with the run's costs multiplied.
 * 4. `benchmark`: buy and hold over the same closes.
 * 5. `leak`: the period replayed with its future cut off and poisoned.
 * 6. `regimes`, `stress`, `neighbourhood`: the record under other terms, unless stress is off.
 * 7. `gates`: of the strategy `gates`, where its decisions came from.
 * 8. `trial`: the returns in excess of exposure-matched buy and hold, which the trial ledger points to.
 */
import type { ContractOutcome, GateCoverageModel } from '@assay/contracts/schemas';
import { exposureMatchedExcess } from '@assay/quant/analysis';
import { sharpeStatistics } from '@assay/quant/evidence';
import type { LeakReport, TrialRecord } from '@assay/quant/evidence';
import type { SimulationResult } from '@assay/quant/simulation';
import type { Parameters } from '@assay/quant/strategy';
import { appendTrials } from '../../runs/index.ts';
import type { StepResult } from '../../runs/index.ts';
import { EVALUATE_MODULE } from '../task-modules.ts';
import { coverageStep } from '../gates/coverage-step.ts';
import { ladderStep } from '../ladder-step.ts';
import { leakStep } from '../leak-step.ts';
import type { PlannedRow, ResearchPlan } from '../plan.ts';
import { evaluateBenchmark, simulateStep } from '../rows.ts';
import type { PlannedSegment } from '../settings.ts';
import { contractOf } from '../simulation-settings.ts';
import { neighbourhoodStep } from '../stress/neighbourhood-step.ts';
import type { NeighbourSharpes } from '../stress/neighbours.ts';
import { regimeStep } from '../stress/regime-step.ts';
import type { RowStress } from '../stress/stress-row.ts';
import { stressStep } from '../stress/stress-step.ts';
import { timeZoneOf } from '../time-zone.ts';
import { recordOf } from '../trials.ts';
import type { EvaluationContext, PackedAccount } from '../trials.ts';
import { warmUpOf } from './warm-up.ts';
import type { WarmUp } from './warm-up.ts';

/** Steps of which `onStep` is told: warm-up, row, costs, benchmark, leak, stress, neighbourhood, trial. */
export const BACKTEST_STEPS = 8;

/** Everything that was computed for one backtest. */
export interface EvaluatedBacktest {
  readonly row: PlannedRow;
  readonly account: PackedAccount;
  readonly params: Parameters;
  readonly warmUp: WarmUp;
  readonly simulation: SimulationResult;
  readonly pessimistic: SimulationResult;
  /** What it comes to at multiples of its costs. */
  readonly ladder: readonly ContractOutcome[];
  readonly benchmark: SimulationResult;
  /** What the replay for leaks found. */
  readonly leak: LeakReport;
  /** Undefined where stress is off. */
  readonly stress: RowStress | undefined;
  readonly neighbours: NeighbourSharpes | undefined;
  /** Where decisions came from; undefined of a strategy that trades no gates. */
  readonly coverage: GateCoverageModel | undefined;
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
  const segments = [{ from: first, to: last, params }] as const;
  const { reference, identity } = row.strategy;
  const multiples = plan.loaded.config.experiment.stress.costs.multiples;
  const [base, benchmark, costs] = await together(
    simulateStep(`row:${row.id}`, account, context, {
      ...{ reference, identity, segments, contracts: [plan.contract, plan.pessimistic] },
    }),
    evaluateBenchmark(account, context, warmUp.range),
    ladderStep(row, account, { segments, multiples }, context),
  );
  const [simulation, pessimistic] = base.simulations as readonly [SimulationResult, SimulationResult];
  const [leak, stressed, covered, trial] = await together(
    leakStep(row, account, { segments, judged: base.step }, context),
    stressOf(row, account, { segments, judged: base.step }, context),
    coverageStep(row, account, { segments, judged: base.step }, context),
    trialStep(base, { row, account, params, key, warmUp }, context),
  );
  const found = [...stressed.stepHashes, covered.stepHash];
  const hashes = [base.step.hash, benchmark.stepHash, trial.stepHash, costs.stepHash, leak.stepHash];
  return {
    ...{ row, account, params, warmUp, simulation, pessimistic },
    ladder: costs.ladder,
    benchmark: benchmark.simulation,
    leak: leak.report,
    stress: stressed.stress,
    neighbours: stressed.neighbours,
    coverage: covered.coverage,
    record: trial.record,
    stepHashes: [...hashes, ...found].filter((hash) => hash !== undefined),
  };
}

interface StressedBacktest extends Pick<EvaluatedBacktest, 'stress' | 'neighbours'> {
  readonly stepHashes: readonly (string | undefined)[];
}

/** As a row of a research run is stressed; the record is one stretch, so parts of the calendar stand for its test windows. */
async function stressOf(
  row: PlannedRow,
  account: PackedAccount,
  { segments, judged }: { readonly segments: readonly [PlannedSegment]; readonly judged: StepResult },
  context: BacktestContext,
): Promise<StressedBacktest> {
  const { experiment } = context.plan.loaded.config;
  const options = experiment.stress;
  const isOff = !options.enabled;
  const [stressed, near] = await together(
    regimeStep(account, options, context).then((regimes) =>
      stressStep(
        row,
        account,
        {
          ...{ segments, judged, regimes, options },
          variants: options.fills.map((variant) => contractOf(experiment, variant)),
          calendarParts: { timeZone: timeZoneOf(account.series) },
        },
        context,
      ),
    ),
    isOff ? Promise.resolve(undefined) : neighbourhoodStep(row, account, segments[0], context),
  );
  if (isOff) context.onStep();
  return { stress: stressed.stress, neighbours: near?.found, stepHashes: [stressed.stepHash, near?.stepHash] };
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
async function together<Work extends readonly Promise<unknown>[]>(
  ...work: Work
): Promise<{ -readonly [At in keyof Work]: Awaited<Work[At]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
