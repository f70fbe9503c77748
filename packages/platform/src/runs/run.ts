/**
 * One run: a folder that holds what went in, what came out, and what was done.
 *
 * Opening a run (`openRun`):
 * 1. An unfinished run of the same experiment and kill policy is resumed, with the prior trials that were frozen when it
 *    began.
 * 2. Else the prior trials are read now and frozen; with them the run has its id. A run with that id that has finished is
 *    opened again: its steps are all there.
 * 3. The run is locked: one process writes it. What a killed process left half written is removed or cut off.
 */
import path from 'node:path';
import { DataError } from '@assay/core/errors';
import type { JsonSafe } from '@assay/core/errors';
import {
  acquireFileLock,
  canonicalJson,
  ensureDirectory,
  listNames,
  readJsonFile,
  removeAbandonedTemporaries,
  sha256File,
  withFileLock,
  writeJsonAtomic,
} from '../settings/index.ts';
import type { FileLock } from '../settings/index.ts';
import { openAudit } from './audit.ts';
import type { AuditDetails, AuditEntry } from './audit.ts';
import { findResumableRun, readRunManifest } from './find-runs.ts';
import { experimentId, killPolicyHash, priorTrialsDigest, runId } from './identity.ts';
import { isFounding } from './manifest.ts';
import type { ExperimentParts } from './identity.ts';
import { readFinished } from './finished.ts';
import { checkFoundingFiles, isFoundingFile } from './founding-files.ts';
import type { PlacedInput, RunInput, TextInput } from './inputs.ts';
import { knownFiles } from './known-files.ts';
import { finishedHeads, noteCreatedRun, registerPlan, withdrawPlan } from './ledger.ts';
import type { KeyedRecord, RunManifest } from './manifest.ts';
import { originFacts } from './origin-facts.ts';
import type { Publication, PublishedResults } from './publish.ts';
import { byKey, finishRun, following, publishFromRun, recordArtefact, recordInputs, recordText } from './recording.ts';
import type { Recording } from './recording.ts';
import { openingLock, runPaths } from './run-paths.ts';
import type { RunPaths } from './run-paths.ts';
import { checkFinishedAudit } from './soundness.ts';
import { rememberStep, stepStore } from './steps.ts';
import type { StepRequest, StepResult } from './steps.ts';

/** What a run is made of. */
export interface OpenRunOptions<Prior extends KeyedRecord> {
  readonly workspace: string;
  /** Name under which results are published; no part of the run's identity. */
  readonly name: string;
  readonly experiment: ExperimentParts;
  readonly killPolicy: unknown;
  /** Reads the prior trials: called only when no unfinished run is resumed. */
  readonly readPriors: () => Promise<readonly Prior[]>;
  /** The trials that it is going to make: other runs that begin meanwhile count them. @default none */
  readonly plan?: readonly Prior[] | undefined;
  /** Facts for the audit that are no part of the identity: workers, memory, the resolved settings. */
  readonly settings?: AuditDetails | undefined;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: (() => number) | undefined;
}

/** How a run came to be open. */
export type RunOrigin = 'created' | 'resumed' | 'reopened';

/** Why a run ended without results. */
export interface RunFailure {
  readonly code: string;
  /** What it was doing. */
  readonly step: string;
  readonly message: string;
}

/** A run that this process writes. */
export interface Run<Prior extends KeyedRecord = KeyedRecord> {
  readonly id: string;
  readonly folder: string;
  readonly manifest: RunManifest;
  /** The trials that were there when the run began, sorted by key. */
  readonly priors: readonly Prior[];
  /** `created` now, `resumed` unfinished, or `reopened` after it had finished. */
  readonly origin: RunOrigin;
  /** The result of a step: computed now, or reused from before. Steps may overlap. */
  step(request: StepRequest): Promise<StepResult>;
  /** Puts files that the run reads into its folder; see `RunInput`. */
  keepInputs(inputs: readonly RunInput[]): Promise<readonly PlacedInput[]>;
  /** Puts a text that the run goes by into its inputs; returns the one that it goes by. */
  keepText(input: TextInput): Promise<string>;
  /** Puts a file into `artefacts/`, atomically; returns its path. */
  writeArtefact(name: string, data: string | Uint8Array): Promise<string>;
  /** Adds an event to the audit. */
  record(event: string, details?: AuditDetails): Promise<void>;
  /** Hash of the audit's last line. */
  auditHead(): string;
  /** Marks the run as finished, with its trials and the hashes of its artefacts; returns the audit's head after it. */
  finish(details?: AuditDetails, trials?: readonly Prior[]): Promise<string>;
  /**
   * Publishes results of the run once it has finished. The hash of each file stands in the audit before the file is there,
   * and the trial ledger notes the audit's head, so that a published file that was changed is noticed.
   */
  publish(publication: Omit<Publication, 'workspace' | 'runId'>): Promise<PublishedResults>;
  /** Says why the run ends without results; what it planned to try no longer counts for other runs. */
  fail(failure: RunFailure): Promise<void>;
  /** Closes the audit and gives the lock back. A second call does nothing. */
  close(): Promise<void>;
}

/**
 * Opens the run that the options describe: resumes, reopens or creates it.
 *
 * @throws {PlatformError} CONFLICT, naming the process, if another one writes the run.
 * @throws {DataError} if the run's folder is not as it was written.
 */
export async function openRun<Prior extends KeyedRecord>(options: OpenRunOptions<Prior>): Promise<Run<Prior>> {
  const { workspace, experiment } = options;
  const opened = await withFileLock(
    openingLock(workspace),
    async () => {
      const experimentIdentity = experimentId(experiment);
      const policyHash = killPolicyHash(options.killPolicy);
      const resumable = await findResumableRun(workspace, experimentIdentity, policyHash);
      const priors = resumable === undefined ? byKey(await options.readPriors()) : undefined;
      const manifest = resumable ?? newManifest(options, experimentIdentity, priors ?? []);
      const paths = runPaths(workspace, manifest.runId);
      const lock = await acquireFileLock(paths.lock, { waitMs: 0, what: `run '${manifest.runId}'` });
      try {
        const established = await establish<Prior>(paths, manifest, priors);
        await announce(options, established);
        return { paths, lock, ...established };
      } catch (error) {
        await lock.release();
        throw error;
      }
    },
    { what: 'the list of runs' },
  );
  try {
    return await startRun(options, opened);
  } catch (error) {
    await opened.lock.release();
    throw error;
  }
}

/** Tells the ledger that the run begins, and what it is going to try, before another run can read its prior trials. */
async function announce<Prior extends KeyedRecord>(
  { workspace, plan: trials = [], now }: OpenRunOptions<Prior>,
  { manifest, origin }: Established<Prior>,
): Promise<void> {
  if (origin === 'created') await noteCreatedRun(workspace, { runId: manifest.runId, now });
  if (origin === 'reopened' || trials.length === 0) return; // what has finished tries nothing new
  await registerPlan(workspace, trials, { runId: manifest.runId, now });
}

interface Established<Prior> {
  readonly manifest: RunManifest;
  readonly priors: readonly Prior[];
  readonly origin: RunOrigin;
}

interface Opened<Prior> extends Established<Prior> {
  readonly paths: RunPaths;
  readonly lock: FileLock;
}

async function startRun<Prior extends KeyedRecord>(
  options: OpenRunOptions<Prior>,
  opened: Opened<Prior>,
): Promise<Run<Prior>> {
  const { paths, lock, manifest, priors, origin } = opened;
  const [finished, asked, known] = [new Map<string, string>(), new Set<string>(), knownFiles()];
  const onEntry = (entry: AuditEntry): void => {
    rememberStep(finished, entry);
    known.take(entry);
  };
  if (origin === 'reopened') await checkEnd(options.workspace, paths);
  const audit = following(await openAudit(paths.audit, { now: options.now, onEntry }), known);
  await audit.append(`run-${origin}`, {
    runId: manifest.runId,
    codeVersion: manifest.codeVersion,
    ...originFacts(process),
    files: { 'run.json': await sha256File(paths.manifest), 'priors.json': await sha256File(paths.priors) },
    ...options.settings,
  });
  const store = stepStore({ folder: paths.steps, codeVersion: manifest.codeVersion, audit, finished, asked });
  const recording: Recording = { options, paths, manifest, audit, known, finished, asked };
  let closed = false;
  return {
    id: manifest.runId,
    folder: paths.folder,
    manifest,
    priors,
    origin,
    step: (request) => store.step(request),
    keepInputs: (inputs) => recordInputs(inputs, recording),
    keepText: (input) => recordText(input, recording),
    writeArtefact: (name, data) => recordArtefact(name, data, recording),
    record: async (event, details) => {
      await audit.append(event, details);
    },
    auditHead: () => audit.head(),
    finish: (details = {}, trials = []) => finishRun(recording, details, trials),
    publish: (publication) => publishFromRun(publication, recording),
    fail: async ({ code, step, message }) => {
      await audit.append('run-failed', { code, step, message });
      await withdrawPlan(options.workspace, message, { runId: manifest.runId, now: options.now });
    },
    close: async () => {
      if (closed) return;
      closed = true;
      await audit.close();
      await lock.release();
    },
  };
}

function newManifest<Prior extends KeyedRecord>(
  options: OpenRunOptions<Prior>,
  experiment: string,
  priors: readonly Prior[],
): RunManifest {
  const { codeVersion, seed, datasetVersions, moduleHashes, scientificConfig } = options.experiment;
  const digest = priorTrialsDigest(priors.map((prior) => prior.key));
  return {
    format: 1,
    runId: runId({ experimentId: experiment, killPolicy: options.killPolicy, priorTrialsDigest: digest }),
    experimentId: experiment,
    killPolicyHash: killPolicyHash(options.killPolicy),
    priorTrialsDigest: digest,
    name: options.name,
    codeVersion,
    seed,
    datasetVersions: [...datasetVersions].sort(),
    moduleHashes: [...moduleHashes].sort(),
    config: plainJson(scientificConfig),
    killPolicy: plainJson(options.killPolicy),
  };
}

/** Makes the folder and its two founding files, or reads them where they are there. */
async function establish<Prior extends KeyedRecord>(
  paths: RunPaths,
  wanted: RunManifest,
  priors: readonly Prior[] | undefined,
): Promise<Established<Prior>> {
  for (const folder of [paths.steps, paths.artefacts, paths.inputs]) await ensureDirectory(folder);
  await removeAbandonedTemporaries(path.dirname(paths.folder));
  await removeAbandonedTemporaries(paths.folder, { recursive: true });
  const present = await readRunManifest(paths);
  if (present === undefined) {
    await writeJsonAtomic(paths.priors, { digest: wanted.priorTrialsDigest, trials: priors ?? [] });
    await writeJsonAtomic(paths.manifest, wanted); // last: a folder without it is no run
    return { manifest: wanted, priors: priors ?? [], origin: 'created' };
  }
  const frozen = (await readJsonFile(paths.priors)) as { readonly trials: readonly Prior[] };
  checkFounding(paths, present, frozen.trials);
  // What the id is not made of, as the name, is vouched for by the audit.
  await checkFoundingFiles(paths, await readFinished(paths), isFoundingFile);
  const hasFinished = (await listNames(paths.folder)).includes(path.basename(paths.finished));
  return { manifest: present, priors: frozen.trials, origin: hasFinished ? 'reopened' : 'resumed' };
}

function checkFounding(paths: RunPaths, manifest: RunManifest, trials: readonly KeyedRecord[]): void {
  if (isFounding(manifest, trials) && paths.folder.endsWith(manifest.runId)) return;
  throw new DataError(
    `run '${manifest.runId}' is not as it was written: its manifest or its prior trials were changed`,
    {
      context: { folder: paths.folder },
      hint: 'Restore the folder, or remove the run and make it again.',
    },
  );
}

/** A run that has finished is opened again only if its audit is as it was left. */
async function checkEnd(workspace: string, paths: RunPaths): Promise<void> {
  const finished = await readFinished(paths);
  if (finished === undefined) return;
  await checkFinishedAudit(paths, finished, (await finishedHeads(workspace)).get(path.basename(paths.folder)));
}

/** The value as a reader of the file sees it. */
function plainJson(value: unknown): JsonSafe {
  return JSON.parse(canonicalJson(value)) as JsonSafe;
}
