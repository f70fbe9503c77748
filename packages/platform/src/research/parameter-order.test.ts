import { describe, expect, it } from 'vitest';
import { byParameters } from './parameter-order.ts';

describe('byParameters', () => {
  it('S4-26: orders sets by name, then by value, whatever order they and their keys come in', () => {
    const ordered = [
      { fast: 2, kind: 'a', on: false },
      { fast: 2, kind: 'a', on: true },
      { fast: 2, kind: 'b', on: false },
      { fast: 10, kind: 'a', on: false },
    ];
    const shuffled = [3, 1, 0, 2].map((index) => Object.fromEntries(Object.entries(ordered[index] ?? {}).toReversed()));
    expect(shuffled.sort(byParameters)).toEqual(ordered);
  });

  it('S4-26: puts a set that lacks a parameter in one place, and finds equal sets equal', () => {
    const [less, more] = [{ fast: 2 }, { fast: 2, slow: 3 }];
    expect(Math.sign(byParameters(less, more))).toBe(-Math.sign(byParameters(more, less)));
    expect(byParameters(less, more)).not.toBe(0);
    expect(byParameters(more, { slow: 3, fast: 2 })).toBe(0);
  });
});
