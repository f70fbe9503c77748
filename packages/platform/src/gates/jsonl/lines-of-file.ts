import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { DataError } from '@assay/core/errors';

/** One line that is not blank. */
export interface FileLine {
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/** A file that is being read. */
export interface OpenLines {
  /** Its lines in pieces, without those that are blank. */
  pieces(): AsyncGenerator<readonly FileLine[]>;
  /** Of its bytes as they lie on disk; to be asked after the last piece. */
  sha256(): string;
}

/** No gate is as long as this. */
const LONGEST_LINE = 1 << 20;

/**
 * Opens a file of lines, plain or `.gz`.
 *
 * @throws {DataError} while it is read: if a line is longer than 1 MiB, or the file is no gzip although it is called so.
 */
export function openLines(file: string, name: string): OpenLines {
  const hash = createHash('sha256');
  return { pieces: () => piecesOf(file, name, (bytes) => hash.update(bytes)), sha256: () => hash.digest('hex') };
}

async function* piecesOf(
  file: string,
  name: string,
  onBytes: (bytes: Uint8Array) => void,
): AsyncGenerator<readonly FileLine[]> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  let line = 1;
  for await (const bytes of bytesOf(file, name, onBytes)) {
    const parts = `${rest}${decoder.decode(bytes, { stream: true })}`.split('\n');
    rest = parts.pop() ?? '';
    if (rest.length > LONGEST_LINE)
      throw new DataError(`${name}:${line + parts.length} is longer than 1 MiB: no gate is`, {
        context: { file: name },
      });
    yield linesOf(parts, line);
    line += parts.length;
  }
  yield linesOf([rest + decoder.decode()], line);
}

function linesOf(parts: readonly string[], first: number): readonly FileLine[] {
  return parts.flatMap((text, index) => (text.trim() === '' ? [] : [{ text, line: first + index }]));
}

async function* bytesOf(file: string, name: string, onBytes: (bytes: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  const stored = createReadStream(file, { highWaterMark: 1 << 17 });
  if (!/\.gz$/iu.test(file)) {
    for await (const bytes of stored as AsyncIterable<Uint8Array>) {
      onBytes(bytes);
      yield bytes;
    }
    return;
  }
  const plain = createGunzip();
  stored.on('data', (bytes) => onBytes(bytes as Uint8Array));
  stored.on('error', (error) => plain.destroy(error));
  try {
    yield* stored.pipe(plain) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw new DataError(`${name} cannot be unpacked: ${(error as Error).message}`, { cause: error });
  } finally {
    stored.destroy();
  }
}
