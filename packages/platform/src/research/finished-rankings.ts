import path from 'node:path';
import { rankingsSchema } from '@assay/contracts/schemas';
import type { Rankings } from '@assay/contracts/schemas';
import { DataError, PlatformError } from '@assay/core/errors';
import type { RunDetails } from '../runs/index.ts';
import { readJsonFile } from '../settings/index.ts';

/**
 * The ranking of a finished run as the run wrote it, before anything was acknowledged.
 *
 * @throws {PlatformError} ILLEGAL_STATE if the run has not finished or is no research run; {DataError} if it is damaged.
 */
export async function finishedRankings(run: RunDetails): Promise<Pick<Rankings, 'rows' | 'codeVersion'>> {
  if (run.state === 'running') {
    throw new PlatformError('ILLEGAL_STATE', `run '${run.runId}' is running, or in use by another command`, {
      hint: 'Wait until that has ended, and give this command again.',
    });
  }
  if (run.state !== 'finished') {
    throw new PlatformError('ILLEGAL_STATE', `run '${run.runId}' is ${run.state}: only finished runs have verdicts`, {
      hint: run.problem?.advice ?? 'Run its config again: it goes on where it stopped.',
    });
  }
  const [problem] = run.problems;
  if (problem !== undefined) throw new DataError(problem.message, { hint: problem.advice });
  const file = path.join(run.folder, 'artefacts', 'rankings.json');
  const value = await readJsonFile(file).catch((error: unknown) => {
    if (PlatformError.is(error, 'NOT_FOUND')) return undefined;
    throw error;
  });
  const parsed = rankingsSchema.pick({ rows: true, codeVersion: true }).safeParse(value);
  if (parsed.success) return parsed.data;
  throw new PlatformError('ILLEGAL_STATE', `run '${run.runId}' has no verdicts: it is not a research run`, {
    hint: '`assay runs list` shows the runs of the workspace.',
  });
}
