import type { Bar, BarField, BarSeries, Instrument } from '../market/index.ts';

/** Terms of one column over a window of bars. */
export type WindowTermName =
  | 'sma'
  | 'sum'
  | 'ema'
  | 'wilder'
  | 'rsi'
  | 'stdev'
  | 'zscore'
  | 'highest'
  | 'lowest'
  | 'rolling-max'
  | 'rolling-min'
  | 'median'
  | 'rank'
  | 'slope'
  | 'efficiency-ratio'
  | 'hurst'
  | 'permutation-entropy-3'
  | 'permutation-entropy-5';

/** Terms of the moment at which a bar closes. */
export type SessionQuantity = 'session-minute' | 'session-minutes-left' | 'session-weekday' | 'next-session-weekday';

/**
 * A feature as plain data: what to compute, on which column, with which parameters. Equal content means equal term.
 * `resolveTerm` says what each of them is.
 */
export type TermSpec =
  | { readonly term: 'price'; readonly field: BarField }
  | { readonly term: WindowTermName; readonly field: BarField; readonly window: number }
  | { readonly term: 'return'; readonly field: BarField; readonly lag: number }
  | {
      readonly term: 'correlation';
      readonly field: BarField;
      readonly with: BarField;
      readonly window: number;
      readonly lag: number;
    }
  | { readonly term: 'true-range' }
  | { readonly term: 'atr'; readonly window: number }
  | { readonly term: SessionQuantity };

/** One bar at a time: the same numbers as the batch, bit for bit. */
export interface TermStream {
  /** Takes the next bar, oldest first, and returns the term's value there; NaN during warm-up. */
  push(bar: Bar): number;
}

/** A causal feature of one instrument's bars. */
export interface Term {
  readonly spec: TermSpec;
  /** Canonical text, as `sma(close,20)`: the term's identity. */
  readonly key: string;
  /** Bars before the first defined value: output 0 .. warmUp-1 is NaN on clean data. */
  readonly warmUp: number;
  /** shape (n,): the value at each bar from that bar and earlier ones only. */
  compute(series: BarSeries): Float64Array;
  stream(instrument: Instrument): TermStream;
}
