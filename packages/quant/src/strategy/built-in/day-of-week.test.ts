import { describe, expect, it } from 'vitest';
import { closeOnlySeries } from '../../market/testing/index.ts';
import { driveStrategy, exposuresByDecision } from '../testing/index.ts';
import { dayOfWeek } from './day-of-week.ts';

const exposures = (weekday: number, firstDate: string, bars: number): Readonly<Record<number, number>> =>
  exposuresByDecision(
    driveStrategy(dayOfWeek, { weekday }, [closeOnlySeries(new Array<number>(bars).fill(1), { firstDate })]),
  );

describe('dayOfWeek', () => {
  it('S4-30: asks at the close before the weekday and leaves at the close of its session', () => {
    // Bars from Tuesday 2006-01-03 on: Tu We Th Fr Mo Tu We Th.
    expect(exposures(1, '2006-01-03', 8)).toEqual({ 3: 1, 4: 0 });
    expect(exposures(3, '2006-01-03', 8)).toEqual({ 0: 1, 1: 0, 5: 1, 6: 0 });
  });

  it('does not hold a Monday that is a holiday', () => {
    // Martin Luther King Day: Monday 2006-01-16.
    expect(exposures(1, '2006-01-12', 3)).toEqual({});
    expect(exposures(2, '2006-01-12', 3)).toEqual({ 1: 1, 2: 0 });
  });

  it('never trades on a weekday without sessions', () => {
    expect(exposures(6, '2006-01-03', 30)).toEqual({});
  });
});
