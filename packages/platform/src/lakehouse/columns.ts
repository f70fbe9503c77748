import type { BarSeries } from '@assay/quant/market';

/** The columns of a bar that hold doubles, in the order in which they are stored and hashed. */
export const BAR_COLUMNS = ['openTime', 'eventTime', 'availableAt', 'open', 'high', 'low', 'close', 'volume'] as const;

/** Name of a column of doubles. */
export type BarColumn = (typeof BAR_COLUMNS)[number];

/** The element at `index`, which the caller knows to exist. */
export function valueAt(column: Float64Array | Int32Array, index: number): number {
  return column[index] as number;
}

/**
 * The same bars in the one form that is stored: source files sorted by hash and each used, -0 as 0, because Parquet
 * dictionaries do not tell them apart. Columns that are in that form already are shared, not copied.
 */
export function canonicalSeries(series: BarSeries): BarSeries {
  return {
    ...series,
    open: withoutNegativeZero(series.open),
    high: withoutNegativeZero(series.high),
    low: withoutNegativeZero(series.low),
    close: withoutNegativeZero(series.close),
    volume: withoutNegativeZero(series.volume),
    source: canonicalSource(series),
  };
}

function withoutNegativeZero(column: Float64Array): Float64Array {
  return column.some((value) => Object.is(value, -0)) ? column.map((value) => value + 0) : column;
}

function canonicalSource(series: BarSeries): BarSeries['source'] {
  const { files, file, row } = series.source;
  const used = new Set<number>(file);
  const sorted = [...new Set([...used].map((index) => files[index] as string))].sort();
  const isCanonical = sorted.length === files.length && sorted.every((hash, index) => hash === files[index]);
  if (isCanonical) return series.source;
  const positions = files.map((hash) => sorted.indexOf(hash));
  return { files: sorted, file: file.map((index) => positions[index] as number), row };
}
