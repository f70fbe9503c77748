import { sum } from '@assay/core/vector';
import { defined, undefinedBecause } from '../measure.ts';
import type { Measure } from '../measure.ts';

/**
 * Geometric mean return over the periods in which the benchmark rose (fell), over the benchmark's own:
 * G(r) / G(b), G(x) = Π (1 + x)^(1 / m) - 1 over the m periods.
 *
 * @param returns - shape (n,), with 1 + r > 0.
 * @param benchmark - shape (n,), of the same periods.
 * @param sign - 1 for the periods in which it rose, -1 for those in which it fell.
 *
 * @remarks
 * NaN: undefined where the benchmark never rose (fell), where it lost everything (`wealth-not-positive`), and where its mean
 * vanishes (`no-capture`).
 * Numerics: logarithms with compensated sums.
 * Source: Morningstar, "Upside and downside capture ratios" (2011).
 */
export function capture(returns: Float64Array, benchmark: Float64Array, sign: 1 | -1): Measure {
  const ours = new Float64Array(returns.length);
  const theirs = new Float64Array(returns.length);
  let n = 0;
  for (let t = 0; t < returns.length; t++) {
    if (!(sign * benchmark[t] > 0)) continue;
    if (benchmark[t] <= -1) return undefinedBecause('wealth-not-positive');
    ours[n] = Math.log1p(returns[t]);
    theirs[n++] = Math.log1p(benchmark[t]);
  }
  if (n === 0) return undefinedBecause(sign > 0 ? 'benchmark-never-rose' : 'benchmark-never-fell');
  const market = Math.expm1(sum(theirs.subarray(0, n)) / n);
  return market === 0 ? undefinedBecause('no-capture') : defined(Math.expm1(sum(ours.subarray(0, n)) / n) / market);
}
