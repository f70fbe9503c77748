import type { ParquetDatabase } from '../files/index.ts';
import type { SkippedRows } from './faults.ts';

/** What the provenance says besides what the import knows, and where its means come from. */
export interface ImportOptions {
  /** @default 'imported from files' */
  readonly description?: string | undefined;
  readonly licence?: string | undefined;
  /** Called now and then with the number of rows read so far. */
  readonly onProgress?: ((rows: number) => void) | undefined;
  /** Database that reads Parquet. @default a small one of its own */
  readonly database?: ParquetDatabase | undefined;
}

/** What was read, and what was left out of it. */
export interface ImportCounts {
  /** Data rows of all files. */
  readonly rows: number;
  /** Rows left out because the layout says so, by reason. */
  readonly skipped: Readonly<SkippedRows>;
  /** Rows that stood before an earlier one of their instrument in the same file. */
  readonly reordered: number;
}
