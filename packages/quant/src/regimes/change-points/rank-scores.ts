import { normalQuantile } from '@assay/core/special';

/**
 * Normal scores of ranks, one number at a time: how each compares with those before it since the last restart.
 *
 * Of n independent numbers from one continuous distribution, whichever it is, the rank of the last among them is uniform and
 * does not depend on the ranks before: so a score's distribution on noise is known without knowing the noise.
 */
export interface RankScores {
  /** Takes the next number and returns its score: Φ⁻¹((rank - ½) / n), the middle rank among equals. */
  push(value: number): number;
  /** Forgets all numbers. */
  restart(): void;
  /** Numbers since the restart. */
  readonly count: number;
}

/** Scores against all numbers since the restart, kept in order. */
export function rankScores(capacity: number): RankScores {
  const sorted = new Float64Array(capacity);
  let count = 0;
  return {
    push(value) {
      const below = lowerBound(sorted, count, value);
      let equal = below;
      while (equal < count && sorted[equal] === value) equal++;
      sorted.copyWithin(below + 1, below, count);
      sorted[below] = value;
      count++;
      const rank = (below + equal) / 2 + 1;
      return normalQuantile((rank - 0.5) / count);
    },
    restart() {
      count = 0;
    },
    get count() {
      return count;
    },
  };
}

/** How many of the first `count` numbers, in ascending order, are less than `value`. */
function lowerBound(sorted: Float64Array, count: number, value: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
