import type { Rng } from './rng.ts';

/** What `shuffleInPlace` can reorder: an ordinary array or a typed one. */
interface IndexedValues {
  readonly length: number;
  [index: number]: unknown;
}

/**
 * Puts `values` into an order drawn uniformly from all orders.
 *
 * @param values - any length; reordered in place.
 * @returns `values`.
 *
 * @remarks
 * Cost: O(n) time, n - 1 draws, no allocation.
 * Source: R. Durstenfeld, "Algorithm 235: random permutation", Communications of the ACM 7 (1964).
 */
export function shuffleInPlace<A extends IndexedValues>(values: A, rng: Rng): A {
  const places: IndexedValues = values;
  for (let i = places.length - 1; i > 0; i--) {
    const j = rng.nextInt(i + 1);
    const moved = places[i];
    places[i] = places[j];
    places[j] = moved;
  }
  return values;
}
