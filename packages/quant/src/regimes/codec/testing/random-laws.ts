import { createRng } from '@assay/core/random';
import type { Rng } from '@assay/core/random';
import type { Candle } from '../candle-encoder.ts';
import type { CandleLayout } from '../candle-layout.ts';
import { randomCandles } from '../random-candles.ts';

/** How independent candles come about. */
export interface CandleLaw {
  readonly name: string;
  /** Moves within a candle; `continuous` for a path that never rests. */
  readonly moves: number | 'continuous';
  /** Degrees of freedom of Student-t moves; normal ones where it is left out. */
  readonly freedom?: number;
  /** Size of a tick in deviations of a candle's change. */
  readonly tick?: number;
}

/** Laws that a level must not depend on. */
export const CANDLE_LAWS: readonly CandleLaw[] = [
  { name: 'a continuous path', moves: 'continuous' },
  { name: '400 moves', moves: 400 },
  { name: '100 moves', moves: 100 },
  { name: '40 moves', moves: 40 },
  { name: '8 moves', moves: 8 },
  { name: '8 Student-t moves', moves: 8, freedom: 3 },
  { name: 'ticks of 0.2 deviations', moves: 40, tick: 0.2 },
];

const DEVIATION = 1e-5;

/** Candles of a random walk, one after the other, of independent changes that are drawn by a law. */
export function candlesOf(law: CandleLaw, layout: CandleLayout, seed: string): () => Candle {
  const rng = createRng(seed).fork(law.name);
  const candle = { high: NaN, low: NaN, close: NaN, volume: NaN, spread: NaN };
  if (law.moves === 'continuous') {
    const next = randomCandles(rng, DEVIATION, layout);
    return () => next(candle);
  }
  const { moves, freedom, tick = 0 } = law;
  const step = DEVIATION / Math.sqrt(moves);
  const grid = tick * DEVIATION;
  const quoted = (price: number): number => (grid === 0 ? price : Math.round(price / grid) * grid);
  let price = 1;
  return () => {
    let [high, low] = [price, price];
    for (let i = 0; i < moves; i++) {
      price += step * (freedom === undefined ? rng.nextNormal() : studentT(rng, freedom));
      high = Math.max(high, price);
      low = Math.min(low, price);
    }
    candle.high = layout.range ? quoted(high) : NaN;
    candle.low = layout.range ? quoted(low) : NaN;
    candle.close = quoted(price);
    candle.spread = layout.spread ? 1 + rng.nextFloat() : NaN;
    candle.volume = layout.volume ? 1 + rng.nextFloat() : NaN;
    return candle;
  };
}

/** With deviation 1. */
function studentT(rng: Rng, freedom: number): number {
  let squares = 0;
  for (let i = 0; i < freedom; i++) squares += rng.nextNormal() ** 2;
  return rng.nextNormal() / Math.sqrt(squares / (freedom - 2));
}
