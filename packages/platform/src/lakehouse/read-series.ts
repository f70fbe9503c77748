import { DataError, InvalidArgumentError, NotFoundError } from '@assay/core/errors';
import { checkFinite, nearestName } from '@assay/core/checks';
import type { BarSeries, InstrumentId, Timeframe } from '@assay/quant/market';
import { checkEntry, checkIntact } from './check-manifest.ts';
import type { Lakehouse } from './lakehouse.ts';
import type { DatasetManifest, SeriesEntry } from './manifest.ts';
import { readBlocks, readWhole } from './read-parts.ts';
import type { PartReading, RowSelection } from './read-parts.ts';
import { barShape, barsOfBlock } from './row-shape.ts';

/** Which bars to read, and how. */
export interface ReadSeriesOptions extends RowSelection {
  /** @default every instrument of the dataset */
  readonly instruments?: readonly InstrumentId[] | undefined;
  /** @default every timeframe of the dataset */
  readonly timeframe?: Timeframe | undefined;
  /** A series holds one version of each bar. @default 'first' */
  readonly vintage?: 'first' | 'last' | undefined;
  /** Compare each object's hash with the manifest before reading it. @default false */
  readonly verify?: boolean | undefined;
  /** Put the columns into shared memory, for worker threads. @default false */
  readonly shared?: boolean | undefined;
}

/** Which bars of one series to read. */
export interface ReadChunksOptions extends RowSelection {
  /** Compare each object's hash with the manifest before reading it. @default false */
  readonly verify?: boolean | undefined;
}

/**
 * Reads bars of a dataset, in the manifest's order.
 *
 * @throws {NotFoundError} if the dataset has no such instrument or timeframe; names the nearest.
 * @throws {DataError} if the manifest was changed, a series has no bar in the range, or an object is missing, damaged or not
 *   what the manifest says.
 *
 * @remarks
 * Causal: with `asOf`, no row with availableAt > asOf enters the result.
 */
export async function readSeries(
  lake: Lakehouse,
  manifest: DatasetManifest,
  options: ReadSeriesOptions = {},
): Promise<BarSeries[]> {
  checkIntact(manifest);
  checkSelection(options);
  const result: BarSeries[] = [];
  for (const entry of selectEntries(manifest, options)) result.push(await readEntry(lake, entry, options));
  return result;
}

/**
 * Reads one series in chunks of about 60,000 bars, so that no more than a few are in memory at a time. With the vintage
 * `all`, versions of a bar stand one after the other, the first one first.
 *
 * @throws {DataError} as `readSeries` does; a range without bars yields nothing.
 */
export async function* readChunks(
  lake: Lakehouse,
  entry: SeriesEntry,
  options: ReadChunksOptions = {},
): AsyncGenerator<BarSeries> {
  checkEntry(entry);
  checkSelection(options);
  for await (const block of readBlocks(lake, readingOf(entry, options))) {
    const chunk = barsOfBlock(entry, block);
    checkOrder(chunk, options.vintage === 'all');
    yield chunk;
  }
}

/** Reads one series of a dataset whose manifest was checked. */
export async function readEntry(lake: Lakehouse, entry: SeriesEntry, options: ReadSeriesOptions): Promise<BarSeries> {
  const block = await readWhole(lake, { ...readingOf(entry, options), shared: options.shared });
  if (block.length === 0) throw emptyRange(entry, options);
  const series = barsOfBlock(entry, block);
  checkOrder(series, false);
  return series;
}

function readingOf(entry: SeriesEntry, options: ReadChunksOptions): PartReading {
  const { from, to, asOf, vintage, verify } = options;
  const parts = entry.parts.map((facts) => ({ facts }));
  return { shape: barShape(entry), parts, from, to, asOf, vintage, verify };
}

/** Throws unless the ends of a selection are numbers in order. */
export function checkSelection({ from, to, asOf }: RowSelection): void {
  if (from !== undefined) checkFinite('from', from);
  if (to !== undefined) checkFinite('to', to);
  if (asOf !== undefined) checkFinite('asOf', asOf);
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
    const has = known.length === 0 ? 'it has no bars' : `it has ${known.join(', ')}`;
    throw new NotFoundError(`timeframe in dataset ${where} (${has})`, timeframe ?? 'any');
  }
  if (instruments === undefined) return ofTimeframe;
  const known = [...new Set(ofTimeframe.map((entry) => entry.instrument.id))];
  for (const id of instruments) {
    if (!known.includes(id)) throw unknownInstrument(id, known, where);
  }
  return ofTimeframe.filter((entry) => instruments.includes(entry.instrument.id));
}

function checkOrder({ eventTime, length, instrument }: BarSeries, hasVersions: boolean): void {
  for (let index = 1; index < length; index++) {
    const [before, now] = [eventTime[index - 1] as number, eventTime[index] as number];
    if (now > before || (hasVersions && now === before)) continue;
    throw new DataError(`an object of '${instrument.id}' is not sorted by time at row ${index}`, {
      context: { instrument: instrument.id, row: index },
      hint: 'Import its source files again: the same content restores the object.',
    });
  }
}

function unknownInstrument(id: string, known: readonly string[], where: string): NotFoundError {
  const nearest = nearestName(id, known);
  const some = known.slice(0, 10).join(', ');
  const hint =
    nearest === undefined ? `It has ${some}${known.length > 10 ? ', ...' : ''}.` : `Did you mean '${nearest}'?`;
  return new NotFoundError(`instrument in dataset ${where}`, id, { hint });
}

function emptyRange(entry: SeriesEntry, options: RowSelection): DataError {
  const { id } = entry.instrument;
  const iso = (time: number): string => new Date(time).toISOString().slice(0, 10);
  const have = `${iso(entry.firstEventTime)} to ${iso(entry.lastEventTime)}`;
  const known = options.asOf === undefined ? '' : ` that was known at ${new Date(options.asOf).toISOString()}`;
  return new DataError(`'${id}' ${entry.timeframe} has no bar in the period asked for${known}; it has ${have}`, {
    context: { instrument: id, timeframe: entry.timeframe, from: options.from, to: options.to, asOf: options.asOf },
    hint: 'Choose a period within the history, or import more of it.',
  });
}
