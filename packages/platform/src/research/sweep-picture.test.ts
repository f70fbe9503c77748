import { sampleMatrix } from '@assay/core/inference';
import { createRng } from '@assay/core/random';
import { backtestOverfitting } from '@assay/quant/evidence';
import { describe, expect, it } from 'vitest';
import type { TrialFigures } from './evaluate.ts';
import { overfittingPicture, sweepPicture } from './sweep-picture.ts';

function noise(sets: number): Float64Array[] {
  const rng = createRng('sets');
  return Array.from({ length: sets }, () => Float64Array.from({ length: 320 }, () => rng.nextNormal()));
}

describe('overfittingPicture', () => {
  it.each([2, 3, 12, 40])('counts every split of %i sets once, those at or below the median left of 0', (sets) => {
    const result = backtestOverfitting(sampleMatrix(noise(sets)));
    const { logits, splits, probability, points } = overfittingPicture(result, sets);
    const { counts } = logits;
    const sum = (from: number, to: number): number => counts.slice(from, to).reduce((total, count) => total + count, 0);
    expect(sum(0, counts.length)).toBe(splits);
    expect(splits).toBe(12_870);
    expect(sum(0, counts.length / 2) / splits).toBe(probability);
    expect(probability).toBe(result.probabilityOfBacktestOverfitting.value);
    expect(logits.reach).toBeGreaterThanOrEqual(Math.max(...result.logits.map(Math.abs)) - 1e-12);
    expect(points).toHaveLength(250);
    expect(points[0]).toEqual([result.inSample[0], result.outOfSample[0]]);
    expect(points.at(-1)).toEqual([result.inSample.at(-1), result.outOfSample.at(-1)]);
  });
});

describe('sweepPicture', () => {
  const trials = [0.02, NaN, 0.05].map((sharpe) => ({ sharpe }) as TrialFigures);

  it('shows the Sharpe ratios that exist, annual and falling, and why there are no splits', () => {
    expect(sweepPicture({ trials, sweep: {} }, 10)).toEqual({
      sets: 3,
      known: 2,
      sharpes: [0.5, 0.2],
      reason: 'too-few-trials',
    });
  });

  it('brings the splits to a year: points and intercept, not the slope', () => {
    const result = backtestOverfitting(sampleMatrix(noise(3)));
    const splits = overfittingPicture(result, 3);
    const shown = sweepPicture({ trials, sweep: { splits } }, 10)?.overfitting;
    expect(shown?.points[7]).toEqual(splits.points[7]?.map((sharpe) => sharpe * 10));
    expect(shown?.intercept).toBe((splits.intercept as number) * 10);
    expect(shown?.slope).toBe(splits.slope);
  });

  it('is nothing where one set was all there was', () => {
    expect(sweepPicture({ trials: trials.slice(0, 1), sweep: {} }, 10)).toBeUndefined();
  });
});
