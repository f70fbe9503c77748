import { describe, expect, it } from 'vitest';
import { EMPTY_HASH, expandSeed, hashStream, hashText, splitMix64 } from './seeding.ts';
import { Xoshiro128StarStar } from './xoshiro.ts';

describe('hashText', () => {
  it('gives the published values of FNV-1a with 64 bits', () => {
    expect(hashText(EMPTY_HASH, '')).toBe(0xcbf29ce484222325n);
    expect(hashText(EMPTY_HASH, 'a')).toBe(0xaf63dc4c8601ec8cn);
    expect(hashText(EMPTY_HASH, 'foobar')).toBe(0x85944171f73967e8n);
  });

  it('hashes the UTF-8 bytes', () => {
    for (const text of ['aä', '€', '𝛼β', '']) {
      const latin = String.fromCharCode(...new TextEncoder().encode(text));
      let expected = EMPTY_HASH;
      for (const byte of latin) expected = BigInt.asUintN(64, (expected ^ BigInt(byte.charCodeAt(0))) * 0x100000001b3n);
      expect(hashText(EMPTY_HASH, text)).toBe(expected);
    }
  });
});

describe('hashStream', () => {
  it('tells paths of names apart', () => {
    const root = hashText(EMPTY_HASH, '1');
    const paths = [[], [''], ['', ''], ['a', 'b'], ['ab'], ['a', '', 'b'], ['b', 'a'], ['a/b'], ['aÿb']];
    const hashes = paths.map((path) => path.reduce(hashStream, root));
    expect(new Set(hashes).size).toBe(paths.length);
  });
});

describe('splitMix64', () => {
  it('gives the published outputs of the seed 1234567', () => {
    const outputs = [1n, 2n, 3n, 4n, 5n].map((n) => splitMix64(1234567n, n));
    expect(outputs).toEqual([
      6457827717110365317n,
      3203168211198807973n,
      9817491932198370423n,
      4593380528125082431n,
      16408922859458223821n,
    ]);
  });

  it('expands to 32-bit words, high before low', () => {
    const [a, b] = [splitMix64(5n, 1n), splitMix64(5n, 2n)];
    expect(expandSeed(5n).map(BigInt)).toEqual([a >> 32n, a & 0xffffffffn, b >> 32n, b & 0xffffffffn]);
  });
});

describe('Xoshiro128StarStar', () => {
  it("gives the outputs of the authors' reference program, version 1.1", () => {
    const generator = new Xoshiro128StarStar([1, 2, 3, 4]);
    expect(Array.from({ length: 10 }, () => generator.next())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it('takes words with the highest bit set', () => {
    const generator = new Xoshiro128StarStar([2654435769, 608135816, 3084996962, 3735928559]);
    expect(Array.from({ length: 4 }, () => generator.next())).toEqual([2463954730, 5524658, 74256371, 1905451993]);
  });
});
