import type { BarPeriod, BarSeries, SidePrices } from '../market/index.ts';

/** Bars in the making: constituents are added to the open bar, which is then closed; closed bars wait to be taken. */
export interface BarColumns {
  /** Adds bar `i` of a series to the open bar. */
  add(series: BarSeries, i: number): void;
  /** Ends the open bar with its period. */
  close(period: BarPeriod, expected: number): void;
  /** The bars closed since the last time, as a series like `head`. */
  take(head: BarSeries): { series: BarSeries; filled: Int32Array; expected: Int32Array };
}

/** Open, high, low and close of the open bar and of the closed ones. */
interface Side {
  readonly bar: { open: number; high: number; low: number; close: number };
  readonly closed: Readonly<Record<'open' | 'high' | 'low' | 'close', number[]>>;
}

const PRICES = ['open', 'high', 'low', 'close'] as const;
const NUMBERS = ['openTime', 'eventTime', 'availableAt', 'volume'] as const;
const ROWS = ['file', 'row', 'filled', 'expected'] as const;

/** Columns of bars without any. */
export function barColumns(): BarColumns {
  const prices = newSide();
  const ask = newSide();
  const closed = { ...named(NUMBERS), ...named(ROWS) };
  const files = new Map<string, number>();
  const bar = { openTime: NaN, availableAt: NaN, volume: 0, filled: 0, file: undefined as string | undefined, row: 0 };
  return {
    add: (series, i) => {
      const isFirst = bar.filled === 0;
      if (isFirst) Object.assign(bar, { openTime: series.openTime[i], availableAt: -Infinity, volume: 0 });
      bar.filled++;
      bar.availableAt = Math.max(bar.availableAt, series.availableAt[i]);
      bar.volume += series.volume[i];
      bar.file = series.source.files[series.source.file[i]];
      bar.row = series.source.row[i];
      addPrices(prices, series, i, isFirst);
      if (series.ask !== undefined) addPrices(ask, series.ask, i, isFirst);
      if (series.shape === 'close-only') bar.openTime = NaN;
    },
    close: (period, expected) => {
      closed.openTime.push(Number.isNaN(bar.openTime) ? period.close : bar.openTime);
      closed.eventTime.push(period.close);
      closed.availableAt.push(Math.max(bar.availableAt, period.release));
      closed.volume.push(bar.volume);
      closed.file.push(fileIndex(files, bar.file));
      closed.row.push(bar.row);
      closed.filled.push(bar.filled);
      closed.expected.push(expected);
      bar.filled = 0;
      closePrices(prices);
      closePrices(ask);
    },
    take: (head) => {
      const column = (name: (typeof NUMBERS)[number]): Float64Array => Float64Array.from(closed[name].splice(0));
      const rows = (name: (typeof ROWS)[number]): Int32Array => Int32Array.from(closed[name].splice(0));
      const asks = takePrices(ask);
      const times = {
        openTime: column('openTime'),
        eventTime: column('eventTime'),
        availableAt: column('availableAt'),
      };
      const series: BarSeries = {
        ...head,
        ...times,
        ...takePrices(prices),
        ...(head.ask === undefined ? {} : { ask: asks }),
        volume: column('volume'),
        length: times.eventTime.length,
        source: { files: [...files.keys()], file: rows('file'), row: rows('row') },
      };
      return { series, filled: rows('filled'), expected: rows('expected') };
    },
  };
}

function named<Name extends string>(names: readonly Name[]): Record<Name, number[]> {
  return Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
}

function newSide(): Side {
  return { bar: { open: NaN, high: NaN, low: NaN, close: NaN }, closed: named(PRICES) };
}

function addPrices({ bar }: Side, from: SidePrices, i: number, isFirst: boolean): void {
  bar.open = isFirst ? from.open[i] : bar.open;
  bar.high = isFirst ? from.high[i] : Math.max(bar.high, from.high[i]);
  bar.low = isFirst ? from.low[i] : Math.min(bar.low, from.low[i]);
  bar.close = from.close[i];
}

function closePrices({ bar, closed }: Side): void {
  for (const name of PRICES) closed[name].push(bar[name]);
}

function takePrices({ closed }: Side): SidePrices {
  const column = (name: (typeof PRICES)[number]): Float64Array => Float64Array.from(closed[name].splice(0));
  return { open: column('open'), high: column('high'), low: column('low'), close: column('close') };
}

function fileIndex(files: Map<string, number>, file: string | undefined): number {
  if (file === undefined) return -1;
  const index = files.get(file) ?? files.size;
  files.set(file, index);
  return index;
}
