import type { JsonSafe } from '@assay/core/errors';
import type { EpochMs } from '@assay/core/time';
import type { Adjustment, BarShape, Instrument, PriceSide, RecordKind, Timeframe } from '@assay/quant/market';
import type { FindingKind, Severity } from './audit/report.ts';

/** Form of the manifest that this code writes and reads. */
export const MANIFEST_SCHEMA_VERSION = 2;

/** A file that rows were read from. */
export interface SourceFile {
  /** Hash of the file as it lies on disk, compressed or not. */
  readonly sha256: string;
  /** Its name without folders: a manifest says the same wherever the file lay. */
  readonly name: string;
  /** Data rows in it. */
  readonly rows: number;
}

/** Where a dataset comes from. */
export interface Provenance {
  readonly kind: 'sample' | 'import' | 'synthetic' | 'derived';
  readonly description: string;
  readonly licence?: string | undefined;
  readonly sources: readonly SourceFile[];
  /** The declared layout of the files, for an import. */
  readonly layout?: JsonSafe | undefined;
  /** Name, seed and parameters of the generator, for synthetic data; name, parent version and parameters, for derived data. */
  readonly generator?: JsonSafe | undefined;
  /** What was done to the data and what is in doubt, one sentence each. */
  readonly notes: readonly string[];
}

/** One kind of finding of the audit that was made at publication. */
export interface FindingCount {
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly count: number;
}

/** How many rows there are and when; the same of a part, a series and a table. */
export interface RowExtent {
  /** Bars or records, each once. */
  readonly rows: number;
  /** Rows in all: a bar that was restated once stands in two. */
  readonly versions: number;
  readonly firstEventTime: EpochMs;
  readonly lastEventTime: EpochMs;
}

/** What a part of a series says, apart from what an audit thinks of it. */
export interface PartFacts extends RowExtent {
  /** The stretch of UTC time it holds: `2010s`, `2012`, `2012-05`, or `all`. */
  readonly partition: string;
  /** When the last of its rows could be known. */
  readonly lastAvailableAt: EpochMs;
  /** What the object's column `source_file` counts into. */
  readonly sourceFiles: readonly string[];
  /** Sha-256 of its columns and source files. */
  readonly contentHash: string;
  /** Sha-256 of the Parquet object that holds it. */
  readonly object: string;
}

/** A part of a series: one Parquet object, sorted by event time, keys and release time. */
export interface PartEntry extends PartFacts {
  readonly findings: readonly FindingCount[];
}

/** What a series is, without its bars. */
export interface SeriesHead {
  readonly instrument: Instrument;
  readonly timeframe: Timeframe;
  readonly shape: BarShape;
  /** What open, high, low and close are the prices of. */
  readonly side: PriceSide;
  /** Is the ask side of the same bars stored as well? */
  readonly hasAsk: boolean;
  readonly adjustment: Adjustment;
  readonly synthetic: boolean;
}

/** One series of a dataset. */
export interface SeriesEntry extends SeriesHead, RowExtent {
  /** Sha-256 of its head, its extent and the content of its parts. */
  readonly contentHash: string;
  /** In order of time. */
  readonly parts: readonly PartEntry[];
  readonly findings: readonly FindingCount[];
}

/** What a table of records is, without its records. */
export interface TableHead {
  readonly kind: RecordKind;
  /** Id of the instrument, underlying or series. */
  readonly id: string;
  readonly unit: string;
  readonly synthetic: boolean;
}

/** One table of a dataset. */
export interface TableEntry extends TableHead, RowExtent {
  readonly contentHash: string;
  readonly parts: readonly PartEntry[];
  readonly findings: readonly FindingCount[];
}

/** What one version of a dataset consists of. Immutable once written. */
export interface DatasetManifest {
  readonly schemaVersion: typeof MANIFEST_SCHEMA_VERSION;
  readonly name: string;
  /** First 16 hex digits over the content of every series and table; the same content has the same version anywhere. */
  readonly version: string;
  /** When it was first published here, ISO 8601. */
  readonly createdAt: string;
  readonly provenance: Provenance;
  /** False if the audit found errors and the publisher accepted them. */
  readonly fit: boolean;
  /** Sorted by instrument id, then timeframe. */
  readonly series: readonly SeriesEntry[];
  /** Sorted by kind, then id. */
  readonly tables: readonly TableEntry[];
  /** Sha-256 of everything above: no manifest is read that was changed after it was written. */
  readonly checksum: string;
}

/** Sha-256 of every object that a manifest names, each once. */
export function manifestObjects(manifest: DatasetManifest): readonly string[] {
  const entries = [...manifest.series, ...manifest.tables];
  return [...new Set(entries.flatMap(({ parts }) => parts.map(({ object }) => object)))].sort();
}

/** Sha-256 of the objects of one series or table, in order of time: what a reader of it needs. */
export function entryObjects(entry: SeriesEntry | TableEntry): readonly string[] {
  return [...new Set(entry.parts.map(({ object }) => object))];
}

/** The head of an entry alone. */
export function seriesHead(entry: SeriesHead): SeriesHead {
  const { instrument, timeframe, shape, side, hasAsk, adjustment, synthetic } = entry;
  return { instrument, timeframe, shape, side, hasAsk, adjustment, synthetic };
}

/** The head of an entry alone. */
export function tableHead(entry: TableHead): TableHead {
  const { kind, id, unit, synthetic } = entry;
  return { kind, id, unit, synthetic };
}
