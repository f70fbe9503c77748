import type { DuckDBConnection } from '@duckdb/node-api';

/** How the records stand in a file. What is not declared is recognised by content. */
export interface FormatOptions {
  /** @default by content: Parquet by its mark, JSON by a leading `{` or `[`, else csv */
  readonly format?: 'csv' | 'json' | 'parquet' | undefined;
  /** csv: text between fields, as `,` or a tab. @default ',' */
  readonly separator?: string | undefined;
  /** csv, arrays in JSON: the first record names the columns. @default true for csv, false for arrays in JSON */
  readonly header?: boolean | undefined;
  /** csv: character around fields that may hold separators and line ends; false: there is none. @default '"' */
  readonly quote?: string | false | undefined;
  /** csv: lines that begin with this text are none. @default no such lines */
  readonly comment?: string | undefined;
  /** csv: lines above the first record (above the header, if there is one) that are passed over. @default 0 */
  readonly skipLines?: number | undefined;
  /**
   * json: where the records stand, as `ohlc` or `chart.result.0.bars`: an array, or an object of objects whose keys become
   * the field `key`. '' is the top itself. @default the top, unless that is an object with arrays of records in it
   */
  readonly jsonPath?: string | undefined;
  /** Archives: regular expression for the members that are read; the others are left out. @default all */
  readonly members?: string | undefined;
}

/**
 * What the caller does with the records, called in the order of the file, one call at a time. A fault may be found only at
 * the end of a member (a checksum, a cut): records that were handed on before an error are void.
 */
export interface RecordSink {
  /**
   * A member begins; called for every file, also if it is no archive.
   *
   * @param name - the path inside an archive (a label: never a place on disk); else the file's base name as it stands.
   */
  member?(name: string, isInArchive: boolean): void;
  /**
   * The names of the columns, trimmed. Not called where the file has none. Called again, longer, when a JSON object brings
   * fields that none before it had: the places of the earlier names stay, and later records are as long as the new header.
   */
  header(names: readonly string[]): void;
  /**
   * Records of the member, each an array of trimmed texts.
   *
   * @param firstRow - row of the first; the others follow it without a gap. Rows count from 1, the first record below the
   *   header. Empty records are left out, and counted.
   * @returns a promise if reading should wait for it.
   */
  records(batch: readonly (readonly string[])[], firstRow: number): void | Promise<void>;
}

/** A database that reads Parquet; the lakehouse's is one. */
export interface ParquetDatabase {
  withConnection<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
}

/** Where reading gets its means from. */
export interface ReadOptions {
  /** Database that reads Parquet. @default a small one of its own, ended with the read */
  readonly database?: ParquetDatabase | undefined;
  /** @default DEFAULT_UNPACK_LIMITS */
  readonly limits?: UnpackLimits | undefined;
}

/** How much a packed file may become; beyond it is taken for an attack or an accident. */
export interface UnpackLimits {
  /** Bytes that all members of a file may have together. */
  readonly bytes: number;
  /** Unpacked bytes for each byte of the file on disk; applies from `freeBytes` on. */
  readonly ratio: number;
  readonly freeBytes: number;
}

/** 256 GiB, and 500 times the file's size from 256 MiB on. */
export const DEFAULT_UNPACK_LIMITS: UnpackLimits = { bytes: 2 ** 38, ratio: 500, freeBytes: 2 ** 28 };

/** How a file is packed. */
export type Container = 'plain' | 'gzip' | 'zip' | 'tar' | 'tar.gz';

/** One member that was read. */
export interface MemberSummary {
  readonly name: string;
  /** Records that hold anything. */
  readonly rows: number;
}

/** What was read. */
export interface ReadSummary {
  /** Hash of the file as it lies on disk. */
  readonly sha256: string;
  readonly container: Container;
  /** True for zip and tar; then a row's source is `<sha256>!<member>` if there are several. */
  readonly isArchive: boolean;
  /** In the archive's order; at least one, with at least one row among them. */
  readonly members: readonly MemberSummary[];
  /** Entries of the archive that are no data. */
  readonly leftOut: LeftOut;
}

/** Entries of an archive that were not read, by reason. */
export interface LeftOut {
  folders: number;
  /** Dot files and what `__MACOSX` holds. */
  hidden: number;
  /** Links, devices and pipes. */
  links: number;
  /** Not named by `FormatOptions.members`. */
  unnamed: number;
}
