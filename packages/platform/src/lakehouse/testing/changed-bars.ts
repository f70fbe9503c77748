import { sliceSeries } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';

const COLUMNS = ['openTime', 'eventTime', 'availableAt', 'open', 'high', 'low', 'close', 'volume'] as const;

/** The bars at `rows`, in that order, each as `change` makes it. */
export function pickedBars(
  series: BarSeries,
  rows: readonly number[],
  change: Partial<Record<(typeof COLUMNS)[number], (value: number, index: number) => number>> = {},
): BarSeries {
  const picked = rows.map((row) => sliceSeries(series, row, row + 1));
  const column = (name: (typeof COLUMNS)[number]): Float64Array =>
    Float64Array.from(picked, (bar, index) =>
      (change[name] ?? ((value: number) => value))(bar[name][0] as number, index),
    );
  return {
    ...series,
    length: rows.length,
    ...Object.fromEntries(COLUMNS.map((name) => [name, column(name)])),
    source: {
      files: series.source.files,
      file: Int32Array.from(picked, (bar) => bar.source.file[0] as number),
      row: Int32Array.from(picked, (bar) => bar.source.row[0] as number),
    },
  };
}
