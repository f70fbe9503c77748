/** The cells of a grid as cached steps of its run, and their trials. */
import { sharpeStatistics } from '@assay/quant/evidence';
import type { CellMeasuring, TrialRecord } from '@assay/quant/evidence';
import type { BarSeries } from '@assay/quant/market';
import type { Parameters } from '@assay/quant/strategy';
import { appendTrials } from '../../runs/index.ts';
import type { Run, StepResult } from '../../runs/index.ts';
import type { Evaluator } from '../../workers/index.ts';
import { warmUpOf } from '../backtest/warm-up.ts';
import type { WarmUp } from '../backtest/warm-up.ts';
import type { PlannedRow, ResearchPlan } from '../plan.ts';
import type { PreparedAccount } from '../prepare-accounts.ts';
import { trialKeyOf } from '../run-identity.ts';
import { CELLS_MODULE } from '../task-modules.ts';
import { plannedTrial, recordOf } from '../trials.ts';
import type { PackedAccount } from '../trials.ts';
import type { BegunAhead } from './begun-ahead.ts';
import { measuringOf } from './evaluate-cells.ts';
import type { CellsArgument, CellsResult, PlainCell } from './evaluate-cells.ts';

/** Cells of one step: few enough to lose little when a grid is killed. */
const CELLS_PER_STEP = 10;

/** What evaluating cells needs of its run. */
export interface CellsContext {
  readonly plan: ResearchPlan;
  readonly run: Run<TrialRecord>;
  readonly evaluator: Evaluator;
  readonly workspace: string;
  /** Begins a step: its failure ends what has not begun by then. */
  readonly begin: BegunAhead['begin'];
  /** Is told of cells that have come to their end. */
  readonly onCells: (row: PlannedRow, cells: number) => void;
}

/** A cell that was evaluated. */
export interface EvaluatedCell extends PlainCell {
  /** In the trial ledger. */
  readonly key: string;
  readonly params: Parameters;
  readonly record: TrialRecord;
}

/** The cells of one instrument. */
export interface EvaluatedCells {
  readonly row: PlannedRow;
  readonly account: PackedAccount;
  readonly warmUp: WarmUp;
  readonly daysPerYear: number;
  readonly cells: readonly EvaluatedCell[];
  /** Where the gates of the first cell came from. */
  readonly months: CellsResult['months'];
  /** The steps that hold them and their returns, in order. */
  readonly steps: readonly { readonly step: StepResult; readonly sets: number }[];
}

/** Keys of all trials of a grid before anything is known of their returns. */
export function plannedCells(plan: ResearchPlan, prepared: readonly PreparedAccount[]): readonly TrialRecord[] {
  const accounts = new Map(prepared.map((account) => [account.account.id, account]));
  return plan.rows.flatMap((row) => {
    const account = accounts.get(row.account.id) as PreparedAccount;
    const range = { first: 0, last: account.timeline.length - 1 };
    const measuring = measuringOf(account.series[0] as BarSeries);
    return row.strategy.sets.map((params) => {
      const key = trialKeyOf(plan, row, params, account.timeline[0] as number);
      return ofDays(plannedTrial(row, account, range, { key, role: 'grid' }), measuring);
    });
  });
}

/** Evaluates the cells of one instrument. */
export async function evaluateInstrument(
  row: PlannedRow,
  account: PackedAccount,
  context: CellsContext,
): Promise<EvaluatedCells> {
  const warmUp = await warmUpStep(row, account, context);
  const { sets } = row.strategy;
  const chunks = Array.from({ length: Math.ceil(sets.length / CELLS_PER_STEP) }, (_, index) =>
    sets.slice(index * CELLS_PER_STEP, (index + 1) * CELLS_PER_STEP),
  );
  const results = await settled(
    chunks.map((chunk, index) =>
      context.begin(async () => {
        const found = await chunkStep(row, account, { sets: chunk, index, warmUp }, context);
        context.onCells(row, chunk.length);
        return found;
      }),
    ),
  );
  const measuring = measuringOf(account.series[0] as BarSeries);
  const cells = results.flatMap(({ step, result }, chunk) =>
    result.cells.map((cell, index): EvaluatedCell => {
      const params = sets[chunk * CELLS_PER_STEP + index] as Parameters;
      const key = trialKeyOf(context.plan, row, params, account.timeline[0] as number);
      const pointer = `${context.run.id}/${step.key}#excess.${index}`;
      const trial = { params, ...sharpeStatistics(result.excess[index] as Float64Array) };
      const record = recordOf(row, account, { trial, role: 'grid', key, pointer, range: warmUp.range });
      return { ...cell, key, params, record: ofDays(record, measuring) };
    }),
  );
  const steps = results.map(({ step, result }) => ({ step, sets: result.cells.length }));
  return {
    row,
    account,
    warmUp,
    daysPerYear: measuring.daysPerYear,
    cells,
    steps,
    months: results[0]?.result.months ?? null,
  };
}

/** Adds the trials of one instrument to the ledger. */
export async function registerCells(
  { cells }: EvaluatedCells,
  { workspace, run }: Pick<CellsContext, 'workspace' | 'run'>,
): Promise<void> {
  await appendTrials(
    workspace,
    cells.map(({ record }) => record),
    { runId: run.id },
  );
}

/** The returns that are judged are those of days, whatever the bars. */
function ofDays(record: TrialRecord, { dayEnds, daysPerYear }: CellMeasuring): TrialRecord {
  return dayEnds.length === 0 ? record : { ...record, timeframe: '1d', periodsPerYear: daysPerYear };
}

async function warmUpStep(
  { id, strategy }: PlannedRow,
  account: PackedAccount,
  { run, evaluator }: CellsContext,
): Promise<WarmUp> {
  const { seed } = account.settings;
  const { reference, identity, sets } = strategy;
  const step = await run.step({
    name: `warm-up:${id}`,
    inputs: { strategy: identity, sets, seed },
    compute: async () => {
      const argument = { strategy: reference, sets, seed };
      const { result, workerId } = await evaluator.run({ module: CELLS_MODULE, exportName: 'gridWarmUp', argument });
      return { json: result, workerId };
    },
  });
  return warmUpOf(account, (step.json as { readonly bars: number }).bars);
}

async function chunkStep(
  row: PlannedRow,
  account: PackedAccount,
  chunk: { readonly sets: readonly Parameters[]; readonly index: number; readonly warmUp: WarmUp },
  { plan, run, evaluator }: CellsContext,
): Promise<{ readonly step: StepResult; readonly result: CellsResult }> {
  const { reference, identity } = row.strategy;
  const argument: CellsArgument = {
    strategy: reference,
    sets: chunk.sets,
    range: chunk.warmUp.range,
    account: account.settings,
    contract: plan.contract,
    packHash: account.packHash,
  };
  const step = await run.step({
    name: `grid:${row.id}:${chunk.index + 1}`,
    inputs: { ...argument, strategy: identity },
    compute: async () => {
      const buffers = { pack: account.packFile };
      const task = { module: CELLS_MODULE, exportName: 'evaluateCells', argument, buffers };
      const { result, workerId } = await evaluator.run(task);
      const { cells, excess, months } = result as CellsResult;
      const columns = Object.fromEntries(excess.map((one, index) => [`excess.${index}`, one]));
      return { json: { cells, months }, columns, workerId };
    },
  });
  const { cells, months } = step.json as Pick<CellsResult, 'cells' | 'months'>;
  return { step, result: { cells, months, excess: cells.map((_, i) => step.columns[`excess.${i}`] as Float64Array) } };
}

/** One failure ends the grid, but what is on its way is waited for, so that nothing writes after the run is closed. */
export async function settled<const Work extends readonly Promise<unknown>[]>(
  work: Work,
): Promise<{ -readonly [K in keyof Work]: Awaited<Work[K]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
