import { checkFinite, checkPositive } from '../checks/index.ts';
import { normalCdf, normalQuantile } from '../special/index.ts';
import type { ContinuousDistribution } from './distribution.ts';

/**
 * Normal distribution.
 *
 * @param mean - finite.
 * @param standardDeviation - in the unit of `mean`, finite and > 0.
 * @throws {InvalidArgumentError} if a parameter is out of its domain.
 *
 * @remarks
 * NaN: NaN gives NaN.
 * Numerics: as `normalCdf` and `normalQuantile`.
 * Source: W. J. Cody, Mathematics of Computation 23 (1969); M. J. Wichura, Applied Statistics 37 (1988).
 */
export function normal(mean: number, standardDeviation: number): ContinuousDistribution {
  checkFinite('mean', mean);
  checkPositive('standardDeviation', standardDeviation);
  return {
    cdf: (x) => normalCdf((x - mean) / standardDeviation),
    survival: (x) => normalCdf((mean - x) / standardDeviation),
    quantile: (p) => mean + standardDeviation * normalQuantile(p),
  };
}
