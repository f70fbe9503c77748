import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createRng } from '@assay/core/random';

/** Columns of the file, one after the other: open, high, low, close as doubles. A tick is 1, so that averages are exact. */
export const COLUMNS = 4;
export const FAST = 20;
export const SLOW = 50;
export const LOTS = 10;
export const CASH = 1_000_000_000;
/** Of the notional of each fill. */
export const COMMISSION_BPS = 1;

/**
 * Writes the minute bars of a walk, each opening at the close before it: an engine that fills at the close of the
 * decision and one that fills at the next open then pay one price.
 */
export function writeWalk(file: string, bars: number): void {
  const rng = createRng(20_261_121).fork('engine-bench');
  const columns = Array.from({ length: COLUMNS }, () => new Float64Array(bars));
  const [open, high, low, close] = columns as [Float64Array, Float64Array, Float64Array, Float64Array];
  let ticks = 1_000_000;
  for (let i = 0; i < bars; i++) {
    open[i] = ticks;
    ticks = Math.max(100_000, ticks + rng.nextInt(201) - 100);
    close[i] = ticks;
    high[i] = Math.max(open[i] as number, ticks) + rng.nextInt(40);
    low[i] = Math.min(open[i] as number, ticks) - rng.nextInt(40);
  }
  const out = openSync(file, 'w');
  for (const column of columns) writeSync(out, new Uint8Array(column.buffer));
  closeSync(out);
}

/** Reads the columns back. */
export function readWalk(file: string): readonly Float64Array[] {
  const bytes = readFileSync(file);
  const values = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const bars = values.length / COLUMNS;
  return Array.from({ length: COLUMNS }, (_, k) => values.subarray(k * bars, (k + 1) * bars));
}
