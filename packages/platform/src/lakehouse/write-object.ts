/**
 * Writing one series as one Parquet file.
 *
 * 1. The columns are copied into a temporary table of doubles, in chunks of the database's vector size, straight into
 *    the chunk's buffers.
 * 2. One COPY statement gives the columns their types, turns NaN into NULL and writes the file in insertion order.
 *
 * The bytes depend on the series and on the database's version only, not on threads, memory or paths.
 */
import type { DuckDBAppender, DuckDBDataChunk } from '@duckdb/node-api';
import { open } from 'node:fs/promises';
import type { BarSeries } from '@assay/quant/market';
import { ensureDirectory } from '../settings/index.ts';
import path from 'node:path';
import { BAR_COLUMNS } from './columns.ts';
import { sqlPath } from './database.ts';
import type { Database } from './database.ts';
import { vectorItems } from './vector-items.ts';

const ROWS_PER_GROUP = 122_880;

const TABLE_COLUMNS = [...BAR_COLUMNS, 'sourceFile', 'sourceRow'] as const;

/** Writes `series` to `target`, which no reader knows yet, and forces it to disk. */
export async function writeObject(database: Database, target: string, series: BarSeries): Promise<void> {
  await ensureDirectory(path.dirname(target));
  const { DOUBLE, DuckDBDataChunk } = await import('@duckdb/node-api');
  await database.withConnection(async (connection) => {
    await connection.run(`CREATE TEMP TABLE bars (${TABLE_COLUMNS.map((name) => `${name} DOUBLE`).join(', ')})`);
    const appender = await connection.createAppender('bars');
    const types = TABLE_COLUMNS.map(() => DOUBLE);
    appendSeries(appender, DuckDBDataChunk.create(types), series);
    const id = sqlPath(series.instrument.id);
    await connection.run(`COPY (${selectBars(id)}) TO ${sqlPath(target)} ${COPY_OPTIONS}`);
  });
  await forceToDisk(target);
}

const COPY_OPTIONS = `(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROWS_PER_GROUP})`;

function selectBars(instrument: string): string {
  const whole = (name: string, type: string): string => `CAST(${name} AS ${type})`;
  const value = (name: string): string => `CASE WHEN isnan(${name}) THEN NULL ELSE ${name} END AS "${name}"`;
  return `SELECT ${instrument} AS instrument,
    ${whole('eventTime', 'BIGINT')} AS event_time, ${whole('availableAt', 'BIGINT')} AS available_at,
    ${whole('openTime', 'BIGINT')} AS open_time,
    ${['open', 'high', 'low', 'close', 'volume'].map(value).join(', ')},
    ${whole('sourceFile', 'INTEGER')} AS source_file, ${whole('sourceRow', 'INTEGER')} AS source_row FROM bars`;
}

function appendSeries(appender: DuckDBAppender, chunk: DuckDBDataChunk, series: BarSeries): void {
  const columns = [...BAR_COLUMNS.map((name) => series[name]), series.source.file, series.source.row];
  const rowsPerChunk = 2048;
  for (let start = 0; start < series.length; start += rowsPerChunk) {
    const end = Math.min(series.length, start + rowsPerChunk);
    chunk.reset();
    chunk.rowCount = end - start;
    for (const [index, column] of columns.entries()) {
      const vector = chunk.getColumnVector(index);
      vectorItems(vector).set(column.subarray(start, end));
      vector.flush();
    }
    appender.appendDataChunk(chunk);
  }
  appender.flushSync();
  appender.closeSync();
}

async function forceToDisk(target: string): Promise<void> {
  const file = await open(target, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
