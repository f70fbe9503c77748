import { polynomial } from './polynomial.ts';

const HALF_LOG_TWO_PI = 0.9189385332046727;
const STIRLING_START = 10;

/** Coefficients of the series of ln Γ(2 + e) from e^1 on: 1 - γ, then (-1)^k·(ζ(k) - 1) / k. */
const AROUND_TWO = [
  0.42278433509846714, 0.322467033424113218, -0.0673523010531980951, 0.0205808084277845479, -0.00738555102867398527,
  0.00289051033074152329, -0.00119275391170326098, 0.000509669524743042422, -0.00022315475845357938,
  0.0000994575127818085337, -0.0000449262367381331417, 0.0000205072127756706916, -9.4394882752683959e-6,
  4.3748667899074878e-6, -2.03921575380136624e-6, 9.55141213040741983e-7, -4.49246919876456604e-7,
  2.12071848055546659e-7, -1.00432248239680996e-7, 4.76981016936398057e-8, -2.27110946089431649e-8,
  1.08386592148969541e-8, -5.18347504197004666e-9, 2.48367454380247832e-9, -1.19214014058609121e-9,
  5.73136724167886201e-10, -2.75952288512423315e-10, 1.33047643742444895e-10,
];

/** B(2k) / (2k·(2k - 1)), from k = 1. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156, -3617 / 122_400];

/**
 * Natural logarithm of the gamma function.
 *
 * @param x - a number ≥ 0.
 * @returns ln Γ(x); Infinity at 0 and at Infinity; NaN below 0.
 *
 * @remarks
 * NaN: NaN gives NaN.
 * Numerics: relative error below 10^-14, near the zeros at 1 and 2 too. Taylor's series around 2 on [1.5, 2.5], reached
 * by the recurrence from [0, 10), Stirling's series above.
 * Source: M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions (1964), 6.1.33 and 6.1.41.
 */
export function logGamma(x: number): number {
  if (!(x >= 0)) return NaN;
  if (x === Infinity) return Infinity;
  if (x >= STIRLING_START) return (x - 0.5) * (Math.log(x) - 1) - 0.5 + HALF_LOG_TWO_PI + stirlingSeries(x);
  if (x < 0.5) return logGammaAroundTwo(x) - Math.log1p(x) - Math.log(x);
  if (x < 1.5) return logGammaAroundTwo(x - 1) - Math.log(x);
  let rest = x;
  let product = 1;
  while (rest > 2.5) {
    rest -= 1;
    product *= rest;
  }
  return logGammaAroundTwo(rest - 2) + Math.log(product);
}

/**
 * What Stirling's formula leaves out of ln Γ(x + 1): ln Γ(x + 1) - (x + ½)·ln x + x - ½·ln 2π, for x > 0.
 *
 * Source: C. Loader, "Fast and accurate computation of binomial probabilities" (2000).
 */
export function stirlingError(x: number): number {
  if (x >= STIRLING_START) return stirlingSeries(x);
  return logGamma(x + 1) - (x + 0.5) * Math.log(x) + x - HALF_LOG_TWO_PI;
}

/** ln Γ(2 + e), for |e| ≤ ½. */
function logGammaAroundTwo(e: number): number {
  return e * polynomial(AROUND_TWO, e);
}

function stirlingSeries(x: number): number {
  return polynomial(STIRLING, 1 / (x * x)) / x;
}
