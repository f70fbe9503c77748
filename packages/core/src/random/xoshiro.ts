/**
 * The generator xoshiro128**, version 1.1: 128 bits of state, period 2^128 - 1, in 32-bit arithmetic.
 *
 * Source: D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators",
 * ACM Transactions on Mathematical Software 47 (2021).
 */
export class Xoshiro128StarStar {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  /** Takes four 32-bit words that are not all zero. */
  constructor(state: readonly [number, number, number, number]) {
    [this.a, this.b, this.c, this.d] = state;
  }

  /** The next whole number in [0, 2^32). */
  next(): number {
    const result = Math.imul(rotateLeft(Math.imul(this.b, 5), 7), 9);
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = rotateLeft(this.d, 11);
    return result >>> 0;
  }

  /** Overwrites `out` with the next numbers: the same as calls of `next`, several times as fast. */
  fill(out: Uint32Array): void {
    // As 32-bit integers from the start, which the compiler keeps in registers.
    let [a, b, c, d] = [this.a | 0, this.b | 0, this.c | 0, this.d | 0];
    for (let i = 0; i < out.length; i++) {
      out[i] = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9);
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = rotateLeft(d, 11);
    }
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
  }
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
