import { InvalidArgumentError } from '@assay/core/errors';
import type { EpochMs } from '@assay/core/time';
import type { SourceRows } from './bars.ts';
import { RECORD_COLUMNS } from './records.ts';
import type { RecordColumn, RecordTable, TextColumn } from './records.ts';

/** One record as a value; columns that are left out are unknown. */
export interface RecordRow {
  readonly eventTime: EpochMs;
  readonly availableAt: EpochMs;
  readonly values: Readonly<Record<string, number | string | undefined>>;
}

/**
 * A table of records from rows in any order: sorted by `eventTime`, the key columns of the kind, then `availableAt`.
 *
 * @returns a table without source rows. A record may be available before its event: actions are announced.
 * @throws {InvalidArgumentError} if a row has a column that the kind does not have, lacks a required one, has a value of
 * the wrong type, or a time that is no whole number.
 *
 * @remarks
 * Source: this project.
 */
export function recordTable(
  head: Pick<RecordTable, 'kind' | 'id' | 'unit' | 'synthetic'>,
  rows: readonly RecordRow[],
): RecordTable {
  const columns = RECORD_COLUMNS[head.kind];
  rows.forEach((row) => checkRow(row, head.kind, columns));
  const keys = columns.filter((column) => column.isKey).map((column) => column.name);
  const sorted = [...rows].sort((a, b) => compareRows(a, b, keys));
  const named = <T>(isText: boolean, make: (name: string) => T): Record<string, T> =>
    Object.fromEntries(
      columns.filter((one) => (one.type === 'text') === isText).map((one) => [one.name, make(one.name)]),
    );
  return {
    ...head,
    length: sorted.length,
    eventTime: Float64Array.from(sorted, (row) => row.eventTime),
    availableAt: Float64Array.from(sorted, (row) => row.availableAt),
    numbers: named(false, (name) => Float64Array.from(sorted, (row) => Number(row.values[name] ?? NaN))),
    texts: named(true, (name) => textColumn(sorted.map((row) => row.values[name] as string | undefined))),
    source: noSource(sorted.length),
  };
}

/**
 * The word of a text column in one row; undefined where there is none.
 *
 * @throws {InvalidArgumentError} if the kind has no such column.
 *
 * @remarks
 * Source: this project.
 */
export function textAt(table: RecordTable, name: string, row: number): string | undefined {
  const column = table.texts[name];
  if (column === undefined) throw new InvalidArgumentError('name', `a text column of ${table.kind}`, name);
  return column.words[column.index[row]];
}

function checkRow(row: RecordRow, kind: string, columns: readonly RecordColumn[]): void {
  const { eventTime, availableAt } = row;
  for (const [name, time] of Object.entries({ eventTime, availableAt })) {
    if (!Number.isInteger(time)) throw new InvalidArgumentError(name, 'whole milliseconds', time);
  }
  for (const name of Object.keys(row.values)) {
    if (!columns.some((column) => column.name === name))
      throw new InvalidArgumentError('values', `columns of ${kind}`, name);
  }
  for (const { name, type, isRequired } of columns) {
    const value = row.values[name];
    if (value === undefined && !isRequired) continue;
    const wanted = type === 'text' ? 'string' : 'number';
    if (typeof value !== wanted) throw new InvalidArgumentError(name, `a ${wanted}`, value);
  }
}

function compareRows(a: RecordRow, b: RecordRow, keys: readonly string[]): number {
  if (a.eventTime !== b.eventTime) return a.eventTime - b.eventTime;
  for (const key of keys) {
    const [one, two] = [a.values[key] ?? '', b.values[key] ?? ''];
    if (one !== two) return one < two ? -1 : 1;
  }
  return a.availableAt - b.availableAt;
}

function textColumn(words: readonly (string | undefined)[]): TextColumn {
  const known = [...new Set(words.filter((word) => word !== undefined))].sort();
  const places = new Map(known.map((word, place) => [word, place]));
  return {
    words: known,
    index: Int32Array.from(words, (word) => (word === undefined ? -1 : (places.get(word) ?? -1))),
  };
}

function noSource(length: number): SourceRows {
  return { files: [], file: new Int32Array(length).fill(-1), row: new Int32Array(length) };
}
