import type { Rng } from '@assay/core/random';
import type { CandleLayout } from './candle-layout.ts';

/** Normal steps of the path within a candle; between two of them extremes are those of a Brownian bridge. */
const STEPS = 4;

/** A candle that the next one is written over. */
export interface MutableCandle {
  high: number;
  low: number;
  close: number;
  volume: number;
  spread: number;
}

/**
 * Candles of a random walk from 1: independent normal changes, high and low of the continuous path, independent spreads and
 * volumes. Bits of spread and volume depend on ranks alone, so that any continuous distribution gives the same.
 *
 * @param deviation - standard deviation of a candle's change.
 * @param layout - what the candles know; the rest is NaN.
 * @returns a function that writes the next candle into what it is given.
 *
 * @remarks
 * Numerics: highest and lowest point within a step are drawn as if they did not depend on each other.
 * Source: this project.
 */
export function randomCandles(
  rng: Rng,
  deviation: number,
  layout: CandleLayout,
): (candle: MutableCandle) => MutableCandle {
  let price = 1;
  const variance = deviation ** 2 / STEPS;
  const step = Math.sqrt(variance);
  return (candle) => {
    let [high, low] = [price, price];
    if (layout.range) {
      for (let i = 0; i < STEPS; i++) {
        const next = price + step * rng.nextNormal();
        const gap = (next - price) ** 2;
        high = Math.max(high, (price + next + Math.sqrt(gap + 2 * variance * exponential(rng))) / 2);
        low = Math.min(low, (price + next - Math.sqrt(gap + 2 * variance * exponential(rng))) / 2);
        price = next;
      }
    } else {
      price += deviation * rng.nextNormal();
      [high, low] = [NaN, NaN];
    }
    candle.high = high;
    candle.low = low;
    candle.close = price;
    candle.spread = layout.spread ? 1 + rng.nextFloat() : NaN;
    candle.volume = layout.volume ? 1 + rng.nextFloat() : NaN;
    return candle;
  };
}

/** Exponential with mean 1. */
function exponential(rng: Rng): number {
  return -Math.log(1 - rng.nextFloat());
}
