import type { QuoteSeries } from '../../market/index.ts';

/** A quote of a test: received at `at`, quoted `age` milliseconds before. */
export interface TestQuote {
  readonly at: number;
  readonly bid: number;
  readonly ask: number;
  /** @default 0 */
  readonly age?: number;
  /** @default unknown */
  readonly bidSize?: number;
  readonly askSize?: number;
}

/** Quotes of an instrument, in order of receipt. */
export function quotesOf(rows: readonly TestQuote[], instrument: string = 'TEST'): QuoteSeries {
  const column = (pick: (row: TestQuote) => number): Float64Array => Float64Array.from(rows, pick);
  return {
    instrument,
    synthetic: true,
    length: rows.length,
    eventTime: column(({ at, age = 0 }) => at - age),
    availableAt: column(({ at }) => at),
    bid: column(({ bid }) => bid),
    ask: column(({ ask }) => ask),
    bidSize: column(({ bidSize = NaN }) => bidSize),
    askSize: column(({ askSize = NaN }) => askSize),
  };
}
