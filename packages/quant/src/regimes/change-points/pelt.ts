import { checkInteger, checkOneOf, checkPositive } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { mean } from '@assay/core/vector';

/** What a segment costs. */
export const PELT_COSTS = ['level', 'normal'] as const;

/** `level`: Σ (x - mean of the segment)²; `normal`: n · ln(variance of the segment, divisor n). */
export type PeltCost = (typeof PELT_COSTS)[number];

/** How a finished history is cut. */
export interface PeltOptions {
  /** What a segment costs. */
  readonly cost: PeltCost;
  /** What each segment costs besides, in the unit of the cost (the square of the unit of x for `level`); > 0. */
  readonly penalty: number;
  /** Least observations of a segment, ≥ 1, and ≥ 2 for `normal`. @default 2 */
  readonly minSize?: number | undefined;
}

/** A segment may not have less than this share of the variance of all observations: equal ones do not cost -∞. */
const LEAST_VARIANCE = 1e-12;

/**
 * Cuts a finished history into stretches of one level, or of one level and variance, at the least total cost. **Not
 * causal**: a boundary depends on what came after it. For description only, never for a feature or a label that is traded on.
 *
 * Minimises Σ (cost of the segment + penalty) over all cuts, exactly, by dynamic programming; a last boundary that can no
 * longer be the best is dropped.
 *
 * @param x - shape (n,), oldest first, finite.
 * @returns the first index of every segment but the first, ascending; empty where one segment is best.
 * @throws {InvalidArgumentError} if an observation is not finite, there are fewer than `minSize`, or an option is out of its
 * domain.
 *
 * @remarks
 * Causal: no.
 * NaN: not allowed; leave missing observations out.
 * Numerics: sums of the centred series. Of equal costs the earlier last boundary is taken.
 * Cost: O(n) to O(n²) time.
 * Source: R. Killick, P. Fearnhead, I. A. Eckley, "Optimal detection of changepoints with a linear computational cost",
 * JASA 107 (2012).
 */
export function peltNotCausal(x: Float64Array, options: PeltOptions): readonly number[] {
  const { cost, penalty, minSize = 2 } = options;
  checkOneOf('cost', cost, PELT_COSTS);
  checkPositive('penalty', penalty);
  checkInteger('minSize', minSize, cost === 'normal' ? 2 : 1);
  if (x.length < minSize) throw new InvalidArgumentError('x', `of length >= minSize (${minSize})`, x.length);
  const bad = x.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new InvalidArgumentError(`x[${bad}]`, 'finite', x[bad]);
  return boundaries(lastBoundaries(segmentCost(x, cost), x.length, { penalty, minSize }));
}

type SegmentCost = (from: number, to: number) => number;

function segmentCost(x: Float64Array, cost: PeltCost): SegmentCost {
  const centre = mean(x);
  const sums = new Float64Array(x.length + 1);
  const squares = new Float64Array(x.length + 1);
  for (let t = 0; t < x.length; t++) {
    const distance = x[t] - centre;
    sums[t + 1] = sums[t] + distance;
    squares[t + 1] = squares[t] + distance * distance;
  }
  const total = squares[x.length] / x.length;
  const least = total > 0 ? total * LEAST_VARIANCE : Number.MIN_VALUE;
  const scatter = (from: number, to: number): number => {
    const sum = sums[to] - sums[from];
    return Math.max(squares[to] - squares[from] - (sum * sum) / (to - from), 0);
  };
  if (cost === 'level') return scatter;
  return (from, to) => (to - from) * Math.log(Math.max(scatter(from, to) / (to - from), least));
}

/** The first index of the last segment of the best cut of x[0..t), for each t. */
function lastBoundaries(
  cost: SegmentCost,
  length: number,
  { penalty, minSize }: { readonly penalty: number; readonly minSize: number },
): Int32Array {
  const best = new Float64Array(length + 1).fill(Infinity);
  best[0] = 0;
  const last = new Int32Array(length + 1);
  const dropAt = new Float64Array(length + 1).fill(Infinity);
  let candidates: number[] = [];
  for (let to = minSize; to <= length; to++) {
    const newest = to - minSize;
    if (newest === 0 || newest >= minSize) candidates.push(newest);
    for (const from of candidates) {
      const before = best[from] + cost(from, to);
      if (before + penalty < best[to]) {
        best[to] = before + penalty;
        last[to] = from;
      }
    }
    // A boundary at `from` that is worse than one at `to` stays worse, because a cut never makes segments dearer; but the
    // one at `to` is allowed only when a whole segment lies behind it.
    for (const from of candidates) {
      if (dropAt[from] === Infinity && best[from] + cost(from, to) > best[to]) dropAt[from] = to + minSize;
    }
    candidates = candidates.filter((from) => dropAt[from] > to + 1);
  }
  return last;
}

function boundaries(last: Int32Array): readonly number[] {
  const found: number[] = [];
  for (let to = last[last.length - 1]; to > 0; to = last[to]) found.push(to);
  return found.reverse();
}

/**
 * The penalty of the Bayesian information criterion: parameters that one more segment brings, times ln n; for `level` in
 * units of the variance of the noise.
 *
 * @param cost - `level` brings a mean and a boundary, `normal` a variance too.
 * @param nObservations - ≥ 2.
 * @param noiseVariance - for `level`: variance within segments, in the square of the unit of x; > 0. Not read for `normal`.
 * @throws {InvalidArgumentError} if an argument is out of its domain.
 *
 * @remarks
 * Source: Y.-C. Yao, "Estimating the number of change-points via Schwarz' criterion", Statistics and Probability Letters 6
 * (1988); Killick, Fearnhead, Eckley (2012).
 */
export function bicPenalty(cost: PeltCost, nObservations: number, noiseVariance: number): number {
  checkOneOf('cost', cost, PELT_COSTS);
  checkInteger('nObservations', nObservations, 2);
  if (cost === 'normal') return 3 * Math.log(nObservations);
  checkPositive('noiseVariance', noiseVariance);
  return 2 * noiseVariance * Math.log(nObservations);
}
