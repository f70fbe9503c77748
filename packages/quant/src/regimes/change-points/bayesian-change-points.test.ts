import { describe, expect, it } from 'vitest';
import { createRng } from '@assay/core/random';
import { studentT } from '@assay/core/distributions';
import { causalProblems } from '../testing/conformance.ts';
import { alarmsOnNoise } from './alarms-on-noise.ts';
import { bayesianChangePoints } from './bayesian-change-points.ts';
import type { BayesianChangePointOptions } from './bayesian-change-points.ts';

function changing(seed: number, shift: number, scale: number): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: 300 }, (_, t) => (t < 200 ? 0 : shift) + (t < 200 ? 1 : scale) * rng.nextNormal());
}

/** The same posterior from the definition: every run's observations are looked at again for every bar. */
function byDefinition(x: Float64Array, warmUp: number, meanRunLength: number): number[][] {
  const first = x.subarray(0, warmUp);
  const centre = first.reduce((a, b) => a + b, 0) / warmUp;
  const spread = Math.sqrt(first.reduce((a, b) => a + (b - centre) ** 2, 0) / warmUp);
  const z = Array.from(x, (value) => (value - centre) / spread);
  const predictive = (run: readonly number[], value: number, isFirst: boolean): number => {
    const n = run.length + (isFirst ? warmUp : 0);
    const all = isFirst ? [...z.slice(0, warmUp), ...run] : run;
    const sum = all.reduce((a, b) => a + b, 0);
    const kappa = 0.1 + n;
    const mu = sum / kappa;
    const beta = 1 + 0.5 * (all.reduce((a, b) => a + b * b, 0) - kappa * mu * mu);
    const alpha = 1 + n / 2;
    const scale = Math.sqrt((beta * (kappa + 1)) / (alpha * kappa));
    const t = (value - mu) / scale;
    const { cdf } = studentT(2 * alpha);
    return (cdf(t + 1e-4) - cdf(t - 1e-4)) / 2e-4 / scale;
  };
  let runs: { readonly start: number; readonly p: number }[] = [{ start: warmUp, p: 1 }];
  const rows: number[][] = [];
  for (let t = warmUp; t < z.length; t++) {
    const weighed = runs.map(({ start, p }) => ({
      start,
      p: p * predictive(z.slice(start, t), z[t], start === warmUp && runs[0].start === start),
    }));
    const total = weighed.reduce((a, { p }) => a + p, 0);
    const hazard = 1 / meanRunLength;
    runs = [...weighed.map(({ start, p }) => ({ start, p: (p / total) * (1 - hazard) })), { start: t + 1, p: hazard }];
    rows.push(runs.map(({ p }) => p));
  }
  return rows;
}

const columns = (options: BayesianChangePointOptions) => (x: Float64Array) => {
  const { changeProbability, expectedRunLength, runLength, alarm } = bayesianChangePoints(x, options);
  return { changeProbability, expectedRunLength, runLength, alarm };
};

describe('bayesianChangePoints', () => {
  it('is the posterior of the definition (S3-11)', () => {
    const x = changing(3, 2, 2).subarray(180, 230);
    const rows = byDefinition(x, 10, 50);
    const found = bayesianChangePoints(x, { warmUp: 10, recent: 5, meanRunLength: 50, pruneBelow: 0 });
    rows.forEach((row, i) => {
      const recent = row.slice(Math.max(row.length - 5, 1)).reduce((a, b) => a + b, 0);
      expect(found.changeProbability[10 + i]).toBeCloseTo(recent, 5);
    });
  });

  it('barely changes when improbable run lengths are dropped', () => {
    const x = changing(5, 2, 1);
    const [pruned, full] = [1e-6, 0].map((pruneBelow) => bayesianChangePoints(x, { pruneBelow }).changeProbability);
    pruned.forEach((value, t) => {
      if (!Number.isNaN(value)) expect(Math.abs(value - full[t])).toBeLessThan(1e-3);
    });
  });

  it.each([
    [3, 1, 5, 90],
    [2, 1, 8, 75],
    [0, 3, 6, 75],
  ])('notices a shift of %d and a scale of %d within %d bars half of the time (S3-11)', (shift, scale, half, least) => {
    const delays = Array.from({ length: 100 }, (_, seed) => {
      const { alarm } = bayesianChangePoints(changing(seed, shift, scale));
      const first = alarm.subarray(200).indexOf(1);
      return first < 0 ? Infinity : first + 1;
    }).sort((a, b) => a - b);
    expect(delays[50]).toBeLessThanOrEqual(half);
    expect(delays.filter(Number.isFinite).length).toBeGreaterThanOrEqual(least);
  });

  it('alarms on normal noise less than once in 600 bars at its defaults, and more often on heavy tails (S3-11)', () => {
    const detector = (x: Float64Array) => {
      const { alarm, changeProbability } = bayesianChangePoints(x);
      return { alarm, value: changeProbability };
    };
    const normal = alarmsOnNoise(detector, { nSeries: 20, length: 1050, seed: 9 });
    expect(normal.bars).toBe(20_000);
    expect(normal.barsPerAlarm).toBeGreaterThan(600);
    const heavy = alarmsOnNoise(detector, { nSeries: 5, length: 1050, seed: 9, dof: 3 });
    expect(heavy.barsPerAlarm).toBeLessThan(normal.barsPerAlarm);
  });

  it('counts the bars since the change', () => {
    const { runLength, expectedRunLength } = bayesianChangePoints(changing(1, 6, 1));
    expect(Math.abs(runLength[299] - 100)).toBeLessThanOrEqual(2);
    expect(Math.abs(expectedRunLength[299] - 100)).toBeLessThan(5);
    expect(runLength[199]).toBeGreaterThan(180);
  });

  it('knows nothing of the future (X-01, X-02)', () => {
    const x = changing(2, 2, 2).map((value, t) => (t % 29 === 0 ? NaN : value));
    expect(causalProblems(columns({ level: 0.3 }), x)).toEqual([]);
  });

  it('does not care for unit or level (X-03)', () => {
    const x = changing(2, 2, 2);
    const [plain, scaled] = [x, x.map((value) => 1000 * value + 3)].map((values) => bayesianChangePoints(values));
    expect(scaled.alarm).toEqual(plain.alarm);
    expect(plain.alarm.includes(1)).toBe(true);
    expect(scaled.runLength).toEqual(plain.runLength);
  });

  it('knows nothing where the warm-up is constant or all there is', () => {
    for (const x of [new Float64Array(200).fill(1), changing(1, 0, 1).subarray(0, 50), new Float64Array(0)]) {
      const { changeProbability, alarm } = bayesianChangePoints(x);
      expect(changeProbability.every(Number.isNaN)).toBe(true);
      expect(alarm.every((value) => value === 0)).toBe(true);
    }
  });

  it('refuses options out of their domain', () => {
    const x = new Float64Array(3);
    expect(() => bayesianChangePoints(x, { meanRunLength: 1 })).toThrow(
      "invalid 'meanRunLength': must be finite and > 1",
    );
    expect(() => bayesianChangePoints(x, { recent: 60 })).toThrow("invalid 'recent': must be between 1 and 50, was 60");
  });
});
