/**
 * One grid: every combination of its axes on every instrument, from a request to published results.
 *
 * 1. `withGridPlan`: the request becomes a research config with a sweep and an account for each instrument; planning checks it as it
 *    checks every other.
 * 2. `beginProgress`: the lock of the name; partial.json says from now on how far it is.
 * 3. `carryOutRun`: as in a research run. Every cell is registered as a trial.
 * 4. `evaluateInstrument`: cells in cached steps; a grid that was killed goes on where it was, and its bytes are the same.
 * 5. `judgeInstrument`: scores; the best of the qualified cells is tested for leaks and against its trials.
 * 6. `publishGrid`: all files replace the last ones together, and partial.json goes.
 */
import type { TrialRecord } from '@assay/quant/evidence';
import { carryOutRun, isBeingMade, tellingFailure } from '../carry-out-run.ts';
import type { OpenedRun, Progressed } from '../carry-out-run.ts';
import type { Lakehouse } from '../../lakehouse/index.ts';
import { startRunEvaluator } from '../open-research-run.ts';
import type { PlannedRow, ResearchPlan } from '../plan.ts';
import type { PreparedAccount } from '../prepare-accounts.ts';
import type { PackedAccount } from '../trials.ts';
import { begunAhead } from './begun-ahead.ts';
import type { BegunAhead } from './begun-ahead.ts';
import { evaluateInstrument, plannedCells, registerCells } from './grid-cells.ts';
import type { CellsContext, EvaluatedCells } from './grid-cells.ts';
import { judgeInstrument } from './grid-evidence.ts';
import type { JudgedInstrument } from './grid-evidence.ts';
import { interrupted, interruptible } from './interrupted.ts';
import type { GridOptions } from './options.ts';
import { withGridPlan } from './plan-grid.ts';
import type { GridPlan } from './plan-grid.ts';
import { beginProgress, GRID_AREA } from './progress-file.ts';
import type { WrittenProgress } from './progress-file.ts';
import { publishGrid } from './publish-grid.ts';
import type { PublishedGrid } from './publish-grid.ts';

/**
 * Runs a grid and publishes what came of it. Every cell is one trial; repeats add none.
 *
 * @throws {PlatformError} CONFIG_INVALID, NOT_FOUND, USAGE or MEMORY_LIMIT with nothing touched; CONFLICT where a grid of the name, or
 * the same grid under another, is running; INTERRUPTED where `signal` was aborted; others with error.json published.
 */
export async function runGrid(options: GridOptions): Promise<PublishedGrid> {
  return withGridPlan(options, async (planned, lake) => {
    if (options.signal?.aborted === true) throw interrupted();
    const place = { workspace: options.workspace, name: planned.loaded.config.name };
    const written = await beginProgress(place, options.clock, options.onProgress);
    try {
      return await tellingFailure(planned, { area: GRID_AREA, kind: 'grid', options }, async (progressed, fitting) => {
        try {
          return await carryOut(planned, { lake, options: fitting, progressed, written });
        } catch (error) {
          if (options.signal?.aborted === true) {
            await written.interrupt();
            throw interrupted();
          }
          // What an earlier one of the name has left stays where this one has not begun.
          if (!isBeingMade(error, progressed)) await written.remove();
          throw error;
        }
      });
    } finally {
      await written.release();
    }
  });
}

interface Work {
  readonly lake: Lakehouse;
  readonly options: GridOptions;
  readonly progressed: Progressed;
  readonly written: WrittenProgress;
}

async function carryOut(planned: GridPlan, { lake, options, progressed, written }: Work): Promise<PublishedGrid> {
  const trials = (plan: ResearchPlan, prepared: readonly PreparedAccount[]): readonly TrialRecord[] =>
    plannedCells(plan, prepared);
  return carryOutRun(planned, { lake, options, progressed, trials }, async (opened) => {
    progressed.step = 'evaluate';
    const judged = await evaluate(opened, options, written);
    await written.settle();
    progressed.step = 'publish';
    return publishGrid(judged, { ...opened, plan: { ...opened.plan, grid: planned.grid }, options });
  });
}

async function evaluate(
  { plan, accounts, run }: OpenedRun,
  options: GridOptions,
  written: WrittenProgress,
): Promise<readonly JudgedInstrument[]> {
  const { progress, workspace, signal } = options;
  const totals = plan.rows.map(({ account, strategy }) => ({
    instrument: account.instruments[0] ?? account.id,
    total: strategy.sets.length,
  }));
  await written.begin(run.id, totals);
  const ahead = begunAhead();
  const signals = [ahead.signal, ...(signal === undefined ? [] : [signal])];
  const started = await startRunEvaluator(run, options);
  const evaluator = interruptible(started, options.workers, AbortSignal.any(signals));
  try {
    progress.start(
      'evaluating',
      totals.reduce((sum, { total }) => sum + total, 0),
    );
    const context: CellsContext = {
      ...{ plan, run, evaluator, workspace },
      begin: (work) => ahead.begin(work),
      onCells: (row, cells) => {
        progress.advance(cells);
        written.advance(row.account.instruments[0] ?? row.account.id, cells);
      },
    };
    return await evaluateInTurn(plan.rows, accounts, context, ahead);
  } catch (error) {
    throw ahead.firstFailure()?.error ?? error;
  } finally {
    await ahead.settled(); // nothing may write after the run is closed
    await evaluator.close();
  }
}

/**
 * One instrument after the other, so that the threads keep what its cells share. Cells of the next one wait behind them, and so does
 * the judging: no thread is idle before the last instrument.
 */
async function evaluateInTurn(
  rows: readonly PlannedRow[],
  accounts: OpenedRun['accounts'],
  context: CellsContext,
  ahead: BegunAhead,
): Promise<readonly JudgedInstrument[]> {
  const evaluated: Promise<EvaluatedCells>[] = [];
  const judged: Promise<JudgedInstrument>[] = [];
  const evaluateNext = (): void => {
    const row = rows[evaluated.length];
    if (row === undefined) return;
    const account = accounts.get(row.account.id) as PackedAccount;
    evaluated.push(ahead.begin(() => evaluateInstrument(row, account, context)));
  };
  evaluateNext();
  for (let k = 0; k < rows.length; k++) {
    evaluateNext();
    const cells = (await evaluated[k]) as EvaluatedCells;
    await ahead.begin(() => registerCells(cells, context));
    judged.push(ahead.begin(() => judgeInstrument(cells, context)));
  }
  return Promise.all(judged);
}
