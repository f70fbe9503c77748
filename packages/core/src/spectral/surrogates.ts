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
 * Numerics: the values become nearly normal whatever those of `x` were.
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
