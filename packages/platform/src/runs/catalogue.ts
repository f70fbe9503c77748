import { rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { PlatformError } from '@assay/core/errors';
import {
  acquireFileLock,
  listNames,
  lockHolder,
  readJsonFile,
  removeAbandonedTemporaries,
  temporaryPathFor,
} from '../settings/index.ts';
import { readAudit } from './audit.ts';
import type { AuditEntry } from './audit.ts';
import { folderBytes, isFile, readRunManifest, resolveRunId, runIds } from './find-runs.ts';
import { readInputs } from './inputs.ts';
import type { KeptInputs } from './inputs.ts';
import { readLineBatches } from './log-lines.ts';
import type { RunManifest } from './manifest.ts';
import { listPublished } from './publish.ts';
import { runPaths, runsFolder } from './run-paths.ts';
import type { RunPaths } from './run-paths.ts';

/** `running`: a process writes it; `unfinished`: it was broken off and can be resumed. */
export type RunState = 'running' | 'unfinished' | 'finished';

/** One run in a list. */
export interface RunSummary {
  readonly runId: string;
  readonly experimentId: string;
  readonly name: string;
  readonly state: RunState;
  /** When it began, ISO 8601; null where its audit does not say. */
  readonly startedAt: string | null;
  readonly codeVersion: string;
  readonly datasetVersions: readonly string[];
  /** Names under which its results are the current ones, as `research/NAME`. */
  readonly publishedAs: readonly string[];
}

/** A file of a run. */
export interface RunFile {
  readonly name: string;
  readonly bytes: number;
}

/** One run in full. */
export interface RunDetails extends RunSummary {
  readonly folder: string;
  readonly manifest: RunManifest;
  readonly priorTrials: number;
  readonly inputs: KeptInputs;
  readonly artefacts: readonly RunFile[];
  /** Number of step results. */
  readonly steps: number;
  readonly bytes: number;
  readonly audit: { readonly entries: number; readonly head: string | null };
  /** Last event of the audit, for a run that was broken off. */
  readonly lastEvent: AuditEntry | null;
}

/** Every run of a workspace, oldest first. */
export async function listRuns(workspace: string): Promise<RunSummary[]> {
  const published = await publishedNames(workspace);
  const runs: RunSummary[] = [];
  for (const id of await runIds(workspace)) {
    const paths = runPaths(workspace, id);
    const manifest = await readRunManifest(paths);
    if (manifest !== undefined) runs.push(await summaryOf(paths, manifest, published.get(id) ?? []));
  }
  const order = (run: RunSummary): string => `${run.startedAt ?? ''} ${run.runId}`;
  return runs.sort((one, other) => (order(one) < order(other) ? -1 : 1));
}

/**
 * One run in full; its audit is verified line by line.
 *
 * @param reference - the run's id or the beginning of it.
 * @throws {NotFoundError} if there is no such run; {DataError} if its audit is not as it was written.
 */
export async function showRun(workspace: string, reference: string): Promise<RunDetails> {
  const id = await resolveRunId(workspace, reference);
  const paths = runPaths(workspace, id);
  const manifest = await readRunManifest(paths);
  if (manifest === undefined) throw new PlatformError('CONFLICT', `run '${id}' was removed meanwhile`);
  const summary = await summaryOf(paths, manifest, (await publishedNames(workspace)).get(id) ?? []);
  let lastEvent: AuditEntry | null = null;
  for await (const entry of readAudit(paths.audit)) lastEvent = entry;
  return {
    ...summary,
    folder: paths.folder,
    manifest,
    priorTrials: await countPriors(paths),
    inputs: await readInputs(paths),
    artefacts: await filesOf(paths.artefacts),
    steps: (await listNames(paths.steps)).length,
    bytes: await folderBytes(paths.folder),
    audit: { entries: lastEvent === null ? 0 : lastEvent.seq + 1, head: lastEvent?.hash ?? null },
    lastEvent,
  };
}

/** How a run is removed. */
export interface RemoveRunOptions {
  /** Remove it although its results are the current ones under a name; those stay published. @default false */
  readonly force?: boolean | undefined;
}

/**
 * Removes a run's folder, and nothing else: what it published stays, and so do its trials in the ledger.
 *
 * @param reference - the run's id or the beginning of it.
 * @returns the id.
 * @throws {PlatformError} CONFLICT if a process writes the run, or its results are current and `force` is not given.
 */
export async function removeRun(workspace: string, reference: string, options: RemoveRunOptions = {}): Promise<string> {
  const id = await resolveRunId(workspace, reference);
  const paths = runPaths(workspace, id);
  const lock = await acquireFileLock(paths.lock, { waitMs: 0, what: `run '${id}'` });
  try {
    const names = (await publishedNames(workspace)).get(id) ?? [];
    if (names.length > 0 && options.force !== true) {
      throw new PlatformError(
        'CONFLICT',
        `run '${id}' holds the evidence for what is published as ${names.join(', ')}`,
        {
          context: { runId: id, publishedAs: names },
          hint: 'Pass --force to remove it all the same: its results stay published but can no longer be explained.',
        },
      );
    }
    await removeAbandonedTemporaries(runsFolder(workspace));
    const doomed = temporaryPathFor(paths.folder); // no reader sees half of it
    await rename(paths.folder, doomed);
    await rm(doomed, { recursive: true, force: true });
  } finally {
    await lock.release();
  }
  return id;
}

/** Hashes of the files that runs hold as inputs, each once, sorted: what a collection of unused data must keep. */
export async function pinnedObjects(workspace: string): Promise<string[]> {
  const pinned = new Set<string>();
  for (const id of await runIds(workspace)) {
    for (const { sha256 } of Object.values(await readInputs(runPaths(workspace, id)))) pinned.add(sha256);
  }
  return [...pinned].sort();
}

async function summaryOf(paths: RunPaths, manifest: RunManifest, publishedAs: readonly string[]): Promise<RunSummary> {
  const { runId, experimentId, name, codeVersion, datasetVersions } = manifest;
  const state = await stateOf(paths);
  const startedAt = await startOf(paths.audit);
  return { runId, experimentId, name, state, startedAt, codeVersion, datasetVersions, publishedAs };
}

async function stateOf(paths: RunPaths): Promise<RunState> {
  if ((await lockHolder(paths.lock)) !== undefined) return 'running';
  return (await isFile(paths.finished)) ? 'finished' : 'unfinished';
}

async function startOf(audit: string): Promise<string | null> {
  for await (const [line] of readLineBatches(audit)) {
    try {
      return line === undefined ? null : (JSON.parse(line) as AuditEntry).time;
    } catch {
      return null; // `showRun` says what is wrong with it
    }
  }
  return null;
}

async function publishedNames(workspace: string): Promise<Map<string, string[]>> {
  const names = new Map<string, string[]>();
  for (const { runId, area, name } of await listPublished(workspace)) {
    names.set(runId, [...(names.get(runId) ?? []), `${area}/${name}`]);
  }
  return names;
}

async function countPriors(paths: RunPaths): Promise<number> {
  const { trials } = (await readJsonFile(paths.priors)) as { readonly trials: readonly unknown[] };
  return trials.length;
}

async function filesOf(folder: string): Promise<RunFile[]> {
  const names = await listNames(folder);
  return Promise.all(names.map(async (name) => ({ name, bytes: (await stat(path.join(folder, name))).size })));
}
