import { describe, expect, it } from 'vitest';
import { recordParts } from './record-parts.ts';

const DAY = 86_400_000;

function days(from: number, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => from + i * DAY);
}

describe('recordParts', () => {
  it('S4-15: leaves out years where there are three, months where there are fewer, else tenths', () => {
    const closes = days(Date.UTC(2015, 10, 1, 21), 500);
    const { by, ranges } = recordParts(closes, 'UTC');
    expect(by).toBe('year');
    expect(ranges).toEqual([
      { from: 0, to: 61 },
      { from: 61, to: 427 },
      { from: 427, to: 500 },
    ]);
    const months = recordParts(days(Date.UTC(2016, 0, 1, 21), 100), 'UTC');
    expect(months).toMatchObject({ by: 'month' });
    expect(months.ranges.map(({ from, to }) => to - from)).toEqual([31, 29, 31, 9]);
    expect(recordParts(days(Date.UTC(2015, 11, 1, 21), 100), 'UTC').by).toBe('month');
    const short = recordParts(days(Date.UTC(2016, 0, 1, 21), 25), 'UTC');
    expect(short.by).toBe('stretch');
    expect(short.ranges).toHaveLength(10);
    expect([short.ranges[0]?.from, short.ranges.at(-1)?.to]).toEqual([0, 25]);
    short.ranges.slice(1).forEach(({ from }, i) => expect(from).toBe(short.ranges[i]?.to));
  });

  it('reads the clocks of the zone, and has no part of a record without periods', () => {
    // 03:00 UTC on the first of January is still the old year in New York.
    const closes = Float64Array.from([2014, 2015, 2016, 2017], (year) => Date.UTC(year, 0, 1, 3));
    expect(recordParts(closes.subarray(1), 'UTC').ranges).toHaveLength(3);
    const edge = Float64Array.from([Date.UTC(2015, 11, 31, 12), Date.UTC(2016, 0, 1, 3), Date.UTC(2017, 0, 1, 12)]);
    expect(recordParts(edge, 'America/New_York').by).toBe('stretch');
    expect(recordParts(edge, 'UTC').by).toBe('year');
    expect(recordParts(new Float64Array(0), 'UTC')).toEqual({ by: 'stretch', ranges: [] });
  });
});
