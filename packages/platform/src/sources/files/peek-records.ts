import { PlatformError } from '@assay/core/errors';
import { peekBytes } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { checkFormat } from './check-format.ts';
import { csvRecords } from './csv-records.ts';
import { dataFault } from './fault.ts';
import { firstLines, linesAbove, looksLikeHeader, separatorCandidates } from './guess-text.ts';
import type { SeparatorCandidate } from './guess-text.ts';
import { jsonRecords } from './json-records.ts';
import { MemberFinder } from './members.ts';
import type { Member } from './members.ts';
import { openFile } from './open-file.ts';
import { OwnDatabase } from './own-database.ts';
import { readParquet } from './parquet-records.ts';
import type { RecordBatch } from './record-batches.ts';
import { DEFAULT_UNPACK_LIMITS } from './record-sink.ts';
import type { Container, FormatOptions, ReadOptions } from './record-sink.ts';

const HEAD_BYTES = 1 << 16;

/** The beginning of a file's first member, and how it seems to be written. */
export interface PeekedRecords {
  readonly container: Container;
  readonly isArchive: boolean;
  /** As in `RecordSink.member`. */
  readonly member: string;
  /** The options that were given, completed by those guessed; the records below were read by it. */
  readonly format: FormatOptions;
  /** The first lines of text as they stand; none for Parquet. */
  readonly lines: readonly string[];
  /** csv: separators that cut the lines into fields, the likeliest first. */
  readonly separators: readonly SeparatorCandidate[];
  /** json: paths at which tables seem to stand. */
  readonly tables: readonly string[];
  /** The columns' names; undefined where the file seems to have none. */
  readonly header: readonly string[] | undefined;
  readonly records: readonly (readonly string[])[];
}

/**
 * Reads the first `limit` records of the first member, and guesses what of the format is not given.
 *
 * @throws as `readMembers`, except that a file without a data row gives none.
 */
export async function peekRecords(
  path: string,
  format: FormatOptions = {},
  limit = 20,
  options: ReadOptions = {},
): Promise<PeekedRecords> {
  checkFormat(format);
  const file = await openFile(path);
  const own = new OwnDatabase();
  try {
    const finder = new MemberFinder(file, format, options.limits ?? DEFAULT_UNPACK_LIMITS);
    for await (const member of finder.members()) {
      const peeked = await peekMember(member, format, limit, options.database ?? own);
      return { container: finder.container, isArchive: finder.isArchive, member: member.name, ...peeked };
    }
  } catch (error) {
    const tables = tablesOf(error);
    if (tables[0] === undefined || format.jsonPath !== undefined) throw error;
    return { ...(await peekRecords(path, { ...format, jsonPath: tables[0] }, limit, options)), tables };
  } finally {
    await own.close();
    await file.close();
  }
  throw dataFault({ file: path }, 'has no member to read', 'Look inside it.');
}

type PeekedMember = Omit<PeekedRecords, 'container' | 'isArchive' | 'member'>;

async function peekMember(
  member: Member,
  given: FormatOptions,
  limit: number,
  database: NonNullable<ReadOptions['database']>,
): Promise<PeekedMember> {
  const { content, place } = member;
  const first = new FirstRecords(limit);
  if (content === 'parquet') {
    await first.pushed((deliver) => readParquet(place, database, deliver));
    return { format: { ...given, format: content }, lines: [], separators: [], tables: [], ...first.result() };
  }
  const { head, bytes } = await peekBytes(member.bytes, HEAD_BYTES);
  const lines = firstLines(head, head.length < HEAD_BYTES);
  if (content === 'json') {
    await first.pulled(jsonRecords(bytes, given, place));
    return {
      format: { ...given, format: content },
      lines: lines.slice(0, limit),
      separators: [],
      tables: [],
      ...first.result(),
    };
  }
  return { tables: [], ...(await peekCsv(member, { lines, bytes }, given, limit)) };
}

async function peekCsv(
  { place }: Member,
  { lines, bytes }: { readonly lines: readonly string[]; readonly bytes: Bytes },
  given: FormatOptions,
  limit: number,
): Promise<Omit<PeekedMember, 'tables'>> {
  const separators = separatorCandidates(lines);
  const separator = given.separator ?? separators[0]?.separator ?? ',';
  const cut = separators.find((one) => one.separator === separator);
  const skipLines = given.skipLines ?? (cut === undefined ? 0 : linesAbove(lines, cut));
  const first = new FirstRecords(limit + 1);
  await first.pulled(csvRecords(bytes, { ...given, separator, skipLines, header: false }, place));
  const { records } = first.result();
  const hasHeader = given.header ?? (records[0] !== undefined && looksLikeHeader(records[0], records[1]));
  return {
    format: { ...given, format: 'csv', separator, skipLines, header: hasHeader },
    lines: lines.slice(0, limit),
    separators,
    header: hasHeader ? records[0] : undefined,
    records: hasHeader ? records.slice(1) : records.slice(0, limit),
  };
}

/** Ends a read that has seen enough. */
class Enough extends Error {}

/** Takes the first records of a stream of batches and ends it. */
class FirstRecords {
  private readonly limit: number;
  private names: readonly string[] | undefined;
  private records: (readonly string[])[] = [];

  constructor(limit: number) {
    this.limit = limit;
  }

  async pulled(batches: AsyncIterable<RecordBatch>): Promise<void> {
    for await (const batch of batches) if (this.take(batch)) return;
  }

  async pushed(read: (deliver: (batch: RecordBatch) => void) => Promise<void>): Promise<void> {
    try {
      await read((batch) => {
        if (this.take(batch)) throw new Enough();
      });
    } catch (error) {
      if (!(error instanceof Enough)) throw error;
    }
  }

  result(): { readonly header: readonly string[] | undefined; readonly records: readonly (readonly string[])[] } {
    return { header: this.names, records: this.records };
  }

  private take(batch: RecordBatch): boolean {
    this.names = batch.names ?? this.names;
    this.records = [...this.records, ...batch.records].slice(0, this.limit);
    return this.records.length >= this.limit;
  }
}

function tablesOf(error: unknown): readonly string[] {
  const tables = PlatformError.is(error, 'DATA_INVALID') ? error.context['tables'] : undefined;
  return Array.isArray(tables) ? (tables as readonly string[]) : [];
}
