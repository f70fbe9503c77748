import type { Instrument } from './instrument.ts';
import type { Timeframe } from './timeframe.ts';

/** Which prices a bar carries. */
export type BarShape = 'ohlc' | 'close-only';

/** What has been done to the prices since they were traded. */
export type Adjustment = 'raw' | 'split' | 'split-and-dividend';

/** Which price of the market the prices of a bar are. */
export type PriceSide = 'trade' | 'bid' | 'ask' | 'mid';

/** Open, high, low and close of one side of the market, in columns of shape (n,). */
export interface SidePrices {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/** Where each bar stands in the file it was read from. */
export interface SourceRows {
  /** SHA-256 of each source file, hexadecimal. */
  readonly files: readonly string[];
  /** shape (n,): index into `files`. */
  readonly file: Int32Array;
  /** shape (n,): data row in that file, 1 = the first row below the header. */
  readonly row: Int32Array;
}

/**
 * Bars of one instrument and one timeframe in columns, oldest first, strictly increasing in `eventTime`.
 *
 * Times are UTC epoch milliseconds. A bar is stamped by its close. Prices are in price units; volume in quantity units,
 * NaN where unknown. A `close-only` series has NaN in open, high and low, and `openTime` equal to `eventTime`.
 *
 * A series is not changed once it is made, its columns included: what is derived from it is kept with it.
 */
export interface BarSeries {
  readonly instrument: Instrument;
  readonly timeframe: Timeframe;
  readonly shape: BarShape;
  readonly adjustment: Adjustment;
  /** What open, high, low and close are the prices of. @default 'trade' */
  readonly side?: PriceSide | undefined;
  /** The ask side of the same bars, where both sides are known; `side` is then `bid`. */
  readonly ask?: SidePrices | undefined;
  /** True if the prices were generated, not observed. */
  readonly synthetic: boolean;
  readonly length: number;
  /** shape (n,): when the bar's first trade could happen. */
  readonly openTime: Float64Array;
  /** shape (n,): the bar's close. */
  readonly eventTime: Float64Array;
  /** shape (n,): when the bar could be known; ≥ eventTime. */
  readonly availableAt: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly source: SourceRows;
}

/** One bar as a value. */
export interface Bar {
  readonly openTime: number;
  readonly eventTime: number;
  readonly availableAt: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** The price and volume columns of a bar. */
export type BarField = 'open' | 'high' | 'low' | 'close' | 'volume';
