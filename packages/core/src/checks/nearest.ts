/**
 * The known name that a misspelt one most likely means, or undefined when none is close.
 *
 * Close means at most a third of the longer name's letters, and at least one, away in `editDistance`, letter case apart.
 * Of several equally close names the first in `known` wins.
 *
 * Source: this project.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let least = Infinity;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    const limit = Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3));
    if (distance > limit || distance >= least) continue;
    nearest = candidate;
    least = distance;
  }
  return nearest;
}

/**
 * Number of letters to insert, delete, change or swap with their neighbour to turn `from` into `to`, none edited twice.
 *
 * @remarks
 * Cost: O(from.length · to.length) time.
 * Source: the optimal string alignment form of F. J. Damerau, Communications of the ACM 7 (1964) 171.
 */
export function editDistance(from: string, to: string): number {
  const width = to.length + 1;
  const table = Int32Array.from({ length: (from.length + 1) * width }, (_, index) => (index < width ? index : 0));
  const at = (row: number, column: number): number => table[row * width + column] ?? 0;
  for (let row = 1; row <= from.length; row++) {
    table[row * width] = row;
    for (let column = 1; column < width; column++) {
      const changed = from[row - 1] === to[column - 1] ? 0 : 1;
      let best = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + changed);
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) best = Math.min(best, at(row - 2, column - 2) + 1);
      table[row * width + column] = best;
    }
  }
  return at(from.length, to.length);
}
