import { nearestName } from '@assay/core/checks';
import { DataError, NotFoundError, PlatformError } from '@assay/core/errors';
import { readLeakReport, readRowFailure, readRowRecord, rowsOfRun } from '../research/index.ts';
import type { RowRecord } from '../research/index.ts';
import { showRun } from '../runs/index.ts';
import type { RunDetails } from '../runs/index.ts';

/** A finished run with one of its rows. */
export interface FoundRow {
  readonly run: RunDetails;
  readonly record: RowRecord;
}

/**
 * Finds a finished run.
 *
 * @throws {NotFoundError} if there is none; {PlatformError} ILLEGAL_STATE if it has not finished; {DataError} if it is damaged.
 */
export async function finishedRun(workspace: string, reference: string): Promise<RunDetails> {
  const run = await showRun(workspace, reference);
  if (run.state !== 'finished') {
    throw new PlatformError('ILLEGAL_STATE', `run '${run.runId}' is ${run.state}: only finished runs are explained`, {
      hint: run.problem?.advice ?? 'Run its config again: it goes on where it stopped.',
    });
  }
  const [problem] = run.problems;
  if (problem !== undefined) throw new DataError(problem.message, { hint: problem.advice });
  return run;
}

/**
 * Finds a row of a finished run; without a name, its only one.
 *
 * @throws {NotFoundError} if the run has no such row, with the nearest name; {PlatformError} ILLEGAL_STATE if its strategy failed, if it
 * is withheld for a leak, or several rows stand to choose from.
 */
export async function findRow(workspace: string, reference: string, wanted: string | undefined): Promise<FoundRow> {
  const run = await finishedRun(workspace, reference);
  const rows = await rowsOfRun(workspace, run.runId);
  const rowId = wanted ?? (rows.length === 1 ? rows[0] : undefined);
  if (rowId === undefined) {
    throw new PlatformError('ILLEGAL_STATE', `run '${run.runId}' has ${rows.length} rows: say which one with --row`, {
      hint: `Its rows: ${rows.join(', ')}.`,
    });
  }
  const failed = await readRowFailure(workspace, run.runId, rowId);
  if (failed !== undefined) {
    throw new PlatformError('ILLEGAL_STATE', `row '${rowId}' has no trades: ${failed.message}`, {
      hint: `Mend the module and run the config again; \`assay explain verdict ${run.runId} ${rowId}\` says what it means for the row.`,
    });
  }
  if (!rows.includes(rowId)) throw noRow(rowId, rows);
  const leak = await readLeakReport(workspace, run.runId, rowId);
  if (leak?.outcome === 'leak') {
    const first = leak.firstDifference;
    const where = first === null ? '' : ` The first difference: ${JSON.stringify(first)}.`;
    throw new PlatformError(
      'ILLEGAL_STATE',
      `the trades of row '${rowId}' are withheld: a decision or fill of it changed when its future was cut off, so none of them could have been made`,
      { hint: `Mend the strategy first; the report of the run says what changed.${where}` },
    );
  }
  const record = await readRowRecord(workspace, run.runId, rowId);
  if (record === undefined) throw noRow(rowId, rows);
  return { run, record };
}

function noRow(rowId: string, rows: readonly string[]): NotFoundError {
  const near = nearestName(rowId, rows);
  const hint = near === undefined ? `Rows of the run: ${rows.join(', ')}.` : `Did you mean '${near}'?`;
  return new NotFoundError('row', rowId, { hint });
}
