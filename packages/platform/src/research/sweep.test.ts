import { describe, expect, it } from 'vitest';
import { axisProblems, axisValues, parameterSets, sweepSize } from './sweep.ts';

describe('axisValues', () => {
  it('S4-12 includes both end points of a range with a step that has no exact double', () => {
    expect(axisValues({ min: 0.1, max: 0.5, step: 0.1 })).toEqual([0.1, 0.2, 0.3, 0.4, 0.5]);
    expect(axisValues({ min: 50, max: 200, step: 50 })).toEqual([50, 100, 150, 200]);
  });

  it('stops at the last value that is not above max', () => {
    expect(axisValues({ min: 1, max: 4, step: 2 })).toEqual([1, 3]);
  });

  it('takes a list as it stands', () => {
    expect(axisValues(['high-low', 'close'])).toEqual(['high-low', 'close']);
  });
});

describe('parameterSets', () => {
  it('S4-12 makes six sets of a 2 × 3 grid, the sweep winning over the base', () => {
    const sets = parameterSets({ a: 9, c: 1 }, { a: [1, 2], b: { min: 1, max: 3, step: 1 } });
    expect(sets).toHaveLength(6);
    expect(sets[0]).toEqual({ a: 1, b: 1, c: 1 });
    expect(sets.at(-1)).toEqual({ a: 2, b: 3, c: 1 });
    expect(sweepSize({ a: [1, 2], b: { min: 1, max: 3, step: 1 } })).toBe(6);
  });

  it('is the base alone without a sweep', () => {
    expect(parameterSets({ a: 1 }, undefined)).toEqual([{ a: 1 }]);
  });
});

describe('axisProblems', () => {
  it('S4-12 names an empty grid, a double value, an upside-down range and a slip of the step', () => {
    expect(axisProblems({}, 'sweep')[0]?.message).toContain('at least one parameter');
    expect(axisProblems({ a: [1, 1] }, 'sweep')).toEqual([{ path: 'sweep.a', message: 'lists a value twice' }]);
    expect(axisProblems({ a: { min: 2, max: 1, step: 1 } }, 'sweep')[0]?.message).toBe('min 2 is above max 1');
    expect(axisProblems({ a: { min: 0, max: 1, step: 1e-9 } }, 'sweep')[0]?.message).toContain('more than');
  });
});
