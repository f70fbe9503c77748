import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import type { BarSeries } from '@assay/quant/market';
import { canonicalJson, sha256Hex } from '../settings/index.ts';
import { BAR_COLUMNS, valueAt } from './columns.ts';

const BATCH = 4096;
const NAN_HIGH_WORD = 0x7ff80000;
const VERSION_LENGTH = 16;

/**
 * Sha-256 over what a series says: instrument, timeframe, shape, adjustment, the synthetic flag, the hashes of its
 * source files, then every column as little-endian doubles (one pattern for every NaN, -0 as 0) and 32-bit integers.
 * Parquet bytes, paths and times of writing do not enter, so the same bars have the same hash on every machine.
 *
 * @param series - in canonical form (`canonicalSeries`).
 */
export function contentHash(series: BarSeries): string {
  const { instrument, timeframe, shape, adjustment, synthetic, length, source } = series;
  const hash = createHash('sha256');
  const head = { instrument, timeframe, shape, adjustment, synthetic, length, files: source.files };
  hash.update(`${canonicalJson(head)}\n`);
  for (const name of BAR_COLUMNS) hashDoubles(hash, series[name]);
  hashIntegers(hash, source.file);
  hashIntegers(hash, source.row);
  return hash.digest('hex');
}

/** Version of a dataset: the first 16 hex digits over the content hashes of its series, in whatever order they came. */
export function datasetVersion(contentHashes: readonly string[]): string {
  return sha256Hex(canonicalJson([...contentHashes].sort())).slice(0, VERSION_LENGTH);
}

function hashDoubles(hash: Hash, column: Float64Array): void {
  const words = new Float64Array(Math.min(BATCH, column.length));
  const halves = new Uint32Array(words.buffer);
  for (let start = 0; start < column.length; start += BATCH) {
    const count = Math.min(BATCH, column.length - start);
    for (let index = 0; index < count; index++) {
      const value = valueAt(column, start + index);
      words[index] = Number.isNaN(value) ? 0 : value + 0;
      if (Number.isNaN(value)) halves[2 * index + 1] = NAN_HIGH_WORD;
    }
    hash.update(new Uint8Array(words.buffer, 0, count * Float64Array.BYTES_PER_ELEMENT));
  }
}

function hashIntegers(hash: Hash, column: Int32Array): void {
  for (let start = 0; start < column.length; start += BATCH) {
    // A copy, because a hash does not accept views of shared memory.
    const part = column.slice(start, start + BATCH);
    hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  }
}
