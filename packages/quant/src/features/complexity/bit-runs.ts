/**
 * Share of neighbours in a series of bits that differ.
 *
 * #{t: b[t] ≠ b[t-1]} / (n - 1).
 *
 * @param bits - shape (n,), each 0 or 1.
 * @returns between 0 and 1, a half on average on random bits; NaN if n < 2.
 *
 * @remarks
 * Causal: over a window that ends now.
 * Cost: O(n).
 * Source: the count is that of A. Wald and J. Wolfowitz, Annals of Mathematical Statistics 11 (1940), less one.
 */
export function flipRate(bits: Uint8Array): number {
  let flips = 0;
  for (let t = 1; t < bits.length; t++) if (bits[t] !== bits[t - 1]) flips += 1;
  return bits.length < 2 ? NaN : flips / (bits.length - 1);
}

/**
 * One less the entropy of a series of bits, in bits.
 *
 * 1 + p·log₂ p + (1 - p)·log₂(1 - p), p the share of ones.
 *
 * @param bits - shape (n,), each 0 or 1.
 * @returns between 0 (as many ones as zeros) and 1 (all equal); NaN if n is 0. On random bits near 1/(2·n·ln 2).
 *
 * @remarks
 * Causal: over a window that ends now.
 * Cost: O(n).
 * Source: C. E. Shannon, Bell System Technical Journal 27 (1948).
 */
export function bitCoherence(bits: Uint8Array): number {
  let ones = 0;
  for (const bit of bits) ones += bit;
  const share = ones / bits.length;
  return 1 + weight(share) + weight(1 - share);
}

function weight(share: number): number {
  return share === 0 ? 0 : share * Math.log2(share);
}
