const FNV_OFFSET_BASIS = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;
const STREAM_SEPARATOR = 0xff;

/** The hash of an empty text, from which `hashText` goes on. */
export const EMPTY_HASH: bigint = FNV_OFFSET_BASIS;

/**
 * FNV-1a with 64 bits over the UTF-8 bytes of `text`, going on from `hash`.
 *
 * Source: G. Fowler, L. C. Noll, K.-P. Vo, D. Eastlake, "The FNV Non-Cryptographic Hash Algorithm", IETF
 * draft-eastlake-fnv.
 */
export function hashText(hash: bigint, text: string): bigint {
  let result = hash;
  for (const character of text) {
    for (const byte of utf8(character.codePointAt(0) ?? 0)) result = hashByte(result, byte);
  }
  return result;
}

/**
 * The hash of a stream's name under its parent's hash. The separator is a byte that UTF-8 never uses, so that no two
 * paths of names spell the same bytes.
 */
export function hashStream(parent: bigint, name: string): bigint {
  return hashText(hashByte(parent, STREAM_SEPARATOR), name);
}

/**
 * Four 32-bit words drawn from SplitMix64 with this seed; never all zero.
 *
 * Source: G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
 */
export function expandSeed(seed: bigint): [number, number, number, number] {
  const [first, second] = [splitMix64(seed, 1n), splitMix64(seed, 2n)];
  return [highWord(first), lowWord(first), highWord(second), lowWord(second)];
}

/** The n-th output, from 1, of SplitMix64 with this seed. */
export function splitMix64(seed: bigint, n: bigint): bigint {
  let mixed = BigInt.asUintN(64, seed + n * 0x9e3779b97f4a7c15n);
  mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n);
  mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
  return mixed ^ (mixed >> 31n);
}

function hashByte(hash: bigint, byte: number): bigint {
  return BigInt.asUintN(64, (hash ^ BigInt(byte)) * FNV_PRIME);
}

function highWord(value: bigint): number {
  return Number(value >> 32n);
}

function lowWord(value: bigint): number {
  return Number(value & 0xffffffffn);
}

function utf8(code: number): number[] {
  if (code < 0x80) return [code];
  const tail = 0x80 | (code & 0x3f);
  if (code < 0x800) return [0xc0 | (code >> 6), tail];
  const middle = 0x80 | ((code >> 6) & 0x3f);
  if (code < 0x10000) return [0xe0 | (code >> 12), middle, tail];
  return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), middle, tail];
}
