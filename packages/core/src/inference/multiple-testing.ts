import { InvalidArgumentError } from '../errors/index.ts';
import { argsortStable } from '../vector/index.ts';

/**
 * Holm's step-down adjustment: rejecting where the result is ≤ α keeps the probability of any false rejection ≤ α.
 *
 * With p sorted upwards, adjusted(i) = min(1, max over j ≤ i of (m - j + 1)·p(j)).
 *
 * @param pValues - shape (m,), each in [0, 1].
 * @returns adjusted p-values in the order given.
 * @throws {InvalidArgumentError} if a p-value is outside [0, 1].
 *
 * @remarks
 * Assumes: valid p-values, of any dependence.
 * NaN: a test without a p-value counts in m and stays NaN.
 * Source: S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979).
 */
export function holm(pValues: Float64Array): Float64Array {
  const order = sortedTests(pValues);
  const adjusted = new Float64Array(pValues.length).fill(NaN);
  let largest = 0;
  for (const [i, test] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (pValues.length - i) * pValues[test]));
    adjusted[test] = largest;
  }
  return adjusted;
}

/**
 * Benjamini and Hochberg's step-up adjustment: rejecting where the result is ≤ q keeps the expected share of false ones
 * among the rejected ≤ q.
 *
 * With p sorted upwards, adjusted(i) = min(1, min over j ≥ i of m·p(j) / j).
 *
 * @param pValues - shape (m,), each in [0, 1].
 * @returns adjusted p-values in the order given.
 * @throws {InvalidArgumentError} if a p-value is outside [0, 1].
 *
 * @remarks
 * Assumes: tests that are independent or positively dependent on each other.
 * NaN: a test without a p-value counts in m and stays NaN.
 * Source: Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate", JRSS B 57 (1995).
 */
export function benjaminiHochberg(pValues: Float64Array): Float64Array {
  return stepUp(pValues, 1);
}

/**
 * Benjamini and Yekutieli's adjustment: as `benjaminiHochberg`, times Σ 1/j over j = 1…m, for tests of any dependence.
 *
 * @param pValues - shape (m,), each in [0, 1].
 * @returns adjusted p-values in the order given.
 * @throws {InvalidArgumentError} if a p-value is outside [0, 1].
 *
 * @remarks
 * NaN: a test without a p-value counts in m and stays NaN.
 * Source: Y. Benjamini and D. Yekutieli, Annals of Statistics 29 (2001).
 */
export function benjaminiYekutieli(pValues: Float64Array): Float64Array {
  let harmonic = 0;
  for (let j = pValues.length; j >= 1; j--) harmonic += 1 / j;
  return stepUp(pValues, harmonic);
}

function stepUp(pValues: Float64Array, factor: number): Float64Array {
  const order = sortedTests(pValues);
  const adjusted = new Float64Array(pValues.length).fill(NaN);
  let smallest = 1;
  for (let i = order.length - 1; i >= 0; i--) {
    const p = pValues[order[i]];
    // Rounding may not take it below the p-value itself.
    smallest = Math.min(smallest, Math.max(p, (factor * pValues.length * p) / (i + 1)));
    adjusted[order[i]] = smallest;
  }
  return adjusted;
}

/** The tests with a p-value, the smallest first. */
function sortedTests(pValues: Float64Array): Uint32Array {
  for (const [i, p] of pValues.entries()) {
    if (p < 0 || p > 1) throw new InvalidArgumentError(`pValues[${i}]`, 'between 0 and 1', p);
  }
  return argsortStable(pValues).filter((test) => !Number.isNaN(pValues[test]));
}
