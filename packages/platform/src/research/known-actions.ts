import type { RecordTable } from '@assay/quant/market';
import type { BesideBars } from './beside.ts';

/** What stands beside bars without corporate actions that were not known at a time. */
export function knownActions(beside: BesideBars, time: number): BesideBars {
  return { ...beside, actions: beside.actions.map((table) => knownRows(table, time)) };
}

function knownRows(table: RecordTable, time: number): RecordTable {
  const kept = Array.from(table.availableAt.keys()).filter((row) => (table.availableAt[row] as number) <= time);
  if (kept.length === table.length) return table;
  const doubles = (column: Float64Array): Float64Array => Float64Array.from(kept, (row) => column[row] as number);
  const integers = (column: Int32Array): Int32Array => Int32Array.from(kept, (row) => column[row] as number);
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
