import type { EpochMs } from '@assay/core/time';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import type { AuditReport, TableReport } from './audit/report.ts';
import type { DatasetManifest, Provenance, SeriesHead, TableHead } from './manifest.ts';

/** Values that are there, or come one by one. */
export type Sequence<Item> = AsyncIterable<Item> | Iterable<Item>;

/** One series whose bars come in chunks of any length. */
export interface SeriesSource {
  readonly head: SeriesHead;
  /**
   * The bars in order of (eventTime, availableAt), asked for once. Several rows of one eventTime are versions of a bar.
   * A chunk is not changed after it was handed out.
   */
  chunks(): Sequence<BarSeries>;
}

/** One table whose records come in chunks of any length. */
export interface TableSource {
  readonly head: TableHead;
  /** The records in order of (eventTime, keys, availableAt), asked for once. */
  chunks(): Sequence<RecordTable>;
}

/** A version of a dataset to be published. */
export interface PublishRequest {
  /** Lower-case letters, digits, dots, dashes and underscores. */
  readonly name: string;
  /**
   * (Instrument id, timeframe) is unique, and an instrument's terms are the same in every timeframe. Read once, in order,
   * one part at a time: what is published may be larger than memory.
   */
  readonly series: Sequence<SeriesSource | BarSeries>;
  /** (Kind, id) is unique. There is at least one series or table. @default none */
  readonly tables?: Sequence<TableSource | RecordTable> | undefined;
  readonly provenance: Provenance;
  readonly createdAt: EpochMs;
  /** Publish although the audit finds errors; the manifest then says so. @default false */
  readonly acceptUnfit?: boolean | undefined;
  /** Add to the version published last instead of replacing it; a series must have the head that it has there. @default false */
  readonly append?: boolean | undefined;
  /**
   * When appended rows came in: a row that changes a known one, or fills a hole in the known history, could not be known
   * before. 0 takes the rows at their word. @default createdAt
   */
  readonly receivedAt?: EpochMs | undefined;
}

/** What appended rows were. */
export interface AppendNews {
  /** Bars and records that were not there before. */
  readonly added: number;
  /** Those of the added that lie inside the known history. */
  readonly late: number;
  /** Rows that became a new version of a known one. */
  readonly restated: number;
  /** Rows that said what was known. */
  readonly unchanged: number;
}

/** What publishing did. */
export interface PublishResult {
  readonly manifest: DatasetManifest;
  /** False if the same content was published under this name before; then nothing was written but `latest`. */
  readonly isNew: boolean;
  /** What the audit found, by series in the manifest's order; of an append, in the series that it touched. */
  readonly reports: readonly AuditReport[];
  /** The same of the tables. */
  readonly tableReports: readonly TableReport[];
  /** What an append brought. */
  readonly news?: AppendNews | undefined;
}
