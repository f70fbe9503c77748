import { describe, expect, it } from 'vitest';
import { drawdownTable } from './drawdown-table.ts';

const DAY = 86_400_000;
const RECORD = {
  times: Float64Array.from([1, 2, 3, 4, 5, 6, 7, 8], (day) => day * DAY),
  equity: Float64Array.from([110, 99, 104.5, 110, 120, 60, 90, 119]),
  initialTime: 0,
  initial: 100,
};

describe('drawdownTable', () => {
  it('gives peak, valley and recovery, deepest first; one that lasts is open', () => {
    expect(drawdownTable(RECORD, 5)).toEqual([
      {
        rank: 1,
        depth: 0.5,
        peakTime: 5 * DAY,
        valleyTime: 6 * DAY,
        recoveryTime: null,
        state: 'open',
        nPeriods: 3,
        periodsToValley: 1,
        periodsToRecover: null,
        durationMs: 3 * DAY,
      },
      {
        rank: 2,
        depth: expect.closeTo(0.1, 12),
        peakTime: 1 * DAY,
        valleyTime: 2 * DAY,
        recoveryTime: 4 * DAY,
        state: 'recovered',
        nPeriods: 2,
        periodsToValley: 1,
        periodsToRecover: 2,
        durationMs: 3 * DAY,
      },
    ]);
    expect(drawdownTable(RECORD, 1)).toHaveLength(1);
  });

  it('dates a fall from the starting equity from the start of the record', () => {
    const [first] = drawdownTable({ ...RECORD, initial: 111 }, 2).filter(({ state }) => state === 'recovered');
    expect(first).toMatchObject({ peakTime: 0, valleyTime: 2 * DAY, recoveryTime: 5 * DAY, periodsToValley: 2 });
  });

  it('is empty for a record that only rises, and refuses columns that do not fit', () => {
    expect(drawdownTable({ ...RECORD, equity: RECORD.times }, 3)).toEqual([]);
    expect(() => drawdownTable({ ...RECORD, times: new Float64Array(7) }, 3)).toThrow("invalid 'times'");
    expect(() => drawdownTable(RECORD, 1.5)).toThrow("invalid 'count'");
  });
});
