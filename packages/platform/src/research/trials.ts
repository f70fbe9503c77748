import type { TrialRecord } from '@assay/quant/evidence';
import type { Parameters } from '@assay/quant/strategy';
import type { Run, StepResult } from '../runs/index.ts';
import { mapLimited } from '../workers/index.ts';
import type { Evaluator } from '../workers/index.ts';
import type { TrialFigures, TrialsResult } from './evaluate.ts';
import { EVALUATE_MODULE } from './task-modules.ts';
import { neighbourMoves } from './neighbour-moves.ts';
import type { PreparedAccount } from './prepare-accounts.ts';
import type { PlannedRow, ResearchPlan } from './plan.ts';
import { judgedRange, rowTrialKeys } from './run-identity.ts';
import { KeptFailure } from './row-failure.ts';
import type { AccountSettings, PlannedTrial, TrialsArgument } from './settings.ts';

/** Parameter sets of one step: few enough to share the work between threads, whatever their number. */
const SETS_PER_STEP = 8;

/** Steps of one row that are asked for at a time: more than there are threads, and few enough for their results to fit. */
const STEPS_AT_ONCE = 16;

/** What evaluating needs of its run. */
export interface EvaluationContext {
  readonly plan: Pick<ResearchPlan, 'contract'>;
  readonly run: Run<TrialRecord>;
  readonly evaluator: Evaluator;
  /** Called once per finished step. */
  readonly onStep: () => void;
}

/** What evaluating parameter sets needs of its run. */
export interface TrialsContext extends EvaluationContext {
  readonly plan: ResearchPlan;
}

/** An account whose bars are packed. */
export interface PackedAccount extends PreparedAccount {
  /** Hash and file of the pack. */
  readonly packHash: string;
  readonly packFile: string;
  readonly settings: AccountSettings;
}

/** Where the result of a step is kept, without the result. */
export type KeptStep = Pick<StepResult, 'key' | 'hash' | 'file'>;

/** Evaluated parameter sets of one row with their records for the ledger. */
export interface EvaluatedTrials {
  readonly figures: readonly TrialFigures[];
  readonly records: readonly TrialRecord[];
  /** The steps that hold their returns, in order, and how many sets each holds. */
  readonly steps: readonly { readonly step: KeptStep; readonly sets: number }[];
  /** The first step in which the strategy failed: its sets are recorded as tried, and have no figures. */
  readonly failed?: KeptFailure | undefined;
}

/** How often `evaluateSets` calls `onStep`: once per step, and once where there is nothing to do. */
export function trialSteps(nSets: number): number {
  return Math.max(1, Math.ceil(nSets / SETS_PER_STEP));
}

/** What is evaluated of a row. */
export interface TrialsRequest {
  readonly role: TrialRecord['role'];
  readonly trials: readonly PlannedTrial[];
  /** Key of each trial in the ledger. */
  readonly keys: readonly string[];
}

/** Evaluates configurations of a row in cached steps, several at once. */
export async function evaluateSets(
  row: PlannedRow,
  account: PackedAccount,
  request: TrialsRequest,
  context: TrialsContext,
): Promise<EvaluatedTrials> {
  const { trials, role, keys } = request;
  if (trials.length === 0) context.onStep();
  const chunks = Array.from({ length: Math.ceil(trials.length / SETS_PER_STEP) }, (_, index) =>
    trials.slice(index * SETS_PER_STEP, (index + 1) * SETS_PER_STEP),
  );
  // All are made, whichever fails: what is recorded must not depend on which came first.
  const made = await mapLimited(chunks, STEPS_AT_ONCE, (chunk, index) =>
    evaluateChunk(row, account, { role, trials: chunk, index }, context).catch(asKept),
  );
  const failed = made.find((one) => one instanceof KeptFailure);
  const results = made.flatMap((one) => (one instanceof KeptFailure ? [] : [one]));
  if (failed !== undefined) {
    return { figures: [], records: recordsOfSome(row, account, { request, made }, context), steps: [], failed };
  }
  const figures = results.flatMap((result) => result.figures);
  const pointers = results.flatMap((result) =>
    result.figures.map((_, index) => `${context.run.id}/${result.step.key}#excess.${index}`),
  );
  const records = figures.map((trial, index) =>
    recordOf(row, account, { trial, role, key: keys[index] as string, pointer: pointers[index] as string }),
  );
  const steps = results.map(({ step, figures: some }) => ({ step, sets: some.length }));
  return { figures, records, steps };
}

/** Parameter sets that a step has evaluated. */
interface EvaluatedChunk {
  readonly step: KeptStep;
  readonly figures: readonly TrialFigures[];
}

function asKept(error: unknown): KeptFailure {
  if (error instanceof KeptFailure) return error;
  throw error;
}

/** Records of trials of which some have failed: those have been tried, and have no figures. */
function recordsOfSome(
  row: PlannedRow,
  account: PackedAccount,
  { request, made }: { readonly request: TrialsRequest; readonly made: readonly (EvaluatedChunk | KeptFailure)[] },
  context: TrialsContext,
): readonly TrialRecord[] {
  const { trials, role, keys } = request;
  return trials.map(({ params }, index): TrialRecord => {
    const chunk = made[Math.floor(index / SETS_PER_STEP)];
    const [within, key] = [index % SETS_PER_STEP, keys[index] as string];
    const evaluated = chunk === undefined || chunk instanceof KeptFailure ? undefined : chunk;
    const trial = evaluated?.figures[within];
    if (evaluated === undefined || trial === undefined) {
      return { ...plannedTrial(row, account, judgedRange(account.folds), { key, role }), params };
    }
    const pointer = `${context.run.id}/${evaluated.step.key}#excess.${within}`;
    return recordOf(row, account, { trial, role, key, pointer });
  });
}

async function evaluateChunk(
  row: PlannedRow,
  account: PackedAccount,
  request: { readonly role: TrialRecord['role']; readonly trials: readonly PlannedTrial[]; readonly index: number },
  context: TrialsContext,
): Promise<EvaluatedChunk> {
  const { plan, run, evaluator } = context;
  const argument: TrialsArgument = {
    strategy: row.strategy.reference,
    trials: request.trials,
    folds: account.folds,
    account: account.settings,
    contract: plan.contract,
    selectBy: request.role === 'sweep' ? plan.loaded.config.experiment.selectBy : undefined,
  };
  const step = await run.step({
    name: `${request.role}:${row.id}:${request.index + 1}`,
    inputs: { ...argument, strategy: row.strategy.identity, pack: account.packHash },
    compute: async () => {
      const task = {
        module: EVALUATE_MODULE,
        exportName: 'evaluateTrials',
        argument,
        buffers: { pack: account.packFile },
      };
      const { result, workerId } = await evaluator.run(task);
      return { ...storedTrials(result as TrialsResult), workerId };
    },
  });
  context.onStep();
  const { key, hash, file } = step;
  return { step: { key, hash, file }, figures: recalledFigures(step) };
}

const FIGURES = ['sharpe', 'n', 'skewness', 'kurtosis', 'trades'] as const;

// Undefined figures are NaN, which JSON has no word for: numbers are kept as columns.
function storedTrials(result: TrialsResult): {
  readonly json: unknown;
  readonly columns: Record<string, Float64Array>;
} {
  const columns: Record<string, Float64Array> = {};
  for (const name of FIGURES) columns[name] = Float64Array.from(result.figures, (figure) => figure[name]);
  result.figures.forEach((figure, index) => {
    columns[`train.${index}`] = Float64Array.from(figure.trainScores);
    columns[`excess.${index}`] = result.excess[index] as Float64Array;
  });
  return { json: { params: result.figures.map((figure) => figure.params) }, columns };
}

function recalledFigures(step: StepResult): readonly TrialFigures[] {
  const { params } = step.json as { readonly params: readonly Parameters[] };
  const column = (name: string): Float64Array => step.columns[name] as Float64Array;
  return params.map((set, index): TrialFigures => {
    const numbers = Object.fromEntries(FIGURES.map((name) => [name, column(name)[index]])) as Record<
      (typeof FIGURES)[number],
      number
    >;
    return { params: set, trainScores: [...column(`train.${index}`)], ...numbers };
  });
}

/**
 * Every trial that a run may make, with the keys that its results will have; nothing is known of their returns yet.
 *
 * Neighbours that turn out to change no fold are never made; until the run has finished they count for runs that begin
 * meanwhile.
 */
export function plannedTrials(plan: ResearchPlan, prepared: readonly PreparedAccount[]): readonly TrialRecord[] {
  const accounts = new Map(prepared.map((account) => [account.account.id, account]));
  return plan.rows.flatMap((row) => {
    const account = accounts.get(row.account.id) as PreparedAccount;
    const keys = rowTrialKeys(plan, row, account.timeline[0] as number);
    const near = neighbourMoves(row.strategy).map((move) => keys.neighbour(move));
    const range = judgedRange(account.folds);
    const planned = (key: string, role: TrialRecord['role']): TrialRecord =>
      plannedTrial(row, account, range, { key, role });
    return [...keys.sets.map((key) => planned(key, 'sweep')), ...near.map((key) => planned(key, 'neighbour'))];
  });
}

/** A trial before it is made: what it is named by and the data that it will touch. */
export function plannedTrial(
  row: PlannedRow,
  account: PreparedAccount,
  range: JudgedRange,
  { key, role }: Pick<TrialRecord, 'key' | 'role'>,
): TrialRecord {
  return { ...spanOf(row, account, range), ...UNTRIED, key, role };
}

/** First and last judged close, as indices into the timeline. */
export interface JudgedRange {
  readonly first: number;
  readonly last: number;
}

const UNTRIED = { params: {}, sharpe: null, n: 0, skewness: null, kurtosis: null, returnsPointer: '' } as const;

/** On what a trial of a row is made. */
function spanOf(
  row: PlannedRow,
  { account, timeline }: PreparedAccount,
  { first, last }: JudgedRange,
): Pick<TrialRecord, 'strategy' | 'instruments' | 'timeframe' | 'periodsPerYear' | 'from' | 'to'> {
  const { instruments, timeframe, periodsPerYear } = account;
  return {
    strategy: row.strategy.identity,
    instruments,
    timeframe,
    periodsPerYear,
    from: timeline[first] as number,
    to: timeline[last] as number,
  };
}

/** A trial that was made, as the ledger keeps it. */
export function recordOf(
  row: PlannedRow,
  account: PreparedAccount,
  found: {
    readonly trial: Omit<TrialFigures, 'trainScores' | 'trades'>;
    readonly role: TrialRecord['role'];
    readonly key: string;
    readonly pointer: string;
    /** @default that of the folds */
    readonly range?: JudgedRange;
  },
): TrialRecord {
  const { trial, role, key, pointer, range = judgedRange(account.folds) } = found;
  const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    key,
    ...spanOf(row, account, range),
    params: trial.params,
    sharpe: orNull(trial.sharpe),
    n: trial.n,
    skewness: orNull(trial.skewness),
    kurtosis: orNull(trial.kurtosis),
    role,
    returnsPointer: pointer,
  };
}
