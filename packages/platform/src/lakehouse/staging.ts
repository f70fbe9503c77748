/**
 * Rows of doubles that are put down in any order and read back sorted, in bounded memory: a table of the embedded database,
 * which holds what its memory limit allows and spills the rest into a folder of its own below the lake, also while it sorts.
 * Rows that came in order, as those of most files do, are read back without a sort.
 */
import type { DuckDBAppender, DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { InvalidArgumentError, PlatformError } from '@assay/core/errors';
import { ensureDirectory } from '../settings/index.ts';
import { checkWritable } from './lakehouse.ts';
import type { Lakehouse } from './lakehouse.ts';
import { rawBatches } from './raw-rows.ts';
import { vectorItems } from './vector-items.ts';

/** What is staged. */
export interface StagingOptions {
  /** Names of the columns, each once. */
  readonly columns: readonly string[];
  /** Columns to sort by, ascending, NaN last; rows that are equal in all of them keep the order in which they came. */
  readonly order: readonly string[];
}

/** Rows of doubles, read back sorted. */
export interface StagedRows {
  /** One array of `length` values for each column, for the reader to keep. */
  readonly columns: readonly Float64Array[];
  readonly length: number;
}

/** A place for more rows than memory holds. */
export interface Staging {
  /** Rows put down so far. */
  readonly rows: number;
  /** Puts down the first `count` rows of `columns`, which may be used again afterwards. */
  append(columns: readonly Float64Array[], count: number): Promise<void>;
  /** All rows in order, in pieces of any length. It can be called several times. */
  sorted(): AsyncIterable<StagedRows>;
  /** Frees memory and disk. */
  close(): Promise<void>;
}

/** Rows of a vector of the database. */
const VECTOR_ROWS = 2048;

/**
 * Opens a staging table.
 *
 * @throws {InvalidArgumentError} if a column is named twice, or `order` names none of them.
 */
export async function openStaging(lake: Lakehouse, options: StagingOptions): Promise<Staging> {
  checkWritable(lake);
  const { columns, order } = options;
  if (columns.length === 0 || new Set(columns).size < columns.length)
    throw new InvalidArgumentError('columns', 'at least one name, each once', columns.join(', '));
  for (const name of order) {
    if (!columns.includes(name)) throw new InvalidArgumentError('order', `one of ${columns.join(', ')}`, name);
  }
  await ensureDirectory(lake.root);
  const { DOUBLE, DuckDBDataChunk } = await import('@duckdb/node-api');
  const connection = await lake.database.connect();
  const names = columns.map((_, index) => `c${index} DOUBLE`);
  await connection.run(`CREATE TEMP TABLE staged (${names.join(', ')})`);
  const chunk = DuckDBDataChunk.create(columns.map(() => DOUBLE));
  const keys = order.map((name) => columns.indexOf(name));
  return new TableStaging({ connection, chunk, nColumns: columns.length, keys });
}

interface StagingState {
  readonly connection: DuckDBConnection;
  readonly chunk: DuckDBDataChunk;
  readonly nColumns: number;
  /** Positions of the columns to sort by. */
  readonly keys: readonly number[];
}

class TableStaging implements Staging {
  private readonly state: StagingState;
  private appender: DuckDBAppender | undefined;
  private isClosed = false;
  private appended = 0;
  private readonly sequence: KeySequence;

  constructor(state: StagingState) {
    this.state = state;
    this.sequence = new KeySequence(state.keys.length);
  }

  get rows(): number {
    return this.appended;
  }

  async append(columns: readonly Float64Array[], count: number): Promise<void> {
    this.checkOpen();
    const { connection, chunk, nColumns } = this.state;
    const fits = columns.length === nColumns && columns.every((column) => column.length >= count);
    if (!fits)
      throw new InvalidArgumentError('columns', `${nColumns} columns of at least ${count} values`, columns.length);
    this.sequence.follow(
      this.state.keys.map((index) => columns[index] as Float64Array),
      count,
    );
    this.appender ??= await connection.createAppender('staged');
    for (let start = 0; start < count; start += VECTOR_ROWS) {
      const end = Math.min(count, start + VECTOR_ROWS);
      chunk.reset();
      chunk.rowCount = end - start;
      for (const [index, column] of columns.entries()) {
        const vector = chunk.getColumnVector(index);
        vectorItems(vector).set(column.subarray(start, end));
        vector.flush();
      }
      this.appender.appendDataChunk(chunk);
    }
    this.appended += count;
  }

  async *sorted(): AsyncGenerator<StagedRows> {
    this.checkOpen();
    this.appender?.closeSync();
    this.appender = undefined;
    const { connection, nColumns } = this.state;
    if (!this.sequence.isOrdered) await this.arrange();
    // The database hands rows out as they were put in, as its setting `preserve_insertion_order` says.
    yield* rawBatches(connection, 'SELECT * FROM staged', nColumns);
  }

  /** Sorts once and for all: a sort that is still being read holds memory that whoever writes the rows needs. */
  private async arrange(): Promise<void> {
    const { connection, keys } = this.state;
    const order = [...keys.map((index) => `c${index}`), 'rowid'].join(', ');
    await connection.run(`CREATE TEMP TABLE arranged AS SELECT * FROM staged ORDER BY ${order}`);
    await connection.run('DROP TABLE staged');
    await connection.run('ALTER TABLE arranged RENAME TO staged');
    this.sequence.restart();
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    this.appender?.closeSync();
    await this.state.connection.run('DROP TABLE staged');
    this.state.connection.closeSync();
  }

  private checkOpen(): void {
    if (this.isClosed) throw new PlatformError('ILLEGAL_STATE', 'the staging table was closed');
  }
}

/** Follows the keys of rows as they come: are they in order, ascending, NaN last? */
class KeySequence {
  isOrdered = true;
  /** Keys of the row before. */
  private readonly last: Float64Array;

  constructor(nKeys: number) {
    this.last = new Float64Array(nKeys).fill(-Infinity);
  }

  /** The rows so far were put in order; which of them is the last is not known, so as if it were the greatest of all. */
  restart(): void {
    this.isOrdered = true;
    this.last.fill(NaN);
  }

  follow(keys: readonly Float64Array[], count: number): void {
    const { last } = this;
    for (let row = 0; row < count && this.isOrdered; row++) {
      let isDecided = false;
      for (let key = 0; key < last.length; key++) {
        const value = (keys[key] as Float64Array)[row] as number;
        const before = last[key] as number;
        last[key] = value;
        if (isDecided || value === before || (Number.isNaN(value) && Number.isNaN(before))) continue;
        isDecided = true;
        this.isOrdered = value > before || Number.isNaN(value);
      }
    }
  }
}
