/**
 * FNV-1a with 64 bits over the characters of an ASCII text, as 16 hexadecimal digits.
 *
 * Two halves of 32 bits stand for the 64: the prime is 2^40 + 0x1b3.
 *
 * @remarks
 * Source: G. Fowler, L. C. Noll, K.-P. Vo, D. Eastlake, "The FNV Non-Cryptographic Hash Algorithm", IETF
 * draft-eastlake-fnv.
 */
export function textHash(text: string): string {
  let [high, low] = [0xcbf29ce4, 0x84222325];
  const take = (byte: number): void => {
    low = (low ^ byte) >>> 0;
    const product = low * 0x1b3;
    // A double holds the product of the low half exactly: it has 41 bits.
    const carried = Math.floor(product / 2 ** 32);
    high = (Math.imul(high, 0x1b3) + carried + (low << 8)) >>> 0;
    low = product >>> 0;
  };
  for (let i = 0; i < text.length; i++) {
    take(text.charCodeAt(i));
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}
