import type { ContractOutcome, GateCoverageModel, RowFailure } from '@assay/contracts/schemas';
import type { LeakReport, TrialRecord } from '@assay/quant/evidence';
import type { FillContract } from '@assay/quant/execution';
import type { SimulationResult } from '@assay/quant/simulation';
import type { Parameters } from '@assay/quant/strategy';
import { appendTrials } from '../runs/index.ts';
import type { StepResult } from '../runs/index.ts';
import { EVALUATE_MODULE } from './task-modules.ts';
import type { RowResult, TrialFigures } from './evaluate.ts';
import { coverageStep } from './gates/coverage-step.ts';
import { ladderStep } from './ladder-step.ts';
import { leakStep } from './leak-step.ts';
import { BENCHMARK_STRATEGY } from './plan-strategies.ts';
import type { PlannedRow, ResearchPlan } from './plan.ts';
import { neighbourMoves, plannedNeighbours } from './neighbour-moves.ts';
import type { NeighbourMove } from './neighbour-moves.ts';
import { judgedRange, rowTrialKeys } from './run-identity.ts';
import { keepingFailures, keptFailure } from './row-failure.ts';
import { chosenSegments, selectByFold } from './select.ts';
import type { AccountSettings, PlannedSegment, RowArgument, StrategyReference } from './settings.ts';
import { recallSimulations, recordSimulations } from './simulation-record.ts';
import type { SimulationFacts } from './simulation-record.ts';
import { sweepEvidence } from './sweep-evidence.ts';
import type { SweepEvidence } from './sweep-evidence.ts';
import type { regimeStep } from './stress/regime-step.ts';
import { contractOf } from './simulation-settings.ts';
import { stressStep } from './stress/stress-step.ts';
import type { RowStress } from './stress/stress-row.ts';
import { evaluateSets, trialSteps } from './trials.ts';
import type { EvaluatedTrials, EvaluationContext, KeptStep, PackedAccount, TrialsContext } from './trials.ts';

/** Everything that was computed for one row, before it is judged. */
export interface EvaluatedRow {
  readonly row: PlannedRow;
  readonly account: PackedAccount;
  readonly trials: readonly TrialFigures[];
  readonly neighbours: readonly TrialFigures[];
  /** What each of them moved. */
  readonly moves: readonly NeighbourMove[];
  readonly records: readonly TrialRecord[];
  /** Parameters that each fold chose. */
  readonly chosen: readonly Parameters[];
  /** What the same decisions come to at multiples of their costs. */
  readonly ladder: readonly ContractOutcome[];
  /** What the replay for leaks found. */
  readonly leak: LeakReport;
  /** Hash of the step that holds it; undefined where nothing was tested. */
  readonly leakHash: string | undefined;
  /** What its own sweep says of the choice. */
  readonly sweep: SweepEvidence;
  /** What its stress found; undefined where it is off. */
  readonly stress: RowStress | undefined;
  /** Hash of the step that holds it. */
  readonly stressHash: string | undefined;
  /** Where its decisions came from, of the strategy that trades gates; and the hash of the step that holds it. */
  readonly coverage: GateCoverageModel | undefined;
  readonly coverageHash: string | undefined;
  /** The step that holds its simulations, under the run's own contract and under the pessimistic one: `recallRow` reads them. */
  readonly step: KeptStep;
  /** Hash of the step that holds the cost ladder. */
  readonly ladderHash: string;
}

/** What evaluating rows needs of its run. */
export interface RowsContext extends TrialsContext {
  readonly workspace: string;
  /** The step that holds the labels of an account's regimes, which its rows share. */
  regimes(account: PackedAccount): ReturnType<typeof regimeStep>;
}

/** The trials of a row: every set of its sweep, what each fold chose, and the neighbours of the choice. */
interface SearchedRow {
  readonly swept: EvaluatedTrials;
  readonly near: EvaluatedTrials;
  readonly moves: readonly NeighbourMove[];
  readonly sweep: SweepEvidence;
  readonly chosen: readonly Parameters[];
}

async function searchRow(
  row: PlannedRow,
  account: PackedAccount,
  context: RowsContext & { readonly made: TrialRecord[] },
): Promise<SearchedRow> {
  const { run, plan, workspace, made } = context;
  const recorded = async ({ records, failed }: EvaluatedTrials): Promise<void> => {
    made.push(...records);
    await appendTrials(workspace, records, { runId: run.id });
    if (failed !== undefined) throw failed;
  };
  const { sets } = row.strategy;
  const keys = rowTrialKeys(plan, row, account.timeline[0] as number);
  const fixed = sets.map((params) => ({
    params,
    segments: chosenSegments(
      account.folds,
      account.folds.map(() => params),
    ),
  }));
  const swept = await evaluateSets(row, account, { role: 'sweep', trials: fixed, keys: keys.sets }, context);
  await recorded(swept);
  const seed = plan.loaded.config.experiment.seed;
  const sweep = await sweepEvidence(row, swept.steps, { ...context, seed });
  const chosen = selectByFold(swept.figures, account.folds).map((index) => swept.figures[index]?.params as Parameters);
  const planned = await plannedNeighbours(row.strategy, chosen, account.folds);
  const trials = planned.map(({ trial }) => trial);
  const moves = planned.map(({ move }) => keys.neighbour(move));
  const near = await evaluateSets(row, account, { role: 'neighbour', trials, keys: moves }, context);
  await recorded(near);
  // Moves that change no fold are not made, but were counted.
  const left = trialSteps(neighbourMoves(row.strategy).length) - trialSteps(trials.length);
  for (let step = 0; step < left; step++) context.onStep();
  return { swept, near, moves: planned.map(({ move }) => move), sweep, chosen };
}

/** A row without a record: its strategy failed, or was stopped. */
export interface FailedRow {
  readonly row: PlannedRow;
  readonly account: PackedAccount;
  /** What was tried of it before and while it failed. */
  readonly records: readonly TrialRecord[];
  readonly failure: RowFailure;
  /** The step that holds the failure. */
  readonly step: { readonly hash: string };
}

/** A row that was evaluated, or a strategy that failed at it. */
export type FoundRow = EvaluatedRow | FailedRow;

/**
 * Sweep, choice by fold, neighbourhood, and the stitched out-of-sample simulations of one row. Where its strategy fails the row is
 * over, and says with what.
 */
export async function evaluateRowFully(
  row: PlannedRow,
  account: PackedAccount,
  context: RowsContext,
): Promise<FoundRow> {
  const made: TrialRecord[] = [];
  try {
    return await evaluateRow(row, account, { ...context, run: keepingFailures(context.run), made });
  } catch (error) {
    const { identity, sets } = row.strategy;
    const inputs = { strategy: identity, sets, pack: account.packHash };
    const kept = await keptFailure(error, context.run, { name: `failed:${row.id}`, inputs });
    if (kept === undefined) throw error;
    return { row, account, records: made, failure: kept.failure, step: kept.step };
  }
}

async function evaluateRow(
  row: PlannedRow,
  account: PackedAccount,
  context: RowsContext & { readonly made: TrialRecord[] },
): Promise<EvaluatedRow> {
  const { plan } = context;
  const { swept, near, moves, sweep, chosen } = await searchRow(row, account, context);
  const segments = chosenSegments(account.folds, chosen);
  const { reference, identity } = row.strategy;
  const contracts = [plan.contract, plan.pessimistic];
  const step = keptOf(
    await simulateStep(`row:${row.id}`, account, context, { reference, identity, segments, contracts }),
  );
  const options = plan.loaded.config.experiment.stress;
  const costs = await ladderStep(row, account, { segments, multiples: laddered(plan) }, context);
  const leak = await leakStep(row, account, { segments, judged: step }, context);
  const stressed = await stressStep(
    row,
    account,
    {
      ...{ segments, judged: step, options },
      regimes: await context.regimes(account),
      variants: options.fills.map((variant) => contractOf(plan.loaded.config.experiment, variant)),
    },
    context,
  );
  const covered = await coverageStep(row, account, { segments, judged: step }, context);
  const records = [...swept.records, ...near.records];
  return {
    row,
    account,
    trials: swept.figures,
    neighbours: near.figures,
    moves,
    records,
    chosen,
    leak: leak.report,
    leakHash: leak.stepHash,
    stress: stressed.stress,
    stressHash: stressed.stepHash,
    coverage: covered.coverage,
    coverageHash: covered.stepHash,
    ladder: costs.ladder,
    sweep,
    ladderHash: costs.stepHash,
    step,
  };
}

/** Where simulations are kept, without them: the leak test and the stress read the file themselves. */
function keptOf({ step: { key, hash, file } }: { readonly step: StepResult }): KeptStep {
  return { key, hash, file };
}

/** The account of the benchmark: what the market did, without margin, caps or breakers, and sized by nothing estimated. */
function benchmarkSettings(settings: AccountSettings): AccountSettings {
  const { currency, cash, limits, boundary, seed } = settings;
  const isPlain = settings.sizing.kind === 'target-weight' || settings.sizing.kind === 'fixed';
  const sizing = isPlain ? settings.sizing : ({ kind: 'target-weight', weight: 1 } as const);
  return { currency, cash, sizing, limits, boundary, seed };
}

/**
 * Buy and hold of an account's instruments over the judged period, through the same engine.
 *
 * @param range - first and last close, as indices into the timeline. @default that of the folds
 */
export async function evaluateBenchmark(
  account: PackedAccount,
  context: EvaluationContext,
  range: { readonly first: number; readonly last: number } = judgedRange(account.folds),
): Promise<{ readonly simulation: SimulationResult; readonly stepHash: string }> {
  const { first, last } = range;
  const plain = { ...account, settings: benchmarkSettings(account.settings) };
  const { simulations, step } = await simulateStep(`benchmark:${account.account.id}`, plain, context, {
    reference: { kind: 'built-in', name: BENCHMARK_STRATEGY },
    identity: BENCHMARK_STRATEGY,
    segments: [{ from: first, to: last, params: {} }],
    contracts: [context.plan.contract],
  });
  return { simulation: simulations[0] as SimulationResult, stepHash: step.hash };
}

/** The multiples of the stress, and the one that the kill policy looks at: a limit is never without its figure. */
function laddered({ loaded, policy }: ResearchPlan): readonly number[] {
  const { multiples } = loaded.config.experiment.stress.costs;
  const judged = policy.costMultiple === 1 ? [] : [policy.costMultiple];
  return [...new Set([...multiples, ...judged])].toSorted((a, b) => a - b);
}

/** Simulations to make: a strategy over planned segments, once per fill contract. */
export interface Simulated {
  readonly reference: StrategyReference;
  readonly identity: string;
  readonly segments: readonly PlannedSegment[];
  readonly contracts: readonly FillContract[];
}

/** Simulations of one account as a cached step of the run. */
export async function simulateStep(
  name: string,
  account: PackedAccount,
  context: EvaluationContext,
  { reference, identity, segments, contracts }: Simulated,
): Promise<{ readonly simulations: readonly SimulationResult[]; readonly step: StepResult }> {
  const argument: RowArgument = { strategy: reference, segments, account: account.settings, contracts };
  const step = await context.run.step({
    name,
    inputs: { ...argument, strategy: identity, pack: account.packHash },
    compute: async () => {
      const task = {
        module: EVALUATE_MODULE,
        exportName: 'evaluateRow',
        argument,
        buffers: { pack: account.packFile },
      };
      const { result, workerId } = await context.evaluator.run(task);
      const { facts, columns } = recordSimulations((result as RowResult).simulations);
      return { json: facts, columns, workerId };
    },
  });
  context.onStep();
  const record = {
    facts: step.json as readonly SimulationFacts[],
    columns: step.columns as Record<string, Float64Array>,
  };
  return { simulations: recallSimulations(record), step };
}
