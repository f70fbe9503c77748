/**
 * A lock between processes, held as a file.
 *
 * 1. The holder's identity is written to a temporary file, which is hard-linked to the lock's path: it appears with its
 *    content or not at all, and only one can win.
 * 2. Who finds it taken reads the holder. A holder that runs is waited for, by polling, for a bounded time.
 * 3. A holder that is gone is cleared away. Only one process may do so: it must hold a second lock named after the first
 *    one's token, and look again while it holds it. So a fresh lock is never removed by a late clearer, and a clearer
 *    that dies is itself cleared in the same way.
 */
import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PlatformError } from '@assay/core/errors';
import { ensureDirectory, hasErrorCode, temporaryPathFor } from './files.ts';
import { isProcessGone, processIdentity } from './processes.ts';
import type { ProcessIdentity } from './processes.ts';

/** How long to wait and how to speak of it. */
export interface FileLockOptions {
  /** Milliseconds to wait for a holder that runs; 0 gives up at once. @default 30000 */
  readonly waitMs?: number;
  /** What the lock protects, as the error names it. @default the lock's path */
  readonly what?: string;
}

/** A lock that this process holds. */
export interface FileLock {
  readonly path: string;
  /** That of its `LockHolder`. */
  readonly token: string;
  /** Gives the lock back; a second call does nothing. */
  release(): Promise<void>;
}

/** Who holds a lock. */
export interface LockHolder extends ProcessIdentity {
  readonly token: string;
}

const DEFAULT_WAIT_MS = 30_000;
const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 50;

/**
 * Takes the lock at `lockPath`, waiting for a running holder at most `waitMs`.
 *
 * @throws {PlatformError} CONFLICT, with the holder's process id and what to do, when it is still held then.
 */
export async function acquireFileLock(lockPath: string, options: FileLockOptions = {}): Promise<FileLock> {
  const waitMs = options.waitMs ?? DEFAULT_WAIT_MS;
  await ensureDirectory(path.dirname(lockPath));
  let pauseMs = FIRST_PAUSE_MS;
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    const attempt = await tryAcquire(lockPath);
    if ('lock' in attempt) return attempt.lock;
    if (attempt.cleared) continue;
    if (waitedMs >= waitMs) throw heldBy(attempt.holder, lockPath, options.what);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    await pause(pauseMs);
  }
}

/** Runs `fn` while holding the lock at `lockPath`, and gives the lock back however `fn` ends. */
export async function withFileLock<T>(
  lockPath: string,
  fn: () => Promise<T> | T,
  options: FileLockOptions = {},
): Promise<T> {
  const lock = await acquireFileLock(lockPath, options);
  try {
    return await fn();
  } finally {
    await lock.release();
  }
}

/** The running holder of the lock at `lockPath`, or undefined when it is free or its holder is gone. */
export async function lockHolder(lockPath: string): Promise<LockHolder | undefined> {
  const holder = await readHolder(lockPath);
  return holder === undefined || isProcessGone(holder) ? undefined : holder;
}

/** Either the lock, or who holds it; `cleared` when that one was gone and its lock has been removed. */
type Attempt = { readonly lock: FileLock } | { readonly holder: LockHolder | undefined; readonly cleared: boolean };

async function tryAcquire(lockPath: string): Promise<Attempt> {
  const token = randomBytes(6).toString('hex');
  if (await placeHolder(lockPath, { ...processIdentity(), token })) return { lock: heldLock(lockPath, token) };
  const holder = await readHolder(lockPath);
  if (holder === undefined || !isProcessGone(holder)) return { holder, cleared: false };
  return { holder, cleared: await clearAway(lockPath, holder.token) };
}

async function placeHolder(lockPath: string, holder: LockHolder): Promise<boolean> {
  const temporary = temporaryPathFor(lockPath);
  const content = JSON.stringify(holder);
  await writeFile(temporary, content, { flag: 'wx' });
  try {
    await link(temporary, lockPath).catch(async (error: unknown) => {
      if (!hasErrorCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) throw error;
      await writeFile(lockPath, content, { flag: 'wx' }); // a file system without hard links
    });
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function clearAway(lockPath: string, token: string): Promise<boolean> {
  const attempt = await tryAcquire(`${lockPath}.${token}`);
  if (!('lock' in attempt)) return attempt.cleared;
  try {
    const now = await readHolder(lockPath);
    if (now?.token !== token) return false;
    await rm(lockPath, { force: true });
    return true;
  } finally {
    await attempt.lock.release();
  }
}

function heldLock(lockPath: string, token: string): FileLock {
  let held = true;
  return {
    ...{ path: lockPath, token },
    release: async () => {
      if (!held) return;
      held = false;
      await rm(lockPath, { force: true });
    },
  };
}

async function readHolder(lockPath: string): Promise<LockHolder | undefined> {
  try {
    return JSON.parse(await readFile(lockPath, 'utf8')) as LockHolder;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT') || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function heldBy(holder: LockHolder | undefined, lockPath: string, what: string | undefined): PlatformError {
  const who = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`;
  return new PlatformError('CONFLICT', `${what ?? `'${lockPath}'`} is in use by ${who}`, {
    context: { lock: lockPath, pid: holder?.pid ?? null, host: holder?.host ?? null },
    hint: `Wait until it ends or stop it; if it no longer exists, remove '${lockPath}'.`,
  });
}
