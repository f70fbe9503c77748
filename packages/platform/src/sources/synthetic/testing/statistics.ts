import { createHash } from 'node:crypto';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import type { GeneratedContent } from '../generated.ts';

/** The element at an index that the caller knows to exist. */
export function at<Item = number>(column: { readonly [index: number]: Item | undefined }, index: number): Item {
  return column[index] as Item;
}

/** Log returns from close to close; element i is that of bar i + 1. */
export function closeReturns({ close, length }: BarSeries): Float64Array {
  return Float64Array.from({ length: length - 1 }, (_, i) => Math.log(at(close, i + 1) / at(close, i)));
}

/** Mean of some numbers. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += at(values, i);
  return sum / values.length;
}

/** Standard deviation of some numbers about their mean. */
export function deviationOf(values: ArrayLike<number>): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(Float64Array.from(values, (value) => (value - mean) ** 2)));
}

/** Correlation of two columns of one length. */
export function correlationOf(x: Float64Array, y: Float64Array): number {
  const [meanX, meanY] = [meanOf(x), meanOf(y)];
  const products = x.map((value, i) => (value - meanX) * (at(y, i) - meanY));
  return meanOf(products) / (deviationOf(x) * deviationOf(y));
}

/** Hash over every price, time and record, the same wherever the content was made. */
export function contentDigest({ series, tables }: GeneratedContent): string {
  const hash = createHash('sha256');
  const add = (column: Float64Array | Int32Array): void =>
    void hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  for (const one of series) {
    hash.update(JSON.stringify([one.instrument, one.timeframe, one.side, one.source.files]));
    for (const name of ['openTime', 'eventTime', 'availableAt', 'open', 'high', 'low', 'close', 'volume'] as const)
      add(one[name]);
    for (const column of Object.values(one.ask ?? {}) as Float64Array[]) add(column);
    add(one.source.row);
  }
  for (const table of tables) addTable(table, add);
  return hash.digest('hex').slice(0, 16);
}

function addTable(table: RecordTable, add: (column: Float64Array | Int32Array) => void): void {
  add(table.eventTime);
  add(table.availableAt);
  for (const column of Object.values(table.numbers)) add(column);
  for (const { index } of Object.values(table.texts)) add(index);
  add(table.source.row);
}
