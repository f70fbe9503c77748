import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createRng } from '@assay/core/random';

/** Columns of each instrument, one after the other: open, high, low, close as doubles. A tick is 1: averages are exact. */
export const COLUMNS = 4;
export const LOTS = 10;
export const CASH = 1_000_000_000;
/** Of the notional of each fill. */
export const COMMISSION_BPS = 1;

/**
 * Writes the minute bars of walks, one instrument after the other. Each bar opens at the close before it: an engine that
 * fills at the close of the decision and one that fills at the next open then pay one price.
 */
export function writeWalks(file: string, instruments: number, bars: number): void {
  const out = openSync(file, 'w');
  for (let k = 0; k < instruments; k++) {
    for (const column of walk(k, bars)) writeSync(out, new Uint8Array(column.buffer));
  }
  closeSync(out);
}

function walk(k: number, bars: number): readonly Float64Array[] {
  const rng = createRng(20_261_121).fork(`engine-bench-${k}`);
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
  return columns;
}

/** Reads the columns back: per instrument open, high, low, close. */
export function readWalks(file: string, instruments: number): readonly (readonly Float64Array[])[] {
  const bytes = readFileSync(file);
  const values = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const bars = values.length / COLUMNS / instruments;
  return Array.from({ length: instruments }, (_, k) =>
    Array.from({ length: COLUMNS }, (_, c) => {
      const first = (k * COLUMNS + c) * bars;
      return values.subarray(first, first + bars);
    }),
  );
}
