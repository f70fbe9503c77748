import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DataError } from '@assay/core/errors';
import { rankingsSchema } from '@assay/contracts/schemas';
import type { ReportRow } from '@assay/contracts/schemas';
import { showRun } from '../../runs/index.ts';
import type { RunDetails } from '../../runs/index.ts';
import { equityCurve } from '../report-model.ts';
import { readRowSimulations } from '../row-results.ts';
import type { ComparedRun } from './compare-runs.ts';

/**
 * Reads a finished research run.
 *
 * @throws {NotFoundError} if there is no such run.
 * @throws {DataError} if it has not finished, is damaged, or holds no rankings.
 */
export async function loadComparedRun(workspace: string, reference: string): Promise<ComparedRun> {
  const run = await showRun(workspace, reference);
  checkComparable(run);
  const file = path.join(run.folder, 'artefacts', 'rankings.json');
  const text = await readFile(file, 'utf8').catch(() => '{}');
  const rankings = rankingsSchema.omit({ generatedAt: true }).safeParse(JSON.parse(text)).data;
  if (rankings === undefined) {
    throw new DataError(`run '${run.runId}' holds no rankings: it is no research run, or was made by another version`, {
      context: { run: run.runId },
      hint: 'Compare two runs of `assay research run`; `assay runs list` names them.',
    });
  }
  const equity = new Map<string, ReportRow['equity']>();
  for await (const { rowId, simulation } of readRowSimulations(workspace, run.runId)) {
    equity.set(rowId, equityCurve(simulation));
  }
  return { manifest: run.manifest, priorTrials: run.priorTrials, rows: rankings.rows, equity };
}

function checkComparable({ runId, state, problems }: RunDetails): void {
  const [problem] = problems;
  if (problem !== undefined) {
    throw new DataError(`run '${runId}' is damaged: ${problem.message}`, {
      context: { run: runId },
      hint: problem.advice,
    });
  }
  if (state === 'finished') return;
  throw new DataError(`run '${runId}' has not finished: its state is ${state}`, {
    context: { run: runId },
    hint: 'The command that made it goes on where it stopped.',
  });
}
