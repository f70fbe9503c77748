import path from 'node:path';
import { InvalidArgumentError } from '@assay/core/errors';
import { isIdentity } from './identity.ts';

/** The files of one run: the only place that knows their names. */
export interface RunPaths {
  readonly folder: string;
  /** What went into the run. */
  readonly manifest: string;
  /** The trials that were there when it began. */
  readonly priors: string;
  readonly inputs: string;
  /** Names, sizes and hashes of the inputs. */
  readonly inputList: string;
  readonly steps: string;
  readonly artefacts: string;
  /** What was found out after the end; its audit holds the hash of each file. */
  readonly amendments: string;
  readonly audit: string;
  /** There when the run has finished. */
  readonly finished: string;
  /** Beside the folder, so that the folder holds results only. */
  readonly lock: string;
}

/** Folder of all runs of a workspace. */
export function runsFolder(workspace: string): string {
  return path.join(workspace, 'runs');
}

/** Held while it is decided which run a command makes or resumes. */
export function openingLock(workspace: string): string {
  return path.join(runsFolder(workspace), 'opening.lock');
}

export function runPaths(workspace: string, runId: string): RunPaths {
  if (!isIdentity(runId)) throw new InvalidArgumentError('runId', '16 lower-case hex digits', runId);
  return runPathsIn(path.join(runsFolder(workspace), runId));
}

/** Paths of the run whose folder this is, wherever it stands: an exported run has no workspace around it. */
export function runPathsIn(folder: string): RunPaths {
  return {
    folder,
    manifest: path.join(folder, 'run.json'),
    priors: path.join(folder, 'priors.json'),
    inputs: path.join(folder, 'inputs'),
    inputList: path.join(folder, 'inputs.json'),
    steps: path.join(folder, 'steps'),
    artefacts: path.join(folder, 'artefacts'),
    amendments: path.join(folder, 'amendments'),
    audit: path.join(folder, 'audit.jsonl'),
    finished: path.join(folder, 'finished.json'),
    lock: `${folder}.lock`,
  };
}

/** Throws unless `name` is a relative path of plain names, on every system; gives it back with forward slashes. */
export function checkedFileName(parameter: string, name: string): string {
  const plain = /^(?![ .])[\p{L}\p{M}\p{N} ._@+()#&,'%-]{1,200}(?<![ .])$/u;
  if (name.split('/').every((part) => plain.test(part))) return name;
  throw new InvalidArgumentError(
    parameter,
    "a relative path of letters, digits, inner spaces and . _ @ + - ( ) # & , ' %, no name beginning or ending with a dot",
    name,
  );
}
