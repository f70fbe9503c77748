/** `finished.json`: what a finished run vouches for. It is there when the run has finished, and not before. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { hasErrorCode, sha256File, sha256Hex, strictJson } from '../settings/index.ts';
import { damagedRun } from './damage.ts';
import { isFile, runIds } from './find-runs.ts';
import { isAmendment } from './known-files.ts';
import type { FileHashes } from './known-files.ts';
import type { KeyedRecord, RunManifest } from './manifest.ts';
import { runPaths } from './run-paths.ts';
import type { RunPaths } from './run-paths.ts';

/** What `finished.json` holds. */
export interface FinishedFile {
  readonly runId: string;
  /** Hash of each artefact by name. */
  readonly artefacts: Readonly<Record<string, string>>;
  /** Hash of every file of the folder by its path, but those of this file and of the audit; absent in runs of old versions. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  /** Keys of the run's trials, sorted. Their records stand in the artefact `trials.json`. */
  readonly trials: readonly string[];
}

/** A `finished.json` with the hash that the audit must hold for it. */
export interface ReadFinished extends FinishedFile {
  readonly hash: string;
}

/** An artefact that is not as the run wrote it. */
export interface DamagedArtefact {
  readonly name: string;
  readonly how: 'is missing' | 'is not as it was written';
}

/** Artefact that holds the records of a run's trials. */
export const TRIALS_ARTEFACT = 'trials.json';

/**
 * Text of the `finished.json` of a run whose artefacts are all written.
 *
 * @param files - what the audit holds of the files of the folder: a file that was changed since is not vouched for.
 */
export function finishedText({ runId }: RunManifest, files: FileHashes, trials: readonly KeyedRecord[]): string {
  const sorted = [...files].filter(([file]) => !isAmendment(file)).sort(([one], [other]) => (one < other ? -1 : 1));
  const artefacts = sorted.flatMap(([file, hash]) =>
    file.startsWith('artefacts/') ? [[file.slice('artefacts/'.length), hash] as const] : [],
  );
  const keys = [...new Set(trials.map(({ key }) => key))].sort();
  const content = { format: 3, runId, artefacts: Object.fromEntries(artefacts), trials: keys };
  return `${strictJson({ ...content, files: Object.fromEntries(sorted) }, { indent: 2 })}\n`;
}

/**
 * What a finished run vouches for; undefined for one that has not finished.
 *
 * @throws {DataError} if it is not what Assay writes there.
 */
export async function readFinished(paths: RunPaths): Promise<ReadFinished | undefined> {
  let text: string;
  try {
    text = await readFile(paths.finished, 'utf8');
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
  const content = parsed(text);
  if (content === undefined) throw damagedRun(paths, `'${path.basename(paths.finished)}' is not as it was written`);
  const { runId, artefacts, files, trials = [] } = content;
  return { runId, artefacts, files, trials, hash: sha256Hex(text) };
}

/** The artefacts of a finished run that are not as it wrote them. */
export async function damagedArtefacts(paths: RunPaths, finished: FinishedFile): Promise<DamagedArtefact[]> {
  const damaged: DamagedArtefact[] = [];
  for (const [name, hash] of Object.entries(finished.artefacts)) {
    const file = path.join(paths.artefacts, name);
    if (!(await isFile(file))) damaged.push({ name, how: 'is missing' });
    else if ((await sha256File(file)) !== hash) damaged.push({ name, how: 'is not as it was written' });
  }
  return damaged;
}

/** Every finished run of a workspace with the keys of its trials. */
export async function finishedRuns(workspace: string): Promise<ReadFinished[]> {
  const found: ReadFinished[] = [];
  for (const id of await runIds(workspace)) {
    const finished = await readFinished(runPaths(workspace, id));
    if (finished !== undefined) found.push({ ...finished, runId: id });
  }
  return found;
}

function parsed(text: string): (Omit<FinishedFile, 'trials'> & { readonly trials?: readonly string[] }) | undefined {
  try {
    const value = JSON.parse(text) as Partial<FinishedFile> | null;
    const { runId, artefacts, files, trials } = value ?? {};
    if (typeof runId !== 'string' || !isTable(artefacts) || !(files === undefined || isTable(files))) return undefined;
    if (trials === undefined) return { runId, artefacts, files };
    return Array.isArray(trials) && trials.every((key) => typeof key === 'string')
      ? { runId, artefacts, files, trials }
      : undefined;
  } catch {
    return undefined;
  }
}

function isTable(value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
