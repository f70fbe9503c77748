import { checkInteger } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';

/** Orders whose patterns still fit a table: 8! = 40,320. */
const LARGEST_ORDER = 8;

/**
 * Normalised permutation entropy: how evenly the orders in which neighbouring values stand are used.
 *
 * H = -Σ p(π)·ln p(π) / ln m!, p(π) the share of the n - m + 1 runs of m neighbours whose values stand in the order π; equal
 * values count as ascending.
 *
 * @param x - shape (n,).
 * @param order - m, values in a run, 2 to 8.
 * @returns between 0 (one pattern only, as in a straight line) and 1; NaN if n < m or a value is NaN.
 * @throws {InvalidArgumentError} if `order` is not a whole number between 2 and 8.
 *
 * @remarks
 * Causal: over a window that ends now.
 * NaN: a NaN in `x` makes the entropy NaN.
 * Numerics: biased downwards by about (m! - 1) / (2·(n - m + 1)·ln m!), so that white noise does not reach 1: 0.88 at m = 5
 * and n = 120. Compare it with its null of the same n and m, never with 1.
 * Cost: O(n·m²).
 * Source: C. Bandt and B. Pompe, Physical Review Letters 88 (2002) 174102.
 */
export function permutationEntropy(x: Float64Array, order: number): number {
  checkInteger('order', order, 2);
  if (order > LARGEST_ORDER) throw new InvalidArgumentError('order', `at most ${LARGEST_ORDER}`, order);
  const runs = x.length - order + 1;
  if (runs < 1 || x.some(Number.isNaN)) return NaN;
  const counts = new Uint32Array(factorial(order));
  for (let start = 0; start < runs; start++) counts[patternAt(x, start, order)] += 1;
  let entropy = 0;
  for (const count of counts) if (count > 0) entropy -= (count / runs) * Math.log(count / runs);
  // One pattern alone has an entropy of exactly nothing, not of minus nothing.
  return entropy === 0 ? 0 : entropy / Math.log(counts.length);
}

/** Number of the order in which x[start] … x[start + order - 1] stand: the digits of a factorial base are the inversions. */
function patternAt(x: Float64Array, start: number, order: number): number {
  let code = 0;
  for (let i = 0; i < order; i++) {
    let smaller = 0;
    for (let j = i + 1; j < order; j++) if (x[start + j] < x[start + i]) smaller += 1;
    code = code * (order - i) + smaller;
  }
  return code;
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}
