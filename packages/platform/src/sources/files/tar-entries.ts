import { Readable } from 'node:stream';
import { PlatformError } from '@assay/core/errors';
import { extract } from 'tar-stream';
import type { Extract } from 'tar-stream';
import { cleanLabel } from './archive-entry.ts';
import type { ArchiveEntry } from './archive-entry.ts';
import { isAllZero } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { dataFault, reasonOf } from './fault.ts';
import type { Place } from './fault.ts';

/** Zero bytes that end every tar archive. */
const END_BYTES = 1024;
const AGAIN = 'Get the file again.';
const KINDS: Readonly<Record<string, ArchiveEntry['kind']>> = {
  file: 'file',
  'contiguous-file': 'file',
  directory: 'folder',
  link: 'link',
  symlink: 'link',
  'character-device': 'link',
  'block-device': 'link',
  fifo: 'link',
};

/**
 * The entries of a tar archive, in its order.
 *
 * @throws {DataError} if a header is damaged, the archive is cut short, or an entry is of a kind that is not known.
 */
export async function* tarEntries(bytes: Bytes, place: Place): AsyncGenerator<ArchiveEntry, void, undefined> {
  const tail = new Tail();
  const input = Readable.from(tail.watch(bytes), { objectMode: false });
  // The option is known to the library, not to its types: headers older than ustar are read too.
  const archive = extract({ allowUnknownFormat: true } as object);
  input.on('error', (error) => archive.destroy(error));
  input.pipe(archive);
  try {
    for await (const entry of archive) {
      yield archiveEntry(entry, place);
      await emptied(entry);
    }
  } catch (error) {
    throw brokenArchive(place, error);
  } finally {
    input.destroy();
    archive.destroy();
    await bytes.return();
  }
  if (!tail.isZero())
    throw dataFault(place, 'is a tar archive that is cut short: the mark of its end is missing', AGAIN);
}

type Entry = Extract extends AsyncIterable<infer Source> ? Source : never;

function archiveEntry(entry: Entry, place: Place): ArchiveEntry {
  const name = cleanLabel(entry.header.name);
  const kind = KINDS[entry.header.type];
  const member = { file: place.file, member: place.member === undefined ? name : `${place.member}/${name}` };
  if (kind === undefined)
    throw dataFault(member, 'is of a kind that is not read', 'Unpack the archive, and import the files inside.');
  return { name, kind, bytes: () => entryBytes(entry, place) };
}

async function* entryBytes(entry: Entry, place: Place): Bytes {
  try {
    for await (const chunk of entry) yield chunk as Buffer;
  } catch (error) {
    throw brokenArchive(place, error);
  }
}

/** Passes over what of an entry was not read. */
async function emptied(entry: Entry): Promise<void> {
  if (entry.destroyed) return;
  for await (const chunk of entry) void chunk;
}

function brokenArchive(place: Place, error: unknown): unknown {
  if (PlatformError.is(error)) return error;
  const reason = reasonOf(error);
  const isCut = /unexpected end/iu.test(reason);
  return dataFault(place, isCut ? 'is a tar archive that is cut short' : `is a broken tar archive: ${reason}`, AGAIN, {
    cause: error,
  });
}

/** Keeps the last bytes of what passes. */
class Tail {
  private bytes: Buffer = Buffer.alloc(0);

  async *watch(source: Bytes): Bytes {
    for await (const chunk of source) {
      this.bytes =
        chunk.length >= END_BYTES
          ? chunk.subarray(-END_BYTES)
          : Buffer.concat([this.bytes, chunk]).subarray(-END_BYTES);
      yield chunk;
    }
  }

  isZero(): boolean {
    return this.bytes.length === END_BYTES && isAllZero(this.bytes);
  }
}
