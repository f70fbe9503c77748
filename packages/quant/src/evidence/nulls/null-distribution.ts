import { checkInteger, checkStrictlyBetween } from '@assay/core/checks';
import { clopperPearsonLower, clopperPearsonUpper } from '@assay/core/distributions';
import { mean, quantile } from '@assay/core/vector';
import type { NoiseSource } from './noise.ts';

/** A number that is computed from increments, with the length at which it is used. */
export interface NullStatistic {
  /** As `hurst/252`. */
  readonly name: string;
  /** What it is, in a line. */
  readonly definition: string;
  /** Increments that one value is computed from. */
  readonly length: number;
  /** NaN where it is undefined. */
  readonly compute: (increments: Float64Array) => number;
}

/** What a statistic is on noise: its defined values in ascending order, and how many draws gave none. */
export interface NullDistribution {
  readonly sorted: Float64Array;
  readonly undefinedDraws: number;
}

/** A share of draws, and the interval in which the probability behind it lies with 99 %. */
export interface ShareOnNoise {
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
  readonly of: number;
}

/** Which side of a threshold counts. */
export type Side = 'above' | 'below';

const CONFIDENCE = 0.995;

/**
 * Draws noise and computes a statistic of each draw.
 *
 * @param paths - number of draws, ≥ 1.
 *
 * @remarks
 * Causal: no; a property of the statistic, not of data.
 * Source: this project.
 */
export function nullDistribution(statistic: NullStatistic, noise: NoiseSource, paths: number): NullDistribution {
  checkInteger('paths', paths, 1);
  const values = new Float64Array(paths);
  let defined = 0;
  for (let path = 0; path < paths; path++) {
    const value = statistic.compute(noise.draw(statistic.length));
    if (!Number.isNaN(value)) values[defined++] = value;
  }
  return { sorted: values.slice(0, defined).sort(), undefinedDraws: paths - defined };
}

/**
 * Mean and central 90 % of a null; NaN where no draw was defined.
 *
 * @remarks
 * Causal: no.
 * Source: this project.
 */
export function nullSummary({ sorted }: NullDistribution): Readonly<Record<'mean' | 'p5' | 'p95', number>> {
  if (sorted.length === 0) return { mean: NaN, p5: NaN, p95: NaN };
  return { mean: mean(sorted), p5: quantile(sorted, 0.05), p95: quantile(sorted, 0.95) };
}

/**
 * False-positive rate of a threshold: the share of draws strictly beyond it, undefined ones not counted as beyond.
 *
 * @remarks
 * Causal: no.
 * Source: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934), for the interval.
 */
export function shareBeyond(distribution: NullDistribution, threshold: number, side: Side): ShareOnNoise {
  const { sorted, undefinedDraws } = distribution;
  const count = side === 'above' ? sorted.length - countUpTo(sorted, threshold) : countBelow(sorted, threshold);
  return shareOf(count, sorted.length + undefinedDraws);
}

/** A count of draws as a share with its interval. */
export function shareOf(count: number, of: number): ShareOnNoise {
  const [low, high] = [clopperPearsonLower(count, of, CONFIDENCE), clopperPearsonUpper(count, of, CONFIDENCE)];
  return { share: count / of, low, high, count, of };
}

/**
 * Level of a value against a null: the chance of noise to be at least as extreme.
 *
 * Mid-p: (draws beyond + half of those equal + 1/2) / (draws + 1), so that it is never 0 and is uniform under the null.
 *
 * @param side - where the extreme is.
 * @returns in (0, 1); NaN for a NaN, or where no draw was defined.
 *
 * @remarks
 * Causal: no; the null must have been drawn at the length and with the estimator of the value.
 * Source: H. O. Lancaster, JASA 56 (1961), for mid-p.
 */
export function nullLevel({ sorted }: NullDistribution, value: number, side: Side): number {
  if (Number.isNaN(value) || sorted.length === 0) return NaN;
  const [below, upTo] = [countBelow(sorted, value), countUpTo(sorted, value)];
  const beyond = side === 'above' ? sorted.length - upTo : below;
  return (beyond + (upTo - below) / 2 + 0.5) / (sorted.length + 1);
}

/**
 * Raw threshold that noise passes at a level.
 *
 * @param level - in (0, 1), as 0.05.
 * @returns the quantile of the null with `level` beyond it; NaN where no draw was defined.
 * @throws {InvalidArgumentError} if `level` is out of its domain.
 *
 * @remarks
 * Causal: no.
 * Source: this project.
 */
export function thresholdAtLevel({ sorted }: NullDistribution, level: number, side: Side): number {
  checkStrictlyBetween('level', level, 0, 1);
  return sorted.length === 0 ? NaN : quantile(sorted, side === 'above' ? 1 - level : level);
}

function countBelow(sorted: Float64Array, value: number): number {
  return firstPlace(sorted, (element) => element >= value);
}

function countUpTo(sorted: Float64Array, value: number): number {
  return firstPlace(sorted, (element) => element > value);
}

function firstPlace(sorted: Float64Array, isReached: (element: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isReached(sorted[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
