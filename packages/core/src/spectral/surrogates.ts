import { shuffleInPlace } from '../random/index.ts';
import type { Rng } from '../random/index.ts';
import { fourierTransform, inverseFourierTransform } from './fourier.ts';

/**
 * A series with the spectrum of another one and with random phases.
 *
 * The Fourier coefficients k and n - k get the phase φ[k] and its opposite, φ uniform on [0, 2π), magnitudes untouched;
 * the mean and, where n is even, the coefficient at n/2 stay as they are. So mean, variance and every circular
 * autocorrelation are those of `x`, and what is left of it is linear: a statistic that `x` owes to more than its
 * autocorrelations is as on noise.
 *
 * @param x - shape (n,).
 * @param rng - draws ⌊(n - 1)/2⌋ phases.
 * @returns shape (n,), in the unit of `x`.
 *
 * @remarks
 * Causal: no; made for null distributions.
 * NaN: a NaN or an infinity in `x` makes every element NaN.
 * Numerics: the values become nearly normal whatever those of `x` were; `amplitudeAdjusted` keeps them.
 * Cost: O(n log n).
 * Source: J. Theiler, S. Eubank, A. Longtin, B. Galdrikian and J. D. Farmer, Physica D 58 (1992).
 */
export function phaseRandomised(x: Float64Array, rng: Rng): Float64Array {
  const { re, im } = fourierTransform(x);
  const n = x.length;
  for (let k = 1; 2 * k < n; k++) {
    const magnitude = Math.hypot(re[k], im[k]);
    const phase = 2 * Math.PI * rng.nextFloat();
    [re[k], im[k]] = [magnitude * Math.cos(phase), magnitude * Math.sin(phase)];
    [re[n - k], im[n - k]] = [re[k], -im[k]];
  }
  return inverseFourierTransform({ re, im }).re;
}

/**
 * A series with the values of another one in an order that has, nearly, its spectrum: an iterated amplitude-adjusted
 * surrogate.
 *
 * From a random order on, in turns: the magnitudes of the Fourier coefficients are replaced by those of `x`, then the
 * values by those of `x` of the same rank, until the order no longer changes or `rounds` turns are over.
 *
 * @param x - shape (n,).
 * @param rng - draws the first order.
 * @param rounds - at most so many turns; ≥ 1. @default 100
 * @returns shape (n,): a permutation of `x`.
 *
 * @remarks
 * Causal: no; made for null distributions.
 * NaN: undefined order; not for series with holes.
 * Cost: O(rounds · n log n).
 * Source: T. Schreiber and A. Schmitz, Physical Review Letters 77 (1996).
 */
export function amplitudeAdjusted(x: Float64Array, rng: Rng, rounds: number = 100): Float64Array {
  const sorted = x.slice().sort();
  const goal = fourierTransform(x);
  const magnitudes = goal.re.map((value, k) => Math.hypot(value, goal.im[k]));
  let current: Float64Array = shuffleInPlace(x.slice(), rng);
  for (let round = 0; round < rounds; round++) {
    const next = withValuesOf(sorted, withMagnitudes(magnitudes, current));
    const isSettled = next.every((value, t) => value === current[t]);
    current = next;
    if (isSettled) break;
  }
  return current;
}

function withMagnitudes(magnitudes: Float64Array, x: Float64Array): Float64Array {
  const { re, im } = fourierTransform(x);
  for (let k = 0; k < magnitudes.length; k++) {
    const magnitude = Math.hypot(re[k], im[k]);
    // A coefficient of nothing has no phase: it gets phase 0.
    const scale = magnitude > 0 ? magnitudes[k] / magnitude : 0;
    re[k] = magnitude > 0 ? re[k] * scale : magnitudes[k];
    im[k] *= scale;
  }
  return inverseFourierTransform({ re, im }).re;
}

/** The sorted values in the order of `x`; equal elements of `x` keep their places. */
function withValuesOf(sorted: Float64Array, x: Float64Array): Float64Array {
  const order = Array.from(x.keys()).sort((a, b) => x[a] - x[b] || a - b);
  const out = new Float64Array(x.length);
  for (const [rank, place] of order.entries()) out[place] = sorted[rank];
  return out;
}
