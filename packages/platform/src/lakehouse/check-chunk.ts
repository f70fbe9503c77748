/** Whether a chunk of bars keeps the promises of a series, where several versions of a bar may stand one after another. */
import { DataError } from '@assay/core/errors';
import { formatIsoTime } from '@assay/core/time';
import { checkSeries } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import { BAR_COLUMNS, valueAt } from './columns.ts';
import type { SeriesHead } from './manifest.ts';

const SIDES = ['open', 'high', 'low', 'close'] as const;

/** Throws if the columns of a chunk are not those that its series' head declares. */
export function checkColumns(head: SeriesHead, chunk: BarSeries): void {
  const name = `series '${head.instrument.id}' ${head.timeframe}`;
  const columns: readonly (readonly [string, { readonly length: number }])[] = [
    ...BAR_COLUMNS.map((column) => [column, chunk[column]] as const),
    ...(chunk.ask === undefined
      ? []
      : Object.entries(chunk.ask).map(([side, column]) => [`ask.${side}`, column] as const)),
  ];
  for (const [column, { length }] of columns) {
    if (length === chunk.length) continue;
    throw new DataError(`${name}: column ${column} has ${length} values, the chunk ${chunk.length} bars`, {
      context: { column },
    });
  }
  const declared = head.hasAsk ? 'with' : 'without';
  if (head.hasAsk !== (chunk.ask !== undefined))
    throw new DataError(`${name} was declared ${declared} an ask side, its bars are not so`);
  if (head.hasAsk && head.side !== 'bid')
    throw new DataError(`${name} has an ask side, so its own prices must be the bid, not '${head.side}'`);
}

/**
 * Throws unless the bars of a chunk keep what a series promises, those of the ask side too.
 *
 * @param before - the chunk before it.
 * @throws {DataError} naming the first bar that is wrong and how.
 */
export function checkBars(chunk: BarSeries, before: BarSeries | undefined): void {
  for (const layer of layersOf(chunk)) checkSeries(layer);
  if (before === undefined || before.length === 0) return;
  const closed = valueAt(before.eventTime, before.length - 1);
  if (!(valueAt(chunk.eventTime, 0) > closed && valueAt(chunk.openTime, 0) < closed)) return;
  const { id } = chunk.instrument;
  const when = formatIsoTime(valueAt(chunk.eventTime, 0));
  throw new DataError(`series '${id}': the bar of ${when} opens before the bar before it has closed`, {
    context: { instrument: id, eventTime: when, row: valueAt(chunk.source.row, 0) },
  });
}

/** The first version of each bar, then the second of those that have one, and so on; each layer is a series. */
function layersOf(chunk: BarSeries): readonly BarSeries[] {
  const layers: number[][] = [];
  let rank = 0;
  for (let index = 0; index < chunk.length; index++) {
    rank = isVersion(chunk, index) ? rank + 1 : 0;
    (layers[rank] ??= []).push(index);
  }
  return layers.length === 1 ? [chunk] : layers.map((rows) => pick(chunk, rows));
}

function isVersion({ eventTime, availableAt }: BarSeries, index: number): boolean {
  if (index === 0 || valueAt(eventTime, index) !== valueAt(eventTime, index - 1)) return false;
  return valueAt(availableAt, index) > valueAt(availableAt, index - 1);
}

function pick(chunk: BarSeries, rows: readonly number[]): BarSeries {
  const doubles = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => valueAt(column, row));
  const integers = (column: Int32Array): Int32Array => Int32Array.from(rows, (row) => valueAt(column, row));
  const { ask, source } = chunk;
  return {
    ...chunk,
    length: rows.length,
    ...Object.fromEntries(BAR_COLUMNS.map((name) => [name, doubles(chunk[name])])),
    ask:
      ask === undefined
        ? undefined
        : {
            ...ask,
            ...Object.fromEntries(SIDES.map((name) => [name, doubles(ask[name])])),
          },
    source: { files: source.files, file: integers(source.file), row: integers(source.row) },
  };
}
