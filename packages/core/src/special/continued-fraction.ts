import { PlatformError } from '../errors/index.ts';

const TINY = 1e-300;
const MAX_STEPS = 10_000_000;

/**
 * Value of b(0) + a(1) / (b(1) + a(2) / (b(2) + …)) by the modified Lentz method.
 *
 * @param step - gives the coefficients of the k-th step, from 1, as [a(k), b(k)] in the array that it is passed.
 * @throws {PlatformError} with code `NOT_CONVERGED` after ten million steps.
 *
 * Source: I. J. Thompson and A. R. Barnett, Journal of Computational Physics 64 (1986).
 */
export function continuedFraction(start: number, step: (k: number, out: Float64Array) => void): number {
  const coefficients = new Float64Array(2);
  let value = start === 0 ? TINY : start;
  let c = value;
  let d = 0;
  for (let k = 1; k <= MAX_STEPS; k++) {
    step(k, coefficients);
    d = awayFromZero(coefficients[1] + coefficients[0] * d);
    c = awayFromZero(coefficients[1] + coefficients[0] / c);
    d = 1 / d;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) <= Number.EPSILON) return value;
  }
  throw new PlatformError('NOT_CONVERGED', `continued fraction: no convergence in ${MAX_STEPS} steps`, {
    context: { steps: MAX_STEPS, start },
  });
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
