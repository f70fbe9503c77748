import { describe, expect, it } from 'vitest';
import type { BarSeries } from '@assay/quant/market';
import { timelineOf } from '../pack.ts';
import type { PreparedAccount } from '../prepare-accounts.ts';
import { warmUpOf } from './warm-up.ts';

const DAY = 86_400_000;

/** An account of series that close on the days given. */
function account(...days: readonly (readonly number[])[]): PreparedAccount {
  const series = days.map((closes) => ({
    length: closes.length,
    eventTime: Float64Array.from(closes, (day) => day * DAY),
  })) as unknown as readonly BarSeries[];
  return { account: { id: 'a' }, series, timeline: timelineOf(series) } as unknown as PreparedAccount;
}

describe('warmUpOf', () => {
  it('begins after the first close at which the terms are defined', () => {
    const { range, bars } = warmUpOf(account([1, 2, 3, 4, 5]), 2);
    // Terms that need 2 bars are defined at the third close, where the first decision is made; the fourth is measured.
    expect({ range, bars }).toEqual({ range: { first: 3, last: 4 }, bars: 2 });
  });

  it('measures from the second close on where nothing has to warm up', () => {
    expect(warmUpOf(account([1, 2, 3]), 0).range).toEqual({ first: 1, last: 2 });
  });

  it('waits for the first instrument of several, not for the last', () => {
    expect(warmUpOf(account([1, 2, 3, 4, 5, 6], [4, 5, 6]), 2).range).toEqual({ first: 3, last: 5 });
    expect(warmUpOf(account([1, 2], [1, 3, 5, 7]), 2).range).toEqual({ first: 4, last: 4 });
  });

  it('refuses a history that ends before the first close after it', () => {
    expect(() => warmUpOf(account([1, 2, 3]), 2)).toThrow('the strategy needs 2 bars before its first decision');
    expect(() => warmUpOf(account([1, 2, 3]), 9)).toThrow('there are 3 from 1970-01-02 to 1970-01-04');
  });
});
