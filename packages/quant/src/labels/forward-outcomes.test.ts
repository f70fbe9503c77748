import { MS_PER_DAY, MS_PER_HOUR, parseIsoInstant } from '@assay/core/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sliceSeries } from '../market/index.ts';
import type { BarSeries } from '../market/index.ts';
import { closeOnlySeries, ohlcSeries, poisonedFrom, walkSeries } from '../market/testing/index.ts';
import { asOf } from '../panel/index.ts';
import { forwardOutcomes } from './forward-outcomes.ts';
import type { Horizon, OutcomeTable } from './outcome.ts';

const at = (text: string): number => parseIsoInstant(text) ?? NaN;
const walk = walkSeries(5, 120, { delayMs: 1000 });
const without = (series: BarSeries, gone: readonly number[]): BarSeries =>
  asOf({ ...series, availableAt: series.availableAt.map((time, i) => (gone.includes(i) ? Infinity : time)) }, 1e15);

describe('forwardOutcomes', () => {
  it('is worked by hand: return, best and worst excursion of the two bars after each one (S4-07)', () => {
    const series = ohlcSeries({
      open: [100, 100, 104, 90],
      high: [101, 108, 105, 95],
      low: [99, 98, 93, 89],
      close: [100, 104, 95, 92],
    });
    const made = forwardOutcomes(series, { bars: 2 });
    expect(made.status).toEqual(['OK', 'OK', 'INCOMPLETE', 'INCOMPLETE']);
    expect([...made.forwardReturn]).toEqual([-0.05, -0.1153846154, NaN, NaN]);
    expect([...made.mfe]).toEqual([0.08, 0.0096153846, NaN, NaN]);
    expect([...made.mae]).toEqual([-0.07, -0.1442307692, NaN, NaN]);
    expect(made.windowEnd[1]).toBe(series.eventTime[3]);
  });

  it('rounds to 10 decimals, without a negative zero (S4-07)', () => {
    const made = forwardOutcomes(closeOnlySeries([3, 4, 4, 5]), { bars: 1 });
    expect([...made.forwardReturn.slice(0, 3)]).toEqual([0.3333333333, 0, 0.25]);
    expect(made.mae.slice(0, 3).every((value) => Object.is(value, 0))).toBe(true);
  });

  it('can be known from the end of the window on, not before, and later where its bars came later (S4-07, X-01)', () => {
    const made = forwardOutcomes(walk, { bars: 3 });
    for (let i = 0; i + 3 < walk.length; i++) expect(made.availableAt[i]).toBe(walk.availableAt[i + 3]);
    expect(made.status.slice(-3)).toEqual(['INCOMPLETE', 'INCOMPLETE', 'INCOMPLETE']);
    const availableAt = walk.availableAt.slice();
    availableAt[10] = (availableAt[10] ?? NaN) + 30 * MS_PER_DAY;
    const late = forwardOutcomes({ ...walk, availableAt }, { bars: 3 });
    const touched = [7, 8, 9, 10];
    touched.forEach((i) => expect(late.availableAt[i]).toBe(availableAt[10]));
    expect(late.availableAt[11]).toBe(made.availableAt[11]);
  });

  it('knows the end of a window from the calendar, across weekends and holidays', () => {
    const series = closeOnlySeries([1, 2, 3], { firstDate: '2024-01-11' });
    const made = forwardOutcomes(series, { bars: 2 });
    expect([...made.windowEnd]).toEqual([at('2024-01-16T21:00Z'), at('2024-01-17T21:00Z'), at('2024-01-18T21:00Z')]);
    expect(forwardOutcomes(series, { ms: 5 * MS_PER_DAY }).status).toEqual(['OK', 'INCOMPLETE', 'INCOMPLETE']);
  });

  it('says INCOMPLETE while the window lasts and GAP where a scheduled bar is missing after it (S4-07)', () => {
    const holed = without(walk, [20]);
    const made = forwardOutcomes(holed, { bars: 2 });
    const gaps = [...made.eventTime].filter((_, i) => made.status[i] === 'GAP');
    expect(gaps).toEqual([walk.eventTime[18], walk.eventTime[19]]);
    expect(made.forwardReturn[18]).toBeNaN();
    expect(made.mfe[19]).toBeNaN();
    const end = made.windowEnd[30] ?? NaN;
    expect(forwardOutcomes(holed, { bars: 2 }, { until: end - 1 }).status[30]).toBe('INCOMPLETE');
    expect(forwardOutcomes(holed, { bars: 2 }, { until: end }).status[30]).toBe('OK');
    const dead = forwardOutcomes(holed, { bars: 2 }, { until: (walk.eventTime[119] ?? NaN) + 30 * MS_PER_DAY });
    expect(dead.status.slice(-3)).toEqual(['OK', 'GAP', 'GAP']);
  });

  it('says GAP where the market was closed all through a window of time', () => {
    const friday = closeOnlySeries([1, 2], { firstDate: '2024-01-12' });
    expect(forwardOutcomes(friday, { ms: MS_PER_HOUR }).status[0]).toBe('GAP');
  });

  it('does not depend on bars after its windows: prefix and poison (X-01)', () => {
    const rows = (made: OutcomeTable, n: number): unknown => [
      made.status.slice(0, n),
      made.forwardReturn.slice(0, n),
      made.mfe.slice(0, n),
      made.mae.slice(0, n),
      made.availableAt.slice(0, n),
    ];
    const full = forwardOutcomes(walk, { bars: 4 });
    for (const cut of [10, 40, 100]) {
      const n = cut - 4;
      expect(rows(forwardOutcomes(sliceSeries(walk, 0, cut), { bars: 4 }), n)).toEqual(rows(full, n));
      expect(rows(forwardOutcomes(poisonedFrom(walk, cut), { bars: 4 }), n)).toEqual(rows(full, n));
      const now = walk.availableAt[cut - 1] ?? NaN;
      const seen = forwardOutcomes(asOf(walk, now), { bars: 4 });
      expect(seen.status.every((status, i) => status === 'INCOMPLETE' || (seen.availableAt[i] ?? NaN) <= now)).toBe(
        true,
      );
    }
  });

  it('does not change with the unit of the prices (X-03)', () => {
    const times = (column: Float64Array): Float64Array => column.map((value) => value * 1000);
    const { open, high, low, close } = walk;
    const scaled = { ...walk, open: times(open), high: times(high), low: times(low), close: times(close) };
    expect(forwardOutcomes(scaled, { bars: 5 })).toEqual(forwardOutcomes(walk, { bars: 5 }));
  });

  it('equals a plain search in every window, with any bars missing', () => {
    const gone = fc.uniqueArray(fc.integer({ min: 1, max: 118 }), { maxLength: 15 });
    const horizon = fc.oneof(
      fc.record({ bars: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ ms: fc.integer({ min: MS_PER_HOUR, max: 20 * MS_PER_DAY }) }),
    );
    fc.assert(
      fc.property(gone, horizon, (indices, given) => {
        const series = without(walk, indices);
        expect(plainOf(series, given, indices)).toEqual(rowsOf(forwardOutcomes(series, given)));
      }),
      { seed: 9, numRuns: 60 },
    );
  });

  it('measures nothing from a close that is not above zero', () => {
    const made = forwardOutcomes(closeOnlySeries([0, 5, 6]), { bars: 1 });
    expect([...made.forwardReturn]).toEqual([NaN, 0.2, NaN]);
    expect(forwardOutcomes(closeOnlySeries([]), { bars: 1 }).length).toBe(0);
  });

  it.each([{ bars: 0 }, { bars: 1.5 }, { ms: 0 }, { ms: NaN }])('refuses the horizon %o', (horizon) => {
    expect(() => forwardOutcomes(walk, horizon)).toThrow(/'horizon/);
  });
});

function rowsOf(made: OutcomeTable): unknown[] {
  return made.status.map((status, i) => [status, made.forwardReturn[i], made.mfe[i], made.mae[i]]);
}

/** The same by searching: sessions of the walk itself are the scheduled bars. */
function plainOf(series: BarSeries, horizon: Horizon, gone: readonly number[]): unknown[] {
  const known = Math.max(...series.availableAt);
  return [...series.eventTime].map((time, i) => {
    const start = walk.eventTime.indexOf(time);
    const end = 'bars' in horizon ? (walk.eventTime[start + horizon.bars] ?? Infinity) : time + horizon.ms;
    if (end > known) return ['INCOMPLETE', NaN, NaN, NaN];
    const inside = [...walk.eventTime.keys()].filter((k) => k > start && (walk.eventTime[k] ?? NaN) <= end);
    if (inside.length === 0 || inside.some((k) => gone.includes(k))) return ['GAP', NaN, NaN, NaN];
    const base = series.close[i] ?? NaN;
    const round = (value: number): number => Math.round(value * 1e10) / 1e10 + 0;
    const best = Math.max(...inside.map((k) => walk.high[k] ?? NaN));
    const worst = Math.min(...inside.map((k) => walk.low[k] ?? NaN));
    const last = walk.close[inside.at(-1) ?? NaN] ?? NaN;
    return ['OK', round(last / base - 1), round(Math.max(0, best / base - 1)), round(Math.min(0, worst / base - 1))];
  });
}
