/**
 * Child process of the bench: the same with the database alone, its types declared, without hashes, audit or versions.
 * Arguments: step, folder, file, bytes of memory. Prints one line of JSON.
 */
import { join } from 'node:path';
import { createMemoryMeter } from '@assay/platform/telemetry';
import { DuckDBInstance } from '@duckdb/node-api';

const [step = '', folder = '', file = '', bytes = ''] = process.argv.slice(2);
const parquet = join(folder, 'bars.parquet');
const COLUMNS = `{time: 'TIMESTAMP', symbol: 'VARCHAR', open: 'DOUBLE', high: 'DOUBLE', low: 'DOUBLE', close: 'DOUBLE', volume: 'DOUBLE'}`;
const IMPORT = `COPY (SELECT * FROM read_csv('${file}', header = true, auto_detect = false, delim = ',', quote = '"',
  columns = ${COLUMNS}, timestampformat = '%Y-%m-%dT%H:%M:%SZ') ORDER BY symbol, time) TO '${parquet}' (FORMAT parquet, COMPRESSION zstd)`;
const READ = `SELECT count(*)::DOUBLE AS rows, sum(round(close * 100))::DOUBLE AS closeCents, sum(volume)::DOUBLE AS volume,
  sum(epoch(time) / 60 - ${Date.UTC(2020, 0) / 60_000})::DOUBLE AS minutes, count(DISTINCT symbol)::DOUBLE AS instruments
  FROM read_parquet('${parquet}')`;

const meter = createMemoryMeter({ intervalMs: 50 });
const instance = await DuckDBInstance.create(':memory:', {
  memory_limit: `${Math.floor(Number(bytes) / 2 ** 20)}MiB`,
  temp_directory: join(folder, 'spill'),
  autoinstall_known_extensions: 'false',
});
const connection = await instance.connect();
const started = performance.now();
const found = (await connection.runAndReadAll(step === 'import' ? IMPORT : READ)).getRowObjects()[0];
const seconds = (performance.now() - started) / 1000;
const { peakBytes, ownPeakBytes } = meter.stop();
const numbers = Object.fromEntries(Object.entries(found ?? {}).map(([name, value]) => [name, Number(value)]));
console.log(JSON.stringify({ seconds, peakMiB: Math.round((peakBytes ?? ownPeakBytes) / 2 ** 20), found: numbers }));
