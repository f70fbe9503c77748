import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearestName } from './nearest.ts';

const words = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), maxLength: 7 });

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['strategeis', 'strategies', 1],
    ['ca', 'abc', 3],
    ['saturday', 'sunday', 3],
  ])('from %j to %j is %d', (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance);
  });

  it('is symmetric, and zero for equal words only', () => {
    fc.assert(
      fc.property(words, words, (one, other) => {
        const distance = editDistance(one, other);
        expect(distance).toBe(editDistance(other, one));
        expect(distance === 0).toBe(one === other);
        expect(distance).toBeGreaterThanOrEqual(Math.abs(one.length - other.length));
        expect(distance).toBeLessThanOrEqual(Math.max(one.length, other.length));
      }),
    );
  });
});

describe('nearestName', () => {
  const known = ['strategies', 'instruments', 'seed', 'walkForward', 'killRules'];

  it.each([
    ['strategeis', 'strategies'],
    ['Seed', 'seed'],
    ['sed', 'seed'],
    ['walk_forward', 'walkForward'],
    ['instrument', 'instruments'],
  ])('takes %j for %j', (name, expected) => {
    expect(nearestName(name, known)).toBe(expected);
  });

  it('is undefined when nothing is close', () => {
    expect(nearestName('colour', known)).toBeUndefined();
    expect(nearestName('seed', [])).toBeUndefined();
  });

  it('takes the first of equally close names', () => {
    expect(nearestName('fasb', ['fast', 'fase'])).toBe('fast');
  });
});
