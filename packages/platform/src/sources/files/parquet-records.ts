import path from 'node:path';
import type { DuckDBConnection, DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api';
import { dataFault, reasonOf } from './fault.ts';
import type { Place } from './fault.ts';
import { RecordNumbering } from './record-batches.ts';
import type { RecordBatch } from './record-batches.ts';
import type { ParquetDatabase } from './record-sink.ts';

/** Chunks of the database, 2,048 rows each, that make a batch. */
const CHUNKS_PER_BATCH = 2;

/**
 * Hands on the records of a Parquet file: every column as text, instants in UTC, nulls empty, rows in the file's order.
 *
 * @throws {DataError} if the database cannot read the file, or a row group does not fit into its memory.
 */
export async function readParquet(
  place: Place,
  database: ParquetDatabase,
  deliver: (batch: RecordBatch) => void | Promise<void>,
): Promise<void> {
  await database.withConnection(async (connection) => {
    const numbering = new RecordNumbering(false);
    let names: readonly string[] | undefined;
    for await (const { columnNames, records } of textRows(connection, place)) {
      if (names === undefined) await deliver({ names: (names = columnNames), records: [], firstRow: 1 });
      for (const batch of numbering.batches(records)) await deliver(batch);
    }
  });
}

interface TextRows {
  readonly columnNames: readonly string[];
  readonly records: string[][];
}

async function* textRows(connection: DuckDBConnection, place: Place): AsyncGenerator<TextRows, void, undefined> {
  try {
    await connection.run("SET TimeZone = 'UTC'");
    const from = `read_parquet(${patternFor(path.resolve(place.file))}, hive_partitioning = false)`;
    const result = await connection.stream(`SELECT COLUMNS(*)::VARCHAR FROM ${from}`);
    const columnNames = result.deduplicatedColumnNames().map((name) => name.trim());
    for (;;) {
      const records = await nextRows(result);
      if (records.length === 0) return;
      yield { columnNames, records };
    }
  } catch (error) {
    throw explained(place, error);
  }
}

async function nextRows(result: DuckDBResult): Promise<string[][]> {
  const records: string[][] = [];
  for (let count = 0; count < CHUNKS_PER_BATCH; count++) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    appendRows(records, chunk);
  }
  return records;
}

function appendRows(records: string[][], chunk: DuckDBDataChunk): void {
  const base = records.length;
  for (let row = 0; row < chunk.rowCount; row++) records.push(new Array<string>(chunk.columnCount));
  for (let column = 0; column < chunk.columnCount; column++) {
    const values = chunk.getColumnValues(column);
    for (let row = 0; row < chunk.rowCount; row++) {
      const value = values[row];
      (records[base + row] as string[])[column] = value === null ? '' : String(value).trim();
    }
  }
}

/** The path as SQL text, where the database would take brackets and stars for a pattern. */
function patternFor(file: string): string {
  return `'${file.replaceAll("'", "''").replaceAll(/[[*?]/gu, '[$&]')}'`;
}

function explained(place: Place, error: unknown): Error {
  const why = reasonOf(error);
  if (/out of memory/iu.test(why)) {
    const hint = 'Raise --memory, or write the file again with smaller row groups.';
    return dataFault(place, 'has row groups that do not fit into the memory allowed', hint, { cause: error });
  }
  const hint = 'Get the file again; if it opens elsewhere, write it again without encryption or rare encodings.';
  return dataFault(place, `cannot be read as Parquet: ${why}`, hint, { cause: error });
}
