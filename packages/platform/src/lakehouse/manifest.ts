import { DataError } from '@assay/core/errors';
import type { JsonSafe } from '@assay/core/errors';
import type { EpochMs } from '@assay/core/time';
import type { Adjustment, BarShape, Instrument, Timeframe } from '@assay/quant/market';
import type { FindingKind, Severity } from './audit/report.ts';

/** Form of the manifest that this code writes and reads. */
export const MANIFEST_SCHEMA_VERSION = 1;

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
  readonly kind: 'sample' | 'import' | 'synthetic';
  readonly description: string;
  readonly licence?: string | undefined;
  readonly sources: readonly SourceFile[];
  /** The declared layout of the files, for an import. */
  readonly layout?: JsonSafe | undefined;
  /** Name, seed and parameters of the generator, for synthetic data. */
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

/** One series of a dataset. */
export interface SeriesEntry {
  readonly instrument: Instrument;
  readonly timeframe: Timeframe;
  readonly shape: BarShape;
  readonly adjustment: Adjustment;
  readonly synthetic: boolean;
  readonly rows: number;
  readonly firstEventTime: EpochMs;
  readonly lastEventTime: EpochMs;
  /** What the object's column `source_file` counts into. */
  readonly sourceFiles: readonly string[];
  /** Sha-256 of what the series says. */
  readonly contentHash: string;
  /** Sha-256 of the Parquet object that holds it. */
  readonly object: string;
  readonly findings: readonly FindingCount[];
}

/** What one version of a dataset consists of. Immutable once written. */
export interface DatasetManifest {
  readonly schemaVersion: typeof MANIFEST_SCHEMA_VERSION;
  readonly name: string;
  /** First 16 hex digits over the content of every series; the same content has the same version anywhere. */
  readonly version: string;
  /** When it was first published here, ISO 8601. */
  readonly createdAt: string;
  readonly provenance: Provenance;
  /** False if the audit found errors and the publisher accepted them. */
  readonly fit: boolean;
  /** Sorted by instrument id, then timeframe. */
  readonly series: readonly SeriesEntry[];
}

/**
 * Takes a manifest that was read from a file.
 *
 * @throws {DataError} if it is not a manifest, or one of another form than this code reads.
 */
export function checkedManifest(value: unknown, where: string): DatasetManifest {
  const candidate = value as Partial<DatasetManifest> | null;
  const isManifest =
    typeof candidate === 'object' &&
    candidate !== null &&
    typeof candidate.name === 'string' &&
    typeof candidate.version === 'string' &&
    Array.isArray(candidate.series);
  if (!isManifest) throw new DataError(`'${where}' is not a dataset manifest`, { context: { where } });
  if (candidate.schemaVersion !== MANIFEST_SCHEMA_VERSION) {
    const form = String(candidate.schemaVersion);
    throw new DataError(
      `'${where}' is a dataset manifest of form ${form}, this version reads form ${MANIFEST_SCHEMA_VERSION}`,
      {
        context: { where, schemaVersion: form },
        hint: 'Read it with the version of Assay that wrote it.',
      },
    );
  }
  return candidate as DatasetManifest;
}

/** Sha-256 of every object that a manifest names, each once. */
export function manifestObjects(manifest: DatasetManifest): readonly string[] {
  return [...new Set(manifest.series.map((entry) => entry.object))].sort();
}
