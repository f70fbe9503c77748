import { describe, expect, it } from 'vitest';
import { MAX_AXIS_VALUES, MAX_BARS, parameterMap } from './parameter-map.ts';

type Selection = Parameters<typeof parameterMap>[1][number];

const chosen = (params: Selection['params']): Selection => ({
  fold: 0,
  trainFrom: '2006-01-03',
  trainTo: '2008-12-31',
  testFrom: '2009-01-02',
  testTo: '2009-12-31',
  params,
});

describe('parameterMap', () => {
  it('orders numbers by size and other values as they come', () => {
    const map = parameterMap(
      {
        xName: 'fast',
        yName: 'kind',
        cells: [
          { x: 20, y: 'simple', value: 1 },
          { x: 5, y: 'weighted', value: null },
          { x: 100, y: 'simple', value: -1 },
        ],
      },
      [
        chosen({ fast: 5, kind: 'weighted' }),
        chosen({ fast: 5, kind: 'weighted' }),
        chosen({ fast: 20, kind: 'simple' }),
      ],
    );
    expect(map.xLabels).toEqual(['5', '20', '100']);
    expect(map.yLabels).toEqual(['simple', 'weighted']);
    expect(map.cells.map(({ x, y, value, chosen: folds }) => [x, y, value, folds])).toEqual([
      ['20', 'simple', 1, 1],
      ['5', 'weighted', null, 2],
      ['100', 'simple', -1, 0],
    ]);
    expect(map.isJoined).toBe(false);
  });

  it('joins neighbouring values of a long axis and shows their mean', () => {
    const cells = Array.from({ length: 2 * MAX_BARS }, (_, x) => ({ x, y: null, value: x }));
    const map = parameterMap({ xName: 'window', yName: null, cells }, [chosen({ window: 1 })]);
    expect(map.xLabels).toHaveLength(MAX_BARS);
    expect(map.cells[0]).toEqual({ x: '0–1', y: '', value: 0.5, chosen: 1 });
    expect(map.isJoined).toBe(true);
    const wide = Array.from({ length: 100 }, (_, x) => ({ x, y: 1, value: 0 }));
    expect(parameterMap({ xName: 'a', yName: 'b', cells: wide }, []).xLabels).toHaveLength(MAX_AXIS_VALUES);
  });

  it('ignores a choice that lies outside the map', () => {
    const map = parameterMap({ xName: 'a', yName: null, cells: [{ x: 1, y: null, value: 2 }] }, [
      chosen({ b: 1 }),
      chosen({ a: 9 }),
    ]);
    expect(map.cells.map((cell) => cell.chosen)).toEqual([0]);
  });
});
