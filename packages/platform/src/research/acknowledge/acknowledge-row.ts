/**
 * A suspicious row becomes a candidate (ruling 4): every trade is recomputed, a person gives a reason, and both stand in the
 * run's audit before the published lists change, all of them in one moment.
 */
import type { RankingRow } from '@assay/contracts/schemas';
import { DataError, InvalidArgumentError, NotFoundError, PlatformError } from '@assay/core/errors';
import { amendRun, showRun } from '../../runs/index.ts';
import type { RunDetails } from '../../runs/index.ts';
import { finishedRankings } from '../finished-rankings.ts';
import { currentPlace, publishAgain } from '../publish-again.ts';
import type { CurrentPlace } from '../publish-again.ts';
import { textOf } from './acknowledged-lists.ts';
import { traceRow } from './trace-row.ts';

/** Who acknowledges what, and why. */
export interface AcknowledgeRequest {
  readonly workspace: string;
  /** The run's id or the beginning of it. */
  readonly run: string;
  readonly row: string;
  readonly reason: string;
  readonly clock: { now(): number };
}

/** An acknowledged row as it is published now. */
export interface AcknowledgedRow {
  readonly runId: string;
  readonly row: RankingRow;
  /** Folder of the lists that hold it. */
  readonly folder: string;
}

/** Most differences that an error names. */
const SHOWN = 5;

/**
 * Acknowledges a suspicious row.
 *
 * @throws {InvalidArgumentError} without a reason; {NotFoundError} if the run has no such row.
 * @throws {PlatformError} ILLEGAL_STATE if the row is not suspicious or the run's results are not the current ones, CONFLICT if it
 * was acknowledged before.
 * @throws {DataError} if a trade cannot be found again, or the run is not as it was written.
 */
export async function acknowledgeRow(request: AcknowledgeRequest): Promise<AcknowledgedRow> {
  const { workspace, row: rowId, clock } = request;
  const reason = request.reason.trim();
  if (reason === '')
    throw new InvalidArgumentError('reason', 'a text that says why the row may be believed', request.reason);
  const run = await showRun(workspace, request.run);
  const judged = await finishedRankings(run);
  const row = judged.rows.find(({ id }) => id === rowId);
  if (row === undefined)
    throw new NotFoundError('row', rowId, { hint: `Rows of the run: ${judged.rows.map(({ id }) => id).join(', ')}.` });
  const place = await placeOf(workspace, run);
  const suspicions = suspicionsOf(row);
  let isRepeated = false;
  const publish = (): ReturnType<typeof publishAgain> => publishAgain(workspace, run, place);
  await amendRun({
    workspace,
    runId: run.runId,
    event: 'verdict-acknowledged',
    now: () => clock.now(),
    details: async (earlier) => {
      const before = earlier.find((entry) => entry['row'] === rowId);
      if (before !== undefined) {
        isRepeated = true;
        throw new PlatformError(
          'CONFLICT',
          `row '${rowId}' was acknowledged on ${before.time}: ${textOf(before['reason'])}`,
          { hint: 'It stands among the candidates, with that reason.' },
        );
      }
      const trace = await traceRow(workspace, run.manifest, rowId);
      if (trace.differences.length > 0) throw notFoundAgain(rowId, trace.differences);
      const { trades, fills, unchecked } = trace;
      return { row: rowId, reason, suspicions: [...suspicions], trades, fills, unchecked: [...unchecked] };
    },
  }).catch(async (error: unknown) => {
    if (isRepeated) await publish(); // it may have been killed before the lists changed
    throw error;
  });
  const published = await publish();
  return {
    runId: run.runId,
    row: published.rankings.rows.find(({ id }) => id === rowId) as RankingRow,
    folder: published.folder,
  };
}

async function placeOf(workspace: string, run: RunDetails): Promise<CurrentPlace> {
  const found = await currentPlace(workspace, run);
  if (found !== undefined) return found;
  const { runId, manifest } = run;
  throw new PlatformError(
    'ILLEGAL_STATE',
    `the results of run '${runId}' are not the current ones of '${manifest.name}': another run has replaced them`,
    { hint: 'Acknowledge a row of the current run; `assay runs list` names it.' },
  );
}

function suspicionsOf(row: RankingRow): readonly string[] {
  if (row.verdict === 'suspicious') return row.reasons.map(({ rule }) => rule);
  const rules = row.reasons.map(({ rule }) => rule).join(', ');
  const why =
    row.verdict === 'candidate'
      ? 'it is a candidate already'
      : `it is ${row.verdict} (${rules}), which no reason outweighs`;
  throw new PlatformError('ILLEGAL_STATE', `row '${row.id}' cannot be acknowledged: ${why}`, {
    context: { row: row.id, verdict: row.verdict },
    hint: 'Only suspicious rows can be acknowledged.',
  });
}

function notFoundAgain(rowId: string, differences: readonly string[]): DataError {
  const more = differences.length > SHOWN ? `; and ${differences.length - SHOWN} more` : '';
  return new DataError(
    `row '${rowId}' stays suspicious: its trades could not be found again: ${differences.slice(0, SHOWN).join('; ')}${more}`,
    {
      context: { row: rowId, differences: differences.length },
      hint: 'The suspicion was right, or the record cannot be traced: look at the trades with `assay runs export-trades`.',
    },
  );
}
