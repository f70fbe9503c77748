import { PlatformError } from '@assay/core/errors';
import { damagedRun } from './damage.ts';
import { readManifestAnywhere } from './find-runs.ts';
import { readFinished } from './finished.ts';
import type { RunManifest } from './manifest.ts';
import type { RunPaths } from './run-paths.ts';

/** A finished run with what it vouches for. */
export interface FinishedRunFiles {
  readonly manifest: RunManifest;
  /** Hash of every file by its path below the folder; not those of the audit and of finished.json. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Reads a finished run, in a workspace or in a folder of its own.
 *
 * @throws {PlatformError} ILLEGAL_STATE if it has not finished; {DataError} if it is not as it was written.
 */
export async function readFinishedRun(paths: RunPaths): Promise<FinishedRunFiles> {
  const [manifest, finished] = [await readManifestAnywhere(paths), await readFinished(paths)];
  if (manifest === undefined) throw damagedRun(paths, "'run.json' is missing");
  if (finished === undefined) {
    throw new PlatformError('ILLEGAL_STATE', `run '${manifest.runId}' has not finished`, {
      hint: 'Run its config again: it goes on where it stopped.',
    });
  }
  return { manifest, files: finished.files ?? {} };
}
