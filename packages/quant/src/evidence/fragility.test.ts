import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_KILL_POLICY } from './kill-policy.ts';
import { fragility } from './fragility.ts';

describe('fragility', () => {
  it('is 0 on a plateau and up to a coefficient of variation of 0.3', () => {
    expect(fragility(0.1, [0.1, 0.1, 0.1])).toEqual({ value: 0 });
    expect(fragility(1, [0.7, 1.3]).value).toBeCloseTo(0, 12);
    expect(fragility(1, [0.69, 1.31]).value).toBeGreaterThan(0.005);
  });

  it('is linear to 1 at a coefficient of variation of 2', () => {
    expect(fragility(1, [1 - 1.15, 1 + 1.15]).value).toBeCloseTo(0.5, 12);
    expect(fragility(1, [-1, 3]).value).toBeCloseTo(1, 12);
    expect(fragility(1, [-1.5, 3.5])).toEqual({ value: 1 });
  });

  it.each([1, 2, 3, 4, 8])('kills a lone peak among %d worthless neighbours under the default policy', (k) => {
    expect(fragility(0.2, new Array<number>(k).fill(0)).value).toBeGreaterThan(DEFAULT_KILL_POLICY.maxFragility);
  });

  it('counts a neighbour that never traded as one that earned nothing', () => {
    expect(fragility(0.1, [null, 0.1])).toEqual(fragility(0.1, [0, 0.1]));
    expect(fragility(0.1, [NaN, 0.1])).toEqual(fragility(0.1, [0, 0.1]));
  });

  it('is complete where a gaining row stands among neighbours that gain nothing on average, and says so', () => {
    expect(fragility(0.1, [-0.1])).toEqual({ value: 1, note: 'mean-not-positive' });
    expect(fragility(0.1, [-0.3, -0.3, -0.3])).toEqual({ value: 1, note: 'mean-not-positive' });
  });

  it('is small where row and neighbours lose alike: that is for other rules', () => {
    expect(fragility(-0.1, [-0.1, -0.1])).toEqual({ value: 0 });
    expect(fragility(-0.1, [0.9, -0.6]).value).toBe(1);
    expect(fragility(0, [0, 0])).toEqual({ value: 0.5 });
  });

  it('is 0 with a note where no parameter can be moved', () => {
    expect(fragility(0.1, [])).toEqual({ value: 0, note: 'no-neighbour' });
  });

  it('X-04: is undefined where the row has no Sharpe ratio', () => {
    expect(fragility(NaN, [0.1])).toEqual({ value: NaN, reason: 'no-sharpe' });
  });

  it('does not depend on the scale of the Sharpe ratios or the order of neighbours', () => {
    const sharpes = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), sharpes, (row, neighbours) => {
        const found = fragility(row, neighbours).value;
        expect(found >= 0 && found <= 1).toBe(true);
        expect(fragility(row, [...neighbours].reverse()).value).toBeCloseTo(found, 9);
        expect(
          fragility(
            row * 16,
            neighbours.map((value) => value * 16),
          ).value,
        ).toBeCloseTo(found, 12);
      }),
      { seed: 20261121 },
    );
  });
});
