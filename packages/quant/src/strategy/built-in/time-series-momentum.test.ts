import { describe, expect, it } from 'vitest';
import { closeOnlySeries } from '../../market/testing/index.ts';
import type { Parameters } from '../strategy.ts';
import { driveStrategy, exposuresByDecision } from '../testing/index.ts';
import { timeSeriesMomentum } from './time-series-momentum.ts';

const PARAMS = { lookback: 1, rebalanceBars: 2, threshold: 0, direction: 'long-short' };
const closes = closeOnlySeries([10, 11, 10, 10.5, 11, 11, 12, 10]);
const exposures = (changes: Parameters): Readonly<Record<number, number>> =>
  exposuresByDecision(driveStrategy(timeSeriesMomentum, { ...PARAMS, ...changes }, [closes]));

describe('timeSeriesMomentum', () => {
  it('looks at the first bar with a past return and every so many bars after it', () => {
    // Looks at bars 1, 3, 5, 7 with returns +10 %, +5 %, 0 and -17 %.
    expect(exposures({})).toEqual({ 1: 1, 5: 0, 7: -1 });
    expect(exposures({ direction: 'long-only' })).toEqual({ 1: 1, 5: 0 });
    expect(exposures({ direction: 'short-only' })).toEqual({ 7: -1 });
    expect(exposures({ rebalanceBars: 6 })).toEqual({ 1: 1, 7: -1 });
    expect(exposures({ rebalanceBars: 1 })).toEqual({ 1: 1, 2: -1, 3: 1, 5: 0, 6: 1, 7: -1 });
  });

  it('is flat up to the threshold', () => {
    expect(exposures({ threshold: 0.07 })).toEqual({ 1: 1, 3: 0, 7: -1 });
    expect(exposures({ threshold: 0.2 })).toEqual({});
  });
});
