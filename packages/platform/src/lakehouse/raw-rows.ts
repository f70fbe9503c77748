import type { DuckDBConnection } from '@duckdb/node-api';
import { vectorItems } from './vector-items.ts';

/** Rows of doubles as the database hands them out. */
export interface RawRows {
  readonly length: number;
  readonly columns: readonly Float64Array[];
}

/** Rows of a batch: 30 vectors of the database, so that what is done once for each batch costs little. */
const BATCH_ROWS = 61_440;

/** Streams the result of a query of doubles, a vector at a time; what is yielded is overwritten by the next. */
export async function* rawRows(connection: DuckDBConnection, sql: string): AsyncGenerator<RawRows> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    const columns = Array.from({ length: chunk.columnCount }, (_, index) => vectorItems(chunk.getColumnVector(index)));
    yield { length: chunk.rowCount, columns };
  }
}

/** Streams the result of a query of doubles in batches that the reader may keep. */
export async function* rawBatches(
  connection: DuckDBConnection,
  sql: string,
  nColumns: number,
): AsyncGenerator<RawRows> {
  const allocate = (): Float64Array[] => Array.from({ length: nColumns }, () => new Float64Array(BATCH_ROWS));
  let columns = allocate();
  let filled = 0;
  for await (const rows of rawRows(connection, sql)) {
    if (filled + rows.length > BATCH_ROWS) {
      yield cut(columns, filled);
      columns = allocate();
      filled = 0;
    }
    for (const [index, column] of rows.columns.entries()) columns[index]?.set(column.subarray(0, rows.length), filled);
    filled += rows.length;
  }
  if (filled > 0) yield cut(columns, filled);
}

function cut(columns: readonly Float64Array[], length: number): RawRows {
  return { length, columns: columns.map((column) => (length === column.length ? column : column.slice(0, length))) };
}
