import { DataError } from '@assay/core/errors';
import type { BarField, BarSeries } from '../market/index.ts';
import { termKey } from './term-key.ts';
import type { Term, TermSpec } from './term.ts';

/** A causal transform of one column, in both forms. */
export interface ColumnKernel {
  /** Values before the first defined one. */
  readonly warmUp: number;
  /** Writes the transform of `x` into `out`, both of shape (n,). */
  into(out: Float64Array, x: Float64Array): void;
  /** A fresh stream: takes the next value and returns the transform there. */
  stream(): (value: number) => number;
}

/** A term that reads one column of the bars. */
export function columnTerm(spec: TermSpec, field: BarField, kernel: ColumnKernel): Term {
  return {
    spec,
    key: termKey(spec),
    warmUp: kernel.warmUp,
    compute: (series) => {
      checkHasField(termKey(spec), field, series);
      const out = new Float64Array(series.length);
      kernel.into(out, series[field]);
      return out;
    },
    stream: () => {
      const push = kernel.stream();
      return { push: (bar) => push(bar[field]) };
    },
  };
}

/**
 * Throws a DataError, DATA_UNFIT, if a series has no such column.
 *
 * @param key - the term that needs it.
 */
export function checkHasField(key: string, field: BarField, series: BarSeries): void {
  if (series.shape === 'ohlc' || field === 'close' || field === 'volume') return;
  const id = series.instrument.id;
  throw new DataError(`term '${key}' needs the ${field} of each bar; '${id}' has closes only`, {
    code: 'DATA_UNFIT',
    context: { term: key, field, instrument: id },
    hint: 'Use the same term of the close, or data with open, high and low.',
  });
}
