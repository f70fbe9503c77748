import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from './rng.ts';
import type { Rng } from './rng.ts';
import { shuffleInPlace } from './shuffle.ts';

const N = 100_000;
/** From an independent program in Python for the same seed and sources. */
const PINNED = [549811318, 580325374, 0.30232224106335037, 419, -0.09753757945825359];
const names = fc.string({ unit: 'grapheme', maxLength: 6 });

describe('createRng', () => {
  it('X-09: gives the same numbers for the same seed, in this and every later version', () => {
    const rng = createRng(42);
    expect([rng.nextUint32(), rng.nextUint32(), rng.nextFloat(), rng.nextInt(1000), rng.nextNormal()]).toEqual(PINNED);
  });

  it('X-09: repeats itself for any seed', () => {
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeInteger(), fc.string()), (seed) => {
        expect(take(createRng(seed), 20)).toEqual(take(createRng(seed), 20));
      }),
    );
  });

  it('X-09: fills an array with what single draws give, and goes on after it', () => {
    const [one, other] = [createRng('fill'), createRng('fill')];
    expect([...one.fillUint32(new Uint32Array(300))]).toEqual(take(other, 300));
    expect(take(one, 5)).toEqual(take(other, 5));
    expect([...one.fillUint32(new Uint32Array(2))]).toEqual(take(other, 2));
  });

  it('treats a number and its text as one seed, other seeds as others', () => {
    expect(take(createRng(7), 4)).toEqual(take(createRng('7'), 4));
    expect(take(createRng(7), 4)).not.toEqual(take(createRng(8), 4));
    expect(take(createRng(''), 4)).not.toEqual(take(createRng(' '), 4));
  });

  it.each([NaN, Infinity, 0.5, 2 ** 53])('refuses the seed %d', (seed) => {
    expect(() => createRng(seed)).toThrow(`invalid 'seed': must be a safe integer or a text, was ${seed}`);
  });
});

describe('fork', () => {
  it('does not depend on what was drawn before', () => {
    fc.assert(
      fc.property(fc.nat(50), names, (drawn, name) => {
        const used = createRng('root');
        for (let i = 0; i < drawn; i++) used.nextNormal();
        used.fork('other').nextFloat();
        expect(take(used.fork(name), 8)).toEqual(take(createRng('root').fork(name), 8));
      }),
    );
  });

  it('leaves its parent as it was', () => {
    const [plain, forked] = [createRng(3), createRng(3)];
    forked.fork('x').nextNormal();
    expect(take(forked, 10)).toEqual(take(plain, 10));
  });

  it('differs by name and by path', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.array(names, { maxLength: 3 }), { selector: (path) => JSON.stringify(path) }),
        (paths) => {
          const firsts = paths.map((path) =>
            take(
              path.reduce((rng: Rng, name) => rng.fork(name), createRng(1)),
              3,
            ).join(),
          );
          expect(new Set(firsts).size).toBe(paths.length);
        },
      ),
    );
  });

  it('gives streams without correlation', () => {
    const [left, right] = [createRng(1).fork('1'), createRng(1).fork('2')];
    let product = 0;
    for (let i = 0; i < N; i++) product += left.nextNormal() * right.nextNormal();
    expect(Math.abs(product) / Math.sqrt(N)).toBeLessThan(4);
  });
});

describe('nextFloat', () => {
  it('is uniform on [0, 1) with bits down to 2^-53', () => {
    const rng = createRng('floats');
    const counts = new Array<number>(100).fill(0);
    let isFine = false;
    for (let i = 0; i < N; i++) {
      const value = rng.nextFloat();
      if (!(value >= 0 && value < 1)) expect.fail(`outside [0, 1): ${value}`);
      counts[Math.floor(value * 100)]++;
      if ((value * 2 ** 53) % 2 === 1) isFine = true;
    }
    expect(isFine).toBe(true);
    expect(Math.abs(chiSquareScore(counts, N))).toBeLessThan(4);
  });
});

describe('nextInt', () => {
  it('is uniform on [0, n), also where n does not divide 2^32', () => {
    const rng = createRng('ints');
    for (const n of [2, 3, 7, 100]) {
      const counts = new Array<number>(n).fill(0);
      for (let i = 0; i < N; i++) counts[rng.nextInt(n)]++;
      expect(Math.abs(chiSquareScore(counts, N))).toBeLessThan(4);
    }
  });

  it('has no bias where a plain remainder would have a large one', () => {
    const rng = createRng('bias');
    const n = 3 * 2 ** 30;
    let low = 0;
    for (let i = 0; i < N; i++) if (rng.nextInt(n) < 2 ** 30) low++;
    expect(Math.abs(low - N / 3) / Math.sqrt((N * 2) / 9)).toBeLessThan(4);
  });

  it('reaches beyond 32 bits', () => {
    const rng = createRng('wide');
    const draws = Array.from({ length: 1000 }, () => rng.nextInt(2 ** 53));
    expect(Math.max(...draws)).toBeGreaterThan(2 ** 52);
    expect(draws.every((draw) => Number.isSafeInteger(draw) && draw >= 0)).toBe(true);
    expect(rng.nextInt(1)).toBe(0);
  });

  it.each([0, -1, 1.5, NaN, Infinity, 2 ** 53 + 2])('refuses %d', (n) => {
    expect(() => createRng(1).nextInt(n)).toThrow("invalid 'n': must be a whole number between 1 and 2^53");
  });
});

describe('nextNormal', () => {
  it('has the moments of the standard normal distribution', () => {
    const rng = createRng('normals');
    const sums = [0, 0, 0, 0];
    let beyondTwo = 0;
    for (let i = 0; i < N; i++) {
      const z = rng.nextNormal();
      for (let k = 0; k < 4; k++) sums[k] += z ** (k + 1);
      if (Math.abs(z) > 2) beyondTwo++;
    }
    const [first, second, third, fourth] = sums.map((sum) => sum / N);
    const error = 4 / Math.sqrt(N);
    expect(Math.abs(first)).toBeLessThan(error);
    expect(Math.abs(second - 1)).toBeLessThan(error * Math.SQRT2);
    expect(Math.abs(third)).toBeLessThan(error * Math.sqrt(15));
    expect(Math.abs(fourth - 3)).toBeLessThan(error * Math.sqrt(96));
    expect(Math.abs(beyondTwo / N - 0.0455)).toBeLessThan(error * 0.21);
  });
});

describe('shuffleInPlace', () => {
  it('keeps every element, and repeats itself', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (values, seed) => {
        const shuffled = shuffleInPlace([...values], createRng(seed));
        expect([...shuffled].sort()).toEqual([...values].sort());
        expect(shuffleInPlace([...values], createRng(seed))).toEqual(shuffled);
      }),
    );
  });

  it('reorders typed arrays in place', () => {
    const values = Float64Array.from({ length: 50 }, (_, i) => i);
    expect(shuffleInPlace(values, createRng(1))).toBe(values);
    expect(Array.from(values)).not.toEqual(Array.from(values).sort((a, b) => a - b));
  });

  it('draws every order of four equally often', () => {
    const rng = createRng('orders');
    const counts = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = shuffleInPlace(['a', 'b', 'c', 'd'], rng).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(Math.abs(chiSquareScore([...counts.values()], 24_000))).toBeLessThan(4);
  });

  it('leaves an empty and a one-element array alone', () => {
    const rng = createRng(1);
    expect(shuffleInPlace([], rng)).toEqual([]);
    expect(shuffleInPlace([5], rng)).toEqual([5]);
  });
});

function take(rng: Rng, count: number): number[] {
  return Array.from({ length: count }, () => rng.nextUint32());
}

/** Standardised chi-square statistic of counts that should be equal: about normal for many cells. */
function chiSquareScore(counts: readonly number[], total: number): number {
  const expected = total / counts.length;
  const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const dof = counts.length - 1;
  return (statistic - dof) / Math.sqrt(2 * dof);
}
