import { describe, expect, it } from 'vitest';
import type { Fold } from '@assay/quant/evidence';
import { selectByFold } from './select.ts';

const fold = (index: number): Fold => ({
  index,
  train: { from: 0, to: 10 },
  test: { from: 10 + index, to: 11 + index },
});
const scores = (...trainScores: number[]): { readonly trainScores: readonly number[] } => ({ trainScores });

describe('selectByFold', () => {
  it('takes the highest training score of each fold by itself', () => {
    expect(selectByFold([scores(1, 5), scores(2, 4)], [fold(0), fold(1)])).toEqual([1, 0]);
  });

  it('gives ties to the set that stands first, and undefined scores to nobody who has one', () => {
    expect(selectByFold([scores(1), scores(1)], [fold(0)])).toEqual([0]);
    expect(selectByFold([scores(NaN), scores(-3), scores(NaN)], [fold(0)])).toEqual([1]);
    expect(selectByFold([scores(NaN), scores(NaN)], [fold(0)])).toEqual([0]);
  });
});
