import type { EpochMs } from '@assay/core/time';

/**
 * When each bar is decided: as soon as it and all before it can be known.
 *
 * moment[i] = max(availableAt[0..i])
 *
 * @param availableAt - shape (n,): when each bar could be known.
 * @returns shape (n,), not falling.
 *
 * @remarks
 * Causal: yes.
 * Source: this project.
 */
export function momentsOf(availableAt: Float64Array): Float64Array {
  let latest = -Infinity;
  return availableAt.map((time) => (latest = Math.max(latest, time)));
}

/**
 * The newest bar that is decided at a time or before it; -1 where there is none.
 *
 * @param moments - shape (n,), not falling.
 *
 * @remarks
 * Causal: yes.
 * Cost: O(log n).
 * Source: this project.
 */
export function barDecidedAt(moments: Float64Array, time: EpochMs): number {
  let [low, high] = [0, moments.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (moments[middle] <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
