/**
 * Reading a CSV file as a stream of records, plain or gzipped, hashing the file's bytes on the way, so that a file of any
 * size is read once and never held.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { DataError, NotFoundError } from '@assay/core/errors';
import { CsvError, parse } from 'csv-parse';
import { hasErrorCode } from '../../settings/index.ts';

/** Longest line that is taken for one; beyond it a quotation mark was never closed. */
const MAX_RECORD_BYTES = 1 << 20;
const READ_BYTES = 1 << 18;

/** What the caller does with each record. */
export interface RecordSink {
  /** The names of the columns, trimmed; called first, where the layout has a header. */
  header(names: readonly string[]): void;
  /** The fields of a record, trimmed. `row` counts from 1, the first record below the header; empty lines count. */
  record(fields: readonly string[], row: number): void;
}

/** What was read. */
export interface ReadSummary {
  /** Hash of the file as it lies on disk. */
  readonly sha256: string;
  /** Records below the header that hold anything. */
  readonly rows: number;
}

/**
 * Reads one file.
 *
 * @param header - the first record names the columns.
 * @throws {NotFoundError} if there is no such file.
 * @throws {DataError} if it is empty, has no data row, is an archive or no text, is cut short, or quotes wrongly.
 */
export async function readCsv(
  file: string,
  layout: { readonly separator: string; readonly header: boolean },
  sink: RecordSink,
): Promise<ReadSummary> {
  const isGzip = await checkBeginning(file);
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform: (chunk: Buffer, _, done) => {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const parser = parse({
    delimiter: layout.separator,
    bom: true,
    trim: true,
    relax_column_count: true,
    max_record_size: MAX_RECORD_BYTES,
  });
  let rows = 0;
  try {
    await pipeline(
      createReadStream(file, { highWaterMark: READ_BYTES }),
      hashing,
      isGzip ? createGunzip() : new PassThrough(),
      parser,
      async (records: AsyncIterable<string[]>) => {
        let row = layout.header ? -1 : 0;
        for await (const fields of records) {
          row++;
          if (row === 0) sink.header(fields);
          if (row === 0 || fields.every((field) => field === '')) continue;
          rows++;
          sink.record(fields, row);
        }
      },
    );
  } catch (error) {
    throw readFault(file, error);
  }
  if (rows === 0) throw new DataError(`'${file}' has no data row`, { context: { file } });
  return { sha256: hash.digest('hex'), rows };
}

/** True for a gzipped file; throws for what is no text. */
async function checkBeginning(file: string): Promise<boolean> {
  const bytes = await firstBytes(file);
  const text = bytes.toString('latin1');
  const refuse = (what: string, hint: string): DataError =>
    new DataError(`'${file}' is ${what}`, { context: { file }, hint });
  if (bytes.length === 0) throw new DataError(`'${file}' is empty`, { context: { file } });
  if (text.startsWith('\x1f\x8b')) return true;
  if (text.startsWith('PK\x03\x04')) throw refuse('a zip archive', 'Unpack it and import the files inside.');
  if (text.startsWith('PAR1')) throw refuse('a Parquet file, not CSV', 'Export it as CSV, plain or gzipped.');
  if (text.startsWith('\xff\xfe') || text.startsWith('\xfe\xff')) throw refuse('UTF-16 text', 'Save it as UTF-8.');
  if (text.includes('\0')) throw refuse('no text file', 'Import CSV files, plain or gzipped.');
  return false;
}

async function firstBytes(file: string): Promise<Buffer> {
  try {
    const handle = await open(file, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) throw new NotFoundError('file', file, { cause: error });
    if (hasErrorCode(error, 'EISDIR')) throw new DataError(`'${file}' is a folder`, { hint: 'Name the files in it.' });
    throw error;
  }
}

function readFault(file: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const why = error.message.split('\n')[0] ?? '';
  const asData = (what: string): DataError =>
    new DataError(`'${file}' ${what}: ${why}`, { cause: error, context: { file } });
  if (error instanceof CsvError) return asData('is not CSV as declared');
  const { code } = error as NodeJS.ErrnoException;
  return code?.startsWith('Z_') === true ? asData('cannot be unpacked') : error;
}
