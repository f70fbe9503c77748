import { checkInteger, checkOneOf } from '@assay/core/checks';
import { createRollingMean, createRollingStd } from '@assay/core/rolling';

/** Fewest returns that an edge is estimated from: with fewer, a normal quantile of the mean's error is too small by far. */
export const MIN_EDGE_PERIODS: number = 20;

/** How an edge is estimated: from the last returns, or from all of them. */
export type EdgeEstimatorSpec =
  | {
      readonly kind: 'window';
      /** Returns in the window; whole, ≥ 20. */
      readonly window: number;
    }
  | {
      readonly kind: 'expanding';
      /** Returns before the first estimate; whole, ≥ 20. */
      readonly minPeriods: number;
    };

/** What is known of an edge: moments of the returns per period of one unit of exposure. */
export interface EdgeEstimate {
  /** Number of returns; 0 during the warm-up. */
  readonly n: number;
  /** Mean per period; NaN during the warm-up. */
  readonly mean: number;
  /** Sample standard deviation per period; NaN during the warm-up. */
  readonly deviation: number;
}

/** Edge of returns that are fed one at a time. */
export interface EdgeEstimator {
  /** Takes the next simple return of one unit of exposure and gives the estimate that includes it. */
  push(periodReturn: number): EdgeEstimate;
  readonly value: EdgeEstimate;
}

/** What is known before the first estimate. */
const UNKNOWN: EdgeEstimate = Object.freeze({ n: 0, mean: NaN, deviation: NaN });

/**
 * Mean and sample standard deviation of a stream of returns, oldest first.
 *
 * The returns are those of one unit of exposure of what is sized: the signal's sign times the instrument's return, after
 * costs, in excess of what idle cash earns.
 *
 * @throws {InvalidArgumentError} if the specification is out of its domain.
 *
 * @remarks
 * Causal: the value after a push depends on what was pushed so far.
 * NaN: a return that is not finite is no observation: it is left out and the value stays.
 * Numerics: the window by the blocks of `createRollingStd`; all returns by Welford's recurrence.
 * Source: B. P. Welford, Technometrics 4 (1962).
 */
export function createEdgeEstimator(spec: EdgeEstimatorSpec): EdgeEstimator {
  checkEdgeEstimator(spec);
  const step = spec.kind === 'window' ? windowEdge(spec.window) : expandingEdge(spec.minPeriods);
  let value = UNKNOWN;
  return {
    push(periodReturn) {
      if (Number.isFinite(periodReturn)) value = step(periodReturn);
      return value;
    },
    get value() {
      return value;
    },
  };
}

/**
 * Throws unless an edge estimator is in its domain.
 *
 * @throws {InvalidArgumentError} if it is not.
 *
 * @remarks
 * Source: this project.
 */
export function checkEdgeEstimator(spec: EdgeEstimatorSpec): void {
  checkOneOf('estimator.kind', spec.kind, ['window', 'expanding']);
  if (spec.kind === 'window') checkInteger('estimator.window', spec.window, MIN_EDGE_PERIODS);
  else checkInteger('estimator.minPeriods', spec.minPeriods, MIN_EDGE_PERIODS);
}

function windowEdge(window: number): (periodReturn: number) => EdgeEstimate {
  const means = createRollingMean(window);
  const deviations = createRollingStd(window, 1);
  return (periodReturn) => {
    const mean = means.push(periodReturn);
    const deviation = deviations.push(periodReturn);
    return Number.isNaN(deviation) ? UNKNOWN : { n: window, mean, deviation };
  };
}

function expandingEdge(minPeriods: number): (periodReturn: number) => EdgeEstimate {
  let [n, mean, squares] = [0, 0, 0];
  return (periodReturn) => {
    n += 1;
    const distance = periodReturn - mean;
    mean += distance / n;
    squares += distance * (periodReturn - mean);
    return n < minPeriods ? UNKNOWN : { n, mean, deviation: Math.sqrt(squares / (n - 1)) };
  };
}
