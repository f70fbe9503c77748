import { DataError } from '@assay/core/errors';
import { formatIsoTime } from '@assay/core/time';
import { RECORD_COLUMNS } from '@assay/quant/market';
import type { RecordColumn, RecordTable } from '@assay/quant/market';
import type { TableHead } from './manifest.ts';

/** Throws if a chunk lacks a column of its kind. */
export function checkRecordColumns(head: TableHead, chunk: RecordTable): void {
  for (const column of RECORD_COLUMNS[head.kind]) {
    if (presence(chunk, column) !== undefined) continue;
    throw new DataError(`table '${head.id}' of ${head.kind} lacks column '${column.name}' of ${chunk.length} values`, {
      context: { id: head.id, kind: head.kind, column: column.name },
    });
  }
}

/**
 * Throws unless every record of a chunk has what its kind requires.
 *
 * @throws {DataError} naming the first record that is wrong and how.
 */
export function checkRecords(head: TableHead, chunk: RecordTable): void {
  for (const column of RECORD_COLUMNS[head.kind]) {
    const isKnown = presence(chunk, column);
    if (isKnown === undefined || !column.isRequired) continue;
    for (let index = 0; index < chunk.length; index++) {
      if (!isKnown(index)) throw withoutValue(head, chunk, { column: column.name, index });
    }
  }
}

/** Whether a row has a value in a column; undefined if the column is not there. */
function presence(
  { numbers, texts, length }: RecordTable,
  { name, type }: RecordColumn,
): ((row: number) => boolean) | undefined {
  if (type === 'text') {
    const text = texts[name];
    return text?.index.length === length ? (row) => (text.index[row] as number) >= 0 : undefined;
  }
  const column = numbers[name];
  return column?.length === length ? (row) => !Number.isNaN(column[row]) : undefined;
}

function withoutValue(
  { id, kind }: TableHead,
  { eventTime, source }: RecordTable,
  { column, index }: { readonly column: string; readonly index: number },
): DataError {
  const time = eventTime[index] as number;
  const when = Number.isSafeInteger(time) ? formatIsoTime(time) : String(time);
  const row = source.row[index];
  return new DataError(`table '${id}' of ${kind}: row ${row} of its source (${when}) has no ${column}`, {
    context: { id, kind, column, row, file: source.files[source.file[index] as number] ?? null },
    hint: 'Leave such rows out, or read them with a layout that knows where the value stands.',
  });
}
