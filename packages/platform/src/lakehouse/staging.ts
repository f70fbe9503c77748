/**
 * Rows of doubles that are put down in any order and read back sorted, in bounded memory: a table of the embedded database,
 * which holds what its memory limit allows and spills the rest into a folder of its own below the lake, also while it sorts.
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
  const sortedBy = order.map((name) => `c${columns.indexOf(name)}`);
  return new TableStaging({ connection, chunk, nColumns: columns.length, order: [...sortedBy, 'rowid'] });
}

interface StagingState {
  readonly connection: DuckDBConnection;
  readonly chunk: DuckDBDataChunk;
  readonly nColumns: number;
  readonly order: readonly string[];
}

class TableStaging implements Staging {
  private readonly state: StagingState;
  private appender: DuckDBAppender | undefined;
  private isClosed = false;
  private appended = 0;

  constructor(state: StagingState) {
    this.state = state;
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
    const { connection, order, nColumns } = this.state;
    const columns = Array.from({ length: nColumns }, (_, index) => `c${index}`).join(', ');
    yield* rawBatches(connection, `SELECT ${columns} FROM staged ORDER BY ${order.join(', ')}`, nColumns);
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
