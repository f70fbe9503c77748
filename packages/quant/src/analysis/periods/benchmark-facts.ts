import { covariance, mean } from '@assay/core/vector';
import { once } from '../lazy.ts';
import type { Measure, UndefinedReason } from '../measure.ts';
import { faultOf } from '../return-parts.ts';
import { meanAndDeviation } from '../spread.ts';
import type { ReturnMoments } from '../spread.ts';
import { capture } from './capture.ts';

type Spread = Pick<ReturnMoments, 'mean' | 'standardDeviation'>;

/** Returns beside those of a benchmark, and what several measures of the two share. */
export interface BenchmarkFacts {
  readonly returns: Float64Array;
  readonly benchmark: Float64Array;
  readonly n: number;
  readonly periodsPerYear: number;
  /** Why nothing can be said. */
  readonly fault: UndefinedReason | undefined;
  /** Mean and standard deviation of the benchmark. */
  readonly market: () => Spread;
  /** Mean and standard deviation of return minus benchmark. */
  readonly active: () => Spread;
  /** Covariance over the benchmark's variance, n - 1; NaN where that is 0. */
  readonly beta: () => number;
  /** mean(e) - beta · mean of the benchmark's excess, per period. */
  readonly alpha: () => number;
  /** Capture of the periods in which the benchmark rose, and of those in which it fell. */
  readonly upCapture: () => Measure;
  readonly downCapture: () => Measure;
}

/**
 * Facts that the measures against a benchmark share.
 *
 * @param returns - shape (n,).
 * @param benchmark - shape (n,), of the same periods.
 * @param rates - how often a year, and what idle money earns a period.
 *
 * @remarks
 * Source: this project.
 */
export function benchmarkFacts(
  returns: Float64Array,
  benchmark: Float64Array,
  rates: { readonly periodsPerYear: number; readonly riskFreePerPeriod: number },
): BenchmarkFacts {
  const market = once(() => meanAndDeviation(benchmark));
  const beta = once(() => {
    const { standardDeviation } = market();
    return standardDeviation > 0 ? covariance(returns, benchmark, 1) / standardDeviation ** 2 : NaN;
  });
  const { riskFreePerPeriod } = rates;
  return {
    returns,
    benchmark,
    n: returns.length,
    periodsPerYear: rates.periodsPerYear,
    fault: faultOf(benchmark),
    market,
    active: once(() => meanAndDeviation(returns.map((value, t) => value - benchmark[t]))),
    beta,
    upCapture: once(() => capture(returns, benchmark, 1)),
    downCapture: once(() => capture(returns, benchmark, -1)),
    alpha: once(() => mean(returns) - riskFreePerPeriod - beta() * (market().mean - riskFreePerPeriod)),
  };
}
