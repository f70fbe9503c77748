/**
 * Files that are never seen half written. A file is made beside its place under a temporary name, forced to disk, then
 * renamed; a reader sees the old content or the new one, also after a crash.
 */
import { randomBytes } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { DataError, NotFoundError, PlatformError } from '@assay/core/errors';
import { strictJson } from './canonical-json.ts';
import type { StrictJsonOptions } from './canonical-json.ts';
import { sha256Hex } from './hashing.ts';
import { isProcessAlive } from './processes.ts';

const TEMPORARY_NAME = /^\..+\.([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.partial$/u;

/** Makes a folder and those above it; nothing happens where it exists. */
export async function ensureDirectory(folder: string): Promise<void> {
  // Not `recursive`: where a file system lets nobody make folders, as /proc, Node's own recursion never ends.
  if (await makeFolder(folder)) return;
  await ensureDirectory(path.dirname(folder));
  if (await makeFolder(folder)) return;
  throw new PlatformError('EXTERNAL_FAILURE', `cannot make the folder '${folder}'`, {
    context: { folder },
    hint: 'Choose another place, on a file system that can be written.',
  });
}

/** True if the folder is there now, false where its parent is missing. */
async function makeFolder(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT') && path.dirname(folder) !== folder) return false;
    if (await isFolder(folder)) return true;
    throw error;
  }
}

async function isFolder(folder: string): Promise<boolean> {
  try {
    return (await stat(folder)).isDirectory();
  } catch {
    return false;
  }
}

/** A name in the folder of `target` that nobody else uses, marked as temporary, with this machine and process. */
export function temporaryPathFor(target: string): string {
  const random = randomBytes(6).toString('hex');
  return path.join(path.dirname(target), `.${path.basename(target)}.${hostMark()}-${process.pid}-${random}.partial`);
}

/** Puts `data` at `target` at once: temporary file, fsync, rename, fsync of the folder. The folder is made if needed. */
export async function writeFileAtomic(target: string, data: string | Uint8Array): Promise<void> {
  await produceFileAtomic(target, async (temporary) => {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(data);
    } finally {
      await file.close();
    }
  });
}

/**
 * Writes a file where a person wants it, as `writeFileAtomic` does, and takes away what killed processes left in its folder:
 * nobody else cleans a folder that is not ours.
 */
export async function writeNamedFile(target: string, data: string | Uint8Array): Promise<void> {
  await removeAbandonedTemporaries(path.dirname(target));
  await writeFileAtomic(target, data);
}

/**
 * Lets `produce` write a file at a temporary path in the folder of `target`, then puts it in place at once. For files
 * that another library writes, or that are streamed. If `produce` throws, nothing is left and the old file stays.
 */
export async function produceFileAtomic(
  target: string,
  produce: (temporary: string) => Promise<void> | void,
): Promise<void> {
  await ensureDirectory(path.dirname(target));
  const temporary = temporaryPathFor(target);
  try {
    await produce(temporary);
    await syncFile(temporary);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true, recursive: true });
    throw withFileName(target, error);
  }
  await syncDirectory(path.dirname(target));
}

/** The error with the name of its file: what the system refused to do with an open file, as on a full disk, lacks it. */
export function withFileName(file: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const refused: NodeJS.ErrnoException = error;
  if (refused.syscall === undefined || refused.path !== undefined) return error;
  refused.path = file;
  refused.message = `${refused.message} '${file}'`;
  return refused;
}

/** Writes a value as strict JSON with a newline at the end, atomically; refuses NaN and infinity with their path. */
export async function writeJsonAtomic(
  target: string,
  value: unknown,
  options: StrictJsonOptions = { indent: 2 },
): Promise<void> {
  await writeFileAtomic(target, `${strictJson(value, options)}\n`);
}

/**
 * Reads and parses a JSON file.
 *
 * @throws {NotFoundError} when there is no such file; {DataError} when it is not JSON.
 */
export async function readJsonFile(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) throw new NotFoundError('file', file, { cause: error });
    throw error;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new DataError(`file '${file}' is not valid JSON`, { cause: error, context: { file } });
  }
}

/** Forces a folder's entries to disk where the system can; silently does nothing where it cannot (Windows). */
export async function syncDirectory(folder: string): Promise<void> {
  try {
    await syncPath(folder, 'r');
  } catch (error) {
    if (!hasErrorCode(error, 'EISDIR', 'EPERM', 'EINVAL', 'ENOTSUP', 'EACCES')) throw error;
  }
}

/** Where to look for what killed processes left. */
export interface CleaningOptions {
  /** Look into the folders below as well. @default false */
  readonly recursive?: boolean;
  /** What their names begin with. @default any */
  readonly beginningWith?: string;
}

/** Removes temporary files and folders that processes of this machine left in `folder` when they died; their names. */
export async function removeAbandonedTemporaries(folder: string, options: CleaningOptions = {}): Promise<string[]> {
  const removed: string[] = [];
  for (const entry of await listEntries(folder)) {
    const place = path.join(folder, entry.name);
    const [, host, pid] = TEMPORARY_NAME.exec(entry.name) ?? [];
    const isMeant = entry.name.startsWith(options.beginningWith ?? '');
    if (isMeant && host === hostMark() && !isProcessAlive(Number(pid))) {
      await rm(place, { recursive: true, force: true });
      removed.push(entry.name);
    } else if (options.recursive === true && entry.isDirectory()) {
      removed.push(...(await removeAbandonedTemporaries(place, options)));
    }
  }
  return removed;
}

/** Names in a folder, sorted by code unit so that no result depends on the file system; empty where it is missing. */
export async function listNames(folder: string): Promise<string[]> {
  return (await listEntries(folder)).map((entry) => entry.name).sort();
}

/** True for a system error with one of `codes`, such as ENOENT. */
export function hasErrorCode(error: unknown, ...codes: readonly string[]): boolean {
  const code = (error as { readonly code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && codes.includes(code);
}

async function listEntries(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return [];
    throw error;
  }
}

function hostMark(): string {
  return sha256Hex(hostname()).slice(0, 8);
}

/** Some systems sync only what is open for writing; a file that may not be written is opened for reading. */
async function syncFile(file: string): Promise<void> {
  try {
    await syncPath(file, 'r+');
  } catch (error) {
    if (!hasErrorCode(error, 'EACCES', 'EPERM')) throw error;
    await syncPath(file, 'r');
  }
}

async function syncPath(target: string, flags: string): Promise<void> {
  const file = await open(target, flags);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
