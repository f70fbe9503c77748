import { checkInteger, checkSameLength } from '../checks/index.ts';
import { CompensatedSum, sum } from './sums.ts';

/**
 * Arithmetic mean.
 *
 * @param x - shape (n,).
 * @returns Σ x[i] / n, in the unit of `x`; NaN if `x` is empty.
 *
 * @remarks
 * NaN: a NaN in `x` makes the mean NaN; `nanMean` skips it.
 * Numerics: compensated sum, then one correction by the mean of the deviations, so that n equal elements have exactly
 * that element as their mean.
 * Cost: O(n) time, two passes.
 * Source: A. Neumaier, ZAMM 54 (1974), for the summation; T. F. Chan, G. H. Golub, R. J. LeVeque, The American
 * Statistician 37 (1983), for the correction.
 */
export function mean(x: Float64Array): number {
  const first = sum(x) / x.length;
  if (!Number.isFinite(first)) return first;
  let deviations = 0;
  for (let i = 0; i < x.length; i++) deviations += x[i] - first;
  return first + deviations / x.length;
}

/**
 * Mean of the elements that are not NaN.
 *
 * @param x - shape (n,).
 * @returns the mean in the unit of `x`; NaN if no element is defined.
 *
 * @remarks
 * NaN: skipped. Infinite elements are not.
 * Cost: O(n) time, a copy of `x` if it holds a NaN.
 * Source: this project.
 */
export function nanMean(x: Float64Array): number {
  return x.some(Number.isNaN) ? mean(x.filter((value) => !Number.isNaN(value))) : mean(x);
}

/**
 * Variance about the mean.
 *
 * Σ (x[i] - m)² / (n - ddof), with m the mean.
 *
 * @param x - shape (n,).
 * @param ddof - degrees of freedom taken off the number of elements: 0 for a whole population, 1 for the unbiased
 * estimate from a sample.
 * @returns the variance in the squared unit of `x`; NaN if n ≤ ddof; exactly 0 if all elements are equal.
 * @throws {InvalidArgumentError} if `ddof` is not a whole number ≥ 0.
 *
 * @remarks
 * NaN: a NaN or an infinity in `x` makes the variance NaN.
 * Numerics: two-pass with compensated sums. Deviations below 10^-154 vanish, beyond 10^154 they overflow.
 * Cost: O(n) time.
 * Source: T. F. Chan, G. H. Golub, R. J. LeVeque, "Algorithms for computing the sample variance", The American
 * Statistician 37 (1983).
 */
export function variance(x: Float64Array, ddof: number): number {
  return covariance(x, x, ddof);
}

/**
 * Square root of the variance.
 *
 * @param x - shape (n,).
 * @param ddof - degrees of freedom taken off the number of elements: 0 or, for a sample, 1.
 * @returns the standard deviation in the unit of `x`; NaN if n ≤ ddof; exactly 0 if all elements are equal.
 * @throws {InvalidArgumentError} if `ddof` is not a whole number ≥ 0.
 *
 * @remarks
 * NaN: a NaN or an infinity in `x` makes the result NaN.
 * Numerics: as `variance`; with `ddof` 1 the variance is unbiased, its square root is not.
 * Source: T. F. Chan, G. H. Golub, R. J. LeVeque, The American Statistician 37 (1983).
 */
export function standardDeviation(x: Float64Array, ddof: number): number {
  return Math.sqrt(variance(x, ddof));
}

/**
 * Covariance about the means.
 *
 * Σ (x[i] - mx)·(y[i] - my) / (n - ddof).
 *
 * @param x - shape (n,).
 * @param y - shape (n,).
 * @param ddof - degrees of freedom taken off the number of elements: 0 or, for a sample, 1.
 * @returns the covariance in the unit of `x` times that of `y`; NaN if n ≤ ddof.
 * @throws {InvalidArgumentError} if `y` is not as long as `x`, or `ddof` is not a whole number ≥ 0.
 *
 * @remarks
 * NaN: a NaN or an infinity in either makes the result NaN.
 * Numerics: two-pass with compensated sums.
 * Cost: O(n) time.
 * Source: T. F. Chan, G. H. Golub, R. J. LeVeque, The American Statistician 37 (1983).
 */
export function covariance(x: Float64Array, y: Float64Array, ddof: number): number {
  checkSameLength('y', y, x.length);
  checkInteger('ddof', ddof, 0);
  const n = x.length;
  if (n <= ddof) return NaN;
  const meanX = mean(x);
  const meanY = x === y ? meanX : mean(y);
  const total = new CompensatedSum();
  for (let i = 0; i < n; i++) total.add((x[i] - meanX) * (y[i] - meanY));
  return total.value / (n - ddof);
}

/**
 * Pearson's correlation coefficient.
 *
 * Σ (x[i] - mx)·(y[i] - my) / √(Σ (x[i] - mx)² · Σ (y[i] - my)²).
 *
 * @param x - shape (n,).
 * @param y - shape (n,).
 * @returns a number in [-1, 1]; NaN if all elements of `x` or of `y` are equal, or n < 2.
 * @throws {InvalidArgumentError} if `y` is not as long as `x`.
 *
 * @remarks
 * NaN: a NaN or an infinity in either makes the result NaN.
 * Numerics: two-pass; deviations are scaled by the largest, so that nothing overflows or vanishes.
 * Cost: O(n) time.
 * Source: K. Pearson, Proceedings of the Royal Society of London 58 (1895).
 */
export function correlation(x: Float64Array, y: Float64Array): number {
  checkSameLength('y', y, x.length);
  const [meanX, meanY] = [mean(x), mean(y)];
  const [scaleX, scaleY] = [largestDeviation(x, meanX), largestDeviation(y, meanY)];
  if (!(scaleX > 0 && scaleY > 0)) return NaN;
  const [squaresX, squaresY, products] = [new CompensatedSum(), new CompensatedSum(), new CompensatedSum()];
  for (let i = 0; i < x.length; i++) {
    const u = (x[i] - meanX) / scaleX;
    const v = (y[i] - meanY) / scaleY;
    squaresX.add(u * u);
    squaresY.add(v * v);
    products.add(u * v);
  }
  const coefficient = products.value / (Math.sqrt(squaresX.value) * Math.sqrt(squaresY.value));
  return Math.min(1, Math.max(-1, coefficient));
}

/**
 * Skewness g1 of the elements as a population, without correction for bias.
 *
 * m3 / m2^(3/2), with mk = Σ (x[i] - m)^k / n.
 *
 * @param x - shape (n,).
 * @returns the skewness, without unit, 0 for a symmetric population; NaN if all elements are equal or n < 2.
 *
 * @remarks
 * NaN: a NaN or an infinity in `x` makes the result NaN.
 * Numerics: two-pass; deviations are scaled by the largest, so that nothing overflows or vanishes.
 * Cost: O(n) time.
 * Source: D. N. Joanes and C. A. Gill, "Comparing measures of sample skewness and kurtosis", The Statistician 47
 * (1998).
 */
export function skewness(x: Float64Array): number {
  const { second, third } = scaledMoments(x);
  return third / (second * Math.sqrt(second));
}

/**
 * Kurtosis after Pearson of the elements as a population, without correction for bias: 3 for a normal population.
 *
 * m4 / m2², with mk = Σ (x[i] - m)^k / n.
 *
 * @param x - shape (n,).
 * @returns the kurtosis, without unit, at least 1; NaN if all elements are equal or n < 2. Excess kurtosis is 3 less.
 *
 * @remarks
 * NaN: a NaN or an infinity in `x` makes the result NaN.
 * Numerics: two-pass; deviations are scaled by the largest, so that nothing overflows or vanishes.
 * Cost: O(n) time.
 * Source: D. N. Joanes and C. A. Gill, The Statistician 47 (1998), g2 + 3.
 */
export function kurtosis(x: Float64Array): number {
  const { second, fourth } = scaledMoments(x);
  return fourth / (second * second);
}

/** Moments about the mean in units of the largest deviation; NaN where that is 0, by 0 / 0. */
function scaledMoments(x: Float64Array): { second: number; third: number; fourth: number } {
  const centre = mean(x);
  const scale = largestDeviation(x, centre);
  const [squares, cubes, fourths] = [new CompensatedSum(), new CompensatedSum(), new CompensatedSum()];
  for (let i = 0; i < x.length; i++) {
    const u = (x[i] - centre) / scale;
    const square = u * u;
    squares.add(square);
    cubes.add(square * u);
    fourths.add(square * square);
  }
  const n = x.length;
  return { second: squares.value / n, third: cubes.value / n, fourth: fourths.value / n };
}

/** Largest |x[i] - centre|; NaN unless the centre is finite. */
function largestDeviation(x: Float64Array, centre: number): number {
  if (!Number.isFinite(centre)) return NaN;
  let largest = 0;
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i] - centre));
  return largest;
}
