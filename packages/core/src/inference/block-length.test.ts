import { describe, expect, it } from 'vitest';
import { createRng } from '../random/index.ts';
import { optimalBlockLength } from './block-length.ts';

function autoregression(n: number, phi: number): Float64Array {
  const rng = createRng(`block-length-${phi}`);
  const x = new Float64Array(n);
  for (let t = 1; t < n; t++) x[t] = phi * x[t - 1] + rng.nextNormal();
  return x;
}

describe('optimalBlockLength', () => {
  it('grows with dependence and does not change with shift or scale', () => {
    const lengths = [0, 0.5, 0.9].map((phi) => optimalBlockLength(autoregression(1000, phi)).stationary);
    expect(lengths[0]).toBeLessThan(lengths[1]);
    expect(lengths[1]).toBeLessThan(lengths[2]);
    const x = autoregression(500, 0.5);
    const moved = optimalBlockLength(x.map((value) => 8 * value + 64));
    expect(moved.circular).toBeCloseTo(optimalBlockLength(x).circular, 9);
  });

  it('has the ratio (3/2)^(1/3) between its two lengths', () => {
    const { circular, stationary } = optimalBlockLength(autoregression(600, 0.3));
    expect(circular / stationary).toBeCloseTo(Math.cbrt(3 / 2), 12);
  });

  it('is undefined for fewer than nine elements, equal ones and holes', () => {
    for (const x of [
      new Float64Array(),
      Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8),
      new Float64Array(100).fill(0.1),
      autoregression(100, 0).fill(NaN, 5, 6),
    ]) {
      expect(optimalBlockLength(x)).toEqual({ circular: NaN, stationary: NaN });
    }
    expect(optimalBlockLength(autoregression(9, 0)).circular).toBeGreaterThanOrEqual(0);
  });
});
