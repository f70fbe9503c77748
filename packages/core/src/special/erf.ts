/**
 * The error function and its complement by three rational approximations, on |x| ≤ 0.46875, up to 4 and beyond,
 * each with a relative error of the approximation near 10^-16.
 *
 * Source: W. J. Cody, "Rational Chebyshev approximations for the error function", Mathematics of Computation 23 (1969).
 */
import { polynomial } from './polynomial.ts';

/** Below this the error function itself is approximated, above it its complement. */
export const ERF_CENTRE = 0.46875;

/** Beyond this even exp(-x²/2) is less than the smallest double. */
const LAST_SQUARE = 40;

const ONE_OVER_SQRT_PI = 0.5641895835477563;

const CENTRE_ABOVE = [
  3.20937758913846947e3, 3.77485237685302021e2, 1.13864154151050156e2, 3.1611237438705656, 1.85777706184603153e-1,
];
const CENTRE_BELOW = [2.84423683343917062e3, 1.28261652607737228e3, 2.44024637934444173e2, 2.36012909523441209e1, 1];

const MIDDLE_ABOVE = [
  1.23033935479799725e3, 2.05107837782607147e3, 1.71204761263407058e3, 8.8195222124176909e2, 2.98635138197400131e2,
  6.61191906371416295e1, 8.88314979438837594, 5.64188496988670089e-1, 2.15311535474403846e-8,
];
const MIDDLE_BELOW = [
  1.23033935480374942e3, 3.43936767414372164e3, 4.36261909014324716e3, 3.29079923573345963e3, 1.62138957456669019e3,
  5.37181101862009858e2, 1.17693950891312499e2, 1.57449261107098347e1, 1,
];

const TAIL_ABOVE = [
  6.58749161529837803e-4, 1.60837851487422766e-2, 1.25781726111229246e-1, 3.60344899949804439e-1,
  3.05326634961232344e-1, 1.63153871373020978e-2,
];
const TAIL_BELOW = [
  2.33520497626869185e-3, 6.05183413124413191e-2, 5.27905102951428412e-1, 1.87295284992346725, 2.56852019228982242, 1,
];

/**
 * Error function.
 *
 * erf(x) = 2/√π · ∫ exp(-t²) dt from 0 to x.
 *
 * @param x - any number.
 * @returns a number in [-1, 1].
 *
 * @remarks
 * NaN: NaN gives NaN.
 * Numerics: relative error below 5·10^-16.
 * Source: W. J. Cody, Mathematics of Computation 23 (1969).
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size <= ERF_CENTRE) return (x * polynomial(CENTRE_ABOVE, x * x)) / polynomial(CENTRE_BELOW, x * x);
  const value = 1 - scaledErfc(size) * expMinusSquare(size, 1);
  return x < 0 ? -value : value;
}

/**
 * Complementary error function, 1 - erf(x), without loss of digits where it is small.
 *
 * @param x - any number.
 * @returns a number in [0, 2]; 0 beyond 27.3, where the result is below the smallest double.
 *
 * @remarks
 * NaN: NaN gives NaN.
 * Numerics: relative error below 10^-15, down to results of 10^-308.
 * Source: W. J. Cody, Mathematics of Computation 23 (1969).
 */
export function erfc(x: number): number {
  const size = Math.abs(x);
  if (size <= ERF_CENTRE) return 1 - erf(x);
  const value = scaledErfc(size) * expMinusSquare(size, 1);
  return x < 0 ? 2 - value : value;
}

/** exp(x²)·erfc(x), for x ≥ 0.46875. */
export function scaledErfc(x: number): number {
  if (x <= 4) return polynomial(MIDDLE_ABOVE, x) / polynomial(MIDDLE_BELOW, x);
  const square = 1 / (x * x);
  const correction = (square * polynomial(TAIL_ABOVE, square)) / polynomial(TAIL_BELOW, square);
  return (ONE_OVER_SQRT_PI - correction) / x;
}

/**
 * exp(-x²·factor) for x ≥ 0 and a factor of ½ or 1. The square is taken in two parts, the larger one exact, because an
 * error of its last digit would be multiplied by the square itself.
 */
export function expMinusSquare(x: number, factor: number): number {
  if (x > LAST_SQUARE) return 0;
  const coarse = Math.trunc(x * 16) / 16;
  return Math.exp(-coarse * coarse * factor) * Math.exp(-(x - coarse) * (x + coarse) * factor);
}
