import type { BarSeries } from '@assay/quant/market';

const COLUMNS = ['openTime', 'eventTime', 'availableAt', 'open', 'high', 'low', 'close', 'volume'] as const;

/**
 * The bars of a series without those that came in only after a later bar was known: what was decided in between was decided
 * without them, and a record that waited for them would know nothing at all for as long.
 *
 * @returns the series itself where no bar came late.
 *
 * @remarks
 * Causal: whether a bar stays depends on when it and later bars could be known, not on what they say.
 */
export function withoutLateBars(series: BarSeries): BarSeries {
  const { availableAt, length, source } = series;
  const kept: number[] = [];
  let knownNext = Infinity;
  for (let index = length - 1; index >= 0; index--) {
    const known = availableAt[index] as number;
    if (known <= knownNext) kept.push(index);
    knownNext = Math.min(knownNext, known);
  }
  if (kept.length === length) return series;
  kept.reverse();
  const doubles = (column: Float64Array): Float64Array => Float64Array.from(kept, (index) => column[index] as number);
  const integers = (column: Int32Array): Int32Array => Int32Array.from(kept, (index) => column[index] as number);
  const { ask } = series;
  return {
    ...series,
    length: kept.length,
    ...Object.fromEntries(COLUMNS.map((name) => [name, doubles(series[name])])),
    ...(ask === undefined
      ? {}
      : {
          ask: { open: doubles(ask.open), high: doubles(ask.high), low: doubles(ask.low), close: doubles(ask.close) },
        }),
    source: { files: source.files, file: integers(source.file), row: integers(source.row) },
  };
}
