import type { RecordTable } from './records.ts';

/**
 * The records of a table for which `isKept` holds, in their order; the table itself where it holds for all.
 *
 * @remarks
 * Source: this project.
 */
export function keptRecords(table: RecordTable, isKept: (row: number) => boolean): RecordTable {
  const kept = Array.from({ length: table.length }, (_, row) => row).filter(isKept);
  if (kept.length === table.length) return table;
  const doubles = (column: Float64Array): Float64Array => Float64Array.from(kept, (row) => column[row]);
  const integers = (column: Int32Array): Int32Array => Int32Array.from(kept, (row) => column[row]);
  const { numbers, texts, source } = table;
  return {
    ...table,
    length: kept.length,
    eventTime: doubles(table.eventTime),
    availableAt: doubles(table.availableAt),
    numbers: Object.fromEntries(Object.entries(numbers).map(([name, column]) => [name, doubles(column)])),
    texts: Object.fromEntries(
      Object.entries(texts).map(([name, { words, index }]) => [name, { words, index: integers(index) }]),
    ),
    source: { files: source.files, file: integers(source.file), row: integers(source.row) },
  };
}
