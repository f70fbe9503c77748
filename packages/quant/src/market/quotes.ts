import { checkSameLength } from '@assay/core/checks';
import { DataError, InvalidArgumentError } from '@assay/core/errors';
import type { InstrumentId } from './instrument.ts';
import type { RecordTable } from './records.ts';

/**
 * Snapshots of both sides of the market of one instrument, in columns of shape (n,), in order of receipt.
 *
 * Times are UTC epoch milliseconds. Prices are in price units, NaN where a side has none; sizes in quantity units, NaN or
 * absent where unknown.
 */
export interface QuoteSeries {
  readonly instrument: InstrumentId;
  /** True if the quotes were generated, not observed. */
  readonly synthetic: boolean;
  readonly length: number;
  /** When it was quoted. */
  readonly eventTime: Float64Array;
  /** When it was received; ≥ eventTime, never falling. */
  readonly availableAt: Float64Array;
  readonly bid: Float64Array;
  readonly ask: Float64Array;
  readonly bidSize?: Float64Array | undefined;
  readonly askSize?: Float64Array | undefined;
}

/**
 * The quotes of a table of records, put into the order of their receipt; of one receipt, of their event times.
 *
 * @throws {InvalidArgumentError} if it is no table of quotes.
 *
 * @remarks
 * Source: this project.
 */
export function quoteSeries(table: RecordTable): QuoteSeries {
  if (table.kind !== 'quotes') throw new InvalidArgumentError(`table of '${table.id}'`, 'of quotes', table.kind);
  const { availableAt, eventTime, numbers, length } = table;
  const rows = Array.from({ length }, (_, row) => row);
  rows.sort((a, b) => availableAt[a] - availableAt[b] || eventTime[a] - eventTime[b] || a - b);
  const inOrder = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row]);
  return {
    instrument: table.id,
    synthetic: table.synthetic,
    length,
    eventTime: inOrder(eventTime),
    availableAt: inOrder(availableAt),
    bid: inOrder(numbers['bid']),
    ask: inOrder(numbers['ask']),
    bidSize: inOrder(numbers['bidSize']),
    askSize: inOrder(numbers['askSize']),
  };
}

/**
 * Throws unless quotes are what they should be.
 *
 * @throws {InvalidArgumentError} if the columns are not of one length.
 * @throws {DataError} if a quote was received before it was made, or the quotes are not in order of receipt.
 *
 * @remarks
 * Source: this project.
 */
export function checkQuotes(quotes: QuoteSeries): void {
  const { instrument, eventTime, availableAt, length } = quotes;
  for (const name of ['eventTime', 'availableAt', 'bid', 'ask', 'bidSize', 'askSize'] as const) {
    const column = quotes[name];
    if (column !== undefined) checkSameLength(`quotes of '${instrument}'.${name}`, column, length);
  }
  for (let i = 0; i < length; i++) {
    const fault =
      !(availableAt[i] >= eventTime[i]) ? 'was received before it was made'
      : i > 0 && !(availableAt[i] >= availableAt[i - 1]) ? 'was received before the one in front of it'
      : undefined; // prettier-ignore
    if (fault === undefined) continue;
    throw new DataError(`quotes of '${instrument}': quote ${i} ${fault}`, { context: { instrument, quote: i } });
  }
}
