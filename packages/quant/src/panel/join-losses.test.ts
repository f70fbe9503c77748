import { dayOfWeek, MS_PER_DAY } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import type { BarSeries } from '../market/index.ts';
import { sliceSeries } from '../market/index.ts';
import { walkSeries } from '../market/testing/index.ts';
import { alignInner } from './align.ts';
import { joinLosses } from './join-losses.ts';

/** A coin that closes when the share does, on every day of the week. */
function coinBeside(share: BarSeries): BarSeries {
  const [first = NaN, last = NaN] = [share.eventTime[0], share.eventTime[share.length - 1]];
  const days = Math.round((last - first) / MS_PER_DAY) + 1;
  const walk = walkSeries(7, days, { instrument: { id: 'COIN', kind: 'crypto', calendar: 'continuous' } });
  const times = new Map([...share.eventTime].map((time) => [Math.floor(time / MS_PER_DAY), time]));
  const eventTime = walk.eventTime.map((_, i) => {
    const day = Math.floor(first / MS_PER_DAY) + i;
    return times.get(day) ?? day * MS_PER_DAY + (first % MS_PER_DAY);
  });
  return { ...walk, eventTime, availableAt: eventTime };
}

describe('joinLosses', () => {
  const share = walkSeries(3, 60, { instrument: { id: 'SHARE' } });
  const coin = coinBeside(share);

  it('counts what a share and a coin lose: weekends and holidays of the coin, nothing of the share (S2-51)', () => {
    const closed = [...coin.eventTime].filter((time) => !share.eventTime.includes(time));
    expect(closed.filter((time) => [0, 6].includes(dayOfWeek(time))).length).toBeGreaterThan(20);
    expect(joinLosses([share, coin])).toEqual([
      { instrument: 'SHARE', bars: 60, shared: 60, lost: 0, lostShare: 0 },
      {
        instrument: 'COIN',
        bars: coin.length,
        shared: 60,
        lost: closed.length,
        lostShare: closed.length / coin.length,
      },
    ]);
    expect(alignInner([share, coin]).times).toEqual(share.eventTime);
  });

  it('is whole where nothing is shared, and NaN of a series without bars', () => {
    const late = sliceSeries(walkSeries(4, 60, { instrument: { id: 'LATE' } }), 40, 60);
    expect(joinLosses([sliceSeries(share, 0, 30), late]).map(({ lostShare }) => lostShare)).toEqual([1, 1]);
    expect(joinLosses([sliceSeries(share, 0, 0)])[0]?.lostShare).toBeNaN();
    expect(() => joinLosses([])).toThrow(/'series': must be non-empty/);
  });
});
