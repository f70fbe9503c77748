import type { BarSeries } from '@assay/quant/market';
import { BAR_COLUMNS, valueAt } from '../columns.ts';
import type { SeriesHead } from '../manifest.ts';

const SIDES = ['open', 'high', 'low', 'close'] as const;

/** One bar where it stands. */
export interface BarPlace {
  readonly series: BarSeries;
  readonly index: number;
}

/** When a bar closed. */
export function closeTime({ series, index }: BarPlace): number {
  return valueAt(series.eventTime, index);
}

/** A bar on its own, which holds on to nothing of the chunk that it was read in. */
export function detached({ series, index }: BarPlace): BarPlace {
  return { series: barsAt(series, [{ series, index }]), index: 0 };
}

/** Bars from several places as one chunk of a series with the terms of `head`, each with its own source file and row. */
export function barsAt(head: SeriesHead | BarSeries, places: readonly BarPlace[]): BarSeries {
  const length = places.length;
  const column = (of: (series: BarSeries) => Float64Array): Float64Array =>
    Float64Array.from(places, ({ series, index }) => valueAt(of(series), index));
  const names = places.map(({ series, index }) => series.source.files[valueAt(series.source.file, index)] as string);
  const files = [...new Set(names)].sort();
  const numbers = new Map(files.map((name, index) => [name, index]));
  const { instrument, timeframe, shape, adjustment, side = 'trade', synthetic } = head;
  const hasAsk = places.length > 0 && places.every(({ series }) => series.ask !== undefined);
  const ask = Object.fromEntries(SIDES.map((name) => [name, column((series) => series.ask?.[name] ?? NO_PRICES)]));
  return {
    ...{ instrument, timeframe, shape, adjustment, side, synthetic, length },
    ...(Object.fromEntries(BAR_COLUMNS.map((name) => [name, column((series) => series[name])])) as Pick<
      BarSeries,
      (typeof BAR_COLUMNS)[number]
    >),
    ...(hasAsk ? { ask: ask as unknown as NonNullable<BarSeries['ask']> } : {}),
    source: {
      files,
      file: Int32Array.from(names, (name) => numbers.get(name) as number),
      row: Int32Array.from(places, ({ series, index }) => valueAt(series.source.row, index)),
    },
  };
}

const NO_PRICES = new Float64Array(0);
