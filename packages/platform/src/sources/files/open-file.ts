import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { NotFoundError } from '@assay/core/errors';
import { hasErrorCode } from '../../settings/index.ts';
import type { Bytes } from './bytes.ts';
import { dataFault } from './fault.ts';

const READ_BYTES = 1 << 18;

/** A regular file, open for reading, that hashes what is read of it in order. */
export interface OpenFile {
  readonly path: string;
  readonly size: number;
  /** All bytes from the first, hashed on the way. */
  hashedBytes(): Bytes;
  /** Bytes from `start` up to, not including, `end`. */
  range(start: number, end: number): Bytes;
  /** Fills `target` from `position` on; fewer bytes where the file ends. */
  read(target: Buffer, position: number): Promise<number>;
  /** Hash of the whole file; reads what `hashedBytes` did not, or all of it. */
  sha256(): Promise<string>;
  /** @throws {DataError} if the file was written to since it was opened. */
  checkUnchanged(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a regular file; links are followed.
 *
 * @throws {NotFoundError} if there is no such file.
 * @throws {DataError} if it is a folder, a pipe, a device or empty, or may not be read.
 */
export async function openFile(path: string): Promise<OpenFile> {
  const handle = await openHandle(path);
  try {
    const stats = await handle.stat();
    const kind = kindOf(stats);
    if (kind !== undefined) throw dataFault({ file: path }, `is ${kind}`, 'Name the data files themselves.');
    if (stats.size === 0) throw dataFault({ file: path }, 'is empty', 'Get the file again, or leave it out.');
    return new HashingFile(path, handle, stats);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

class HashingFile implements OpenFile {
  readonly path: string;
  readonly size: number;
  private readonly handle: FileHandle;
  private readonly stats: Stats;
  private hash: Hash = createHash('sha256');
  private hashed = 0;

  constructor(path: string, handle: FileHandle, stats: Stats) {
    this.path = path;
    this.handle = handle;
    this.stats = stats;
    this.size = stats.size;
  }

  async *hashedBytes(): Bytes {
    this.hash = createHash('sha256');
    this.hashed = 0;
    yield* this.hashOn();
  }

  async *range(start: number, end: number): Bytes {
    for (let position = start; position < end;) {
      const chunk = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, end - position));
      const length = await this.read(chunk, position);
      if (length === 0) throw dataFault({ file: this.path }, 'became shorter while it was read', RETRY);
      position += length;
      yield chunk.subarray(0, length);
    }
  }

  async read(target: Buffer, position: number): Promise<number> {
    try {
      return (await this.handle.read(target, 0, target.length, position)).bytesRead;
    } catch (error) {
      throw dataFault({ file: this.path }, `cannot be read: ${(error as Error).message}`, 'Check the disk.', {
        cause: error,
      });
    }
  }

  async sha256(): Promise<string> {
    for await (const chunk of this.hashOn()) void chunk;
    return this.hash.copy().digest('hex');
  }

  async checkUnchanged(): Promise<void> {
    const { size, mtimeMs } = await this.handle.stat();
    if (size !== this.stats.size || mtimeMs !== this.stats.mtimeMs) {
      throw dataFault({ file: this.path }, 'was written to while it was read', RETRY);
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  private async *hashOn(): Bytes {
    for await (const chunk of this.range(this.hashed, this.size)) {
      this.hash.update(chunk);
      this.hashed += chunk.length;
      yield chunk;
    }
  }
}

const RETRY = 'Import it again when nothing writes to it any more.';

async function openHandle(path: string): Promise<FileHandle> {
  try {
    // Without O_NONBLOCK a pipe without a writer would be waited for.
    return await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT') || hasErrorCode(error, 'ENOTDIR'))
      throw new NotFoundError('file', path, { cause: error });
    const rest = hasErrorCode(error, 'EACCES')
      ? 'may not be read by this user'
      : `cannot be opened: ${(error as Error).message}`;
    throw dataFault({ file: path }, rest, 'Check the path and its permissions.', { cause: error });
  }
}

function kindOf(stats: Stats): string | undefined {
  if (stats.isFile()) return undefined;
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a pipe, not a file';
  return stats.isSocket() ? 'a socket, not a file' : 'a device, not a file';
}
