/** Files of lines that only grow: what a killed writer left of its last line is no line. */
import { createReadStream } from 'node:fs';
import { open, truncate } from 'node:fs/promises';
import { hasErrorCode } from '../settings/index.ts';

const CHUNK_BYTES = 1 << 16;
const NEWLINE = 0x0a;

/** Whole lines of a file in batches, oldest first, without their newline; none where the file is missing. */
export async function* readLineBatches(file: string): AsyncGenerator<readonly string[]> {
  let rest = '';
  try {
    for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: CHUNK_BYTES * 4 })) {
      const lines = (rest + (chunk as string)).split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT')) throw error;
  }
}

/** A line as it stands in its file. */
export interface RawLine {
  readonly bytes: Uint8Array;
  /** False for what stands after the last newline. */
  readonly whole: boolean;
}

/** Every line of a file, byte by byte as it stands there, the unfinished last one too; none where the file is missing. */
export async function* readRawLines(file: string): AsyncGenerator<RawLine> {
  let rest: Uint8Array = new Uint8Array(0);
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES * 4 })) {
      let bytes = Buffer.concat([rest, chunk as Uint8Array]);
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE)) {
        yield { bytes: bytes.subarray(0, end), whole: true };
        bytes = bytes.subarray(end + 1);
      }
      rest = bytes;
    }
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT')) throw error;
  }
  if (rest.length > 0) yield { bytes: rest, whole: false };
}

/** Cuts off what stands after the last newline; returns the number of bytes cut. Nobody else may be writing. */
export async function cutTornTail(file: string): Promise<number> {
  let size: number;
  let end: number;
  try {
    const handle = await open(file, 'r');
    try {
      size = (await handle.stat()).size;
      end = await endOfLastLine(handle, size);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return 0;
    throw error;
  }
  if (end < size) await truncate(file, end);
  return size - end;
}

/** The last whole line of a file, looked for in its last quarter MiB; undefined where there is none. */
export async function readLastLine(file: string): Promise<string | undefined> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      const start = Math.max(0, size - CHUNK_BYTES * 4);
      const buffer = new Uint8Array(size - start);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
      const [, last] = new TextDecoder().decode(buffer.subarray(0, bytesRead)).split('\n').reverse();
      return last;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

interface ReadableHandle {
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
}

async function endOfLastLine(handle: ReadableHandle, size: number): Promise<number> {
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - CHUNK_BYTES);
    const { bytesRead } = await handle.read(buffer, 0, end - start, start);
    const index = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE);
    if (index >= 0) return start + index + 1;
    end = start;
  }
  return 0;
}
