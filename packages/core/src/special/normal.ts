import { ERF_CENTRE, erf, expMinusSquare, scaledErfc } from './erf.ts';
import { polynomial } from './polynomial.ts';

const CENTRE_ABOVE = [
  3.387132872796366608, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
  4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
];
const CENTRE_BELOW = [
  1, 4.2313330701600911252e1, 6.871870074920579083e2, 5.3941960214247511077e3, 2.1213794301586595867e4,
  3.930789580009271061e4, 2.8729085735721942674e4, 5.226495278852854561e3,
];
const MIDDLE_ABOVE = [
  1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504, 1.27045825245236838258,
  2.4178072517745061177e-1, 2.27238449892691845833e-2, 7.7454501427834140764e-4,
];
const MIDDLE_BELOW = [
  1, 2.05319162663775882187, 1.6763848301838038494, 6.8976733498510000455e-1, 1.4810397642748007459e-1,
  1.51986665636164571966e-2, 5.475938084995344946e-4, 1.05075007164441684324e-9,
];
const TAIL_ABOVE = [
  6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 2.9656057182850489123e-1,
  2.6532189526576123093e-2, 1.2426609473880784386e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
];
const TAIL_BELOW = [
  1, 5.9983220655588793769e-1, 1.3692988092273580531e-1, 1.48753612908506148525e-2, 7.868691311456132591e-4,
  1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15,
];

/**
 * Distribution function of the standard normal distribution.
 *
 * Φ(x) = ½·erfc(-x / √2). The probability above x is `normalCdf(-x)`, without loss of digits.
 *
 * @param x - any number, in standard deviations.
 * @returns a probability; below -38.6 it is 0, being less than the smallest double.
 *
 * @remarks
 * NaN: NaN gives NaN.
 * Numerics: relative error below 10^-15 down to results of 10^-308.
 * Source: W. J. Cody, "Rational Chebyshev approximations for the error function", Mathematics of Computation 23 (1969).
 */
export function normalCdf(x: number): number {
  const scaled = Math.abs(x) * Math.SQRT1_2;
  if (scaled <= ERF_CENTRE) return 0.5 + 0.5 * erf(x * Math.SQRT1_2);
  const tail = 0.5 * scaledErfc(scaled) * expMinusSquare(Math.abs(x), 0.5);
  return x < 0 ? tail : 1 - tail;
}

/**
 * Quantile of the standard normal distribution, the inverse of `normalCdf`.
 *
 * @param p - a probability.
 * @returns x with Φ(x) = p, in standard deviations; -Infinity at 0, Infinity at 1, NaN outside [0, 1].
 *
 * @remarks
 * NaN: NaN gives NaN.
 * Numerics: relative error below 10^-15. Near 1 the argument itself is coarse: for a small probability q above x use
 * `-normalQuantile(q)`.
 * Source: M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37
 * (1988), PPND16.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  const fromMiddle = p - 0.5;
  if (Math.abs(fromMiddle) <= 0.425) {
    const r = 0.180625 - fromMiddle * fromMiddle;
    return (fromMiddle * polynomial(CENTRE_ABOVE, r)) / polynomial(CENTRE_BELOW, r);
  }
  const r = Math.sqrt(-Math.log(Math.min(p, 1 - p)));
  const size =
    r <= 5
      ? polynomial(MIDDLE_ABOVE, r - 1.6) / polynomial(MIDDLE_BELOW, r - 1.6)
      : polynomial(TAIL_ABOVE, r - 5) / polynomial(TAIL_BELOW, r - 5);
  return fromMiddle < 0 ? -size : size;
}
