import { PlatformError } from '@assay/core/errors';
import { hasErrorCode, lockHolder } from '../settings/index.ts';
import { readAuditTail } from './audit.ts';
import type { AuditEntry } from './audit.ts';
import { readFinished } from './finished.ts';
import { finishedHeads } from './ledger.ts';
import type { RunPaths } from './run-paths.ts';
import type { RunFailure } from './run.ts';
import { checkFinishedAudit, endsAsNoted } from './soundness.ts';
import type { NotedHeads } from './soundness.ts';

/**
 * `running`: a process writes it; `unfinished`: it was broken off and can be resumed; `failed`: it ended with an error;
 * `damaged`: its folder is not as it was written.
 */
export type RunState = 'running' | 'unfinished' | 'failed' | 'finished' | 'damaged';

/** What is wrong with a run, and what to do. */
export interface RunProblem {
  readonly message: string;
  readonly advice: string;
}

/** A run's state, with the reason where it has failed or is damaged. */
export interface StateFound {
  readonly state: RunState;
  /** Why it ended without results, where its state is `failed`. */
  readonly failure: RunFailure | null;
  /** What is wrong with its folder, where its state is `damaged`. */
  readonly problem: RunProblem | null;
}

/** Heads of audits by run, or what is wrong with the ledger that should hold them. */
export interface LedgerHeads {
  readonly heads: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  readonly problem: RunProblem | null;
}

/** State of a run. The audit of a finished one is read from its end; only where that leaves a doubt is all of it checked. */
export async function stateOf(paths: RunPaths, heads: NotedHeads): Promise<StateFound> {
  if ((await lockHolder(paths.lock)) !== undefined) return found('running');
  try {
    const finished = await readFinished(paths);
    if (finished !== undefined) {
      if (!(await endsAsNoted(paths, finished, heads))) await checkFinishedAudit(paths, finished, heads);
      return found('finished');
    }
  } catch (error) {
    return damaged(error);
  }
  const failure = failureIn(await readAuditTail(paths.audit));
  return failure === null ? found('unfinished') : { ...found('failed'), failure };
}

/** The state of a run whose folder was found damaged; any other error is thrown on. */
export function damaged(error: unknown): StateFound {
  return { state: 'damaged', failure: null, problem: problemOf(error) };
}

/** What the ledger holds of finished runs: where it is damaged, runs can still be looked at. */
export async function readHeads(workspace: string): Promise<LedgerHeads> {
  try {
    return { heads: await finishedHeads(workspace), problem: null };
  } catch (error) {
    return { heads: undefined, problem: problemOf(error) };
  }
}

function found(state: RunState): StateFound {
  return { state, failure: null, problem: null };
}

function problemOf(error: unknown): RunProblem {
  if (!PlatformError.is(error) || !hasErrorCode(error, 'DATA_INVALID')) throw error;
  return { message: error.message, advice: error.hint ?? '' };
}

function failureIn(last: AuditEntry | undefined): RunFailure | null {
  if (last?.event !== 'run-failed') return null;
  const { code, step, message } = last as AuditEntry & Partial<RunFailure>;
  return { code: code ?? '', step: step ?? '', message: message ?? '' };
}
