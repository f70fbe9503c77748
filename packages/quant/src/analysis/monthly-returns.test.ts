import { describe, expect, it } from 'vitest';
import { monthlyReturns } from './monthly-returns.ts';

const times = (texts: readonly string[]): Float64Array => Float64Array.from(texts, (text) => Date.parse(text));

describe('monthlyReturns', () => {
  it('compounds the periods that closed in a month', () => {
    const closes = times([
      '2020-01-30T21:00:00Z',
      '2020-01-31T21:00:00Z',
      '2020-02-03T21:00:00Z',
      '2020-04-01T20:00:00Z',
    ]);
    const found = monthlyReturns(closes, Float64Array.from([0.1, 0.2, -0.5, 0.01]), 'America/New_York');
    expect(found).toEqual([
      { year: 2020, month: 1, value: expect.closeTo(0.32, 12), nPeriods: 2 },
      { year: 2020, month: 2, value: -0.5, nPeriods: 1 },
      { year: 2020, month: 4, value: expect.closeTo(0.01, 12), nPeriods: 1 },
    ]);
  });

  it('gives a close at midnight to the month that has just ended, by the clocks of the zone', () => {
    const closes = times(['2021-03-01T00:00:00Z', '2021-03-01T04:00:00Z', '2021-03-01T05:00:01Z']);
    const returns = Float64Array.from([0.01, 0.02, 0.03]);
    expect(monthlyReturns(closes, returns, 'UTC').map(({ month, nPeriods }) => [month, nPeriods])).toEqual([
      [2, 1],
      [3, 2],
    ]);
    expect(monthlyReturns(closes, returns, 'America/New_York').map(({ month, nPeriods }) => [month, nPeriods])).toEqual(
      [
        [2, 2],
        [3, 1],
      ],
    );
  });

  it('keeps a missing return within its month', () => {
    const closes = times(['2020-01-30T21:00:00Z', '2020-02-03T21:00:00Z']);
    expect(monthlyReturns(closes, Float64Array.from([NaN, 0.5]), 'UTC').map(({ value }) => value)).toEqual([NaN, 0.5]);
  });

  it('refuses columns of different length', () => {
    expect(() => monthlyReturns(new Float64Array(2), new Float64Array(1), 'UTC')).toThrow("invalid 'returns'");
  });
});
