import { describe, expect, it } from 'vitest';
import { continuedFraction } from './continued-fraction.ts';

const constant = (above: number, below: number) => (_: number, out: Float64Array) => {
  out[0] = above;
  out[1] = below;
};

describe('continuedFraction', () => {
  it('is the golden ratio for ones, and √2 for twos', () => {
    expect(continuedFraction(1, constant(1, 1))).toBeCloseTo((1 + Math.sqrt(5)) / 2, 14);
    expect(continuedFraction(1, constant(1, 2))).toBeCloseTo(Math.SQRT2, 14);
  });

  it('passes through zeros', () => {
    expect(continuedFraction(0, constant(1, 1))).toBeCloseTo(2 / (1 + Math.sqrt(5)), 14);
  });

  it('says when it does not converge', () => {
    expect(() => continuedFraction(1, constant(-1, 1))).toThrow(
      expect.objectContaining({
        code: 'NOT_CONVERGED',
        message: 'continued fraction: no convergence in 10000000 steps',
      }),
    );
  });
});
