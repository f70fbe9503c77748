/**
 * A tar archive of plain files, in the form that every tar reads (POSIX ustar; a pax header where a path is too long for it).
 *
 * Nothing of the machine goes in: times are 0, owners are 0, names come in the order they are given. So equal files make an
 * equal archive.
 */
import { createReadStream } from 'node:fs';
import { InvalidArgumentError } from '@assay/core/errors';

/** A file of an archive. */
export interface TarFile {
  /** Path in the archive, forward slashes. */
  readonly name: string;
  /** Where its bytes are. */
  readonly file: string;
  readonly bytes: number;
  /** Permissions, as 0o644. */
  readonly mode: number;
}

const BLOCK = 512;
const NAME_BYTES = 100;
const PREFIX_BYTES = 155;

/** Largest size that ustar has room for: 8 GiB less one byte. */
const MOST_BYTES = 0o77777777777;

/**
 * The bytes of a tar archive, in chunks.
 *
 * @throws {InvalidArgumentError} if a file has another size than was told, or is larger than the form permits.
 */
export async function* tarChunks(files: Iterable<TarFile>): AsyncGenerator<Uint8Array> {
  for (const file of files) {
    if (file.bytes > MOST_BYTES) throw new InvalidArgumentError('file', 'smaller than 8 GiB', file.name);
    const split = splitName(file.name);
    if (split === undefined) yield* paxHeader(file.name);
    yield header({
      ...(split ?? { name: shortName(file.name), prefix: '' }),
      ...{ bytes: file.bytes, mode: file.mode, type: '0' },
    });
    let written = 0;
    for await (const chunk of createReadStream(file.file, { highWaterMark: 1 << 18 })) {
      written += (chunk as Uint8Array).length;
      yield chunk as Uint8Array;
    }
    if (written !== file.bytes) throw new InvalidArgumentError('file', `of ${file.bytes} bytes as it was`, file.name);
    yield padding(file.bytes);
  }
  yield new Uint8Array(2 * BLOCK);
}

interface HeaderFields {
  readonly name: string;
  readonly prefix: string;
  readonly bytes: number;
  readonly mode: number;
  readonly type: '0' | 'x';
}

function header({ name, prefix, bytes, mode, type }: HeaderFields): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
  block.write(name, 0, NAME_BYTES, 'utf8');
  block.write(octal(mode, 7), 100);
  block.write(octal(0, 7), 108); // owner
  block.write(octal(0, 7), 116); // group
  block.write(octal(bytes, 11), 124);
  block.write(octal(0, 11), 136); // time
  block.write(' '.repeat(8), 148); // the sum is taken with blanks in its own place
  block.write(type, 156);
  block.write('ustar\0' + '00', 257);
  block.write(octal(0, 7), 329);
  block.write(octal(0, 7), 337);
  block.write(prefix, 345, PREFIX_BYTES, 'utf8');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** Name and prefix of a path, cut at a slash; undefined where no cut makes both fit. */
function splitName(name: string): { readonly name: string; readonly prefix: string } | undefined {
  if (Buffer.byteLength(name) <= NAME_BYTES) return { name, prefix: '' };
  for (let place = name.indexOf('/'); place >= 0; place = name.indexOf('/', place + 1)) {
    const [prefix, rest] = [name.slice(0, place), name.slice(place + 1)];
    if (rest !== '' && Buffer.byteLength(rest) <= NAME_BYTES && Buffer.byteLength(prefix) <= PREFIX_BYTES)
      return { name: rest, prefix };
  }
  return undefined;
}

function* paxHeader(name: string): Generator<Uint8Array> {
  const record = Buffer.from(paxRecord('path', name));
  yield header({ name: 'pax', prefix: '', bytes: record.length, mode: 0o644, type: 'x' });
  yield record;
  yield padding(record.length);
}

/** `LENGTH key=value\n`, where the length counts itself. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest);
  while (Buffer.byteLength(`${length}${rest}`) !== length) length = Buffer.byteLength(`${length}${rest}`);
  return `${length}${rest}`;
}

/** What a reader shows that knows no pax headers. */
function shortName(name: string): string {
  return Buffer.from(name)
    .subarray(-NAME_BYTES)
    .toString('latin1')
    .replaceAll(/[^\x20-\x7e]/gu, '_');
}

function padding(bytes: number): Uint8Array {
  return new Uint8Array((BLOCK - (bytes % BLOCK)) % BLOCK);
}
