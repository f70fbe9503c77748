import { describe, expect, it } from 'vitest';
import { closeOnlySeries } from '../../market/testing/index.ts';
import { driveStrategy, exposuresByDecision } from '../testing/index.ts';
import { movingAverageCrossover } from './moving-average-crossover.ts';

const exposures = (closes: readonly number[], direction: string): Readonly<Record<number, number>> =>
  exposuresByDecision(
    driveStrategy(movingAverageCrossover, { fast: 1, slow: 2, direction }, [closeOnlySeries(closes)]),
  );

describe('movingAverageCrossover', () => {
  const closes = [10, 11, 12, 9, 8, 13];

  it('follows the state from the first bar where both averages exist', () => {
    expect(exposures(closes, 'long-short')).toEqual({ 1: 1, 3: -1, 5: 1 });
    expect(exposures(closes, 'long-only')).toEqual({ 1: 1, 3: 0, 5: 1 });
    expect(exposures(closes, 'short-only')).toEqual({ 3: -1, 5: 0 });
  });

  it('keeps what it holds where the averages are equal, and never trades on flat prices', () => {
    expect(exposures([10, 11, 11, 11, 10], 'long-only')).toEqual({ 1: 1, 4: 0 });
    const flat = closeOnlySeries(new Array<number>(120).fill(0.1));
    const params = { fast: 3, slow: 7, direction: 'long-short' };
    expect(exposuresByDecision(driveStrategy(movingAverageCrossover, params, [flat]))).toEqual({});
  });

  it('says which average is above', () => {
    const decisions = driveStrategy(movingAverageCrossover, { fast: 1, slow: 2, direction: 'long-only' }, [
      closeOnlySeries([1, 2]),
    ]);
    expect(decisions[1].intents[0].reason).toBe('1-bar average above 2-bar average');
  });
});
