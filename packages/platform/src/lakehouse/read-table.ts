import { nearestName } from '@assay/core/checks';
import { NotFoundError } from '@assay/core/errors';
import type { RecordKind, RecordTable } from '@assay/quant/market';
import { checkEntry, checkIntact } from './check-manifest.ts';
import type { Lakehouse } from './lakehouse.ts';
import type { DatasetManifest, TableEntry } from './manifest.ts';
import { readBlocks, readWhole } from './read-parts.ts';
import type { PartReading, RowSelection } from './read-parts.ts';
import { checkSelection } from './read-series.ts';
import { tableOfBlock, tableShape } from './row-shape.ts';

/** Which records to read, and how. */
export interface ReadTableOptions extends RowSelection {
  /** Compare each object's hash with the manifest before reading it. @default false */
  readonly verify?: boolean | undefined;
}

/**
 * Reads records of a dataset; none in the range gives a table of length 0.
 *
 * @param id - of the instrument, underlying or series that the table is about.
 * @throws {NotFoundError} if the dataset has no such table; names the nearest.
 * @throws {DataError} if the manifest was changed, or an object is missing, damaged or not what the manifest says.
 *
 * @remarks
 * Causal: with `asOf`, no record with availableAt > asOf enters the result.
 */
export async function readTable(
  lake: Lakehouse,
  manifest: DatasetManifest,
  ...[kind, id, options = {}]: readonly [kind: RecordKind, id: string, options?: ReadTableOptions]
): Promise<RecordTable> {
  checkIntact(manifest);
  checkSelection(options);
  const entry = manifest.tables.find((table) => table.kind === kind && table.id === id);
  if (entry === undefined) throw unknownTable(manifest, kind, id);
  return tableOfBlock(entry, await readWhole(lake, readingOf(entry, options)));
}

/** Reads one table in pieces of about 60,000 records, so that no more than a few are in memory at a time. */
export async function* readTableChunks(
  lake: Lakehouse,
  entry: TableEntry,
  options: ReadTableOptions = {},
): AsyncGenerator<RecordTable> {
  checkEntry(entry);
  checkSelection(options);
  for await (const block of readBlocks(lake, readingOf(entry, options))) yield tableOfBlock(entry, block);
}

function readingOf(entry: TableEntry, { from, to, asOf, vintage, verify }: ReadTableOptions): PartReading {
  const parts = entry.parts.map((facts) => ({ facts }));
  return { shape: tableShape(entry), parts, from, to, asOf, vintage, verify };
}

function unknownTable({ name, version, tables }: DatasetManifest, kind: RecordKind, id: string): NotFoundError {
  const known = tables.filter((table) => table.kind === kind).map((table) => table.id);
  const nearest = nearestName(id, known);
  const all = [...new Set(tables.map((table) => table.kind))].join(', ');
  const kinds = all === '' ? 'It has no tables.' : `It has tables of ${all}.`;
  const some = known.length === 0 ? kinds : `It has ${known.slice(0, 10).join(', ')}.`;
  const hint = nearest === undefined ? some : `Did you mean '${nearest}'?`;
  return new NotFoundError(`table of ${kind} in dataset ${name}@${version}`, id, { hint });
}
