import { formatIsoDate } from '@assay/core/time';
import type { BarSeries } from '@assay/quant/market';
import { describe, expect, it } from 'vitest';
import { correlatedPanel } from './correlated-panel.ts';
import { panelCorrelation, resolvePanel } from './panel-options.ts';
import { at, closeReturns, correlationOf, deviationOf } from './testing/index.ts';

const PANEL = { seed: 'panel', bars: 5000, start: '1991-01-02', tickSize: '0.000001' };

describe('correlatedPanel', () => {
  it('has the declared correlation in and between blocks, and every instrument its own volatility', () => {
    const options = { ...PANEL, instruments: 5, blocks: 2, within: 0.7, between: 0.25 };
    const { series } = correlatedPanel(options);
    const returns = series.map(closeReturns);
    const truth = panelCorrelation(resolvePanel(options));
    expect(truth[0]).toEqual([1, 0.25, 0.7, 0.25, 0.7]);
    for (const [i, row] of truth.entries()) {
      expect(deviationOf(returns[i] as Float64Array)).toBeCloseTo(0.01, 3);
      for (const [j, expected] of row.entries()) {
        const found = correlationOf(returns[i] as Float64Array, returns[j] as Float64Array);
        expect(Math.abs(Math.atanh(Math.min(found, 0.999)) - Math.atanh(Math.min(expected, 0.999)))).toBeLessThan(
          4 / Math.sqrt(PANEL.bars),
        );
      }
    }
  });

  it('sets crypto currencies of every day beside shares, and they hang together on the same dates', () => {
    const { series } = correlatedPanel({ ...PANEL, instruments: 1, crypto: 2, between: 0.5, cryptoVolatility: 0.04 });
    const [share, first, second] = series as [BarSeries, BarSeries, BarSeries];
    expect([share, first].map(({ instrument: { kind, calendar } }) => [kind, calendar])).toEqual([
      ['equity', 'us-equity'],
      ['crypto', 'continuous'],
    ]);
    expect(correlationOf(closeReturns(first), closeReturns(second))).toBeCloseTo(0.6, 1);
    expect(Math.abs(deviationOf(closeReturns(first)) / 0.04 - 1)).toBeLessThan(4 / Math.sqrt(2 * first.length));
    // A session's date is that of the UTC day in which it opens.
    const indexOfDate = new Map([...first.openTime].map((open, t) => [formatIsoDate(open), t]));
    const pairs = [...share.openTime].map((open, t) => [t, indexOfDate.get(formatIsoDate(open)) as number] as const);
    expect(pairs.every(([, day]) => day !== undefined)).toBe(true);
    const dayReturn = ({ close, open }: BarSeries, t: number): number => Math.log(at(close, t) / at(open, t));
    const left = Float64Array.from(pairs, ([t]) => dayReturn(share, t));
    const right = Float64Array.from(pairs, ([, t]) => dayReturn(first, t));
    expect(Math.abs(Math.atanh(correlationOf(left, right)) - Math.atanh(0.5))).toBeLessThan(4 / Math.sqrt(PANEL.bars));
    expect(formatIsoDate(at(first.openTime, first.length - 1))).toBe(formatIsoDate(at(share.openTime, 4999)));
  });

  it('says nothing about tomorrow: no return hangs together with the one before', () => {
    const { series } = correlatedPanel({ ...PANEL, instruments: 1, crypto: 1, within: 0.9, between: 0.9 });
    for (const returns of series.map(closeReturns)) {
      const found = correlationOf(returns.subarray(0, -1), returns.subarray(1));
      expect(Math.abs(found)).toBeLessThan(4 / Math.sqrt(returns.length));
    }
  });

  it('lists the short sleeve later, on the same dates as the others', () => {
    const { series, provenance } = correlatedPanel({ ...PANEL, bars: 200, instruments: 3, short: 1, shortBars: 60 });
    expect(series.map(({ length }) => length)).toEqual([200, 200, 60]);
    const late = series[2] as BarSeries;
    expect(late.eventTime).toEqual(series[0]?.eventTime.subarray(140));
    expect(late.instrument.listedAt).toBe(late.openTime[0]);
    expect(series[0]?.instrument.listedAt).toBeUndefined();
    expect(provenance.generator).toMatchObject({
      members: [{ block: 0 }, { block: 1 }, { id: 'SYN3', block: 0, listedAfter: 140 }],
      blockCorrelation: [
        [0.6, 0.2],
        [0.2, 0.6],
      ],
    });
    const rows = series.flatMap(({ source }) => [...source.row]);
    expect(rows).toEqual(Array.from({ length: 460 }, (_, i) => i + 1));
    expect(correlationOf(closeReturns(late), closeReturns(series[0] as BarSeries).subarray(140))).toBeGreaterThan(0.3);
  });

  it.each([
    [{ within: 1 }, /'within'/],
    [{ within: 0.2, between: 0.3 }, /'between': must be between 0 and 'within' = 0.2/],
    [{ blocks: 9 }, /'blocks': must be at most 8/],
    [{ short: 9 }, /'short'/],
    [{ shortBars: 3 }, /'shortBars': must be absent where 'short' is 0/],
    [{ cryptoVolatility: 0.1 }, /'cryptoVolatility': must be absent where 'crypto' is 0/],
    [{ short: 1, shortBars: 6 }, /'shortBars': must be at most 5/],
    [{ instruments: 0 }, /'instruments'/],
    [{ bars: 0 }, /'bars'/],
  ])('refuses %j', (wrong, message) => {
    expect(() => correlatedPanel({ seed: 1, bars: 5, ...wrong })).toThrow(message);
  });
});
