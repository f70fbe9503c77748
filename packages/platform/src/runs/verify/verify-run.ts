/**
 * Whether a run is as it was left, down to the last byte.
 *
 * 1. The audit is followed line by line: number, hash of the line before, own hash, and the very bytes.
 * 2. Its last end holds the hash of finished.json, which lists every file of the folder; the audit's own lines must list the
 *    same. Every file is hashed; a missing one, a further one and one that was exchanged are told.
 * 3. The run's id is computed again from its manifest and its prior trials.
 * 4. Where the run stands in a workspace: every published cycle against the hashes in the audit, the chain of the trial
 *    ledger, the heads and the trials that it holds of the run, and the returns that these point to.
 * Nothing is written.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DataError, PlatformError } from '@assay/core/errors';
import { lockHolder, readJsonFile, sha256Hex } from '../../settings/index.ts';
import { readManifestAnywhere, readRunManifest } from '../find-runs.ts';
import { readFinished } from '../finished.ts';
import type { ReadFinished } from '../finished.ts';
import { isAmendment } from '../known-files.ts';
import type { FileHashes } from '../known-files.ts';
import { isFounding } from '../manifest.ts';
import type { KeyedRecord, RunManifest } from '../manifest.ts';
import type { RunPaths } from '../run-paths.ts';
import type { VerificationProblem } from './problems.ts';
import { verifyAudit } from './verify-audit.ts';
import type { AuditFindings } from './verify-audit.ts';
import { verifyFiles } from './verify-files.ts';
import { verifyLedger } from './verify-ledger.ts';
import { verifyPublished } from './verify-published.ts';

/** What was verified of a run, and everything that is not as it was written; the most telling first. */
export interface RunVerification {
  readonly runId: string;
  readonly folder: string;
  /** `unfinished`: it was broken off, so what it has come to is verified. */
  readonly state: 'finished' | 'unfinished';
  readonly ok: boolean;
  readonly checked: {
    readonly auditLines: number;
    readonly files: number;
    readonly bytes: number;
    /** Null where the run stands in no workspace. */
    readonly publishedFiles: number | null;
    readonly ledger: boolean;
  };
  readonly auditHead: string;
  readonly problems: readonly VerificationProblem[];
  /** What the verification does not cover, and why. */
  readonly notes: readonly string[];
}

/** A run to verify. */
export interface VerifyRunOptions {
  readonly paths: RunPaths;
  /** The workspace that it stands in; undefined for a folder of its own, as an exported run. */
  readonly workspace: string | undefined;
}

/**
 * Verifies a run.
 *
 * @throws {PlatformError} CONFLICT if a process writes the run.
 */
export async function verifyRun({ paths, workspace }: VerifyRunOptions): Promise<RunVerification> {
  if (workspace !== undefined) await checkUnwritten(paths);
  const audit = await verifyAudit(paths);
  const reading = await readFolder(paths, audit, workspace !== undefined);
  const expected = expectedFiles(audit, reading.finished);
  const inFolder = await verifyFiles(paths.folder, expected, ['audit.jsonl', 'finished.json']);
  const isFinished = reading.finished !== undefined || reading.hasEnd;
  const isWhole = inFolder.problems.length === 0;
  const around =
    workspace === undefined ? NOTHING_AROUND : await verifyAround(workspace, paths, { audit, isFinished, isWhole });
  const problems = [...audit.problems, ...reading.problems, ...inFolder.problems, ...around.problems];
  return {
    runId: reading.manifest?.runId ?? path.basename(paths.folder),
    folder: paths.folder,
    state: isFinished ? 'finished' : 'unfinished',
    ok: problems.length === 0,
    checked: {
      auditLines: audit.lines,
      files: inFolder.files + (reading.finished === undefined ? 0 : 1),
      bytes: inFolder.bytes,
      publishedFiles: around.files,
      ledger: workspace !== undefined && isFinished,
    },
    auditHead: audit.head,
    problems,
    notes: notesOf(reading.finished, { isFinished, isOpen: audit.isOpen, workspace }),
  };
}

const NOTHING_AROUND = { files: null, problems: [] } as const;

async function checkUnwritten(paths: RunPaths): Promise<void> {
  const holder = await lockHolder(paths.lock);
  if (holder === undefined) return;
  throw new PlatformError(
    'CONFLICT',
    `run '${path.basename(paths.folder)}' is being written by process ${holder.pid}`,
    {
      context: { pid: holder.pid },
      hint: 'Verify it once that process has ended.',
    },
  );
}

interface FolderReading {
  readonly manifest: RunManifest | undefined;
  readonly finished: ReadFinished | undefined;
  /** The audit says that the run has finished. */
  readonly hasEnd: boolean;
  readonly problems: readonly VerificationProblem[];
}

/** The files that say what a run is and what it vouches for. */
async function readFolder(paths: RunPaths, audit: AuditFindings, isAtHome: boolean): Promise<FolderReading> {
  const problems: VerificationProblem[] = [];
  const unreadable = (where: string) => (error: unknown) => {
    if (!(error instanceof DataError)) throw error;
    problems.push({ where, what: error.message, expected: 'what Assay wrote there', found: 'something else' });
    return undefined;
  };
  const read = isAtHome ? readRunManifest : readManifestAnywhere; // an exported folder may have any name
  const manifest = await read(paths).catch(unreadable('run.json'));
  const finished = await readFinished(paths).catch(unreadable('finished.json'));
  const hasEnd = audit.ends.size > 0;
  if (manifest !== undefined && problems.length === 0) problems.push(...(await foundingProblems(paths, manifest)));
  if (finished === undefined && hasEnd && problems.every(({ where }) => where !== 'finished.json')) {
    problems.push({
      where: 'finished.json',
      what: 'is missing',
      expected: 'what the run vouches for',
      found: 'nothing',
    });
  }
  if (finished !== undefined) problems.push(...(await finishedProblems(paths, finished, audit)));
  return { manifest, finished, hasEnd, problems };
}

async function foundingProblems(paths: RunPaths, manifest: RunManifest): Promise<readonly VerificationProblem[]> {
  const priors = (await readJsonFile(paths.priors).catch(() => undefined)) as { readonly trials?: unknown } | undefined;
  if (!Array.isArray(priors?.trials)) return []; // that it is missing or changed is told by its hash
  if (isFounding(manifest, priors.trials as readonly KeyedRecord[])) return [];
  const what = 'the id of the run is not that of its manifest and its prior trials';
  return [{ where: 'run.json', what, expected: `run ${manifest.runId}`, found: 'another one' }];
}

async function finishedProblems(
  paths: RunPaths,
  finished: ReadFinished,
  audit: AuditFindings,
): Promise<readonly VerificationProblem[]> {
  const where = 'finished.json';
  const actual = sha256Hex(await readFile(paths.finished));
  const expected = [...audit.ends.values()].at(-1);
  if (expected === undefined)
    return audit.problems.length > 0
      ? []
      : [
          {
            where,
            what: 'the audit does not say that the run has finished',
            expected: 'no such file',
            found: 'a file',
          },
        ];
  if (actual !== expected && audit.problems.length === 0)
    return [{ where, what: 'was changed', expected: `sha-256 ${expected}`, found: `sha-256 ${actual}` }];
  return audit.problems.length > 0 || audit.isOpen ? [] : listProblems(finished, audit.files);
}

/** The list of files must be the one that the lines of the audit make. */
function listProblems({ files }: ReadFinished, known: FileHashes): readonly VerificationProblem[] {
  if (files === undefined) return [];
  const names = [...new Set([...Object.keys(files), ...known.keys()])].sort();
  return names.flatMap((name): VerificationProblem[] => {
    const [listed, said] = [files[name], known.get(name)];
    if (listed === said || isAmendment(name)) return [];
    const what = `lists '${name}' otherwise than the audit`;
    return [{ where: 'finished.json', what, expected: said ?? 'nothing', found: listed ?? 'nothing' }];
  });
}

/** A broken audit cannot be believed after the break: then the list of the finished run is what there is. */
function expectedFiles(audit: AuditFindings, finished: ReadFinished | undefined): FileHashes {
  if (audit.problems.length === 0 || finished?.files === undefined) return audit.files;
  return new Map(Object.entries(finished.files));
}

async function verifyAround(
  workspace: string,
  paths: RunPaths,
  {
    audit,
    isFinished,
    isWhole,
  }: {
    readonly audit: AuditFindings;
    readonly isFinished: boolean;
    readonly isWhole: boolean;
  },
): Promise<{ readonly files: number; readonly problems: readonly VerificationProblem[] }> {
  // What a broken audit says of its ends is not what it said once: its break is told, and no more is made of it.
  if (audit.problems.length > 0) return { files: 0, problems: [] };
  const published = await verifyPublished(workspace, path.basename(paths.folder), audit);
  const ledger = isFinished ? await verifyLedger(workspace, paths, { ...audit, isWhole }) : [];
  return { files: published.files, problems: [...published.problems, ...ledger] };
}

const BROKEN_OFF =
  'the run was opened again, and that was broken off: run its config again, which brings it to its end';

function notesOf(
  finished: ReadFinished | undefined,
  found: { readonly isFinished: boolean; readonly isOpen: boolean; readonly workspace: string | undefined },
): string[] {
  const { isFinished, isOpen, workspace } = found;
  return [
    ...(isFinished ? [] : ['the run has not finished: what it has come to was verified']),
    ...(finished !== undefined && finished.files === undefined
      ? ['the run was made by an older version, which kept no list of its files']
      : []),
    ...(workspace === undefined
      ? ['the folder stands in no workspace: published copies and trial ledger were not looked at']
      : []),
    ...(isFinished && isOpen ? [BROKEN_OFF] : []),
  ];
}
