import { createRng } from '@assay/core/random';
import type { Rng } from '@assay/core/random';
import type { BarSeries, Timeframe } from '../../../market/index.ts';
import { emptySource, testInstrument } from '../../../market/testing/index.ts';

/** What a series of random candles knows; all by default. */
export interface CandleSeriesOptions {
  readonly length: number;
  readonly seed: number | string;
  readonly spread?: boolean;
  readonly volume?: boolean;
  readonly closeOnly?: boolean;
  readonly timeframe?: Timeframe;
  /** Milliseconds from one close to the next. @default 60000 */
  readonly stepMs?: number;
  /** Share of candles whose close does not move. @default 0.05 */
  readonly unchanged?: number;
}

const DEFAULTS: Required<Omit<CandleSeriesOptions, 'length' | 'seed'>> = {
  ...{ spread: true, volume: true, closeOnly: false, unchanged: 0.05, stepMs: 60_000, timeframe: '1m' },
};

/** Candles of a random walk of 40 steps each, independent of those of the codec's null: bid and ask, volumes with ties. */
export function candleSeries(options: CandleSeriesOptions): BarSeries {
  const { length, spread, volume, closeOnly, stepMs, timeframe, seed, unchanged } = { ...DEFAULTS, ...options };
  const rng = createRng(seed).fork('candle-series');
  const column = (): Float64Array => new Float64Array(length).fill(NaN);
  const bid = { open: column(), high: column(), low: column(), close: column() };
  const [volumes, asks] = [column(), column()];
  let price = 1.1;
  for (let i = 0; i < length; i++) {
    const { high, low, close } = walkFrom(price, rng);
    bid.close[i] = rng.nextFloat() < unchanged ? price : close;
    asks[i] = bid.close[i] + 0.00001 * (5 + rng.nextInt(30));
    volumes[i] = volume ? 10 + rng.nextInt(90) : NaN;
    if (!closeOnly) [bid.open[i], bid.high[i], bid.low[i]] = [price, high, low];
    price = bid.close[i];
  }
  const eventTime = Float64Array.from({ length }, (_, i) => 1_600_000_000_000 + (i + 1) * stepMs);
  return {
    ...{ instrument: testInstrument(), timeframe, adjustment: 'raw', synthetic: true, length },
    shape: closeOnly ? 'close-only' : 'ohlc',
    ...{ ...bid, volume: volumes, source: emptySource(length), eventTime, availableAt: eventTime.map((t) => t + 250) },
    openTime: closeOnly ? eventTime : eventTime.map((t) => t - stepMs),
    ...(spread ? { side: 'bid', ask: { ...bid, close: asks } } : {}),
  };
}

function walkFrom(open: number, rng: Rng): Record<'high' | 'low' | 'close', number> {
  let [high, low, close] = [open, open, open];
  for (let step = 0; step < 40; step++) {
    close += 0.00002 * rng.nextNormal();
    [high, low] = [Math.max(high, close), Math.min(low, close)];
  }
  return { high, low, close };
}

/** The same series with prices, ask included, times a number. */
export function timesPrices(series: BarSeries, factor: number): BarSeries {
  const scaled = (x: Float64Array): Float64Array => x.map((value) => value * factor);
  const side = <T extends Pick<BarSeries, 'open' | 'high' | 'low' | 'close'>>({ open, high, low, close }: T) => ({
    ...{ open: scaled(open), high: scaled(high), low: scaled(low), close: scaled(close) },
  });
  return { ...series, ...side(series), ...(series.ask === undefined ? {} : { ask: side(series.ask) }) };
}
