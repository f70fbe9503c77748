/**
 * Events that a person adds to a run after its end: an acknowledgement, an opened lockbox. Nothing of the run changes; its
 * audit grows by the event and by a new end, whose hash the trial ledger notes, so that neither can be taken out again.
 */
import { PlatformError } from '@assay/core/errors';
import { acquireFileLock, canonicalJson } from '../settings/index.ts';
import { openAudit, readAudit } from './audit.ts';
import type { AuditDetails, AuditEntry } from './audit.ts';
import { readRunManifest } from './find-runs.ts';
import { readFinished } from './finished.ts';
import type { ReadFinished } from './finished.ts';
import { appendFinishedRun, finishedHeads } from './ledger.ts';
import { publicationFacts, publishResults } from './publish.ts';
import type { Publication, PublishedResults } from './publish.ts';
import { runPaths } from './run-paths.ts';
import type { RunPaths } from './run-paths.ts';
import { checkFinishedAudit } from './soundness.ts';

/** What may be added to a finished run. */
export type Amendment =
  'verdict-acknowledged' | 'lockbox-opened' | 'lockbox-judged' | 'forward-judged' | 'publish-started';

/** An event to add. */
export interface AmendRunOptions {
  readonly workspace: string;
  readonly runId: string;
  readonly event: Amendment;
  /**
   * What the event says, decided while nobody else writes the run.
   *
   * @param earlier - the events of this kind that are there already, oldest first.
   * @throws whatever hinders the event; nothing is written then.
   */
  readonly details: (earlier: readonly AuditEntry[]) => Promise<AuditDetails> | AuditDetails;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: (() => number) | undefined;
}

/** People and daemons add to a run in turn; each is done in a moment. */
const AMENDING_WAIT_MS = 10_000;

/**
 * Adds an event to the audit of a finished run.
 *
 * @returns the line of the audit that says so.
 * @throws {PlatformError} ILLEGAL_STATE if the run has not finished, CONFLICT if another process writes it.
 * @throws {DataError} if run or ledger are not as they were written.
 */
export function amendRun(options: AmendRunOptions): Promise<AuditEntry> {
  const { workspace, runId, event, now } = options;
  return withFinished(options, async ({ paths, finished, note }) => {
    await checkFinishedAudit(paths, finished, (await finishedHeads(workspace)).get(runId));
    const details = await options.details(await eventsOf(paths.audit, event));
    const audit = await openAudit(paths.audit, { now });
    try {
      const entry = await audit.append(event, details);
      await audit.append('run-finished', { finishedHash: finished.hash, after: event });
      await audit.sync();
      await note(audit.head());
      return entry;
    } finally {
      await audit.close();
    }
  });
}

/**
 * Ends the audit of a finished run, and has the trial ledger note that end, where a process that added to the run was killed
 * before it could do so; else nothing happens.
 *
 * @throws as `amendRun`.
 */
export function noteEnd({ workspace, runId, now }: FinishedRunPlace): Promise<void> {
  return withFinished({ workspace, runId, now }, async ({ paths, finished, note }) => {
    const heads = (await finishedHeads(workspace)).get(runId);
    const last = await checkFinishedAudit(paths, finished, heads);
    if (last.event === 'run-finished') {
      if (heads?.has(last.hash) !== true) await note(last.hash);
      return;
    }
    const audit = await openAudit(paths.audit, { now });
    try {
      await audit.append('run-finished', { finishedHash: finished.hash, after: last.event });
      await audit.sync();
      await note(audit.head());
    } finally {
      await audit.close();
    }
  });
}

type FinishedRunPlace = Pick<AmendRunOptions, 'workspace' | 'runId' | 'now'>;

interface OpenedRun {
  readonly paths: RunPaths;
  readonly finished: ReadFinished;
  /** Has the ledger note the head of the audit. */
  readonly note: (auditHead: string) => Promise<unknown>;
}

/** Lends a finished run that nobody else writes meanwhile. */
async function withFinished<Result>(
  { workspace, runId, now }: FinishedRunPlace,
  use: (run: OpenedRun) => Promise<Result>,
): Promise<Result> {
  const paths = runPaths(workspace, runId);
  const lock = await acquireFileLock(paths.lock, { waitMs: AMENDING_WAIT_MS, what: `run '${runId}'` });
  try {
    const [finished, manifest] = [await readFinished(paths), await readRunManifest(paths)];
    if (finished === undefined || manifest === undefined) throw unfinished(runId);
    const { experimentId, name } = manifest;
    const note = (auditHead: string): Promise<unknown> =>
      appendFinishedRun(workspace, { experimentId, name, auditHead }, { runId, now });
    return await use({ paths, finished, note });
  } finally {
    await lock.release();
  }
}

/**
 * Publishes results of a finished run once more, after something was added to it. The hashes of the files stand in the audit
 * first: a published file whose hash it lacks was changed by somebody else.
 */
export async function publishAmended(
  { workspace, runId, now }: FinishedRunPlace,
  place: Pick<Publication, 'area' | 'name' | 'files'>,
): Promise<PublishedResults> {
  const facts = publicationFacts(place);
  const last = (await readAmendments(workspace, runId, 'publish-started'))
    .filter(({ area, name }) => area === facts.area && name === facts.name)
    .at(-1);
  // Where the audit holds these hashes already, the same files are put in place again.
  if (last === undefined || canonicalJson(last['files']) !== canonicalJson(facts.files))
    await amendRun({ workspace, runId, now, event: 'publish-started', details: () => facts });
  else await noteEnd({ workspace, runId, now });
  return publishResults({ workspace, runId, ...place });
}

/** The events of one kind that were added to a run, oldest first; none where it has no audit. */
export async function readAmendments(
  workspace: string,
  runId: string,
  event: Amendment,
): Promise<readonly AuditEntry[]> {
  return eventsOf(runPaths(workspace, runId).audit, event);
}

async function eventsOf(file: string, wanted: Amendment): Promise<readonly AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for await (const entry of readAudit(file)) if (entry.event === wanted) entries.push(entry);
  return entries;
}

function unfinished(runId: string): PlatformError {
  return new PlatformError('ILLEGAL_STATE', `run '${runId}' has not finished`, {
    hint: 'Run its config again: it goes on where it stopped.',
  });
}
