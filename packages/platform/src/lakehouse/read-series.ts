/**
 * Reading series back: each object is streamed in chunks whose buffers are copied straight into the columns, so that
 * memory is what the result takes and little more.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { DataError, InvalidArgumentError, NotFoundError } from '@assay/core/errors';
import { checkFinite, nearestName } from '@assay/core/checks';
import type { EpochMs } from '@assay/core/time';
import type { BarSeries, InstrumentId, Timeframe } from '@assay/quant/market';
import { sha256File } from '../settings/index.ts';
import { BAR_COLUMNS, valueAt } from './columns.ts';
import { sqlPatternFor, unreadable } from './database.ts';
import type { Lakehouse } from './lakehouse.ts';
import type { DatasetManifest, SeriesEntry } from './manifest.ts';
import { objectFile } from './paths.ts';
import { vectorItems } from './vector-items.ts';

/** Which bars to read, and how. */
export interface ReadSeriesOptions {
  /** @default every instrument of the dataset */
  readonly instruments?: readonly InstrumentId[] | undefined;
  /** @default every timeframe of the dataset */
  readonly timeframe?: Timeframe | undefined;
  /** First and last `eventTime`, both included. @default the whole history */
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
  /** Compare each object's hash with the manifest before reading it. @default false */
  readonly verify?: boolean | undefined;
  /** Put the columns into shared memory, for worker threads. @default false */
  readonly shared?: boolean | undefined;
}

/**
 * Reads bars of a dataset, in the manifest's order.
 *
 * @throws {NotFoundError} if the dataset has no such instrument or timeframe; names the nearest.
 * @throws {DataError} if a series has no bar in the range, or an object is missing, damaged or not what the manifest says.
 */
export async function readSeries(
  lake: Lakehouse,
  manifest: DatasetManifest,
  options: ReadSeriesOptions = {},
): Promise<BarSeries[]> {
  checkRange(options);
  const result: BarSeries[] = [];
  for (const entry of selectEntries(manifest, options)) result.push(await readEntry(lake, entry, options));
  return result;
}

function checkRange({ from, to }: ReadSeriesOptions): void {
  if (from !== undefined) checkFinite('from', from);
  if (to !== undefined) checkFinite('to', to);
  if (from !== undefined && to !== undefined && from > to)
    throw new InvalidArgumentError('from', `<= to (${to})`, from);
}

/** The entries of a manifest that a selection names. */
export function selectEntries(
  manifest: DatasetManifest,
  selection: Pick<ReadSeriesOptions, 'instruments' | 'timeframe'>,
): readonly SeriesEntry[] {
  const { instruments, timeframe } = selection;
  const ofTimeframe = manifest.series.filter((entry) => timeframe === undefined || entry.timeframe === timeframe);
  const where = `${manifest.name}@${manifest.version}`;
  if (ofTimeframe.length === 0) {
    const known = [...new Set(manifest.series.map((entry) => entry.timeframe))].sort();
    throw new NotFoundError(`timeframe in dataset ${where} (it has ${known.join(', ')})`, timeframe ?? '');
  }
  if (instruments === undefined) return ofTimeframe;
  const known = [...new Set(ofTimeframe.map((entry) => entry.instrument.id))];
  for (const id of instruments) {
    if (!known.includes(id)) throw unknownInstrument(id, known, where);
  }
  return ofTimeframe.filter((entry) => instruments.includes(entry.instrument.id));
}

/** Reads one series of a dataset. */
export async function readEntry(lake: Lakehouse, entry: SeriesEntry, options: ReadSeriesOptions): Promise<BarSeries> {
  const file = objectFile(lake.paths, entry.object);
  if (options.verify === true) await checkObject(file, entry.object);
  const source = sqlPatternFor(file);
  const where = rangeCondition(options);
  return lake.database.withConnection(async (connection) => {
    try {
      const rows = where === '' ? entry.rows : await countRows(connection, `${source}) ${where}`);
      if (rows === 0) throw emptyRange(entry, options);
      const columns = allocate(rows, options.shared ?? false);
      const filled = await fill(connection, `SELECT ${SELECTED} FROM read_parquet(${source}) ${where}`, columns);
      if (filled !== rows) throw miscounted(file, rows, filled);
      return toSeries(entry, columns, rows);
    } catch (error) {
      throw unreadable(file, error);
    }
  });
}

const SELECTED = [
  ...['open_time', 'event_time', 'available_at'].map((name) => `CAST(${name} AS DOUBLE)`),
  ...['open', 'high', 'low', 'close', 'volume'].map((name) => `coalesce("${name}", 'NaN'::DOUBLE)`),
  ...['source_file', 'source_row'].map((name) => `CAST(${name} AS DOUBLE)`),
].join(', ');

type Column = Float64Array | Int32Array;

function allocate(rows: number, shared: boolean): Column[] {
  const bytes = (count: number): ArrayBuffer | SharedArrayBuffer =>
    shared ? new SharedArrayBuffer(count) : new ArrayBuffer(count);
  const doubles = BAR_COLUMNS.map(() => new Float64Array(bytes(rows * 8)));
  return [...doubles, new Int32Array(bytes(rows * 4)), new Int32Array(bytes(rows * 4))];
}

async function fill(connection: DuckDBConnection, sql: string, columns: readonly Column[]): Promise<number> {
  const result = await connection.stream(sql);
  let filled = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return filled;
    // More rows than the manifest says: counted, not stored.
    const fits = filled + chunk.rowCount <= (columns[0]?.length ?? 0);
    for (const [index, column] of columns.entries()) {
      if (fits) column.set(vectorItems(chunk.getColumnVector(index)), filled);
    }
    filled += chunk.rowCount;
  }
}

async function countRows(connection: DuckDBConnection, source: string): Promise<number> {
  const result = await connection.run(`SELECT CAST(count(*) AS DOUBLE) FROM read_parquet(${source}`);
  const rows = await result.getRows();
  return rows[0]?.[0] as number;
}

function rangeCondition(options: ReadSeriesOptions): string {
  const parts: string[] = [];
  if (options.from !== undefined) parts.push(`event_time >= ${Math.ceil(options.from)}`);
  if (options.to !== undefined) parts.push(`event_time <= ${Math.floor(options.to)}`);
  return parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`;
}

function toSeries(entry: SeriesEntry, columns: readonly Column[], rows: number): BarSeries {
  const doubles = columns.slice(0, BAR_COLUMNS.length) as Float64Array[];
  const [file, row] = columns.slice(BAR_COLUMNS.length) as [Int32Array, Int32Array];
  const named = Object.fromEntries(BAR_COLUMNS.map((name, index) => [name, doubles[index]]));
  const { instrument, timeframe, shape, adjustment, synthetic, sourceFiles } = entry;
  const series = { instrument, timeframe, shape, adjustment, synthetic, length: rows, ...named } as BarSeries;
  checkOrder(series);
  return { ...series, source: { files: sourceFiles, file, row } };
}

function checkOrder(series: BarSeries): void {
  for (let index = 1; index < series.length; index++) {
    if (valueAt(series.eventTime, index) > valueAt(series.eventTime, index - 1)) continue;
    throw new DataError(`the object of '${series.instrument.id}' is not sorted by time at row ${index}`, {
      context: { instrument: series.instrument.id, row: index },
    });
  }
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

function unknownInstrument(id: string, known: readonly string[], where: string): NotFoundError {
  const nearest = nearestName(id, known);
  const some = known.slice(0, 10).join(', ');
  const hint =
    nearest === undefined ? `It has ${some}${known.length > 10 ? ', ...' : ''}.` : `Did you mean '${nearest}'?`;
  return new NotFoundError(`instrument in dataset ${where}`, id, { hint });
}

function emptyRange(entry: SeriesEntry, options: ReadSeriesOptions): DataError {
  const { id } = entry.instrument;
  const iso = (time: number): string => new Date(time).toISOString().slice(0, 10);
  const have = `${iso(entry.firstEventTime)} to ${iso(entry.lastEventTime)}`;
  return new DataError(`'${id}' ${entry.timeframe} has no bar in the period asked for; it has ${have}`, {
    context: { instrument: id, timeframe: entry.timeframe, from: options.from, to: options.to },
    hint: 'Choose a period within the history, or import more of it.',
  });
}

function miscounted(file: string, expected: number, actual: number): DataError {
  return new DataError(`lake object '${file}' has ${actual} rows, its manifest says ${expected}`, {
    context: { file, expected, actual },
    hint: 'Import its source files again: the same content restores the object.',
  });
}
