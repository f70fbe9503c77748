import path from 'node:path';
import { DataError } from '@assay/core/errors';
import type { RunPaths } from './run-paths.ts';

/** The error for a run whose folder is not as it was written. */
export function damagedRun(paths: RunPaths, how: string, cause?: unknown): DataError {
  const id = path.basename(paths.folder);
  return new DataError(`run '${id}' is damaged: ${how}`, {
    ...(cause === undefined ? {} : { cause }),
    context: { runId: id, folder: paths.folder },
    hint:
      `Restore '${paths.folder}' from a backup; or remove the run with \`assay runs remove ${id} --force\` and run its ` +
      'config again: its trials stay in the ledger.',
  });
}
