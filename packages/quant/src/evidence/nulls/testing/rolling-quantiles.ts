import { checkInRange, checkInteger } from '@assay/core/checks';
import { quantile } from '@assay/core/vector';

/**
 * Quantile of the last `capacity` samples: a window that forgets its oldest sample.
 *
 * @param samples - shape (n,), oldest first.
 * @param p - probability of the quantile, 0 to 1.
 * @returns at the end of the samples; NaN if there are none.
 * @throws {InvalidArgumentError} if `capacity` is not a whole number ≥ 1, or `p` is out of its domain.
 *
 * @remarks
 * Causal: depends on the last `capacity` samples only, so that a restart agrees after as many.
 * Source: this project.
 */
export function rollingQuantile(samples: Float64Array, capacity: number, p: number): number {
  checkWindow(capacity, p);
  return samples.length === 0 ? NaN : quantile(samples.subarray(Math.max(0, samples.length - capacity)), p);
}

/**
 * What becomes of that quantile where a sorted list that is full drops its smallest sample instead of its oldest: it climbs
 * with age. A known fault, kept to be recognised: of uniform numbers the quantile 0.8 with 2,048 places is 0.80 at first, 0.90
 * after 4,096 samples, 0.98 after 20,000.
 *
 * @param samples - shape (n,), oldest first.
 * @param p - probability of the quantile, 0 to 1.
 * @returns at the end of the samples; NaN if there are none.
 * @throws {InvalidArgumentError} as `rollingQuantile`.
 *
 * @remarks
 * Causal: yes, and wrong: it depends on every sample since the start, so that a restart never agrees.
 * Source: this project.
 */
export function ratchetingQuantile(samples: Float64Array, capacity: number, p: number): number {
  checkWindow(capacity, p);
  // Dropping the smallest each time leaves the largest ones of all.
  return samples.length === 0
    ? NaN
    : quantile(
        samples
          .slice()
          .sort()
          .subarray(Math.max(0, samples.length - capacity)),
        p,
      );
}

function checkWindow(capacity: number, p: number): void {
  checkInteger('capacity', capacity, 1);
  checkInRange('p', p, 0, 1);
}
