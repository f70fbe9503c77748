import { checkPositive } from '../checks/index.ts';
import { regularizedIncompleteBeta } from '../special/index.ts';
import { bisectBoundary } from './bisection.ts';
import type { ContinuousDistribution } from './distribution.ts';

/**
 * Student's t distribution.
 *
 * P(T ≤ -t) = ½·I(ν/2, ½; ν / (ν + t²)) for t ≥ 0.
 *
 * @param dof - degrees of freedom ν, finite and > 0; not necessarily whole.
 * @throws {InvalidArgumentError} if `dof` is out of its domain.
 *
 * @remarks
 * NaN: NaN gives NaN.
 * Numerics: relative error near 10^-13 in both tails, for |t| below 10^150.
 * Cost: a quantile takes about sixty evaluations of the distribution function.
 * Source: M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions (1964), 26.7.1 and 26.5.27.
 */
export function studentT(dof: number): ContinuousDistribution {
  checkPositive('dof', dof);
  const cdf = (t: number): number => (t <= 0 ? lowerTail(t, dof) : 1 - lowerTail(-t, dof));
  return { cdf, survival: (t) => cdf(-t), quantile: (p) => quantile(p, dof) };
}

function lowerTail(t: number, dof: number): number {
  const square = (t / dof) * t;
  if (square === Infinity) return 0;
  return 0.5 * regularizedIncompleteBeta(dof / 2, 0.5, 1 / (1 + square), square / (1 + square));
}

function quantile(p: number, dof: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p > 0.5) return -quantile(1 - p, dof);
  if (p === 0.5) return 0;
  if (p === 0) return -Infinity;
  let low = -1;
  while (lowerTail(low, dof) > p) low *= 2;
  return bisectBoundary(low, 0, (t) => lowerTail(t, dof) <= p);
}
