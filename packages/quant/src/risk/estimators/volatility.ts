import { checkInteger, checkOneOf, checkPositive } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { createRollingStd } from '@assay/core/rolling';

/**
 * How volatility is estimated: `window` is the sample standard deviation of the last returns; `exponential` weighs
 * squared returns by their age, about a mean of zero.
 */
export type VolatilityEstimatorSpec =
  | {
      readonly kind: 'window';
      /** Returns in the window; whole, ≥ 2. */
      readonly window: number;
    }
  | {
      readonly kind: 'exponential';
      /** Returns until a weight halves; finite and > 0. */
      readonly halfLife: number;
      /** Returns before the first estimate; whole, ≥ 2. */
      readonly minPeriods: number;
    };

/** Volatility of returns that are fed one at a time. */
export interface VolatilityEstimator {
  /** Takes the next simple return and gives the estimate that includes it. */
  push(periodReturn: number): number;
  /** Annual volatility as a fraction; NaN during the warm-up and where all returns it saw are equal. */
  readonly value: number;
}

/**
 * Annual volatility from a stream of returns, oldest first.
 *
 * window: √periodsPerYear · √(Σ (r - m)² / (w - 1)) over the last w returns with mean m.
 * exponential: √periodsPerYear · √(Σ λ^i · r[t-i]² / Σ λ^i) over all returns so far, with λ = 2^(-1/halfLife).
 *
 * A volatility of exactly zero is no estimate: prices that do not move are stale or absent, and a weight divided by it
 * would be without bounds.
 *
 * @param periodsPerYear - returns in a year of the instrument's calendar (`Calendar.periodsPerYear`); finite and > 0.
 * @throws {InvalidArgumentError} if the specification or `periodsPerYear` is out of its domain.
 *
 * @remarks
 * Causal: the value after a push depends on what was pushed so far.
 * NaN: a return that is not finite is no observation: it is left out and the value stays.
 * Numerics: the window by the blocks of `createRollingStd`; the exponential sums grow to at most 1 / (1 - λ) terms.
 * Source: RiskMetrics Technical Document, 4th ed. (1996), chapter 5, in half-life form with weights that sum to one.
 */
export function createVolatilityEstimator(spec: VolatilityEstimatorSpec, periodsPerYear: number): VolatilityEstimator {
  checkVolatilityEstimator(spec);
  checkPositive('periodsPerYear', periodsPerYear);
  const step =
    spec.kind === 'window' ? windowVariance(spec.window) : exponentialVariance(spec.halfLife, spec.minPeriods);
  let value = NaN;
  return {
    push(periodReturn) {
      if (!Number.isFinite(periodReturn)) return value;
      const variance = step(periodReturn);
      value = variance > 0 ? Math.sqrt(variance * periodsPerYear) : NaN;
      return value;
    },
    get value() {
      return value;
    },
  };
}

/**
 * Throws unless a volatility estimator is in its domain.
 *
 * @throws {InvalidArgumentError} if it is not.
 *
 * @remarks
 * Source: this project.
 */
export function checkVolatilityEstimator(spec: VolatilityEstimatorSpec): void {
  checkOneOf('estimator.kind', spec.kind, ['window', 'exponential']);
  if (spec.kind === 'window') {
    checkInteger('estimator.window', spec.window, 2);
    return;
  }
  checkPositive('estimator.halfLife', spec.halfLife);
  checkInteger('estimator.minPeriods', spec.minPeriods, 2);
  // From here on a weight of 1 rounds away its own decay.
  if (spec.halfLife > 1e12) throw new InvalidArgumentError('estimator.halfLife', 'at most 1e12', spec.halfLife);
}

function windowVariance(window: number): (periodReturn: number) => number {
  const deviation = createRollingStd(window, 1);
  return (periodReturn) => deviation.push(periodReturn) ** 2;
}

function exponentialVariance(halfLife: number, minPeriods: number): (periodReturn: number) => number {
  const decay = 2 ** (-1 / halfLife);
  let [squares, weights, n] = [0, 0, 0];
  return (periodReturn) => {
    squares = decay * squares + periodReturn * periodReturn;
    weights = decay * weights + 1;
    n += 1;
    return n < minPeriods ? NaN : squares / weights;
  };
}
