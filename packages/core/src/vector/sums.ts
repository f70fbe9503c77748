import { checkSameLength } from '../checks/index.ts';

/**
 * A running sum that carries its rounding error along.
 *
 * Source: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54 (1974).
 */
export class CompensatedSum {
  private high: number = 0;
  private low: number = 0;

  /** Adds one term. */
  add(term: number): void {
    const next = this.high + term;
    const isTermSmaller = Math.abs(this.high) >= Math.abs(term);
    this.low += isTermSmaller ? this.high - next + term : term - next + this.high;
    this.high = next;
  }

  /** The sum so far. */
  get value(): number {
    // Next to an infinite sum the carried error is NaN and says nothing.
    return Number.isFinite(this.high) ? this.high + this.low : this.high;
  }
}

/**
 * Sum of the elements.
 *
 * @param x - shape (n,).
 * @returns Σ x[i], in the unit of `x`; 0 if `x` is empty.
 *
 * @remarks
 * NaN: a NaN in `x` makes the sum NaN.
 * Numerics: compensated; the error does not grow with n until n is near 10^8.
 * Cost: O(n) time.
 * Source: A. Neumaier, ZAMM 54 (1974).
 */
export function sum(x: Float64Array): number {
  const total = new CompensatedSum();
  for (let i = 0; i < x.length; i++) total.add(x[i]);
  return total.value;
}

/**
 * Scalar product.
 *
 * @param x - shape (n,).
 * @param y - shape (n,).
 * @returns Σ x[i]·y[i]; 0 if both are empty.
 * @throws {InvalidArgumentError} if `y` is not as long as `x`.
 *
 * @remarks
 * NaN: a NaN in either makes the product NaN.
 * Numerics: each product is rounded, their sum is compensated.
 * Cost: O(n) time.
 * Source: A. Neumaier, ZAMM 54 (1974), for the summation.
 */
export function dot(x: Float64Array, y: Float64Array): number {
  checkSameLength('y', y, x.length);
  const total = new CompensatedSum();
  for (let i = 0; i < x.length; i++) total.add(x[i] * y[i]);
  return total.value;
}
