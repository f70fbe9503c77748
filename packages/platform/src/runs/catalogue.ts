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
import { readAudit, readAuditStart } from './audit.ts';
import type { AuditEntry } from './audit.ts';
import { damagedRun } from './damage.ts';
import { folderBytes, readRunManifest, resolveRunId, runIds } from './find-runs.ts';
import { damagedArtefacts, readFinished } from './finished.ts';
import { checkFoundingFiles, isGoneBy, MANIFEST_FILE } from './founding-files.ts';
import { readInputs } from './inputs.ts';
import type { KeptInputs } from './inputs.ts';
import type { RunManifest } from './manifest.ts';
import { listPublished } from './publish.ts';
import { runPaths, runsFolder } from './run-paths.ts';
import type { RunPaths } from './run-paths.ts';
import { damaged, readHeads, stateOf } from './run-state.ts';
import type { RunProblem, StateFound } from './run-state.ts';
import { checkFinishedAudit } from './soundness.ts';
import type { NotedHeads } from './soundness.ts';

/** One run in a list. Where its manifest is damaged, what that holds is null. */
export interface RunSummary extends StateFound {
  readonly runId: string;
  readonly experimentId: string | null;
  readonly name: string | null;
  /** When it began, ISO 8601; null where its audit does not say. */
  readonly startedAt: string | null;
  readonly codeVersion: string | null;
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
  /** What is not as it was written and leaves the rest readable: artefacts, the trial ledger. */
  readonly problems: readonly RunProblem[];
}

/** Every run of a workspace, oldest first; a damaged one stands among the others and says so. */
export async function listRuns(workspace: string): Promise<RunSummary[]> {
  const published = await publishedNames(workspace);
  const { heads } = await readHeads(workspace);
  const runs: RunSummary[] = [];
  for (const id of await runIds(workspace)) {
    const summary = await listedRun(runPaths(workspace, id), heads?.get(id), published.get(id) ?? []);
    if (summary !== undefined) runs.push(summary);
  }
  const order = (run: RunSummary): string => `${run.startedAt ?? ''} ${run.runId}`;
  return runs.sort((one, other) => (order(one) < order(other) ? -1 : 1));
}

async function listedRun(
  paths: RunPaths,
  heads: NotedHeads,
  publishedAs: readonly string[],
): Promise<RunSummary | undefined> {
  let startedAt: string | null = null;
  try {
    startedAt = await startOf(paths.audit);
    const manifest = await readRunManifest(paths);
    if (manifest === undefined) return undefined; // it was removed meanwhile
    const found = await stateOf(paths, heads);
    if (found.state !== 'damaged')
      await checkFoundingFiles(paths, await readFinished(paths), (file) => file === MANIFEST_FILE);
    return summaryOf(manifest, { ...found, startedAt, publishedAs });
  } catch (error) {
    const unknown = { experimentId: null, name: null, codeVersion: null, datasetVersions: [] };
    return { runId: path.basename(paths.folder), ...unknown, ...damaged(error), startedAt, publishedAs };
  }
}

/**
 * One run in full; its audit is verified line by line, and its artefacts against the hashes that it left.
 *
 * @param reference - the run's id or the beginning of it.
 * @throws {NotFoundError} if there is no such run; {DataError} if its manifest, an input or its audit is not as it was written.
 */
export async function showRun(workspace: string, reference: string): Promise<RunDetails> {
  const id = await resolveRunId(workspace, reference);
  const paths = runPaths(workspace, id);
  const manifest = await readRunManifest(paths);
  if (manifest === undefined) throw new PlatformError('CONFLICT', `run '${id}' was removed meanwhile`);
  const ledger = await readHeads(workspace);
  const heads = ledger.heads?.get(id);
  const publishedAs = (await publishedNames(workspace)).get(id) ?? [];
  const lastEvent = await verifiedEnd(paths, heads);
  await checkFoundingFiles(paths, await readFinished(paths), isGoneBy);
  const found = await stateOf(paths, heads);
  const damage = found.state === 'finished' ? await artefactProblems(paths) : [];
  return {
    ...summaryOf(manifest, { ...found, startedAt: await startOf(paths.audit), publishedAs }),
    folder: paths.folder,
    manifest,
    priorTrials: await countPriors(paths),
    inputs: await readInputs(paths),
    artefacts: await filesOf(paths.artefacts),
    steps: (await listNames(paths.steps)).length,
    bytes: await folderBytes(paths.folder),
    audit: { entries: lastEvent === null ? 0 : lastEvent.seq + 1, head: lastEvent?.hash ?? null },
    lastEvent,
    problems: [...damage, ...(ledger.problem === null ? [] : [ledger.problem])],
  };
}

/** The last line of an audit that is as it was written. */
async function verifiedEnd(paths: RunPaths, heads: NotedHeads): Promise<AuditEntry | null> {
  const finished = await readFinished(paths);
  const isWritten = (await lockHolder(paths.lock)) !== undefined;
  if (finished !== undefined && !isWritten) return checkFinishedAudit(paths, finished, heads);
  let last: AuditEntry | null = null;
  for await (const entry of readAudit(paths.audit)) last = entry;
  return last;
}

async function artefactProblems(paths: RunPaths): Promise<RunProblem[]> {
  const finished = await readFinished(paths);
  const damage = finished === undefined ? [] : await damagedArtefacts(paths, finished);
  return damage.map(({ name, how }) => ({
    message: `artefact '${path.join(paths.artefacts, name)}' ${how}`,
    advice: 'Run its config again: what is damaged or missing is written again from the steps of the run.',
  }));
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

function summaryOf(
  { runId, experimentId, name, codeVersion, datasetVersions }: RunManifest,
  found: StateFound & Pick<RunSummary, 'startedAt' | 'publishedAs'>,
): RunSummary {
  return { runId, experimentId, name, codeVersion, datasetVersions, ...found };
}

async function startOf(audit: string): Promise<string | null> {
  return (await readAuditStart(audit))?.time ?? null;
}

async function publishedNames(workspace: string): Promise<Map<string, string[]>> {
  const names = new Map<string, string[]>();
  for (const { runId, area, name } of await listPublished(workspace)) {
    names.set(runId, [...(names.get(runId) ?? []), `${area}/${name}`]);
  }
  return names;
}

async function countPriors(paths: RunPaths): Promise<number> {
  const value = (await readJsonFile(paths.priors).catch(() => undefined)) as { readonly trials?: unknown } | undefined;
  if (Array.isArray(value?.trials)) return value.trials.length;
  throw damagedRun(paths, `'${paths.priors}' is missing or not as it was written`);
}

async function filesOf(folder: string): Promise<RunFile[]> {
  const names = await listNames(folder);
  return Promise.all(names.map(async (name) => ({ name, bytes: (await stat(path.join(folder, name))).size })));
}
