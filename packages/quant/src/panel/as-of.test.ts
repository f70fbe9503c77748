import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSeries } from '../market/index.ts';
import type { BarSeries } from '../market/index.ts';
import { walkSeries } from '../market/testing/index.ts';
import { asOf, resolveRestatements } from './as-of.ts';

const DAY = 86_400_000;
const series = walkSeries(3, 40, { delayMs: 3_600_000 });

describe('asOf', () => {
  it('ends with the last bar that was available, to the millisecond (X-01)', () => {
    expect(asOf(series, series.availableAt[9]).length).toBe(10);
    expect(asOf(series, series.availableAt[9] - 1).length).toBe(9);
    expect(asOf(series, series.eventTime[9]).length).toBe(9);
    expect(asOf(series, series.availableAt[0] - 1).length).toBe(0);
    expect(asOf(series, Infinity).length).toBe(40);
  });

  it('shares memory where it can', () => {
    expect(asOf(series, series.availableAt[9]).close.buffer).toBe(series.close.buffer);
  });

  it('leaves out a bar that came late, and has it once it came (X-01)', () => {
    const availableAt = series.availableAt.slice();
    availableAt[5] += 10 * DAY;
    const late: BarSeries = { ...series, availableAt };
    const before = asOf(late, late.availableAt[9]);
    expect([...before.eventTime]).toEqual([...series.eventTime].filter((_, i) => i < 10 && i !== 5));
    expect(before.source.row.length).toBe(9);
    expect(before.close[5]).toBe(series.close[6]);
    checkSeries(before);
    expect(asOf(late, availableAt[5]).eventTime).toContain(series.eventTime[5]);
  });

  it('leaves the same bars out of the ask side', () => {
    const { open, high, low, close } = series;
    const availableAt = series.availableAt.map((time, i) => (i === 5 ? time + 10 * DAY : time));
    const both: BarSeries = { ...series, availableAt, side: 'bid', ask: { open, high, low, close } };
    const before = asOf(both, series.availableAt[9] ?? NaN);
    expect(before.ask?.close).toEqual(before.close);
    expect(asOf(both, Infinity).ask?.low.length).toBe(40);
  });

  it('is never changed by what comes later: prefix and poison (X-01)', () => {
    const cut = series.availableAt[24];
    const poisoned = { ...series, close: series.close.map((value, i) => (i > 24 ? 1e6 : value)) };
    expect(asOf(poisoned, cut)).toEqual(asOf(series, cut));
    expect(asOf(asOf(series, cut), cut)).toEqual(asOf(series, cut));
  });
});

describe('resolveRestatements', () => {
  const rows = [
    { eventTime: 1, availableAt: 1, close: 10 },
    { eventTime: 2, availableAt: 2, close: 20 },
    { eventTime: 1, availableAt: 5, close: 11 },
    { eventTime: 1, availableAt: 9, close: 12 },
  ];

  it('shows a restatement only from its publication on (X-01)', () => {
    const closes = (time: number): number[] => resolveRestatements(rows, time).map((row) => row.close);
    expect(closes(0)).toEqual([]);
    expect(closes(4)).toEqual([10, 20]);
    expect(closes(5)).toEqual([11, 20]);
    expect(closes(100)).toEqual([12, 20]);
  });

  it('refuses two versions with one time of availability', () => {
    const twice = [...rows, { eventTime: 2, availableAt: 2, close: 21 }];
    expect(() => resolveRestatements(twice, 3)).toThrow(/became available at the same moment/);
  });

  it('depends neither on the order of rows nor on rows that were not available yet (X-01)', () => {
    const row = fc.record({ eventTime: fc.integer({ min: 0, max: 5 }), availableAt: fc.integer({ min: 0, max: 20 }) });
    const distinct = fc.uniqueArray(row, { selector: (one) => `${one.eventTime}/${one.availableAt}`, maxLength: 30 });
    fc.assert(
      fc.property(distinct, fc.integer({ min: 0, max: 20 }), (given, time) => {
        const known = given.filter((one) => one.availableAt <= time);
        const expected = resolveRestatements(known, 20);
        expect(resolveRestatements(given, time)).toEqual(expected);
        expect(resolveRestatements(given.toReversed(), time)).toEqual(expected);
        expect(expected.length).toBe(new Set(known.map((one) => one.eventTime)).size);
      }),
      { seed: 5 },
    );
  });
});
