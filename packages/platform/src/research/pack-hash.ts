import { createHash } from 'node:crypto';
import type { BarSeries } from '@assay/quant/market';
import type { Column } from '../runs/index.ts';
import { canonicalJson } from '../settings/index.ts';
import type { BesideBars } from './beside.ts';
import { packContent } from './pack.ts';

/** Columns that say which file and row a record came from. */
const ORIGINS = /^(\d+|(actions|quotes|gates)\.\d+)\.(file|row)$/u;
const CANONICAL_NAN = 0x7ff8000000000000n;

/**
 * Sha-256 of what a pack says of the market: its bars, the terms of their instruments, and what stands beside them. Another bar
 * gives another hash; the same bars out of another file, or in another order of its rows, give the same.
 */
export function packHash(series: readonly BarSeries[], beside: BesideBars): string {
  const { json, columns } = packContent(series, beside);
  const hash = createHash('sha256').update(canonicalJson(withoutFiles(json)));
  for (const name of Object.keys(columns).sort()) {
    if (ORIGINS.test(name)) continue;
    const column = withOneNaN(columns[name] as Column);
    hash.update(`\n${name} ${column.length}\n`);
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  return hash.digest('hex');
}

/** The description of a pack without the names of its source files. */
function withoutFiles(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutFiles);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== 'files');
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutFiles(inner)]));
}

/** The column, every NaN of which has the same bits. */
function withOneNaN(column: Column): Column {
  if (!(column instanceof Float64Array) || !column.some(Number.isNaN)) return column;
  const copy = Float64Array.from(column);
  const bits = new BigUint64Array(copy.buffer);
  copy.forEach((value, index) => {
    if (Number.isNaN(value)) bits[index] = CANONICAL_NAN;
  });
  return copy;
}
