/**
 * Mid-p levels of the entropy of a window of up-or-down moves, given the streak that it ends with, by the number of its free moves
 * that go against the streak.
 *
 * Of the window's directed moves, `streak` are the streak's and `opposite` (the one that it broke) goes against it for certain; the
 * `free` ones before are fair. With K of those against the streak, J = min(opposite + K, the others), and entropy rises with J:
 * level[k] = P(J < j) + ½ P(J = j), K binomial(free, ½), so that its mean is ½ whatever the streak.
 *
 * @param streak - moves of the streak in the window, whole and ≥ 1.
 * @param opposite - 1 where the move before the streak is in the window and has a direction, else 0.
 * @param free - other moves of the window with a direction, whole and ≥ 0.
 * @returns shape (free + 1,).
 *
 * @remarks
 * Numerics: relative error below 1e-12 for windows of up to 500 moves.
 * Source: this project; binomial distribution.
 */
export function directionEntropyLevels(streak: number, opposite: 0 | 1, free: number): Float64Array {
  const steps = streak + opposite + free;
  const rarerOf = (against: number): number => Math.min(opposite + against, steps - opposite - against);
  const mass = new Float64Array(Math.floor(steps / 2) + 1);
  for (let k = 0, chance = 0.5 ** free; k <= free; k++) {
    mass[rarerOf(k)] += chance;
    chance *= (free - k) / (k + 1);
  }
  const levels = new Float64Array(mass.length);
  for (let j = 0, below = 0; j < mass.length; j++) {
    levels[j] = Math.min(1, below + mass[j] / 2);
    below += mass[j];
  }
  return Float64Array.from({ length: free + 1 }, (_, k) => levels[rarerOf(k)]);
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
