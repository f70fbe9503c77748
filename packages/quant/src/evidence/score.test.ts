import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defined, undefinedBecause } from '../analysis/index.ts';
import type { ReturnMeasures } from '../analysis/index.ts';
import { scoreRow } from './score.ts';
import type { ScoredFigures } from './score.ts';
import { stressFigures } from './testing/index.ts';

describe('scoreRow', () => {
  it('is 1 for the best of everything and 0 for the worst', () => {
    expect(scoreRow(figures([0.3, 3, 0.05, 0.2, 0])).score.value).toBeCloseTo(1, 14);
    expect(scoreRow(figures([0.9, 9, 0, 0, 0])).score.value).toBeCloseTo(1, 14);
    expect(scoreRow(figures([-0.3, -3, 0.5, 1, 1])).score.value).toBe(0);
    expect(scoreRow(figures([-0.9, -9, 0.9, 1, 1])).score.value).toBe(0);
  });

  it('fits a row worked by hand', () => {
    const { version, score, parts } = scoreRow(figures([0.06, 1.2, 0.23, 0.4, 0.25]));
    const points = [0.6, 0.7, 0.6, 0.75, 0.75];
    expect(version).toBe('score/1');
    parts.forEach((part, i) => expect(part.points.value).toBeCloseTo(points[i], 12));
    expect(score.value).toBeCloseTo((0.25 * 0.6 + 0.3 * 0.7 + 0.15 * 0.6 + 0.1 * 0.75 + 0.1 * 0.75) / 0.9, 12);
    expect(parts.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 14);
  });

  it('S4-17: a row with a stress and test windows is scored by all eight parts, worked by hand', () => {
    const { version, score, parts } = scoreRow(stressed([0.06, 1.2, 0.23, 0.4, 0.25], [0.6, 0.6, 0.3]));
    expect(version).toBe('score/2');
    expect(parts.map(({ name }) => name).slice(5)).toEqual([
      'regime-dependency',
      'regime-consistency',
      'walk-forward-loss',
    ]);
    parts.slice(5).forEach((part, i) => expect(part.points.value).toBeCloseTo([0.4, 0.6, 0.75][i], 12));
    const basic = 0.25 * 0.6 + 0.3 * 0.7 + 0.15 * 0.6 + 0.1 * 0.75 + 0.1 * 0.75;
    expect(score.value).toBeCloseTo((basic + 0.05 * (0.4 + 0.6 + 0.75)) / 1.05, 12);
    expect(scoreRow(stressed([0.3, 3, 0.05, 0.2, 0], [0, 1, 0.2])).score.value).toBeCloseTo(1, 14);
    expect(scoreRow(stressed([-0.3, -3, 0.5, 1, 1], [1, 0, 0.6])).score.value).toBe(0);
  });

  it('S4-17: a record with fewer than two regimes is scored by the parts that need none', () => {
    const one = { ...stressed([0.06, 1.2, 0.23, 0.4, 0.25], [1, 0, 0.3]), stress: stressFigures({ regimes: [] }) };
    expect(scoreRow(one)).toEqual(scoreRow(figures([0.06, 1.2, 0.23, 0.4, 0.25])));
  });

  it('X-04: a row whose stress failed has no score', () => {
    const failed = stressed([0.06, 1.2, 0.23, 0.4, 0.25], [0.8, 0.6, 0.3]);
    const stress = { ...failed.stress, state: 'stress_failed' } as ScoredFigures['stress'];
    expect(scoreRow({ ...failed, stress }).score).toEqual({ value: NaN, reason: 'stress-failed' });
  });

  it('S4-17: adding a row changes no other score and no order among the others', () => {
    const value = (max: number): fc.Arbitrary<number> => fc.double({ min: -max, max, noNaN: true });
    const row = fc.tuple(value(0.5), value(4), value(1), value(1), value(1));
    const scores = (rows: readonly (readonly number[])[]): number[] =>
      rows.map((values) => scoreRow(figures(values)).score.value);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), row, (rows, added) => {
        expect(scores([...rows, added]).slice(0, -1)).toEqual(scores(rows));
        expect(scores([added, ...rows]).slice(1)).toEqual(scores(rows));
      }),
      { seed: 20261121 },
    );
  });

  it('never falls when one figure improves', () => {
    const steps = [0.05, 0.5, -0.05, -0.1, -0.1];
    const start = [0, 0, 0.3, 0.6, 0.5];
    steps.forEach((step, i) => {
      const better = start.map((value, j) => (i === j ? value + step : value));
      expect(scoreRow(figures(better)).score.value).toBeGreaterThan(scoreRow(figures(start)).score.value);
    });
  });

  it('X-04: has no score, and the reason, where a part is missing', () => {
    const found = scoreRow({ ...figures([0.1, 1, 0.2, 0, 0]), rejectRate: undefinedBecause('no-order') });
    expect(found.score).toEqual({ value: NaN, reason: 'no-order' });
    expect(found.parts.map(({ points }) => points.reason)).toEqual([
      undefined,
      undefined,
      undefined,
      'no-order',
      undefined,
    ]);
  });
});

function figures(values: readonly number[]): ScoredFigures {
  const [annualisedReturn, sharpeRatio, maxDrawdown, rejectRate, fragility] = values.map(defined);
  return {
    excess: { annualisedReturn, sharpeRatio } as ReturnMeasures,
    absolute: { maxDrawdown } as ReturnMeasures,
    rejectRate,
    fragility,
  };
}

function stressed(values: readonly number[], more: readonly number[]): ScoredFigures {
  const [dependency, consistency, loss] = more.map(defined);
  return {
    ...figures(values),
    stress: stressFigures({ dependency, consistency }),
    walkForward: { loss, windows: 5 },
  };
}
