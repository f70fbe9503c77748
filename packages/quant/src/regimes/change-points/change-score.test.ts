import { describe, expect, it } from 'vitest';
import { createRng } from '@assay/core/random';
import { causalProblems } from '../testing/conformance.ts';
import { bayesianChangePoints } from './bayesian-change-points.ts';
import { changeScore } from './change-score.ts';
import { cusumAlarms } from './cusum.ts';
import { slowingDown } from './slowing-down.ts';

/** Noise of autocorrelation `before` up to bar 300 and `after` from there on. */
function autoregressive(seed: number, before: number, after: number): Float64Array {
  const rng = createRng(seed);
  let value = 0;
  return Float64Array.from({ length: 600 }, (_, t) => (value = (t < 300 ? before : after) * value + rng.nextNormal()));
}

const WITH_HOLES = autoregressive(1, 0, 0.6).map((value, t) => (t % 31 === 0 ? NaN : value + (t > 450 ? 3 : 0)));

describe('slowingDown (S3-11)', () => {
  it('is the autocorrelation worked by hand', () => {
    // Mean 5.5, deviations -4.5 … 4.5: products of neighbours sum to 57.75, squares to 82.5.
    const x = Float64Array.from({ length: 10 }, (_, t) => t + 1);
    const { autocorrelation, score } = slowingDown(x, 10);
    expect(autocorrelation[9]).toBeCloseTo(0.7, 12);
    expect(score[9]).toBeCloseTo(0.8 * Math.sqrt(10), 12);
    expect([...autocorrelation.subarray(0, 9)].every(Number.isNaN)).toBe(true);
  });

  it('is seldom above 2 on independent noise, and soon where shocks last', () => {
    let [above, bars, late] = [0, 0, 0];
    for (let seed = 0; seed < 40; seed++) {
      const { score } = slowingDown(autoregressive(seed, 0, 0.6), 60);
      for (const z of score.subarray(59, 300)) {
        bars++;
        if (z > 2) above++;
      }
      if (score.subarray(300, 390).some((z) => z > 2)) late++;
    }
    expect(above / bars).toBeLessThan(0.035);
    expect(late).toBeGreaterThanOrEqual(38);
  });

  it('is NaN where the window is constant', () => {
    expect(slowingDown(new Float64Array(30).fill(0.1), 10).score.every(Number.isNaN)).toBe(true);
    expect(() => slowingDown(new Float64Array(30), 5)).toThrow("invalid 'window': must be a whole number >= 10, was 5");
  });
});

describe('changeScore (S3-11)', () => {
  it('weighs the three signs 0.5, 0.3 and 0.2', () => {
    const { score, recentChange, slowing, drifting } = changeScore(WITH_HOLES);
    const { up, down, threshold } = cusumAlarms(WITH_HOLES);
    expect(recentChange).toEqual(bayesianChangePoints(WITH_HOLES).changeProbability);
    const known = [...score.keys()].filter((t) => !Number.isNaN(score[t]));
    expect(known.length).toBeGreaterThan(300);
    for (const t of known) {
      expect(drifting[t]).toBeCloseTo(Math.min(1, Math.max(up[t], down[t]) / threshold), 12);
      expect(score[t]).toBeCloseTo(0.5 * recentChange[t] + 0.3 * slowing[t] + 0.2 * drifting[t], 12);
      expect(score[t] >= 0 && score[t] <= 1).toBe(true);
    }
  });

  it('is higher after a change than before', () => {
    const rng = createRng(8);
    const x = Float64Array.from({ length: 300 }, (_, t) => rng.nextNormal() + (t < 200 ? 0 : 3));
    const { score } = changeScore(x);
    const highest = (from: number, to: number): number =>
      Math.max(...score.subarray(from, to).filter((s) => !Number.isNaN(s)));
    expect(highest(200, 206)).toBeGreaterThan(0.5);
    expect(highest(100, 200)).toBeLessThan(0.5);
  });

  it('knows nothing of the future, in any column (X-01, X-02)', () => {
    const compute = (x: Float64Array): Record<string, Float64Array> => ({
      ...changeScore(x),
      ...named(slowingDown(x, 60)),
    });
    expect(causalProblems(compute, WITH_HOLES)).toEqual([]);
  });
});

function named({ autocorrelation, score }: ReturnType<typeof slowingDown>): Record<string, Float64Array> {
  return { autocorrelation, deviations: score };
}
