import { mean } from '../vector/index.ts';
import { fourierTransform } from './fourier.ts';

/**
 * Power of a series at each frequency.
 *
 * P[k] = |X[k]|² / n at k / n cycles a step, k = 0…⌊n/2⌋, X the Fourier transform of the series less its mean.
 *
 * @param x - shape (n,).
 * @returns shape (⌊n/2⌋ + 1,), in the square of the unit of `x`; empty if `x` is. The mean of P over all n frequencies,
 * mirrored ones included, is the variance with divisor n.
 *
 * @remarks
 * Causal: no, it needs the whole series; over a window that ends now it is.
 * NaN: a NaN or an infinity in `x` makes every element NaN.
 * Cost: O(n log n).
 * Source: A. Schuster, Terrestrial Magnetism 3 (1898).
 */
export function periodogram(x: Float64Array): Float64Array {
  const n = x.length;
  if (n === 0) return new Float64Array(0);
  const centre = mean(x);
  const { re, im } = fourierTransform(x.map((value) => value - centre));
  const power = new Float64Array(Math.floor(n / 2) + 1);
  for (let k = 0; k < power.length; k++) power[k] = (re[k] ** 2 + im[k] ** 2) / n;
  return power;
}
