import type { Rng } from '@assay/core/random';
import type { CandleLayout } from '../candle-layout.ts';
import { LEVELLED, NULL_MEASURES } from '../codec-null.ts';
import type { CodecNull, NullMeasure } from '../codec-null.ts';
import type { ResolvedCodec } from '../codec-spec.ts';
import { WindowReader } from '../window-reader.ts';
import { candlesOf } from './random-laws.ts';
import type { CandleLaw } from './random-laws.ts';

/** Every measure that has a level, of windows of candles of one law that do not overlap. */
export function measuresOf(
  law: CandleLaw,
  layout: CandleLayout,
  { spec, windows, seed }: { readonly spec: ResolvedCodec; readonly windows: number; readonly seed: string },
): Readonly<Record<NullMeasure, Float64Array>> {
  const reader = new WindowReader({ ...spec, stride: spec.window });
  const next = candlesOf(law, layout, seed);
  const names = NULL_MEASURES.map((name) => [name, new Float64Array(windows)] as const);
  for (let found = 0; found < windows;) {
    if (reader.push(next()) !== 'reading') continue;
    for (const [name, values] of names) values[found] = LEVELLED[name](reader);
    found += 1;
  }
  return Object.fromEntries(names) as Record<NullMeasure, Float64Array>;
}

/** Values under the draws of a null, ties spread evenly: uniform where the null holds. */
export function transformedBy(noise: CodecNull, measure: NullMeasure, values: Float64Array, rng: Rng): Float64Array {
  const sorted = noise.sorted[measure];
  const place = (isBelow: (draw: number) => boolean): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBelow(sorted[middle] ?? NaN)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return values.map((value) => {
    const [below, upTo] = [place((draw) => draw < value), place((draw) => draw <= value)];
    return (below + rng.nextFloat() * (upTo - below + 1)) / (sorted.length + 1);
  });
}

/** Kolmogorov-Smirnov p of numbers against the uniform distribution, where the null itself is of `draws` windows. */
export function uniformP(values: Float64Array, draws: number): number {
  const [sorted, n] = [values.slice().sort(), values.length];
  const distance = sorted.reduce((most, value, i) => Math.max(most, (i + 1) / n - value, value - i / n), 0);
  const size = Math.sqrt((n * draws) / (n + draws));
  const x = (size + 0.12 + 0.11 / size) * distance;
  const terms = Array.from({ length: 100 }, (_, k) => 2 * (-1) ** k * Math.exp(-2 * (k + 1) ** 2 * x * x));
  return Math.min(
    1,
    terms.reduce((sum, term) => sum + term, 0),
  );
}

/** Shares of levels up to 0.1 and from 0.9 on: a tenth each where the null holds. */
export function tailShares(levels: Float64Array): readonly [number, number] {
  const share = (isIn: (level: number) => boolean): number => levels.filter(isIn).length / levels.length;
  return [share((level) => level <= 0.1), share((level) => level >= 0.9)];
}
