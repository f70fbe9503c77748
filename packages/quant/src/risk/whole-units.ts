/** Relative error that a rate written in decimals and its product with whole units can carry together. */
const PRODUCT_ERROR = 2 ** -51;

/**
 * The whole number of ledger units at or above an amount: how a requirement is rounded, against the trader.
 *
 * A product of a decimal rate and whole units that misses a whole number by its floating-point error counts as that
 * number: 0.1 · 3,000,000 is 300,000, not one more.
 *
 * @returns NaN for NaN.
 *
 * @remarks
 * Source: this project.
 */
export function wholeUp(amount: number): number {
  const nearest = Math.round(amount);
  return (isNear(amount, nearest) ? nearest : Math.ceil(amount)) + 0;
}

/**
 * The whole number of ledger units at or below an amount: how a limit is rounded, against the trader.
 *
 * @returns NaN for NaN.
 *
 * @remarks
 * Source: this project; products as `wholeUp`.
 */
export function wholeDown(amount: number): number {
  const nearest = Math.round(amount);
  return (isNear(amount, nearest) ? nearest : Math.floor(amount)) + 0;
}

function isNear(amount: number, nearest: number): boolean {
  return Math.abs(amount - nearest) <= PRODUCT_ERROR * Math.abs(amount);
}
