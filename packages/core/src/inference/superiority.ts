import type { ResampledMeans } from './resampled-means.ts';

/**
 * Which series count as close enough to the benchmark to matter: `upper` all of them, `lower` those above it,
 * `consistent` those not worse than it by more than their error explains.
 */
export type Recentring = 'lower' | 'consistent' | 'upper';

/** Options of the tests against a benchmark. */
export interface SuperiorityOptions {
  /** Divide each mean by its standard error, so that quiet and loud series are compared. */
  readonly isStudentized: boolean;
}

/** Options of the stepwise test. */
export interface StepwiseOptions extends SuperiorityOptions {
  readonly recentring: Recentring;
}

/** Whether the best of several series beats its benchmark. */
export interface SuperiorityTest {
  /** The series with the largest statistic; -1 where none can be tested. */
  readonly best: number;
  /** Its mean, over its standard error where studentized. */
  readonly statistic: number;
  /** Probability of a statistic as large where no series is better than the benchmark; lower ≤ consistent ≤ upper. */
  readonly pValues: Readonly<Record<Recentring, number>>;
}

/** Which of several series beat their benchmark. */
export interface StepwiseTest {
  /** Mean of each series, over its standard error where studentized; NaN where it cannot be tested. */
  readonly statistics: Float64Array;
  /** Rejecting where this is ≤ α keeps the probability of any false rejection ≤ α. */
  readonly adjustedPValues: Float64Array;
}

/**
 * White's reality check: whether the best mean is larger than luck among the series explains.
 *
 * p = (1 + number of replications b with max over a of (d*ᵦ(a) - d(a)) ≥ max over a of d(a)) / (1 + B).
 *
 * @param resampled - of excess returns over the benchmark, from `resampleMeans`.
 *
 * @remarks
 * Assumes: stationary excess returns; a block length that covers their dependence.
 * NaN: the figures are NaN if every series has a NaN; such a series is left out otherwise.
 * Numerics: the observed sample counts as one replication, so that p is never 0.
 * Cost: O(B · cols).
 * Source: H. White, "A reality check for data snooping", Econometrica 68 (2000).
 */
export function realityCheck(resampled: ResampledMeans): { best: number; statistic: number; pValue: number } {
  const { best, statistic, pValues } = superiorAbility(resampled, { isStudentized: false });
  return { best, statistic, pValue: pValues.upper };
}

/**
 * Hansen's test of superior predictive ability: as the reality check, but hopeless series do not blunt it.
 *
 * p = (1 + number of replications b with max over a of (d*ᵦ(a) - g(a)) / s(a) ≥ max over a of d(a) / s(a)) / (1 + B),
 * with g(a) = max(0, d(a)) for `lower`, d(a) for `upper`, and for `consistent` d(a) where d(a) ≥ -s(a)·√(2·ln ln n),
 * else 0; s(a) is the standard error of the mean, or 1.
 *
 * @param resampled - of excess returns over the benchmark, from `resampleMeans`.
 * @returns the consistent p-value is the one to use, the others are its bounds.
 *
 * @remarks
 * Assumes: stationary excess returns; a block length that covers their dependence.
 * NaN: a series with a NaN is left out, and one that does not vary; NaN if none is left.
 * Numerics: s is taken from the replications; the statistic is not cut off at 0, so that p is large, not 1, where no series
 * beats the benchmark.
 * Cost: O(B · cols).
 * Source: P. R. Hansen, "A test for superior predictive ability", Journal of Business & Economic Statistics 23 (2005).
 */
export function superiorAbility(resampled: ResampledMeans, options: SuperiorityOptions): SuperiorityTest {
  const scales = scalesOf(resampled, options);
  const { order, statistics } = scales;
  if (order.length === 0) {
    return { best: -1, statistic: NaN, pValues: { lower: NaN, consistent: NaN, upper: NaN } };
  }
  const pValueOf = (recentring: Recentring): number => stepPValues(resampled, scales, recentring)[0];
  return {
    best: order[0],
    statistic: statistics[order[0]],
    pValues: { lower: pValueOf('lower'), consistent: pValueOf('consistent'), upper: pValueOf('upper') },
  };
}

/**
 * Romano and Wolf's stepwise test: which series beat the benchmark, with the probability of any false one held down.
 *
 * The series are taken from the largest statistic down; the p-value of the i-th is that of the maximum over it and all
 * after it, and never smaller than the one before.
 *
 * @param resampled - of excess returns over the benchmark, from `resampleMeans`.
 *
 * @remarks
 * Assumes: as `superiorAbility`. `upper` is the published procedure, `consistent` has more power where hopeless series are many.
 * NaN: a series with a NaN, or one that does not vary, has a NaN for its p-value.
 * Cost: O(B · cols).
 * Source: J. P. Romano and M. Wolf, "Stepwise multiple testing as formalized data snooping", Econometrica 73 (2005); the same,
 * Statistics and Probability Letters 113 (2016), for adjusted p-values.
 */
export function stepwiseSuperiority(resampled: ResampledMeans, options: StepwiseOptions): StepwiseTest {
  const scales = scalesOf(resampled, options);
  const adjustedPValues = new Float64Array(resampled.cols).fill(NaN);
  let largest = 0;
  for (const [step, p] of stepPValues(resampled, scales, options.recentring).entries()) {
    largest = Math.max(largest, p);
    adjustedPValues[scales.order[step]] = largest;
  }
  return { statistics: scales.statistics, adjustedPValues };
}

interface Scales {
  readonly statistics: Float64Array;
  readonly errors: Float64Array;
  /** Series with a statistic, the largest first. */
  readonly order: readonly number[];
}

function scalesOf({ means, standardErrors, cols }: ResampledMeans, { isStudentized }: SuperiorityOptions): Scales {
  // What rounding leaves of the mean of equal elements is no error.
  const varies = standardErrors.map((error, a) => (error > 1e-14 * Math.abs(means[a]) ? error : NaN));
  const errors = isStudentized ? varies : new Float64Array(cols).fill(1);
  const statistics = means.map((value, a) => value / errors[a]);
  const tested = [...statistics.keys()].filter((a) => Number.isFinite(statistics[a]));
  return { statistics, errors, order: tested.sort((a, b) => statistics[b] - statistics[a] || a - b) };
}

/** For every step the p-value of the maximum over order[step..]; step 0 is the maximum over all. */
function stepPValues(resampled: ResampledMeans, scales: Scales, recentring: Recentring): Float64Array {
  const { nReplications, cols, deviations } = resampled;
  const { statistics, errors, order } = scales;
  const shifts = statistics.map((_, a) => shiftOf(resampled, a, recentring));
  const atLeast = new Float64Array(order.length).fill(1);
  for (let b = 0; b < nReplications; b++) {
    let largest = -Infinity;
    for (let step = order.length - 1; step >= 0; step--) {
      const a = order[step];
      largest = Math.max(largest, (deviations[b * cols + a] + shifts[a]) / errors[a]);
      if (largest >= statistics[a]) atLeast[step]++;
    }
  }
  return atLeast.map((count) => count / (nReplications + 1));
}

/** d(a) - g(a): what is left of a mean below the benchmark after recentring. */
function shiftOf({ means, standardErrors, rows }: ResampledMeans, a: number, recentring: Recentring): number {
  if (recentring === 'upper' || means[a] >= 0) return 0;
  if (recentring === 'lower') return means[a];
  const hopeless = -standardErrors[a] * Math.sqrt(2 * Math.max(0, Math.log(Math.log(rows))));
  return means[a] >= hopeless ? 0 : means[a];
}
