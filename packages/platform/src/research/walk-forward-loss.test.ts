import type { Fold } from '@assay/quant/evidence';
import { describe, expect, it } from 'vitest';
import { walkForwardLoss } from './walk-forward-loss.ts';

const TIMELINE = Float64Array.from({ length: 11 }, (_, index) => 100 * index);

/** Two periods of training, then test windows of the given sizes. */
function folds(...sizes: readonly number[]): Fold[] {
  let from = 2;
  return sizes.map((size, index) => {
    const test = { from, to: from + size };
    from += size;
    return { index, train: { from: 0, to: test.from }, test };
  });
}

const record = (excess: readonly number[]): { times: Float64Array; excess: Float64Array } => ({
  times: TIMELINE.slice(3, 3 + excess.length),
  excess: Float64Array.from(excess),
});

describe('walkForwardLoss', () => {
  it('S4-18: is the share of periods in windows that lost, longer windows counting more', () => {
    const losses = record([0.01, 0.01, 0.01, -0.03, 0.02, -0.01, 0, 0]);
    expect(walkForwardLoss(losses, folds(3, 3, 2), TIMELINE)).toEqual({ loss: { value: 3 / 8 }, windows: 3 });
    expect(walkForwardLoss(losses, folds(4, 4), TIMELINE)).toEqual({ loss: { value: 0 }, windows: 2 });
  });

  it('counts only windows that the record has periods of', () => {
    expect(walkForwardLoss(record([-0.01, -0.01]), folds(2, 2, 2), TIMELINE)).toEqual({
      loss: { value: 1 },
      windows: 1,
    });
  });

  it('X-04: is undefined where a return is, and absent where the record is one stretch', () => {
    expect(walkForwardLoss(record([NaN, 0]), folds(2), TIMELINE)?.loss.reason).toBe('return-not-finite');
    expect(walkForwardLoss(record([]), folds(2), TIMELINE)?.loss.reason).toBe('no-observations');
    expect(walkForwardLoss(record([1]), [], TIMELINE)).toBeUndefined();
  });
});
