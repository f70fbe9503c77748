import type { BarSeries, RecordTable } from '@assay/quant/market';
import { readChunks, readTableChunks } from '../../lakehouse/index.ts';
import type { Lakehouse, RowSelection, SeriesEntry, TableEntry } from '../../lakehouse/index.ts';

/** One row as it is shown. */
export interface ShownRow {
  readonly eventTime: number;
  readonly availableAt: number;
  /** By column; null where unknown. */
  readonly values: Readonly<Record<string, number | string | null>>;
  /** Hash of the file, with the member where it has several; null for rows that were computed. */
  readonly sourceFile: string | null;
  readonly sourceRow: number;
}

/** Which rows, and how many of them. */
export interface RowRequest extends RowSelection {
  readonly count: number;
}

type Entry = SeriesEntry | TableEntry;

/** The first rows of a selection. */
export async function firstRows(
  lake: Lakehouse,
  entry: Entry,
  { count, ...selection }: RowRequest,
): Promise<ShownRow[]> {
  const rows: ShownRow[] = [];
  for await (const row of rowsOf(lake, entry, selection)) {
    rows.push(row);
    if (rows.length === count) break;
  }
  return rows;
}

/** The last rows of a selection, in order; parts are read from the last one backwards, until there are enough. */
export async function lastRows(
  lake: Lakehouse,
  entry: Entry,
  { count, ...selection }: RowRequest,
): Promise<ShownRow[]> {
  let rows: ShownRow[] = [];
  for (const part of [...entry.parts].reverse()) {
    const from = Math.max(selection.from ?? -Infinity, part.firstEventTime);
    const to = Math.min(selection.to ?? Infinity, part.lastEventTime);
    if (from > to) continue;
    const found: ShownRow[] = [];
    for await (const row of rowsOf(lake, entry, { ...selection, from, to })) {
      found.push(row);
      if (found.length >= 2 * (count - rows.length) + 1024) found.splice(0, found.length - (count - rows.length));
    }
    rows = [...found.slice(-(count - rows.length)), ...rows];
    if (rows.length >= count) break;
  }
  return rows;
}

async function* rowsOf(lake: Lakehouse, entry: Entry, selection: RowSelection): AsyncGenerator<ShownRow> {
  if ('instrument' in entry) {
    for await (const chunk of readChunks(lake, entry, { ...selection, verify: true }))
      yield* chunkRows(chunk, barColumns(chunk));
  } else {
    for await (const chunk of readTableChunks(lake, entry, { ...selection, verify: true }))
      yield* chunkRows(chunk, tableColumns(chunk));
  }
}

type Columns = Readonly<Record<string, (row: number) => number | string | null>>;

function* chunkRows(chunk: BarSeries | RecordTable, columns: Columns): Generator<ShownRow> {
  const { eventTime, availableAt, source, length } = chunk;
  for (let row = 0; row < length; row++) {
    yield {
      eventTime: eventTime[row] as number,
      availableAt: availableAt[row] as number,
      values: Object.fromEntries(Object.entries(columns).map(([name, at]) => [name, at(row)])),
      sourceFile: source.files[source.file[row] as number] ?? null,
      sourceRow: source.row[row] as number,
    };
  }
}

function barColumns(chunk: BarSeries): Columns {
  const { open, high, low, close, volume, ask } = chunk;
  const sides = ask === undefined ? {} : { askOpen: ask.open, askHigh: ask.high, askLow: ask.low, askClose: ask.close };
  return numberColumns({ open, high, low, close, volume, ...sides });
}

function tableColumns({ texts, numbers }: RecordTable): Columns {
  const words = Object.entries(texts).map(([name, column]) => {
    return [name, (row: number) => column.words[column.index[row] as number] ?? null] as const;
  });
  return { ...Object.fromEntries(words), ...numberColumns(numbers) };
}

function numberColumns(columns: Readonly<Record<string, Float64Array>>): Columns {
  const entries = Object.entries(columns).map(([name, column]) => {
    const valueAt = (row: number): number | null => {
      const value = column[row] as number;
      return Number.isNaN(value) ? null : value;
    };
    return [name, valueAt] as const;
  });
  return Object.fromEntries(entries);
}
