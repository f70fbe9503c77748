import type { SeriesColumns } from '../columns.ts';

/** Bars in a block whose extremes are kept. */
const BLOCK = 64;

/**
 * Lowest low and highest high over ranges of bars, in whole ticks; bars without a price are passed over.
 *
 * Extremes of blocks of 64 bars are kept, made when first needed.
 *
 * Cost: O(bars) once per series, then O(64 + bars / 64) a range.
 */
export class RangeExtremes {
  private readonly low: Float64Array;
  private readonly high: Float64Array;
  private readonly lows: Float64Array;
  private readonly highs: Float64Array;

  constructor(columns: SeriesColumns) {
    this.low = columns.lowTicks;
    this.high = columns.highTicks;
    const nBlocks = Math.ceil(columns.length / BLOCK);
    this.lows = new Float64Array(nBlocks).fill(NaN);
    this.highs = new Float64Array(nBlocks).fill(NaN);
  }

  /** Lowest low of the bars from index `from` to `to`, both included; Infinity where none has a price. */
  lowest(from: number, to: number): number {
    let lowest = Infinity;
    for (let i = from; i <= to;) {
      if (i % BLOCK === 0 && i + BLOCK - 1 <= to) {
        lowest = Math.min(lowest, this.blockLow(i / BLOCK));
        i += BLOCK;
      } else {
        if (this.low[i] < lowest) lowest = this.low[i];
        i++;
      }
    }
    return lowest;
  }

  /** Highest high of the bars from index `from` to `to`, both included; -Infinity where none has a price. */
  highest(from: number, to: number): number {
    let highest = -Infinity;
    for (let i = from; i <= to;) {
      if (i % BLOCK === 0 && i + BLOCK - 1 <= to) {
        highest = Math.max(highest, this.blockHigh(i / BLOCK));
        i += BLOCK;
      } else {
        if (this.high[i] > highest) highest = this.high[i];
        i++;
      }
    }
    return highest;
  }

  private blockLow(block: number): number {
    if (Number.isNaN(this.lows[block])) {
      let lowest = Infinity;
      for (let i = block * BLOCK; i < (block + 1) * BLOCK; i++) if (this.low[i] < lowest) lowest = this.low[i];
      this.lows[block] = lowest;
    }
    return this.lows[block];
  }

  private blockHigh(block: number): number {
    if (Number.isNaN(this.highs[block])) {
      let highest = -Infinity;
      for (let i = block * BLOCK; i < (block + 1) * BLOCK; i++) if (this.high[i] > highest) highest = this.high[i];
      this.highs[block] = highest;
    }
    return this.highs[block];
  }
}
