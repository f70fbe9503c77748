import { describe, expect, it } from 'vitest';
import { drawdownSeries, largestDrawdowns } from './drawdowns.ts';

const EQUITY = Float64Array.from([110, 99, 104.5, 110, 120, 60, 90, 119]);

describe('drawdownSeries', () => {
  it('is the distance from the running peak, the starting equity included', () => {
    expect(Array.from(drawdownSeries(Float64Array.from([90, 100, 105, 84]), 100))).toEqual([
      90 / 100 - 1,
      0,
      0,
      84 / 105 - 1,
    ]);
  });

  it('X-01: does not change when later equity does', () => {
    const changed = EQUITY.slice();
    changed.fill(1e6, 5);
    expect(drawdownSeries(changed, 100).slice(0, 5)).toEqual(drawdownSeries(EQUITY, 100).slice(0, 5));
  });

  it('passes over a missing equity', () => {
    expect(Array.from(drawdownSeries(Float64Array.from([110, NaN, 99]), 100))).toEqual([0, NaN, 99 / 110 - 1]);
  });

  it('refuses a starting equity of zero', () => {
    expect(() => drawdownSeries(EQUITY, 0)).toThrow("invalid 'initial'");
  });
});

describe('largestDrawdowns', () => {
  it('lists the episodes, deepest first, the last one without a recovery', () => {
    expect(largestDrawdowns(EQUITY, 100, 5)).toEqual([
      { peakIndex: 4, troughIndex: 5, recoveryIndex: undefined, depth: 0.5, nPeriods: 3 },
      { peakIndex: 0, troughIndex: 1, recoveryIndex: 3, depth: expect.closeTo(0.1, 12), nPeriods: 2 },
    ]);
    expect(largestDrawdowns(EQUITY, 100, 1)).toHaveLength(1);
  });

  it('counts a fall from the starting equity and keeps equal ones in order of time', () => {
    const equity = Float64Array.from([80, 100, 80, 100]);
    expect(largestDrawdowns(equity, 100, 3).map(({ peakIndex }) => peakIndex)).toEqual([-1, 1]);
  });

  it('is empty where equity only rises, and for an empty record', () => {
    expect(largestDrawdowns(Float64Array.from([101, 102]), 100, 3)).toEqual([]);
    expect(largestDrawdowns(new Float64Array(0), 100, 3)).toEqual([]);
  });
});
