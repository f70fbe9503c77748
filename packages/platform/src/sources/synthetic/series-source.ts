import type { BarSeries, SidePrices } from '@assay/quant/market';
import type { SeriesHead } from '../../lakehouse/index.ts';
import type { BarTime } from './bar-times.ts';
import type { GeneratedSeries } from './generated.ts';
import type { BarTicks, DrawBar } from './price-walk.ts';
import type { TickGrid } from './tick-grid.ts';

/** Bars that are held at once unless told otherwise: about 3 MB of columns. */
const CHUNK_BARS = 32_768;

/** How a series is made. */
export interface SeriesPlan {
  readonly head: SeriesHead;
  readonly bars: number;
  readonly grid: TickGrid;
  /** Hash of the generator, which stands for the file. */
  readonly hash: string;
  /** Row of the first bar. */
  readonly firstRow: number;
  /** The times from the first bar on. */
  times(): Iterator<BarTime, unknown>;
  /** The walk from the first bar on. */
  walk(): DrawBar;
  /** Distance of the ask from the bid in ticks, where the series has both; the walk is then their middle. */
  readonly spread?: ((time: BarTime) => number) | undefined;
}

/** The series of a plan. */
export function generatedSeries(plan: SeriesPlan): GeneratedSeries {
  return { head: plan.head, bars: plan.bars, chunks: (length = CHUNK_BARS) => chunksOf(plan, length) };
}

function* chunksOf(plan: SeriesPlan, length: number): Generator<BarSeries> {
  const writer = { plan, times: plan.times(), draw: plan.walk() };
  for (let from = 0; from < plan.bars; from += length) {
    yield writeChunk(writer, from, Math.min(length, plan.bars - from));
  }
}

interface ChunkWriter {
  readonly plan: SeriesPlan;
  readonly times: Iterator<BarTime, unknown>;
  readonly draw: DrawBar;
}

function writeChunk({ plan, times, draw }: ChunkWriter, from: number, count: number): BarSeries {
  const { hasAsk, side, ...head } = plan.head;
  const columns = { openTime: new Float64Array(count), eventTime: new Float64Array(count), ...sideColumns(count) };
  const volume = new Float64Array(count);
  const ask = hasAsk ? sideColumns(count) : undefined;
  const bar: BarTicks = { open: 0, high: 0, low: 0, close: 0, volume: 0 };
  for (let i = 0; i < count; i++) {
    const time = times.next().value as BarTime;
    draw(time, bar);
    columns.openTime[i] = time.open;
    columns.eventTime[i] = time.close;
    volume[i] = bar.volume;
    if (ask === undefined) {
      writePrices(columns, i, bar, { grid: plan.grid, shift: 0 });
      continue;
    }
    const spread = plan.spread?.(time) ?? 0;
    // The bid stays at least one tick above nought.
    const below = Math.min(Math.floor(spread / 2), bar.low - 1);
    writePrices(columns, i, bar, { grid: plan.grid, shift: -below });
    writePrices(ask, i, bar, { grid: plan.grid, shift: spread - below });
  }
  return {
    ...head,
    ...(side === 'trade' ? {} : { side }),
    length: count,
    ...columns,
    availableAt: columns.eventTime.slice(),
    volume,
    ...(ask === undefined ? {} : { ask }),
    source: {
      files: [plan.hash],
      file: new Int32Array(count),
      row: Int32Array.from({ length: count }, (_, i) => plan.firstRow + from + i),
    },
  };
}

function sideColumns(count: number): SidePrices {
  const column = (): Float64Array => new Float64Array(count);
  return { open: column(), high: column(), low: column(), close: column() };
}

function writePrices(
  side: SidePrices,
  i: number,
  bar: BarTicks,
  { grid, shift }: { readonly grid: TickGrid; readonly shift: number },
): void {
  side.open[i] = grid.priceOf(bar.open + shift);
  side.high[i] = grid.priceOf(bar.high + shift);
  side.low[i] = grid.priceOf(bar.low + shift);
  side.close[i] = grid.priceOf(bar.close + shift);
}
