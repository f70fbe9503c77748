import { MS_PER_HOUR } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { testInstrument } from '../../../../quant/src/market/testing/index.ts';
import type { BarSeries } from '@assay/quant/market';
import { sourcedSeries } from './sourced-series.ts';

/** Bars of an hour that follow each other without a gap, both sides of the market where asked. */
export function hourSeries(
  first: EpochMs,
  length: number,
  options: { readonly ask?: boolean; readonly id?: string } = {},
): BarSeries {
  const column = (of: (index: number) => number): Float64Array =>
    Float64Array.from({ length }, (_, index) => of(index));
  const side = (spread: number) => {
    const level = (index: number): number => 100 + spread + Math.round(500 * Math.sin(index / 50)) / 100;
    return {
      open: column((index) => level(index - 1)),
      close: column(level),
      high: column((index) => Math.max(level(index), level(index - 1)) + 0.25),
      low: column((index) => Math.min(level(index), level(index - 1)) - 0.25),
    };
  };
  return sourcedSeries({
    instrument: testInstrument({ id: options.id ?? 'HOUR', calendar: 'continuous' }),
    timeframe: '1h',
    shape: 'ohlc',
    adjustment: 'raw',
    side: options.ask === true ? 'bid' : 'mid',
    ...(options.ask === true ? { ask: side(0.5) } : {}),
    synthetic: false,
    length,
    openTime: column((index) => first + index * MS_PER_HOUR),
    eventTime: column((index) => first + (index + 1) * MS_PER_HOUR),
    availableAt: column((index) => first + (index + 1) * MS_PER_HOUR),
    ...side(0),
    volume: column((index) => 1 + (index % 7)),
    source: { files: [], file: new Int32Array(0), row: new Int32Array(0) },
  });
}
