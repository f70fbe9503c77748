import type { BarField, InstrumentId } from '@assay/quant/market';
import type { DecisionView } from '@assay/quant/strategy';

/** The columns a strategy may read, in the order they stand in memory. */
export const HISTORY_FIELDS: readonly BarField[] = ['open', 'high', 'low', 'close', 'volume'];

const COLUMNS = HISTORY_FIELDS.length + 1;

/**
 * Bars in shared memory, written only when they have become available: what is not yet known is not there to be read.
 *
 * Layout per instrument: `capacity` close times, then `capacity` values of each field of HISTORY_FIELDS.
 */
export interface BarHistory {
  readonly capacity: number;
  readonly memory: readonly SharedArrayBuffer[];
}

const LEAST_CAPACITY = 16_384;

/**
 * Room for `nBars` of each instrument, in steps so coarse that the size does not tell when the history ends: the same for
 * all histories up to 16,384 bars, then doubling.
 */
export function createHistory(nInstruments: number, nBars: number): BarHistory {
  const capacity = Math.max(LEAST_CAPACITY, 2 ** Math.ceil(Math.log2(nBars + 1)));
  const bytes = capacity * COLUMNS * Float64Array.BYTES_PER_ELEMENT;
  return { capacity, memory: Array.from({ length: nInstruments }, () => new SharedArrayBuffer(bytes)) };
}

/** The column of one field, or of the close times, as a view. */
export function historyColumn(history: BarHistory, instrument: number, column: number): Float64Array {
  const memory = history.memory[instrument] as SharedArrayBuffer;
  return new Float64Array(memory, column * history.capacity * Float64Array.BYTES_PER_ELEMENT, history.capacity);
}

/** Copies the bars that have become available since `from` out of a decision's view, and returns the new count. */
export function appendAvailable(history: BarHistory, index: number, from: number, view: DecisionView): number {
  const instrument = view.instruments[index] as InstrumentId;
  const count = view.barCount(instrument);
  const times = historyColumn(history, index, 0);
  const columns = HISTORY_FIELDS.map((_, column) => historyColumn(history, index, column + 1));
  for (let bar = from; bar < count; bar++) {
    const barsAgo = count - 1 - bar;
    times[bar] = view.barTime(instrument, barsAgo);
    HISTORY_FIELDS.forEach((field, column) => {
      (columns[column] as Float64Array)[bar] = view.price(instrument, field, barsAgo);
    });
  }
  return count;
}

/** The columns of every instrument, made once: by instrument, close times first, then HISTORY_FIELDS. */
export type HistoryColumns = readonly (readonly Float64Array[])[];

/** Views on all columns. Made before foreign code is loaded, which might replace the constructors it uses. */
export function historyColumns(history: BarHistory): HistoryColumns {
  return history.memory.map((_, instrument) =>
    Array.from({ length: COLUMNS }, (_unused, column) => historyColumn(history, instrument, column)),
  );
}
