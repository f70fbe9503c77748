import { stat } from 'node:fs/promises';
import path from 'node:path';
import { InvalidArgumentError, NotFoundError } from '@assay/core/errors';
import { hasErrorCode, listNames, readJsonFile } from '../settings/index.ts';
import { damagedRun } from './damage.ts';
import { isIdentity } from './identity.ts';
import type { RunManifest } from './manifest.ts';
import { runPaths, runsFolder } from './run-paths.ts';
import type { RunPaths } from './run-paths.ts';

const SHORTEST_REFERENCE = 4;
const LIST_HINT = { hint: '`assay runs list` shows every run.' };

/** Ids of the runs in a workspace, sorted; what has no manifest is no run. */
export async function runIds(workspace: string): Promise<string[]> {
  const names = (await listNames(runsFolder(workspace))).filter(isIdentity);
  const present = await Promise.all(names.map((name) => isFile(runPaths(workspace, name).manifest)));
  return names.filter((_, index) => present[index]);
}

/**
 * Manifest of a run, or undefined where there is none.
 *
 * @throws {DataError} if it is not what Assay writes there.
 */
export async function readRunManifest(paths: RunPaths): Promise<RunManifest | undefined> {
  const manifest = await readManifestAnywhere(paths);
  if (manifest === undefined || manifest.runId === path.basename(paths.folder)) return manifest;
  throw damagedRun(paths, `'${paths.manifest}' is that of run '${manifest.runId}'`);
}

/** As `readRunManifest`, of a folder that may have any name, as an exported run. */
export async function readManifestAnywhere(paths: RunPaths): Promise<RunManifest | undefined> {
  let value: unknown;
  try {
    value = await readJsonFile(paths.manifest);
  } catch (error) {
    if (hasErrorCode(error, 'NOT_FOUND')) return undefined;
    if (hasErrorCode(error, 'DATA_INVALID')) throw damagedRun(paths, `'${paths.manifest}' is not valid JSON`, error);
    throw error;
  }
  if (isManifest(value)) return value;
  throw damagedRun(paths, `'${paths.manifest}' is not the run's manifest in a known form`);
}

function isManifest(value: unknown): value is RunManifest {
  const { format, runId, name, experimentId, codeVersion, datasetVersions, moduleHashes } = (value ??
    {}) as Partial<RunManifest>;
  const texts = [runId, name, experimentId, codeVersion];
  const lists = [datasetVersions, moduleHashes];
  return format === 1 && texts.every((text) => typeof text === 'string') && lists.every((list) => Array.isArray(list));
}

/**
 * The unfinished run of an experiment under a kill policy, or undefined. It is resumed with its frozen prior trials, whatever
 * has been tried since. A run whose manifest is damaged cannot be told and is passed over; `listRuns` shows it.
 */
export async function findResumableRun(
  workspace: string,
  experimentId: string,
  killPolicyHash: string,
): Promise<RunManifest | undefined> {
  for (const id of await runIds(workspace)) {
    const paths = runPaths(workspace, id);
    if (await isFile(paths.finished)) continue;
    const manifest = await readRunManifest(paths).catch((error: unknown) => {
      if (hasErrorCode(error, 'DATA_INVALID')) return undefined;
      throw error;
    });
    if (manifest?.experimentId === experimentId && manifest.killPolicyHash === killPolicyHash) return manifest;
  }
  return undefined;
}

/**
 * The full id of the run that `reference` names: its id or the beginning of it, at least four characters.
 *
 * @throws {NotFoundError} if there is no such run; {InvalidArgumentError} if the beginning is too short, or several begin so.
 */
export async function resolveRunId(workspace: string, reference: string): Promise<string> {
  if (reference.length < SHORTEST_REFERENCE)
    throw new InvalidArgumentError(
      'run',
      `an id or at least its first ${SHORTEST_REFERENCE} characters`,
      reference,
      LIST_HINT,
    );
  const ids = (await runIds(workspace)).filter((id) => id.startsWith(reference.toLowerCase()));
  const [id] = ids;
  if (id === undefined) throw new NotFoundError('run', reference, LIST_HINT);
  if (ids.length > 1) throw new InvalidArgumentError('run', `one run: ${ids.join(', ')} begin so`, reference);
  return id;
}

/** True where `file` is there. */
export async function isFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}

/** Bytes of all files below a folder; a hard link counts in full. */
export async function folderBytes(folder: string, depth = 4): Promise<number> {
  let bytes = 0;
  for (const name of await listNames(folder)) {
    const entry = await stat(path.join(folder, name));
    bytes += entry.isDirectory() && depth > 0 ? await folderBytes(path.join(folder, name), depth - 1) : entry.size;
  }
  return bytes;
}
