import { DataError } from '@assay/core/errors';
import type { Rng } from '@assay/core/random';
import type { BarSeries } from '../../market/index.ts';
import { spreadAt } from './codec-gates.ts';
import type { MutableCandle } from './random-candles.ts';

/**
 * Candles of a series in random order: each drawn with replacement, as multiples of the close before it, from 1 on.
 *
 * What a candle is by itself stays: its range beside its change, its spread and volume beside both. What candles say of each other is
 * gone, and so is their drift: every change is divided by their geometric mean. A close that does not move still does not.
 *
 * @returns a function that writes the next candle into what it is given.
 * @throws {DataError} if no bar has a close above 0 and another one before it.
 *
 * @remarks
 * Causal: it describes the whole series, and decides nothing.
 * Source: this project.
 */
export function drawnCandles(series: BarSeries, rng: Rng): (candle: MutableCandle) => MutableCandle {
  const { high, low, close, volume } = series;
  const places = placesOf(close);
  const logs = places.map((at) => Math.log(close[at] / close[at - 1]));
  const drift = Math.exp(logs.reduce((sum, one) => sum + one, 0) / logs.length);
  let price = 1;
  return (candle) => {
    const at = places[rng.nextInt(places.length)];
    const before = close[at - 1];
    const scale = price / (close[at] === before ? before : before * drift);
    candle.high = high[at] * scale;
    candle.low = low[at] * scale;
    candle.close = close[at] * scale;
    candle.spread = spreadAt(series, at) * scale;
    candle.volume = volume[at];
    price = candle.close;
    return candle;
  };
}

/** Bars whose close and that of the bar before are prices. */
function placesOf(close: Float64Array): readonly number[] {
  const isPrice = (at: number): boolean => close[at] > 0 && close[at] < Infinity;
  const places = Array.from({ length: Math.max(close.length - 1, 0) }, (_, i) => i + 1).filter(
    (at) => isPrice(at) && isPrice(at - 1),
  );
  if (places.length > 0) return places;
  throw new DataError(`no two closes above 0 in a row among ${close.length} bars`, {
    hint: 'A series without prices has no candles to draw from; look at it with `assay data show`.',
  });
}
