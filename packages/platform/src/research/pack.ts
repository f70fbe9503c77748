import type { BarSeries, Instrument, Timeframe } from '@assay/quant/market';
import { decodeColumns } from '../runs/index.ts';
import type { Column, Columns } from '../runs/index.ts';
import { NOTHING_BESIDE } from './beside.ts';
import type { BesideBars } from './beside.ts';
import { recallBeside, storeBeside } from './pack-beside.ts';
import type { BesideMeta } from './pack-beside.ts';

const COLUMNS = ['openTime', 'eventTime', 'availableAt', 'open', 'high', 'low', 'close', 'volume'] as const;

const SIDES = ['open', 'high', 'low', 'close'] as const;

/** What a replay pack holds: the bars of one account over one period with what it needs beside them, and nothing after it. */
export interface Pack {
  readonly series: readonly BarSeries[];
  readonly beside: BesideBars;
  /** Distinct close times of all series, ascending: the periods of the account end here. */
  readonly timeline: Float64Array;
}

interface PackMeta {
  readonly kind: 'replay-pack';
  readonly series: readonly (Pick<BarSeries, 'shape' | 'adjustment' | 'synthetic' | 'side'> & {
    readonly instrument: Instrument;
    readonly timeframe: Timeframe;
    readonly files: readonly string[];
    /** Absent where one side of the market is known only. */
    readonly hasAsk?: true;
  })[];
  /** Absent where nothing stands beside the bars. */
  readonly beside?: BesideMeta;
}

/** A pack as JSON and columns, the form in which a step keeps it. */
export function packContent(
  series: readonly BarSeries[],
  beside: BesideBars = NOTHING_BESIDE,
): { readonly json: unknown; readonly columns: Columns } {
  const columns: Record<string, Column> = {};
  series.forEach((bars, index) => {
    for (const name of COLUMNS) columns[`${index}.${name}`] = bars[name];
    columns[`${index}.file`] = bars.source.file;
    columns[`${index}.row`] = bars.source.row;
    if (bars.ask !== undefined) for (const name of SIDES) columns[`${index}.ask.${name}`] = bars.ask[name];
  });
  const besideMeta = storeBeside(beside, columns);
  const json: PackMeta = {
    kind: 'replay-pack',
    series: series.map(({ instrument, timeframe, shape, adjustment, synthetic, source, side, ask }) => ({
      instrument,
      timeframe,
      shape,
      adjustment,
      synthetic,
      files: source.files,
      ...(side === undefined ? {} : { side }),
      ...(ask === undefined ? {} : { hasAsk: true }),
    })),
    ...(besideMeta === undefined ? {} : { beside: besideMeta }),
  };
  return { json, columns };
}

/** Reads a pack as views on its bytes, without copying. */
export function decodePack(bytes: SharedArrayBuffer): Pack {
  const { meta, columns } = decodeColumns(bytes);
  return packFrom((meta as { readonly json: unknown }).json, columns);
}

/** A pack out of what its step kept. */
export function packFrom(json: unknown, columns: Columns): Pack {
  const meta = json as PackMeta;
  const series = meta.series.map((entry, index): BarSeries => {
    const doubles = Object.fromEntries(
      COLUMNS.map((name) => [name, columns[`${index}.${name}`] as Float64Array]),
    ) as Record<(typeof COLUMNS)[number], Float64Array>;
    const { files, hasAsk, ...description } = entry;
    const ask =
      hasAsk === undefined
        ? {}
        : {
            ask: Object.fromEntries(
              SIDES.map((name) => [name, columns[`${index}.ask.${name}`] as Float64Array]),
            ) as Record<(typeof SIDES)[number], Float64Array>,
          };
    const source = { files, file: columns[`${index}.file`] as Int32Array, row: columns[`${index}.row`] as Int32Array };
    return { ...description, ...doubles, ...ask, length: doubles.eventTime.length, source };
  });
  return { series, timeline: timelineOf(series), beside: recallBeside(meta.beside, columns) };
}

/** Distinct close times of several series, ascending. */
export function timelineOf(series: readonly BarSeries[]): Float64Array {
  const times = new Set<number>();
  for (const bars of series) for (const time of bars.eventTime) times.add(time);
  return Float64Array.from(times).sort();
}
