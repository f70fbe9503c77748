/**
 * Reading parts back: an object is streamed a vector at a time, its buffers are copied straight into the columns of the
 * result, and of several versions of a row the one that was asked for is kept.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { DataError } from '@assay/core/errors';
import type { EpochMs } from '@assay/core/time';
import type { TextColumn } from '@assay/quant/market';
import { sha256File } from '../settings/index.ts';
import { sqlPath, sqlPatternFor, unreadable } from './database.ts';
import type { Lakehouse } from './lakehouse.ts';
import type { PartFacts } from './manifest.ts';
import type { DraftPart } from './part-writer.ts';
import { objectFile } from './paths.ts';
import { rawRows } from './raw-rows.ts';
import { RowCollector } from './row-collector.ts';
import type { Vintage } from './row-collector.ts';
import { sqlName } from './row-shape.ts';
import type { RowBlock, RowShape } from './row-shape.ts';

/** Which rows of a series or table to read. */
export interface RowSelection {
  /** First and last `eventTime`, both included. @default the whole history */
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
  /** Only rows that could be known then: availableAt ≤ asOf. @default every row */
  readonly asOf?: EpochMs | undefined;
  /**
   * Of the versions of a row that could be known: `first`, as it was first published, `last`, as it was known at `asOf`,
   * or `all` of them, one after the other. @default 'first'
   */
  readonly vintage?: Vintage | undefined;
}

/** What is read, and how. */
export interface PartReading extends RowSelection {
  readonly shape: RowShape;
  readonly parts: readonly DraftPart[];
  /** Compare each object's hash with the manifest before reading it. @default false */
  readonly verify?: boolean | undefined;
}

/** Rows of a block that `readBlocks` yields, about. */
const BLOCK_ROWS = 61_440;

/** Rows in order, in blocks that the reader may keep; one object is open at a time. */
export async function* readBlocks(lake: Lakehouse, reading: PartReading): AsyncGenerator<RowBlock> {
  for (const part of partsWithin(reading)) {
    const file = await openable(lake, part, reading);
    const connection = await lake.database.connect();
    try {
      yield* blocksOf(connection, file, { reading, part });
    } catch (error) {
      throw unreadable(file, error);
    } finally {
      connection.closeSync();
    }
  }
}

async function* blocksOf(
  connection: DuckDBConnection,
  file: string,
  { reading, part }: { readonly reading: PartReading; readonly part: DraftPart },
): AsyncGenerator<RowBlock> {
  const { shape, vintage = 'first' } = reading;
  const words = await wordsOf(connection, shape, file);
  const absent = await absentColumns(connection, shape, file);
  const block = (rows: RowCollector): RowBlock =>
    toBlock(shape, { columns: rows.take(), words, files: part.facts.sourceFiles });
  const collector = (): RowCollector => new RowCollector({ width: widthOf(shape), capacity: BLOCK_ROWS + 4096 });
  const needsChoice = part.facts.versions > part.facts.rows && vintage !== 'all';
  let rows = collector();
  for await (const raw of rawRows(connection, selectSql(shape, { file, words, absent, reading, part }))) {
    if (rows.filled >= BLOCK_ROWS) {
      const next = collector();
      // The last row may still be replaced by a later version of it.
      if (needsChoice) rows.moveLastTo(next);
      yield block(rows);
      rows = next;
    }
    if (needsChoice) rows.addChosen(raw, shape, vintage);
    else rows.addAll(raw);
  }
  if (rows.filled > 0) yield block(rows);
}

/** Every row that was asked for, in one block, in shared memory where that was asked for. */
export async function readWhole(
  lake: Lakehouse,
  reading: PartReading & { readonly shared?: boolean | undefined },
): Promise<RowBlock> {
  const { shape, vintage = 'first', shared = false } = reading;
  const parts = partsWithin(reading);
  const counts: number[] = [];
  for (const part of parts) counts.push(await countVersions(lake, part, reading));
  const rows = new RowCollector({ width: widthOf(shape), capacity: counts.reduce((sum, n) => sum + n, 0), shared });
  const files: string[] = [];
  const words: string[][] = shape.texts.map(() => []);
  for (const [index, part] of parts.entries()) {
    if (counts[index] === 0) continue;
    await fillFrom(lake, part, { reading, vintage, rows, files, words, expected: counts[index] as number });
  }
  return sortWords(toBlock(shape, { columns: rows.take(), words, files }));
}

interface Filling {
  readonly reading: PartReading;
  readonly vintage: Vintage;
  readonly rows: RowCollector;
  /** Source files and words of all parts so far. */
  readonly files: string[];
  readonly words: readonly string[][];
  readonly expected: number;
}

async function fillFrom(lake: Lakehouse, part: DraftPart, filling: Filling): Promise<void> {
  const { reading, vintage, rows, files } = filling;
  const { shape } = reading;
  const file = await openable(lake, part, reading);
  const connection = await lake.database.connect();
  try {
    const own = await wordsOf(connection, shape, file);
    const absent = await absentColumns(connection, shape, file);
    const renumbered = [
      ...own.map((list, place) => list.map((word) => placeOf(filling.words[place] as string[], word))),
      part.facts.sourceFiles.map((hash) => placeOf(files, hash)),
    ];
    const first = shape.numbers.length;
    const needsChoice = part.facts.versions > part.facts.rows && vintage !== 'all';
    let read = 0;
    for await (const raw of rawRows(connection, selectSql(shape, { file, words: own, absent, reading, part }))) {
      read += raw.length;
      if (read > filling.expected) continue;
      for (const [index, places] of renumbered.entries()) renumber(raw.columns[first + index], raw.length, places);
      if (needsChoice) rows.addChosen(raw, shape, vintage);
      else rows.addAll(raw);
    }
    if (read !== filling.expected) throw miscounted(file, filling.expected, read);
  } catch (error) {
    throw unreadable(file, error);
  } finally {
    connection.closeSync();
  }
}

function placeOf(list: string[], name: string): number {
  const place = list.indexOf(name);
  return place >= 0 ? place : list.push(name) - 1;
}

function renumber(column: Float64Array | undefined, length: number, places: readonly number[]): void {
  if (column === undefined || places.every((place, index) => place === index)) return;
  for (let index = 0; index < length; index++) {
    const place = column[index] as number;
    if (place >= 0) column[index] = places[place] as number;
  }
}

/** The parts that a selection reaches. */
function partsWithin({ parts, from = -Infinity, to = Infinity }: PartReading): readonly DraftPart[] {
  return parts.filter(({ facts }) => facts.firstEventTime <= to && facts.lastEventTime >= from);
}

async function openable(lake: Lakehouse, { facts, waiting }: DraftPart, reading: PartReading): Promise<string> {
  const file = waiting ?? objectFile(lake.paths, facts.object);
  if (reading.verify === true) await checkObject(file, facts.object);
  return file;
}

/** Rows of a part that a selection reaches, every version counted. */
async function countVersions(lake: Lakehouse, part: DraftPart, reading: PartReading): Promise<number> {
  const condition = conditionOf(reading, part.facts);
  if (condition === '') return part.facts.versions;
  const file = part.waiting ?? objectFile(lake.paths, part.facts.object);
  return lake.database.withConnection(async (connection) => {
    try {
      const sql = `SELECT CAST(count(*) AS DOUBLE) FROM read_parquet(${sqlPatternFor(file)}) ${condition}`;
      return (await (await connection.run(sql)).getRows())[0]?.[0] as number;
    } catch (error) {
      throw unreadable(file, error);
    }
  });
}

/** The condition that a selection puts on the rows of a part; none where it holds for all of them. */
function conditionOf({ from, to, asOf }: RowSelection, facts: PartFacts): string {
  const conditions: string[] = [];
  if (from !== undefined && from > facts.firstEventTime) conditions.push(`event_time >= ${Math.ceil(from)}`);
  if (to !== undefined && to < facts.lastEventTime) conditions.push(`event_time <= ${Math.floor(to)}`);
  if (asOf !== undefined && asOf < facts.lastAvailableAt) {
    conditions.push(asOf === -Infinity ? 'false' : `available_at <= ${Math.floor(asOf)}`);
  }
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}

interface Source {
  readonly file: string;
  readonly words: readonly (readonly string[])[];
  /** Columns that the object was written without. */
  readonly absent: ReadonlySet<string>;
  readonly reading: PartReading;
  readonly part: DraftPart;
}

function selectSql(shape: RowShape, { file, words, absent, reading, part }: Source): string {
  const numbers = shape.numbers.map(({ name }) =>
    absent.has(name) ? "'NaN'::DOUBLE" : `coalesce(CAST("${sqlName(name)}" AS DOUBLE), 'NaN'::DOUBLE)`,
  );
  const texts = shape.texts.map((name, place) => {
    const known = (words[place] ?? []).map(sqlPath).join(', ');
    if (known === '') return 'CAST(-1 AS DOUBLE)';
    return `coalesce(CAST(enum_code(CAST("${sqlName(name)}" AS ENUM(${known}))) AS DOUBLE), -1)`;
  });
  const source = ['source_file', 'source_row'].map((name) => `CAST(${name} AS DOUBLE)`);
  const columns = [...numbers, ...texts, ...source].join(', ');
  return `SELECT ${columns} FROM read_parquet(${sqlPatternFor(file)}) ${conditionOf(reading, part.facts)}`;
}

/** The words of a part in each of its columns of text, sorted. */
async function wordsOf(connection: DuckDBConnection, shape: RowShape, file: string): Promise<string[][]> {
  const words: string[][] = [];
  for (const name of shape.texts) {
    const column = `"${sqlName(name)}"`;
    const sql = `SELECT DISTINCT ${column} FROM read_parquet(${sqlPatternFor(file)}) WHERE ${column} IS NOT NULL`;
    const rows = await (await connection.run(sql)).getRows();
    words.push(rows.map((row) => row[0] as string).sort());
  }
  return words;
}

/** Columns that need not be there and are not: a kind of records may have got them after the object was written. */
async function absentColumns(
  connection: DuckDBConnection,
  shape: RowShape,
  file: string,
): Promise<ReadonlySet<string>> {
  const optional = shape.numbers.filter(({ isOptional }) => isOptional);
  if (optional.length === 0) return new Set();
  const rows = await (await connection.run(`SELECT name FROM parquet_schema(${sqlPatternFor(file)})`)).getRows();
  const known = new Set(rows.map((row) => row[0]));
  return new Set(optional.filter(({ name }) => !known.has(sqlName(name))).map(({ name }) => name));
}

function widthOf(shape: RowShape): number {
  return shape.numbers.length + shape.texts.length + 2;
}

interface Columns {
  readonly columns: readonly Float64Array[];
  readonly words: readonly (readonly string[])[];
  readonly files: readonly string[];
}

function toBlock(shape: RowShape, { columns, words, files }: Columns): RowBlock {
  const numbers = columns.slice(0, shape.numbers.length);
  const rest = columns.slice(shape.numbers.length).map(wholeNumbers);
  const texts = shape.texts.map((_, place): TextColumn => ({
    words: words[place] ?? [],
    index: rest[place] as Int32Array,
  }));
  const [file, row] = rest.slice(shape.texts.length) as [Int32Array, Int32Array];
  return { length: file.length, numbers, texts, source: { files, file, row } };
}

function wholeNumbers(column: Float64Array): Int32Array {
  const bytes = column.length * Int32Array.BYTES_PER_ELEMENT;
  const isShared = typeof SharedArrayBuffer !== 'undefined' && column.buffer instanceof SharedArrayBuffer;
  const result = new Int32Array(isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
  result.set(column);
  return result;
}

/** The same rows with the words of each column sorted, as a table promises. */
function sortWords(block: RowBlock): RowBlock {
  const texts = block.texts.map(({ words, index }): TextColumn => {
    const sorted = [...words].sort();
    const places = words.map((word) => sorted.indexOf(word));
    return { words: sorted, index: index.map((place) => (place < 0 ? -1 : (places[place] as number))) };
  });
  return { ...block, texts };
}

async function checkObject(file: string, expected: string): Promise<void> {
  let actual: string;
  try {
    actual = await sha256File(file);
  } catch (error) {
    throw unreadable(file, error);
  }
  if (actual === expected) return;
  throw new DataError(`lake object '${file}' is damaged: its hash is ${actual}`, {
    context: { file, expected, actual },
    hint: 'Import its source files again: the same content restores the object.',
  });
}

function miscounted(file: string, expected: number, actual: number): DataError {
  return new DataError(`lake object '${file}' has ${actual} rows, its manifest says ${expected}`, {
    context: { file, expected, actual },
    hint: 'Import its source files again: the same content restores the object.',
  });
}
