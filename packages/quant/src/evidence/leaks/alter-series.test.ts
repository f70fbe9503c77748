import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offTick } from '../../market/index.ts';
import type { BarSeries } from '../../market/index.ts';
import { closeOnlySeries, walkSeries } from '../../market/testing/index.ts';
import { alteredFrom, firstBegunAfter, firstUnknown, knownSeries } from './alter-series.ts';
import { fixtureSeries } from './fixture-series.ts';
import { changedColumns, replayMarket } from './replay-market.ts';

const FIELDS = ['open', 'high', 'low', 'close', 'volume'] as const;
const ALTERATIONS = ['flat', 'mirrored', 'shuffled'] as const;

function expectValid(series: BarSeries): void {
  for (let i = 0; i < series.length; i++) {
    const [open, high, low, close] = (['open', 'high', 'low', 'close'] as const).map((name) => series[name][i] ?? NaN);
    expect(low).toBeGreaterThan(0);
    expect(low).toBeLessThanOrEqual(Math.min(open, close));
    expect(high).toBeGreaterThanOrEqual(Math.max(open, close));
    expect(Number.isFinite(high)).toBe(true);
    expect([open, high, low, close].every((price) => offTick(series.instrument, price) === 0)).toBe(true);
  }
}

describe('alteredFrom', () => {
  it('X-01: leaves bars before the cut alone, and puts valid bars that say something else in place of the others', () => {
    const draw = fc.record({
      seed: fc.nat(1e6),
      from: fc.integer({ min: 0, max: 59 }),
      alteration: fc.constantFrom(...ALTERATIONS),
    });
    fc.assert(
      fc.property(draw, ({ seed, from, alteration }) => {
        const series = walkSeries(seed, 60);
        const altered = alteredFrom(series, from, alteration);
        for (const field of FIELDS) expect(altered[field].subarray(0, from)).toEqual(series[field].subarray(0, from));
        expectValid(altered);
        expect(altered.eventTime).toBe(series.eventTime);
        if (from > 0 && from < 55) expect(altered.close.subarray(from)).not.toEqual(series.close.subarray(from));
      }),
      { numRuns: 60 },
    );
  });

  it('turns rises into falls where it mirrors, and stands still where it is flat', () => {
    const series = walkSeries(3, 50);
    const anchor = series.close[29] ?? NaN;
    const mirrored = alteredFrom(series, 30, 'mirrored').close;
    const flat = alteredFrom(series, 30, 'flat').close;
    for (let i = 30; i < 50; i++) {
      const [before, after] = [(series.close[i] ?? NaN) - anchor, (mirrored[i] ?? NaN) - anchor];
      expect(Math.abs(before) < 0.02 || Math.sign(before) === -Math.sign(after)).toBe(true);
      expect(flat[i]).toBe(anchor);
    }
  });

  it('leaves unknown what is unknown: open, high and low of bars that have a close only', () => {
    const altered = alteredFrom(closeOnlySeries([10, 11, 12, 13]), 2, 'mirrored');
    expect([...altered.open, ...altered.high, ...altered.low].every(Number.isNaN)).toBe(true);
    expect([...altered.close.subarray(0, 2)]).toEqual([10, 11]);
    expect(altered.close[3]).toBeCloseTo(11 * (13 / 11) ** -1.5, 1);
  });
});

describe('replayMarket', () => {
  const series = fixtureSeries('A', 20);
  const cut = series.eventTime[9] ?? NaN;

  it('X-01: a prefix knows nothing that was not available at the cut; what orders filled in before it stays', () => {
    const market = replayMarket([series], series.eventTime, { kind: 'prefix', cut });
    expect(market?.known[0]?.length).toBe(10);
    expect(market?.end).toBe(series.eventTime[10]);
    expect(market?.traded[0]?.close.subarray(0, 10)).toEqual(series.close.subarray(0, 10));
    expect(market?.traded[0]?.close[10]).toBe(series.close[9]);
    expect(
      replayMarket([series], series.eventTime, { kind: 'prefix', cut: series.eventTime[19] ?? NaN }),
    ).toBeUndefined();
  });

  it('X-01: a late bar is not known yet, though orders may have filled in it', () => {
    const late = { ...series, availableAt: series.availableAt.map((time, i) => time + (i === 8 ? 3 * 86_400_000 : 0)) };
    expect([firstUnknown(late, cut), firstBegunAfter(late, cut)]).toEqual([8, 10]);
    expect(knownSeries(late, cut).length).toBe(8);
  });

  it('X-01: poison comes in two forms, the second of them also late', () => {
    const poison = replayMarket([series], series.eventTime, { kind: 'poison', cut });
    const late = replayMarket([series], series.eventTime, { kind: 'late-poison', cut });
    expect(poison?.known[0]?.close[12]).not.toBe(late?.known[0]?.close[12]);
    expect(poison?.known[0]?.availableAt).toEqual(series.availableAt);
    expect(late?.known[0]?.availableAt[10]).toBeGreaterThan(series.availableAt[10] ?? NaN);
    expect(late?.known[0]?.availableAt[9]).toBe(series.availableAt[9]);
  });

  it('X-02: compares columns bit by bit, as far as bars are known', () => {
    const full = [{ a: Float64Array.of(1, NaN, 3), b: Float64Array.of(1, 2, 3) }];
    const other = [{ a: Float64Array.of(1, NaN), b: Float64Array.of(0, 2) }];
    expect(changedColumns(full, other, [2])).toEqual(['b']);
    expect(changedColumns(full, [{ a: Float64Array.of(1, NaN, 4), b: Float64Array.of(1, 2, 4) }], [2])).toEqual([]);
  });
});
