import { sum } from '@assay/core/vector';

/** How often and how much values were above and below zero. */
export interface SignCounts {
  readonly nAbove: number;
  readonly nBelow: number;
  /** Sum of the values above zero. */
  readonly sumAbove: number;
  /** Sum of the values below zero, as a number ≥ 0. */
  readonly sumBelow: number;
  /** Longest run of values above zero, one after the other. */
  readonly longestAbove: number;
  readonly longestBelow: number;
}

/**
 * Counts, sums and longest runs of the values above and below zero. A zero is neither and ends both runs.
 *
 * @param values - shape (n,), finite.
 *
 * @remarks
 * Numerics: compensated sums.
 * Source: this project.
 */
export function signCounts(values: Float64Array): SignCounts {
  const above = new Float64Array(values.length);
  const below = new Float64Array(values.length);
  let nAbove = 0;
  let nBelow = 0;
  let runAbove = 0;
  let runBelow = 0;
  let longestAbove = 0;
  let longestBelow = 0;
  for (const value of values) {
    runAbove = value > 0 ? runAbove + 1 : 0;
    runBelow = value < 0 ? runBelow + 1 : 0;
    if (value > 0) above[nAbove++] = value;
    if (value < 0) below[nBelow++] = -value;
    if (runAbove > longestAbove) longestAbove = runAbove;
    if (runBelow > longestBelow) longestBelow = runBelow;
  }
  return {
    nAbove,
    nBelow,
    sumAbove: sum(above.subarray(0, nAbove)),
    sumBelow: sum(below.subarray(0, nBelow)),
    longestAbove,
    longestBelow,
  };
}
