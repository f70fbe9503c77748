import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { PlatformError } from '@assay/core/errors';
import type { ArchiveEntry } from './archive-entry.ts';
import { cleanLabel } from './archive-entry.ts';
import type { Bytes } from './bytes.ts';
import { dataFault, reasonOf } from './fault.ts';
import type { Place } from './fault.ts';
import type { OpenFile } from './open-file.ts';
import { unpacked } from './unpack.ts';
import type { UnpackBudget } from './unpack-budget.ts';

const STORED = 0;
const DEFLATED = 8;
const UNIX_KIND = 0o170000;
const AGAIN = 'Get the file again.';
/** Marks of what may follow the last entry of the directory. */
const AFTER_ENTRIES: readonly number[] = [0x06054b50, 0x06064b50, 0x05054b50];

/**
 * The entries of a zip archive as its directory lists them. Their bytes are read by the directory's word, and checked
 * against its sizes and checksums.
 *
 * @throws {DataError} if the directory is damaged or does not list all.
 */
export async function* zipEntries(file: OpenFile, budget: UnpackBudget): AsyncGenerator<ArchiveEntry, void, undefined> {
  const place = { file: file.path };
  const zip = await openZip(file, place);
  for (;;) {
    const entry = await nextEntry(zip, place);
    if (entry === undefined) break;
    yield archiveEntry(file, zip, entry, budget);
  }
  await checkDirectoryEnd(file, zip, place);
}

async function openZip(file: OpenFile, place: Place): Promise<ZipFile> {
  try {
    const options = { lazyEntries: true, autoClose: false, decodeStrings: false };
    const zip = await yauzl.fromRandomAccessReaderPromise(new FileReader(file), file.size, options);
    return zip;
  } catch (error) {
    throw brokenArchive(place, error);
  }
}

async function nextEntry(zip: ZipFile, place: Place): Promise<Entry | undefined> {
  try {
    return await new Promise((resolve, reject) => {
      const settle = (then: () => void): void => {
        zip.removeAllListeners('entry').removeAllListeners('end').removeAllListeners('error');
        then();
      };
      zip.on('entry', (entry: Entry) => settle(() => resolve(entry)));
      zip.on('end', () => settle(() => resolve(undefined)));
      zip.on('error', (error: Error) => settle(() => reject(error)));
      zip.readEntry();
    });
  } catch (error) {
    throw brokenArchive(place, error);
  }
}

/** A directory that states fewer entries than it holds would lose members without a word. */
async function checkDirectoryEnd(file: OpenFile, zip: ZipFile, place: Place): Promise<void> {
  const mark = Buffer.alloc(4);
  const length = await file.read(mark, zip.readEntryCursor as unknown as number);
  if (length === 4 && AFTER_ENTRIES.includes(mark.readUInt32LE(0))) return;
  throw brokenArchive(place, new Error('its directory lists fewer files than it holds'));
}

function archiveEntry(file: OpenFile, zip: ZipFile, entry: Entry, budget: UnpackBudget): ArchiveEntry {
  const name = nameOf(entry);
  const kind = (entry.externalFileAttributes >>> 16) & UNIX_KIND;
  const isFolder = name.endsWith('/') || kind === 0o040000;
  const isFile = kind === 0 || kind === 0o100000;
  return {
    name,
    kind: isFolder ? 'folder' : isFile ? 'file' : 'link',
    bytes: () => entryBytes(file, zip, entry, { place: { file: file.path, member: name }, budget }),
  };
}

async function* entryBytes(
  file: OpenFile,
  zip: ZipFile,
  entry: Entry,
  { place, budget }: { readonly place: Place; readonly budget: UnpackBudget },
): Bytes {
  checkReadable(entry, place);
  const start = await dataStart(zip, entry, place);
  const raw = file.range(start, start + entry.compressedSize);
  const bytes = entry.compressionMethod === DEFLATED ? unpacked(raw, 'deflate', place, budget) : raw;
  let [size, checksum] = [0, 0];
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > entry.uncompressedSize) break;
    checksum = crc32(chunk, checksum);
    yield chunk;
  }
  if (size !== entry.uncompressedSize)
    throw dataFault(place, `is not ${entry.uncompressedSize} bytes long, as the archive states`, AGAIN);
  if (checksum !== entry.crc32)
    throw dataFault(place, 'is damaged: its checksum is another than the archive states', AGAIN);
}

function checkReadable(entry: Entry, place: Place): void {
  if ((entry.generalPurposeBitFlag & 1) !== 0) {
    throw dataFault(place, 'is encrypted', 'Unpack the archive with its password and import the files inside.');
  }
  if (entry.compressionMethod === STORED || entry.compressionMethod === DEFLATED) return;
  const what = `is packed by method ${entry.compressionMethod}, which is not read`;
  throw dataFault(place, what, 'Unpack the archive, or pack it again with deflate.');
}

async function dataStart(zip: ZipFile, entry: Entry, place: Place): Promise<number> {
  try {
    return (await zip.readLocalFileHeaderPromise(entry, { minimal: true })).fileDataStart;
  } catch (error) {
    if (PlatformError.is(error)) throw error;
    throw dataFault(place, `cannot be found in the archive: ${reasonOf(error)}`, AGAIN, { cause: error });
  }
}

function nameOf(entry: Entry): string {
  const raw = entry.fileName as unknown as Buffer;
  return cleanLabel(yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, raw, entry.extraFields, false));
}

function brokenArchive(place: Place, error: unknown): Error {
  if (PlatformError.is(error)) return error;
  return dataFault(place, `is a broken zip archive: ${reasonOf(error)}`, AGAIN, { cause: error });
}

/** The length read is left out by the library's types. */
type ReadArguments = [
  target: Buffer,
  offset: number,
  length: number,
  position: number,
  done: (error: Error | null, bytesRead?: number) => void,
];

/** Reads for yauzl from a file that is open already. */
class FileReader extends yauzl.RandomAccessReader {
  private readonly file: OpenFile;

  constructor(file: OpenFile) {
    super();
    this.file = file;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.file.range(start, end));
  }

  override read(...[target, offset, length, position, done]: ReadArguments): void {
    this.file.read(target.subarray(offset, offset + length), position).then(
      (bytesRead) => done(null, bytesRead),
      (error: unknown) => done(error as Error),
    );
  }
}
