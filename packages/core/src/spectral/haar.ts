import { checkInteger } from '../checks/index.ts';
import { InvalidArgumentError } from '../errors/index.ts';

/**
 * Share of a series' energy in the details of its Haar wavelet transform down to `levels`.
 *
 * Each level replaces neighbours a, b by (a + b)/√2, on which the next one works, and by the detail (a - b)/√2; the share is
 * Σ detail² / Σ x². White noise has 1 - 2^-levels on average: 7/8 at three levels, not half.
 *
 * @param x - shape (n,), n a multiple of 2^levels; as it is, not centred.
 * @param levels - depth of the transform, ≥ 1.
 * @returns between 0 (nothing but slow movement) and 1; NaN if all elements are 0 or `x` is empty.
 * @throws {InvalidArgumentError} if `levels` is not a whole number ≥ 1, or n is not a multiple of 2^levels.
 *
 * @remarks
 * Causal: over a window that ends now.
 * NaN: a NaN or an infinity in `x` makes the share NaN.
 * Cost: O(n).
 * Source: A. Haar, Mathematische Annalen 69 (1910); S. Mallat, IEEE PAMI 11 (1989).
 */
export function haarDetailShare(x: Float64Array, levels: number): number {
  checkInteger('levels', levels, 1);
  if (x.length % 2 ** levels !== 0) {
    throw new InvalidArgumentError('x', `of a length that is a multiple of ${2 ** levels}`, x.length);
  }
  let energy = 0;
  for (const value of x) energy += value * value;
  const approximation = x.slice();
  let details = 0;
  let length = x.length;
  for (let level = 0; level < levels; level++) {
    length /= 2;
    for (let k = 0; k < length; k++) {
      const [a, b] = [approximation[2 * k], approximation[2 * k + 1]];
      details += (a - b) ** 2 / 2;
      approximation[k] = (a + b) * Math.SQRT1_2;
    }
  }
  return energy > 0 ? details / energy : NaN;
}
