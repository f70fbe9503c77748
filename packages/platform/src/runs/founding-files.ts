/** Whether the files that say what a run is are those that it was made with. */
import path from 'node:path';
import { hasErrorCode, sha256File } from '../settings/index.ts';
import { readAuditStart } from './audit.ts';
import { damagedRun } from './damage.ts';
import type { FinishedFile } from './finished.ts';
import { knownFiles } from './known-files.ts';
import type { RunPaths } from './run-paths.ts';

/** Says what a run is: what every list of runs reads. */
export const MANIFEST_FILE = 'run.json';

/** True for the two files that a run is founded on: what went in, and the trials that were there before. */
export function isFoundingFile(file: string): boolean {
  return file === MANIFEST_FILE || file === 'priors.json';
}

/**
 * Files that a reader of a run goes by without a check of its own: all but artefacts, whose damage leaves the rest readable, and
 * steps and slices of data, which are verified where they are read.
 */
export function isGoneBy(file: string): boolean {
  return !/^(?:artefacts|steps)\/|\.parquet$/u.test(file);
}

/**
 * Compares files of a run with the hashes that it vouches for: in `finished.json`, or, while it has not finished, in the first
 * line of its audit.
 *
 * @param isWanted - which of these files are compared.
 * @throws {DataError} at the first that is missing or not as it was written.
 */
export async function checkFoundingFiles(
  paths: RunPaths,
  finished: FinishedFile | undefined,
  isWanted: (file: string) => boolean,
): Promise<void> {
  for (const [name, hash] of Object.entries(finished?.files ?? (await filesAtStart(paths)))) {
    if (!isWanted(name)) continue;
    const file = path.join(paths.folder, ...name.split('/'));
    const actual = await hashOf(file);
    if (actual === hash) continue;
    throw damagedRun(paths, `'${file}' is ${actual === undefined ? 'missing' : 'not as it was written'}`);
  }
}

async function filesAtStart(paths: RunPaths): Promise<Readonly<Record<string, string>>> {
  const start = await readAuditStart(paths.audit);
  const known = knownFiles();
  if (start !== undefined) known.take(start);
  return Object.fromEntries(known.hashes);
}

async function hashOf(file: string): Promise<string | undefined> {
  try {
    return await sha256File(file);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}
