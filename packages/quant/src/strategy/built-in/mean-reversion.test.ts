import { describe, expect, it } from 'vitest';
import { closeOnlySeries } from '../../market/testing/index.ts';
import { driveStrategy, exposuresByDecision } from '../testing/index.ts';
import { meanReversion } from './mean-reversion.ts';

const exposures = (closes: readonly number[], direction: string): Readonly<Record<number, number>> =>
  exposuresByDecision(
    driveStrategy(meanReversion, { window: 3, entryZ: 1.1, exitZ: 0.5, direction }, [closeOnlySeries(closes)]),
  );

describe('meanReversion', () => {
  // z over three closes from bar 3 on: -1.15 (of 10, 10, 7), -0.22, +0.58, +1.15 (of 8, 8, 12), -0.32, -0.80.
  const closes = [10, 10, 10, 7, 8, 8, 12, 9, 8];

  it('enters beyond entryZ and leaves within exitZ of the mean', () => {
    expect(exposures(closes, 'long-only')).toEqual({ 3: 1, 4: 0 });
    expect(exposures(closes, 'short-only')).toEqual({ 6: -1, 7: 0 });
    expect(exposures(closes, 'long-short')).toEqual({ 3: 1, 4: 0, 6: -1, 7: 0 });
  });

  it('turns over at once where the other side is reached', () => {
    expect(exposures([10, 10, 7, 7, 10], 'long-short')).toEqual({ 2: 1, 4: -1 });
    expect(exposures([10, 10, 7, 7, 10], 'long-only')).toEqual({ 2: 1, 4: 0 });
  });

  it('decides nothing where the deviation is zero', () => {
    expect(exposures([10, 10, 7, 7, 7, 7], 'long-short')).toEqual({ 2: 1 });
    expect(exposures(new Array<number>(60).fill(0.1), 'long-short')).toEqual({});
  });
});
