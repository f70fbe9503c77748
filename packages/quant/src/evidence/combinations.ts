/** The first of all choices of `k` out of n, in lexicographic order: 0, 1, …, k - 1. */
export function firstCombination(k: number): Int32Array {
  return Int32Array.from({ length: k }, (_, i) => i);
}

/**
 * Turns a choice out of `n` into the next one in lexicographic order.
 *
 * @param choice - rising; changed in place.
 * @returns the first place that changed; -1 after the last choice, which is left as it is.
 */
export function nextCombination(choice: Int32Array, n: number): number {
  const k = choice.length;
  let place = k - 1;
  while (place >= 0 && choice[place] === n - k + place) place--;
  if (place < 0) return -1;
  choice[place]++;
  for (let i = place + 1; i < k; i++) choice[i] = choice[i - 1] + 1;
  return place;
}

/** Number of choices of `k` out of `n`. */
export function countCombinations(n: number, k: number): number {
  let count = 1;
  for (let i = 1; i <= k; i++) count = Math.round((count * (n - k + i)) / i);
  return count;
}
