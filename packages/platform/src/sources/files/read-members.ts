/**
 * Reading records out of a file, whatever it is packed in, in one pass and bounded memory.
 *
 * 1. The file is opened once; what is read in order is hashed on the way, the rest of it at the end.
 * 2. Its members are found by content (members.ts), and each is read by its format.
 * 3. Batches go to the sink one at a time; the next is read when the sink is done.
 */
import { dataFault } from './fault.ts';
import { checkFormat } from './check-format.ts';
import { csvRecords } from './csv-records.ts';
import { jsonRecords } from './json-records.ts';
import { MemberFinder } from './members.ts';
import type { Member } from './members.ts';
import { openFile } from './open-file.ts';
import { OwnDatabase } from './own-database.ts';
import { readParquet } from './parquet-records.ts';
import type { RecordBatch } from './record-batches.ts';
import { DEFAULT_UNPACK_LIMITS } from './record-sink.ts';
import type {
  FormatOptions,
  MemberSummary,
  ParquetDatabase,
  ReadOptions,
  ReadSummary,
  RecordSink,
} from './record-sink.ts';

/**
 * Reads one file.
 *
 * @param path - a regular file or a link to one: plain, gzip, zip, tar or tar.gz; names and endings are not looked at.
 * @throws {InvalidArgumentError} if `format` is out of its domain.
 * @throws {NotFoundError} if there is no such file.
 * @throws {DataError} if it is no regular file, empty, damaged, cut short, encrypted, unpacks beyond all reason, is not of
 *   its format, or has no data row; the message names the file and the member. What the sink throws comes through as it is.
 */
export async function readMembers(
  path: string,
  format: FormatOptions,
  sink: RecordSink,
  options: ReadOptions = {},
): Promise<ReadSummary> {
  checkFormat(format);
  const file = await openFile(path);
  const own = new OwnDatabase();
  const database = options.database ?? own;
  try {
    const finder = new MemberFinder(file, format, options.limits ?? DEFAULT_UNPACK_LIMITS);
    const members: MemberSummary[] = [];
    for await (const member of finder.members()) {
      sink.member?.(member.name, member.isInArchive);
      members.push({ name: member.name, rows: await readMember(member, format, sink, database) });
    }
    const sha256 = await file.sha256();
    await file.checkUnchanged();
    if (members.every(({ rows }) => rows === 0)) throw noRows(path);
    const { container, isArchive, leftOut } = finder;
    return { sha256, container, isArchive, members, leftOut };
  } finally {
    await own.close();
    await file.close();
  }
}

/** Reads the records of one member; gives how many there were. */
async function readMember(
  member: Member,
  format: FormatOptions,
  sink: RecordSink,
  database: ParquetDatabase,
): Promise<number> {
  let rows = 0;
  const deliver = async ({ names, records, firstRow }: RecordBatch): Promise<void> => {
    if (names !== undefined) sink.header(names);
    if (records.length === 0) return;
    rows += records.length;
    await sink.records(records, firstRow);
  };
  const { content, bytes, place } = member;
  if (content === 'parquet') {
    await readParquet(place, database, deliver);
  } else {
    const batches = content === 'json' ? jsonRecords(bytes, format, place) : csvRecords(bytes, format, place);
    for await (const batch of batches) await deliver(batch);
  }
  return rows;
}

function noRows(path: string): Error {
  return dataFault(
    { file: path },
    'has no data row',
    'Check that it is complete, and that a header was declared only if there is one.',
  );
}
