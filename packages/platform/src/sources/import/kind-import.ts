import type { SeriesSource, Staging, StagingOptions, TableSource } from '../../lakehouse/index.ts';
import type { ColumnReference } from '../layouts/layout.ts';
import type { Intake, RecordReader } from './intake.ts';

/** How one kind of layout is imported. */
export interface KindImport {
  readonly intake: Intake;
  readonly reader: RecordReader;
  readonly stage: StagingOptions;
  /** The columns that are looked for in each member. */
  readonly columns: Readonly<Record<string, ColumnReference>>;
  /** Compares rows with their neighbours, where they did not come in order; `files` are the names of the sources. */
  check(staging: Staging, files: readonly string[]): Promise<void>;
  /** What else the provenance should say. */
  notes(): readonly string[];
  series(staging: Staging, files: readonly string[]): AsyncGenerator<SeriesSource>;
  tables(staging: Staging, files: readonly string[]): AsyncGenerator<TableSource>;
}

/** No source at all. */
export async function* nothing<T>(): AsyncGenerator<T> {
  // A generator without a yield.
}
