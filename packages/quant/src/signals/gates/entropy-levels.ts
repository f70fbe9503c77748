/**
 * Mid-p levels of the entropy of `steps` fair up-or-down moves, by the number of the rarer direction.
 *
 * level[j] = P(J < j) + ½ P(J = j) for J = min(K, n - K), K binomial(n, ½): entropy rises with J.
 *
 * @param steps - moves in the window, whole and ≥ 1.
 * @returns shape (floor(n / 2) + 1,).
 *
 * @remarks
 * Numerics: the probabilities are summed from the rarest up, relative error below 1e-12 for n ≤ 500.
 * Source: this project; binomial distribution.
 */
export function entropyLevels(steps: number): Float64Array {
  const levels = new Float64Array(Math.floor(steps / 2) + 1);
  let [chance, below] = [0.5 ** steps, 0];
  for (let j = 0; j < levels.length; j++) {
    const own = 2 * j === steps ? chance : 2 * chance;
    levels[j] = Math.min(1, below + own / 2);
    below += own;
    chance *= (steps - j) / (j + 1);
  }
  return levels;
}

/**
 * Shannon entropy of up-or-down moves in bits, of which `rarer` out of `steps` go the rarer way.
 *
 * @returns in [0, 1]; NaN where there are no steps.
 *
 * @remarks
 * Source: C. E. Shannon, A mathematical theory of communication (1948).
 */
export function directionEntropy(rarer: number, steps: number): number {
  if (steps <= 0) return NaN;
  const share = rarer / steps;
  if (share <= 0 || share >= 1) return 0;
  return -(share * Math.log2(share) + (1 - share) * Math.log2(1 - share));
}
