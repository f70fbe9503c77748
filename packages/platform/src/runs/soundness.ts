/**
 * Whether a finished run is as it was left. Its audit must be whole, must say that the run has finished, with the hash of
 * `finished.json`, and must hold every head that the trial ledger has noted for it.
 */
import type { AuditEntry } from './audit.ts';
import { readAudit, readAuditTail } from './audit.ts';
import { damagedRun } from './damage.ts';
import type { ReadFinished } from './finished.ts';
import type { RunPaths } from './run-paths.ts';

/** Heads of a run's audit as the trial ledger holds them, the latest last; undefined where the ledger cannot be read. */
export type NotedHeads = ReadonlySet<string> | undefined;

/** What may stand after the end of a run: its results could not be published, it was opened again, or a person added to it. */
export const AFTER_END: readonly string[] = [
  'recovered',
  'run-failed',
  'run-reopened',
  'run-resumed',
  'verdict-acknowledged',
  'lockbox-opened',
  'lockbox-judged',
  'forward-judged',
  'publish-started',
];

/**
 * Checks the audit of a finished run line by line.
 *
 * @returns the last line.
 * @throws {DataError} if it is not as it was written, or lines are missing.
 */
export async function checkFinishedAudit(
  paths: RunPaths,
  finished: ReadFinished,
  heads: NotedHeads,
): Promise<AuditEntry> {
  const ends = new Map<string, unknown>();
  let last: AuditEntry | undefined;
  for await (const entry of readAudit(paths.audit)) {
    if (last?.event === 'run-finished' && !AFTER_END.includes(entry.event))
      throw damagedRun(paths, `its audit goes on after the end of the run, at line ${entry.seq + 1}`);
    if (entry.event === 'run-finished') ends.set(entry.hash, entry['finishedHash']);
    last = entry;
  }
  if (last === undefined) throw damagedRun(paths, 'it has finished, but its audit is empty or missing');
  if (ends.size === 0) throw damagedRun(paths, 'it has finished, but the end of its audit is missing');
  const cut = [...(heads ?? [])].find((head) => !ends.has(head));
  if (cut !== undefined)
    throw damagedRun(
      paths,
      `its audit was cut or exchanged: the trial ledger has noted the head ${cut}, which it lacks`,
    );
  if (![...ends.values()].includes(finished.hash)) {
    throw damagedRun(paths, "'finished.json' is not the one that its audit holds the hash of");
  }
  return last;
}

/** Whether the end of the audit alone shows that the run is as it was left: quick, for a list of many runs. */
export async function endsAsNoted(paths: RunPaths, finished: ReadFinished, heads: NotedHeads): Promise<boolean> {
  const last = await readAuditTail(paths.audit);
  if (last?.event !== 'run-finished' || last['finishedHash'] !== finished.hash) return false;
  return heads === undefined || heads.size === 0 || [...heads].at(-1) === last.hash;
}
