/** Reads what a finished run keeps of what went in, checked against what the run vouches for. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DataError, PlatformError } from '@assay/core/errors';
import type { TrialRecord } from '@assay/quant/evidence';
import type { LaidOutFile } from '../../lakehouse/index.ts';
import { readFinishedRun } from '../../runs/index.ts';
import type { FinishedRunFiles, RunPaths } from '../../runs/index.ts';
import { hasErrorCode, sha256File } from '../../settings/index.ts';
import { CYCLE_BEFORE_FILE } from '../cycle-changes.ts';
import { parsedRequest, REQUEST_FILE } from './kept-request.ts';
import type { KeptRequest } from './kept-request.ts';

/** Everything that a run is made of. */
export interface RunInputs extends FinishedRunFiles {
  readonly request: KeptRequest;
  readonly manifests: readonly { readonly text: string; readonly where: string }[];
  readonly objects: readonly LaidOutFile[];
  readonly priors: readonly TrialRecord[];
  /** The cycle that the run was compared with; `null` in it where there was none, undefined for a backtest. */
  readonly cycleBefore: string | undefined;
}

/** What to do about a slice of data that the folder lacks. */
export interface MissingSlices {
  /** Where else an object may be; undefined where nothing but the folder may be read. */
  readonly elsewhere: ((sha256: string) => string) | undefined;
  /** Told of each slice that was taken from there. */
  readonly onElsewhere: (name: string, file: string) => void;
}

/**
 * Reads the inputs of a finished run out of its folder.
 *
 * @throws {PlatformError} ILLEGAL_STATE if the run has not finished or keeps no request.
 * @throws {DataError} naming the first input that is missing or not as it was kept.
 */
export async function readRunInputs(paths: RunPaths, missing: MissingSlices): Promise<RunInputs> {
  const finished = await readFinishedRun(paths);
  const names = Object.keys(finished.files)
    .filter((name) => name.startsWith('inputs/'))
    .sort();
  const files = new Map<string, string>();
  for (const name of names) files.set(name, await checkedInput(paths, name, { finished, missing }));
  const read = async (name: string): Promise<string | undefined> => {
    const file = files.get(`inputs/${name}`);
    return file === undefined ? undefined : readFile(file, 'utf8');
  };
  const request = await read(REQUEST_FILE);
  if (request === undefined) throw withoutRequest(finished);
  const below = (prefix: string): readonly (readonly [string, string])[] =>
    [...files].filter(([name]) => name.startsWith(prefix));
  return {
    ...finished,
    request: parsedRequest(request, path.join(paths.inputs, REQUEST_FILE)),
    manifests: await Promise.all(
      below('inputs/datasets/').map(async ([, file]) => ({ text: await readFile(file, 'utf8'), where: file })),
    ),
    objects: below('inputs/objects/').map(([name, file]) => ({ sha256: path.basename(name, '.parquet'), file })),
    priors: (JSON.parse(await readFile(paths.priors, 'utf8')) as { readonly trials: readonly TrialRecord[] }).trials,
    cycleBefore: await read(CYCLE_BEFORE_FILE),
  };
}

interface InputContext {
  readonly finished: FinishedRunFiles;
  readonly missing: MissingSlices;
}

/** Where an input is, once it is known to be the one that was kept. */
async function checkedInput(paths: RunPaths, name: string, { finished, missing }: InputContext): Promise<string> {
  const file = path.join(paths.folder, ...name.split('/'));
  const expected = finished.files[name] as string;
  const actual = await hashOf(file);
  if (actual === expected) return file;
  const object = /^inputs\/objects\/([0-9a-f]{64})\.parquet$/u.exec(name)?.[1];
  const other = object === undefined || actual !== undefined ? undefined : missing.elsewhere?.(object);
  if (other !== undefined && (await hashOf(other)) === expected) {
    missing.onElsewhere(name, other);
    return other;
  }
  const how = actual === undefined ? 'is missing' : 'is not as it was kept';
  throw new DataError(`'${name}' of run '${finished.manifest.runId}' ${how}: nothing else is read in its place`, {
    context: { file, expected, found: actual ?? null },
    hint:
      'Restore the folder from a backup or an archive of `assay runs export`. A slice of data that is gone may be taken from ' +
      "the workspace's lakehouse, where it has the same hash, with --lax.",
  });
}

async function hashOf(file: string): Promise<string | undefined> {
  try {
    return await sha256File(file);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return undefined;
    throw error;
  }
}

function withoutRequest({ manifest }: FinishedRunFiles): PlatformError {
  return new PlatformError('ILLEGAL_STATE', `run '${manifest.runId}' does not keep what it was asked to do`, {
    context: { runId: manifest.runId, codeVersion: manifest.codeVersion },
    hint: `It was made by ${manifest.codeVersion}, before runs could be replayed. Run its config again.`,
  });
}
