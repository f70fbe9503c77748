/**
 * The columns file: numbers of a run in a form that is read without copying.
 *
 * Layout, little-endian: magic `ASSAYCOL` · version (u32) · length of the header (u32) · CRC-32 of everything after the
 * first 24 bytes (u32) · 0 (u32) · header (canonical JSON, padded with spaces to a multiple of 8) · the columns, each padded
 * with zeros to a multiple of 8. The header names the columns in sorted order with type, length and offset, and carries
 * `meta`. Equal content gives equal bytes: every NaN is written as the same one.
 */
import { crc32 } from 'node:zlib';
import { DataError, InvalidArgumentError } from '@assay/core/errors';
import { canonicalJson } from '../settings/index.ts';

/** A column: numbers, or whole numbers of 32 bits. */
export type Column = Float64Array | Int32Array;

/** Columns by name; they need not be of one length. */
export type Columns = Readonly<Record<string, Column>>;

/** What a columns file holds. */
export interface ColumnsContent {
  /** Plain JSON of any kind; null where there is nothing to say. */
  readonly meta: unknown;
  readonly columns: Columns;
}

/** How a columns file is read. */
export interface DecodeOptions {
  /** Compare the checksum; leave it out only where the bytes have been verified already. @default true */
  readonly verify?: boolean;
}

interface HeaderColumn {
  readonly name: string;
  readonly type: 'f64' | 'i32';
  readonly length: number;
  readonly offset: number;
}

interface Header {
  readonly columns: readonly HeaderColumn[];
  readonly meta: unknown;
}

const MAGIC = new TextEncoder().encode('ASSAYCOL');
const VERSION = 1;
const PREAMBLE_BYTES = 24;
/** The one NaN that is written: quiet, positive, no payload. */
const CANONICAL_NAN = 0x7ff8000000000000n;

/**
 * The bytes of a columns file; the same for equal content.
 *
 * @throws {InvalidArgumentError} if `meta` is not JSON.
 */
export function encodeColumns(content: ColumnsContent): Uint8Array {
  const names = Object.keys(content.columns).sort();
  const columns: HeaderColumn[] = [];
  let dataBytes = 0;
  for (const name of names) {
    const column = columnOf(content.columns, name);
    columns.push({ name, type: typeOf(name, column), length: column.length, offset: dataBytes });
    dataBytes += padded(column.byteLength);
  }
  const text = new TextEncoder().encode(canonicalJson({ columns, meta: content.meta } satisfies Header));
  const headerBytes = padded(text.length);
  const bytes = new Uint8Array(PREAMBLE_BYTES + headerBytes + dataBytes);
  bytes.set(MAGIC);
  bytes.fill(0x20, PREAMBLE_BYTES, PREAMBLE_BYTES + headerBytes);
  bytes.set(text, PREAMBLE_BYTES);
  for (const { name, offset } of columns) {
    const column = columnOf(content.columns, name);
    const start = PREAMBLE_BYTES + headerBytes + offset;
    if (column instanceof Float64Array) copyNumbers(new Float64Array(bytes.buffer, start, column.length), column);
    else new Int32Array(bytes.buffer, start, column.length).set(column);
  }
  const preamble = new DataView(bytes.buffer);
  preamble.setUint32(8, VERSION, true);
  preamble.setUint32(12, headerBytes, true);
  preamble.setUint32(16, crc32(bytes.subarray(PREAMBLE_BYTES)), true);
  return bytes;
}

/**
 * Reads a columns file. The columns are views of `source` where it is aligned to 8 bytes (shared memory stays shared),
 * else of a copy.
 *
 * @throws {DataError} if the bytes are not a whole, undamaged columns file of a known version.
 */
export function decodeColumns(
  source: ArrayBuffer | SharedArrayBuffer | Uint8Array,
  options: DecodeOptions = {},
): ColumnsContent {
  const bytes = alignedBytes(source);
  const dataStart = checkPreamble(bytes, options.verify !== false);
  const header = readHeader(bytes.subarray(PREAMBLE_BYTES, dataStart));
  const columns: [string, Column][] = [];
  let end = dataStart;
  for (const { name, type, length, offset } of header.columns) {
    const start = dataStart + offset;
    const stop = start + padded(length * (type === 'f64' ? 8 : 4));
    if (start !== end || stop > bytes.length) throw damaged(`column '${name}' is cut off`);
    end = stop;
    const View = type === 'f64' ? Float64Array : Int32Array;
    columns.push([name, new View(bytes.buffer as ArrayBuffer, bytes.byteOffset + start, length)]);
  }
  if (end !== bytes.length) throw damaged('bytes follow its last column');
  return { meta: header.meta, columns: Object.fromEntries(columns) };
}

/** Where the columns begin. */
function checkPreamble(bytes: Uint8Array, verify: boolean): number {
  if (bytes.length < PREAMBLE_BYTES) throw damaged('it is shorter than its preamble');
  if (!MAGIC.every((byte, index) => bytes[index] === byte)) throw damaged('it does not begin as one');
  const preamble = new DataView(bytes.buffer, bytes.byteOffset, PREAMBLE_BYTES);
  const version = preamble.getUint32(8, true);
  if (version !== VERSION) throw damaged(`its version is ${version}, known is ${VERSION}`);
  const dataStart = PREAMBLE_BYTES + preamble.getUint32(12, true);
  if (dataStart > bytes.length || dataStart % 8 !== 0) throw damaged('its header is cut off');
  if (preamble.getUint32(20, true) !== 0) throw damaged('its preamble is not as it was written');
  if (verify && crc32(bytes.subarray(PREAMBLE_BYTES)) !== preamble.getUint32(16, true)) {
    throw damaged('its checksum does not match');
  }
  return dataStart;
}

function columnOf(columns: Columns, name: string): Column {
  const column = columns[name];
  if (column === undefined) throw new InvalidArgumentError(`columns.${name}`, 'a Float64Array or Int32Array', column);
  return column;
}

function typeOf(name: string, column: Column): 'f64' | 'i32' {
  if (column instanceof Float64Array) return 'f64';
  if (column instanceof Int32Array) return 'i32';
  throw new InvalidArgumentError(`columns.${name}`, 'a Float64Array or Int32Array', column);
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}

function copyNumbers(target: Float64Array, source: Float64Array): void {
  target.set(source);
  const bits = new BigUint64Array(target.buffer, target.byteOffset, target.length);
  for (let index = 0; index < target.length; index++) if (Number.isNaN(target[index])) bits[index] = CANONICAL_NAN;
}

function alignedBytes(source: ArrayBuffer | SharedArrayBuffer | Uint8Array): Uint8Array {
  const bytes = source instanceof Uint8Array ? source : new Uint8Array(source);
  return bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
}

function readHeader(bytes: Uint8Array): Header {
  try {
    // Text is not decoded from shared memory: it is copied first.
    return JSON.parse(new TextDecoder().decode(bytes.slice())) as Header;
  } catch (error) {
    throw damaged('its header is not JSON', error);
  }
}

function damaged(why: string, cause?: unknown): DataError {
  return new DataError(`not a readable columns file: ${why}`, cause === undefined ? {} : { cause });
}
