/**
 * Importing files by a declared layout.
 *
 * 1. Each file is read once, as a stream; every row becomes rows of staging, or a problem, or is left out where the layout
 *    says so.
 * 2. Staging sorts by instrument and time. Where rows did not come in order, they are compared with their neighbours.
 * 3. If there is any problem, all of them are counted and the first ones shown; nothing is handed on.
 * 4. Series and tables are streams out of staging, in bounded memory, until it is closed.
 *
 * The order in which files are named changes nothing.
 */
import { DataError } from '@assay/core/errors';
import type {
  Provenance,
  SeriesSource,
  SourceFile,
  Staging,
  StagingOptions,
  TableSource,
} from '../../lakehouse/index.ts';
import type { Layout } from '../layouts/layout.ts';
import { barImport } from './bar-import.ts';
import { skipNotes } from './faults.ts';
import type { SkippedRows } from './faults.ts';
import type { ImportCounts, ImportOptions } from './import-options.ts';
import type { KindImport } from './kind-import.ts';
import { provenanceOf } from './provenance.ts';
import { readFiles } from './read-files.ts';
import { recordImport } from './record-import.ts';

/** Files that were read, ready for publication. */
export interface ImportedFiles extends ImportCounts {
  readonly provenance: Provenance;
  /** The series, each to be read before the next is asked for; may be gone through again. */
  readonly series: AsyncIterable<SeriesSource>;
  /** The tables, likewise. */
  readonly tables: AsyncIterable<TableSource>;
  /** Frees staging; to be called when both were read. */
  close(): Promise<void>;
}

/**
 * Reads files into staging.
 *
 * @param files - at least one path: plain or gzipped files and archives, of CSV, JSON or Parquet.
 * @param layout - from `checkLayout` or `resolveLayout`.
 * @param openStaging - where rows wait to be sorted: `openStaging` of the lakehouse, or `memoryStaging` for small files.
 * @throws {NotFoundError} if a file does not exist.
 * @throws {DataError} with every problem counted and the first twenty as `file:row: message`.
 */
export async function importFiles(
  files: readonly string[],
  layout: Layout,
  openStaging: (options: StagingOptions) => Promise<Staging>,
  options: ImportOptions = {},
): Promise<ImportedFiles> {
  if (files.length === 0) throw new DataError('no file to import was named');
  const kind: KindImport = layout.kind === 'bars' ? barImport(layout) : recordImport(layout);
  const { intake } = kind;
  const staging = await openStaging(kind.stage);
  try {
    const { files: names, sources } = await readFiles([...files].sort(byName), { kind, staging, options });
    await kind.check(staging, names);
    intake.problems.throwIfAny();
    if (intake.subjects.every(({ rows }) => rows === 0)) throw nothingLeft(layout, intake.skipped, sources);
    const { rows, skipped, reordered } = intake;
    return {
      ...{ rows, skipped, reordered },
      provenance: provenanceOf(layout, options, { intake, sources, more: kind.notes() }),
      series: { [Symbol.asyncIterator]: () => kind.series(staging, names) },
      tables: { [Symbol.asyncIterator]: () => kind.tables(staging, names) },
      close: () => staging.close(),
    };
  } catch (error) {
    await staging.close();
    throw error;
  }
}

function nothingLeft({ kind }: Layout, skipped: SkippedRows, sources: readonly SourceFile[]): DataError {
  const more = sources.length > 3 ? ` and ${sources.length - 3} more` : '';
  const where = `${sources
    .slice(0, 3)
    .map(({ name }) => `'${name}'`)
    .join(', ')}${more}`;
  const left = skipNotes(skipped);
  if (left.length > 0) return new DataError(`every row was skipped in ${where}: ${left.join(' ')}`);
  return new DataError(`${where}: there are no ${kind} to import`);
}

function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
