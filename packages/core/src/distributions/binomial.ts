import { checkInRange, checkInteger, checkStrictlyBetween } from '../checks/index.ts';
import { binomialTerm, regularizedIncompleteBeta } from '../special/index.ts';
import { bisectBoundary, smallestInteger } from './bisection.ts';
import type { DiscreteDistribution } from './distribution.ts';

/** A range of counts, both ends included. */
export interface CountBand {
  readonly low: number;
  readonly high: number;
}

/**
 * Binomial distribution: the number of successes in `n` independent trials.
 *
 * P(X > k) = I(k + 1, n - k; p), the regularized incomplete beta function.
 *
 * @param n - number of trials, a whole number ≥ 0.
 * @param p - probability of a success, 0 to 1.
 * @throws {InvalidArgumentError} if a parameter is out of its domain.
 *
 * @remarks
 * NaN: NaN gives NaN.
 * Numerics: relative error near 10^-13 in both tails for n up to 10^6.
 * Cost: O(√n) for a tail, O(√n·log n) for a quantile.
 * Source: M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions (1964), 26.5.24.
 */
export function binomial(n: number, p: number): DiscreteDistribution {
  checkInteger('n', n, 0);
  checkInRange('p', p, 0, 1);
  const cdf = (k: number): number => lowerTail(k, n, p);
  const survival = (k: number): number => upperTail(k, n, p);

  const probability = (k: number): number => {
    if (Number.isNaN(k)) return NaN;
    return Number.isInteger(k) && k >= 0 && k <= n ? binomialTerm(k, n - k, p) : 0;
  };
  const quantile = (level: number): number => {
    if (!(level >= 0 && level <= 1)) return NaN;
    if (level === 1) return p === 0 ? 0 : n;
    return smallestInteger(0, n, (k) => (level <= 0.5 ? cdf(k) >= level : survival(k) <= 1 - level));
  };
  return { probability, cdf, survival, quantile };
}

/**
 * The counts of successes that are not surprising: the smallest band that leaves out at most (1 - level) / 2 of the
 * probability below it and above it.
 *
 * low is the smallest k with P(X ≤ k) > (1 - level) / 2, high the smallest k with P(X > k) ≤ (1 - level) / 2.
 *
 * @param n - number of trials, a whole number ≥ 0.
 * @param p - probability of a success, 0 to 1.
 * @param level - least probability of the band, > 0 and < 1.
 * @returns the first and the last count of the band; their probability is at least `level`.
 * @throws {InvalidArgumentError} if a parameter is out of its domain.
 *
 * @remarks
 * Source: C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the
 * binomial", Biometrika 26 (1934).
 */
export function binomialAcceptanceBand(n: number, p: number, level: number): CountBand {
  checkStrictlyBetween('level', level, 0, 1);
  const { cdf, survival } = binomial(n, p);
  const tail = (1 - level) / 2;
  return {
    low: smallestInteger(0, n, (k) => cdf(k) > tail),
    high: smallestInteger(0, n, (k) => survival(k) <= tail),
  };
}

/**
 * Exact lower confidence limit of a probability.
 *
 * The p with P(X ≥ successes) = 1 - confidence for X binomial in `n` and p: smaller ones are refuted by the count.
 *
 * @param successes - observed count, 0 to `n`.
 * @param n - number of trials, a whole number ≥ 0.
 * @param confidence - of this one limit, > 0 and < 1; a two-sided interval of 0.99 takes 0.995 for each of its limits.
 * @returns a probability; 0 if there was no success.
 * @throws {InvalidArgumentError} if a parameter is out of its domain.
 *
 * @remarks
 * Source: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934).
 */
export function clopperPearsonLower(successes: number, n: number, confidence: number): number {
  checkObservation(successes, n, confidence);
  if (successes === 0) return 0;
  return bisectBoundary(0, 1, (p) => upperTail(successes - 1, n, p) <= 1 - confidence);
}

/**
 * Exact upper confidence limit of a probability.
 *
 * The p with P(X ≤ successes) = 1 - confidence for X binomial in `n` and p: larger ones are refuted by the count.
 *
 * @param successes - observed count, 0 to `n`.
 * @param n - number of trials, a whole number ≥ 0.
 * @param confidence - of this one limit, > 0 and < 1; a two-sided interval of 0.99 takes 0.995 for each of its limits.
 * @returns a probability; 1 if every trial was a success.
 * @throws {InvalidArgumentError} if a parameter is out of its domain.
 *
 * @remarks
 * Source: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934).
 */
export function clopperPearsonUpper(successes: number, n: number, confidence: number): number {
  checkObservation(successes, n, confidence);
  if (successes === n) return 1;
  return bisectBoundary(0, 1, (p) => lowerTail(successes, n, p) >= 1 - confidence);
}

function lowerTail(k: number, n: number, p: number): number {
  const count = Math.floor(k);
  if (count < 0) return 0;
  return count >= n ? 1 : regularizedIncompleteBeta(n - count, count + 1, 1 - p, p);
}

function upperTail(k: number, n: number, p: number): number {
  const count = Math.floor(k);
  if (count < 0) return 1;
  return count >= n ? 0 : regularizedIncompleteBeta(count + 1, n - count, p);
}

function checkObservation(successes: number, n: number, confidence: number): void {
  checkInteger('n', n, 0);
  checkInteger('successes', successes, 0);
  checkInRange('successes', successes, 0, n);
  checkStrictlyBetween('confidence', confidence, 0, 1);
}
