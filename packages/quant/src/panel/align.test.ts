import { dayOfWeek, MS_PER_HOUR } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import type { BarSeries } from '../market/index.ts';
import { sliceSeries } from '../market/index.ts';
import { closeOnlySeries, walkSeries } from '../market/testing/index.ts';
import { alignInner, simpleReturns } from './align.ts';
import { asOf } from './as-of.ts';

const named = (seed: number, id: string, length = 60): BarSeries => walkSeries(seed, length, { instrument: { id } });
const first = named(1, 'A');
const second = named(2, 'B');

/** The series without the bars at some indices, as where one market was closed. */
function without(series: BarSeries, gone: readonly number[]): BarSeries {
  return asOf(
    { ...series, availableAt: series.availableAt.map((time, i) => (gone.includes(i) ? Infinity : time)) },
    1e15,
  );
}

describe('alignInner', () => {
  it('keeps the moments that all series share and fills nothing', () => {
    const panel = alignInner([without(first, [3]), without(second, [0, 7])]);
    const kept = [...first.eventTime.keys()].filter((i) => ![0, 3, 7].includes(i));
    expect([...panel.times]).toEqual(kept.map((i) => first.eventTime[i]));
    expect([...panel.closes]).toEqual(kept.flatMap((i) => [first.close[i], second.close[i]]));
    expect(panel.instruments).toEqual(['A', 'B']);
  });

  it('joins three series and one, and is empty without a shared moment', () => {
    expect(alignInner([first]).closes).toEqual(first.close);
    expect(alignInner([first, second, named(4, 'C', 30)]).times.length).toBe(30);
    expect(alignInner([sliceSeries(first, 0, 5), sliceSeries(second, 5, 9)]).times.length).toBe(0);
    expect(alignInner([sliceSeries(first, 0, 0), second]).closes.length).toBe(0);
  });

  it('is available when its last bar is', () => {
    const late = walkSeries(2, 60, { instrument: { id: 'B' }, delayMs: 5000 });
    expect(alignInner([first, late]).availableAt).toEqual(late.availableAt);
  });

  it('refuses no series and an instrument that stands twice', () => {
    expect(() => alignInner([])).toThrow(/'series': must be non-empty/);
    expect(() => alignInner([first, first])).toThrow(/different instruments, was 'A'/);
  });

  it('has the same rows whatever comes later (X-01)', () => {
    const full = alignInner([without(first, [3]), second]);
    for (const cut of [0, 10, 30, 59]) {
      const time = first.availableAt[cut];
      const prefix = alignInner([asOf(without(first, [3]), time), asOf(second, time)]);
      const rows = prefix.times.length;
      expect(prefix.times).toEqual(full.times.slice(0, rows));
      expect(prefix.closes).toEqual(full.closes.slice(0, 2 * rows));
      expect(full.availableAt[rows] > time || rows === full.times.length).toBe(true);
    }
  });
});

describe('simpleReturns', () => {
  it('is worked by hand, one row shorter than the panel', () => {
    const panel = alignInner([
      closeOnlySeries([100, 110, 99], { instrument: { id: 'A' } }),
      closeOnlySeries([50, 50, 75], { instrument: { id: 'B' } }),
    ]);
    const { returns, times } = simpleReturns(panel);
    expect([...times]).toEqual([...panel.times.slice(1)]);
    [0.1, 0, -0.1, 0.5].forEach((value, i) => expect(returns[i]).toBeCloseTo(value, 14));
    expect(returns.length).toBe(4);
  });

  it('is NaN where the close before is not above zero, and empty for a single row', () => {
    const panel = alignInner([closeOnlySeries([0, 5, 10])]);
    expect([...simpleReturns(panel).returns]).toEqual([NaN, 1]);
    expect(simpleReturns(alignInner([closeOnlySeries([5])])).returns.length).toBe(0);
  });

  it('has the same returns whatever comes later (X-01)', () => {
    const full = simpleReturns(alignInner([first, second]));
    const prefix = simpleReturns(alignInner([sliceSeries(first, 0, 20), sliceSeries(second, 0, 40)]));
    expect(prefix.returns).toEqual(full.returns.slice(0, 2 * 19));
    expect(prefix.availableAt).toEqual(full.availableAt.slice(0, 19));
  });
});

describe('a share beside a crypto currency', () => {
  const share = named(3, 'SHARE');
  const start = (share.eventTime[0] ?? NaN) - 24 * MS_PER_HOUR;
  const hours = Math.round(((share.eventTime[59] ?? NaN) - start) / MS_PER_HOUR) + 48;
  const coin = hourly(hours, start);
  const isWeekend = (time: number): boolean => [0, 6].includes(dayOfWeek(time - 1));
  const weekends = [...coin.eventTime.keys()].filter((i) => isWeekend(coin.eventTime[i] ?? NaN));

  it('has rows at the closes of the share only: none on weekends or holidays, none filled (S2-51)', () => {
    const panel = alignInner([share, coin]);
    expect(weekends.length).toBeGreaterThan(300);
    expect([...panel.times]).toEqual([...share.eventTime]);
    expect([...panel.times].some(isWeekend)).toBe(false);
    expect(panel.closes.includes(0)).toBe(false);
  });

  it('has the same correlation with and without the weekends of the coin (S2-51)', () => {
    const all = simpleReturns(alignInner([share, coin]));
    const weekdays = simpleReturns(alignInner([share, without(coin, weekends)]));
    expect(all.returns).toEqual(weekdays.returns);
    expect(correlation(all.returns)).toBe(correlation(weekdays.returns));
    expect(Math.abs(correlation(all.returns))).toBeLessThan(0.5);
    expect(
      correlation(simpleReturns(alignInner([share, { ...share, instrument: coin.instrument }])).returns),
    ).toBeCloseTo(1, 12);
  });

  /** Bars of a coin that trades at every hour. */
  function hourly(length: number, first: number): BarSeries {
    const walk = walkSeries(9, length, {
      timeframe: '1h',
      instrument: { id: 'COIN', kind: 'crypto', calendar: 'continuous' },
    });
    const eventTime = walk.eventTime.map((_, i) => first + (i + 1) * MS_PER_HOUR);
    return { ...walk, eventTime, availableAt: eventTime, openTime: eventTime.map((time) => time - MS_PER_HOUR) };
  }
});

function correlation(returns: Float64Array): number {
  const column = (a: number): number[] => [...returns].filter((_, i) => i % 2 === a);
  const [x, y] = [column(0), column(1)];
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const product = (a: number[], b: number[]): number => {
    const [meanA, meanB] = [mean(a), mean(b)];
    return mean(a.map((value, i) => (value - meanA) * ((b[i] ?? NaN) - meanB)));
  };
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
}
