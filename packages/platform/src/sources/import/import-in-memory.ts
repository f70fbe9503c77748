import { checkSeries } from '@assay/quant/market';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import type { Provenance } from '../../lakehouse/index.ts';
import type { Layout } from '../layouts/layout.ts';
import { joinSeries, joinTables } from './join-chunks.ts';
import { importFiles } from './import-files.ts';
import type { ImportCounts, ImportOptions } from './import-options.ts';
import { memoryStaging } from './memory-staging.ts';

/** What an import gives whole. */
export interface ImportResult extends ImportCounts {
  /** Sorted by id of the instrument. */
  readonly series: readonly BarSeries[];
  /** Sorted by id. */
  readonly tables: readonly RecordTable[];
  readonly provenance: Provenance;
}

/**
 * Reads files whole, in memory: for small ones.
 *
 * @throws as `importFiles`; also {DataError} if a bar was restated, which a series in memory cannot hold.
 */
export async function importInMemory(
  files: readonly string[],
  layout: Layout,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const imported = await importFiles(files, layout, memoryStaging, options);
  try {
    const series: BarSeries[] = [];
    for await (const source of imported.series) series.push(joinSeries(await all(source.chunks())));
    const tables: RecordTable[] = [];
    for await (const source of imported.tables) tables.push(joinTables(await all(source.chunks())));
    for (const one of series) checkSeries(one);
    const { rows, skipped, reordered, provenance } = imported;
    return {
      ...{ rows, skipped, reordered, provenance },
      series: series.sort((a, b) => byId(a.instrument.id, b.instrument.id)),
      tables: tables.sort((a, b) => byId(a.id, b.id)),
    };
  } finally {
    await imported.close();
  }
}

async function all<T>(items: AsyncIterable<T> | Iterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

function byId(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
