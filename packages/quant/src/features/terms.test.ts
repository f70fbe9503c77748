import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PlatformError } from '@assay/core/errors';
import { parseIsoInstant } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { closeOnlySeries, ohlcSeries, walkSeries } from '../market/testing/index.ts';
import { computeTerms, resolveTerm } from './resolve-term.ts';
import { termKey } from './term-key.ts';
import type { TermSpec } from './term.ts';

interface GoldenTerms {
  readonly meta: {
    readonly data: { readonly sha256: string; readonly from: string };
    readonly tolerance: { readonly relative: number; readonly absolute: number };
  };
  readonly cases: readonly Readonly<Record<string, number | string | null>>[];
}

const root = new URL('../../../../', import.meta.url);
const sample = new URL('node_modules/vega-datasets/data/sp500-2000.csv', root);

function goldenTerms(name: string): GoldenTerms {
  return JSON.parse(readFileSync(new URL(`golden/features/${name}.json`, root), 'utf8')) as GoldenTerms;
}

function sampleSeries(golden: GoldenTerms): ReturnType<typeof ohlcSeries> {
  const bytes = readFileSync(sample);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(golden.meta.data.sha256);
  const [header = '', ...lines] = bytes.toString('utf8').trim().split('\n');
  const names = header.trim().split(',');
  const rows = lines.map((line) => line.trim().split(',')).filter((row) => row[0] >= golden.meta.data.from);
  const column = (name: string): number[] =>
    rows.slice(0, golden.cases.length).map((row) => Number(row[names.indexOf(name)]));
  const columns = { open: column('open'), high: column('high'), low: column('low'), close: column('close') };
  return ohlcSeries({ ...columns, volume: column('volume') });
}

const COLUMNS: readonly (readonly [file: string, name: string, spec: TermSpec])[] = [
  ['terms', 'sma20', { term: 'sma', field: 'close', window: 20 }],
  ['terms', 'priorHigh20', { term: 'highest', field: 'high', window: 20 }],
  ['terms', 'priorLow20', { term: 'lowest', field: 'low', window: 20 }],
  ['terms', 'sd20Ddof1', { term: 'stdev', field: 'close', window: 20 }],
  ['terms', 'zScore20Ddof1', { term: 'zscore', field: 'close', window: 20 }],
  ['terms', 'return10', { term: 'return', field: 'close', lag: 10 }],
  ['indicators', 'ema20', { term: 'ema', field: 'close', window: 20 }],
  ['indicators', 'wilder14', { term: 'wilder', field: 'close', window: 14 }],
  ['indicators', 'rsi14', { term: 'rsi', field: 'close', window: 14 }],
  ['indicators', 'trueRange', { term: 'true-range' }],
  ['indicators', 'atr14', { term: 'atr', window: 14 }],
  ['indicators', 'slope10', { term: 'slope', field: 'close', window: 10 }],
  ['indicators', 'rollingMax20', { term: 'rolling-max', field: 'high', window: 20 }],
  ['indicators', 'rollingMin20', { term: 'rolling-min', field: 'low', window: 20 }],
  ['indicators', 'sumVolume5', { term: 'sum', field: 'volume', window: 5 }],
  ['indicators', 'median20', { term: 'median', field: 'close', window: 20 }],
  ['indicators', 'median5', { term: 'median', field: 'close', window: 5 }],
  ['indicators', 'rank20', { term: 'rank', field: 'close', window: 20 }],
  ['indicators', 'correlationVolume20', { term: 'correlation', field: 'close', with: 'volume', window: 20, lag: 0 }],
  ['indicators', 'autocorrelation10', { term: 'correlation', field: 'close', with: 'close', window: 10, lag: 3 }],
];

describe('terms against TA-Lib and pandas', () => {
  it.each(COLUMNS)('%s: %s equals the vector on real bars', (file, name, spec) => {
    const golden = goldenTerms(file);
    const [found] = computeTerms([spec], sampleSeries(golden));
    const { relative, absolute } = golden.meta.tolerance;
    expect(golden.cases.length).toBe(400);
    golden.cases.forEach((row, t) => {
      const expected = row[name];
      if (expected === null) expect(found[t], `bar ${t}`).toBeNaN();
      else
        expect(Math.abs(found[t] - Number(expected)), `bar ${t}`).toBeLessThanOrEqual(
          absolute + relative * Math.abs(Number(expected)),
        );
    });
  });
});

describe('resolveTerm', () => {
  const series = ohlcSeries({
    close: [10, 12, 11, 11, 11, 20],
    high: [13, 14, 12, 12, 11, 21],
    low: [9, 10, 10, 11, 11, 11],
  });
  const valuesOf = (spec: TermSpec): number[] => [...resolveTerm(spec).compute(series)];

  it('is worked by hand', () => {
    expect(valuesOf({ term: 'sma', field: 'close', window: 2 })).toEqual([NaN, 11, 11.5, 11, 11, 15.5]);
    expect(valuesOf({ term: 'highest', field: 'high', window: 2 })).toEqual([NaN, NaN, 14, 14, 12, 12]);
    expect(valuesOf({ term: 'lowest', field: 'low', window: 2 })).toEqual([NaN, NaN, 9, 10, 10, 11]);
    expect(valuesOf({ term: 'return', field: 'close', lag: 2 }).slice(0, 3)).toEqual([NaN, NaN, 0.1]);
    expect(valuesOf({ term: 'zscore', field: 'close', window: 2 })[1]).toBeCloseTo(Math.SQRT1_2, 15);
  });

  it('excludes the current bar from channels, so that a close can leave them', () => {
    const [high] = computeTerms([{ term: 'highest', field: 'close', window: 3 }], series);
    expect(series.close[5]).toBeGreaterThan(high[5]);
  });

  it('is undefined where the deviation is zero, never infinite', () => {
    expect(valuesOf({ term: 'zscore', field: 'close', window: 3 })[4]).toBeNaN();
    const tiny = ohlcSeries({ close: [1e-170, 2e-170, 4e-170] });
    expect(resolveTerm({ term: 'zscore', field: 'close', window: 3 }).compute(tiny)[2]).toBeNaN();
    const flat = ohlcSeries({ close: new Array<number>(50).fill(0.1) });
    expect([...resolveTerm({ term: 'zscore', field: 'close', window: 7 }).compute(flat)].every(Number.isNaN)).toBe(
      true,
    );
  });

  it('is all warm-up on fewer bars than the window, and empty on none', () => {
    const short = ohlcSeries({ close: [1, 2] });
    for (const window of [3, 50])
      expect([...resolveTerm({ term: 'sma', field: 'close', window }).compute(short)]).toEqual([NaN, NaN]);
    expect(resolveTerm({ term: 'return', field: 'close', lag: 5 }).compute(short)).toEqual(Float64Array.of(NaN, NaN));
    expect(resolveTerm({ term: 'zscore', field: 'close', window: 5 }).compute(ohlcSeries({ close: [] })).length).toBe(
      0,
    );
  });

  it.each([
    [{ term: 'sma', field: 'close', window: 0 }, /'window'/],
    [{ term: 'sma', field: 'close', window: 2.5 }, /'window'/],
    [{ term: 'zscore', field: 'close', window: 1 }, /'window'/],
    [{ term: 'return', field: 'close', lag: 0 }, /'lag'/],
    [{ term: 'return', field: 'close', lag: -1 }, /'lag'/],
    [{ term: 'price', field: 'bid' }, /'field': must be one of open, high, low, close, volume/],
    [{ term: 'stdev', field: 'close', window: 1 }, /'window'/],
    [{ term: 'rank', field: 'close', window: 1 }, /'window'/],
    [{ term: 'slope', field: 'close', window: 1 }, /'window'/],
    [{ term: 'ema', field: 'close', window: 0 }, /'window'/],
    [{ term: 'atr', window: 0 }, /'window'/],
    [{ term: 'correlation', field: 'close', with: 'close', window: 1, lag: 0 }, /'window'/],
    [{ term: 'correlation', field: 'close', with: 'close', window: 5, lag: -1 }, /'lag'/],
    [{ term: 'correlation', field: 'close', with: 'bid', window: 5, lag: 0 }, /'with'/],
    [{ term: 'toString', field: 'close', window: 5 }, /'term'/],
    [{ term: 'lead', field: 'close', lag: 1 }, /'term': must be the name of a term, was 'lead'/],
  ])('refuses %j', (spec, message) => {
    expect(() => resolveTerm(spec as TermSpec)).toThrow(message);
  });

  it('refuses a price that close-only data do not have, and takes the close', () => {
    const closes = closeOnlySeries([1, 2, 3]);
    const compute = (): unknown => resolveTerm({ term: 'highest', field: 'high', window: 2 }).compute(closes);
    expect(compute).toThrow(/term 'highest\(high,2\)' needs the high of each bar; 'TEST' has closes only/);
    try {
      compute();
    } catch (error) {
      expect(PlatformError.is(error, 'DATA_UNFIT')).toBe(true);
    }
    expect([...resolveTerm({ term: 'highest', field: 'close', window: 2 }).compute(closes)]).toEqual([NaN, NaN, 2]);
  });
});

describe('averages and order statistics', () => {
  const closes = (values: readonly number[], spec: TermSpec): number[] => [
    ...resolveTerm(spec).compute(closeOnlySeries(values)),
  ];

  it('are worked by hand', () => {
    expect(closes([2, 4, 9, 3], { term: 'ema', field: 'close', window: 3 })).toEqual([NaN, NaN, 5, 4]);
    expect(closes([2, 4, 9, 3], { term: 'wilder', field: 'close', window: 2 })).toEqual([NaN, 3, 6, 4.5]);
    expect(closes([10, 12, 11, 11], { term: 'rsi', field: 'close', window: 2 })).toEqual([
      NaN,
      NaN,
      100 * (2 / 3),
      100 * (2 / 3),
    ]);
    expect(closes([3, 1, 2, 2, 5], { term: 'rank', field: 'close', window: 3 })).toEqual([NaN, NaN, 0.5, 0.75, 1]);
    expect(closes([3, 1, 2, 5], { term: 'median', field: 'close', window: 2 })).toEqual([NaN, 2, 1.5, 3.5]);
    expect(closes([3, 5, 7, 7], { term: 'slope', field: 'close', window: 3 })).toEqual([NaN, NaN, 2, 1]);
    const itself: TermSpec = { term: 'correlation', field: 'close', with: 'close', window: 3, lag: 0 };
    expect(closes([1, 2, 3, 1], itself)[3]).toBeCloseTo(1, 15);
    expect(closes([1, 2, 4, 1], { ...itself, lag: 1 })[3]).toBeCloseTo(-0.5, 15);
  });

  it('true-range reaches over the gap from the close before', () => {
    const gap = ohlcSeries({ open: [10, 13, 8], high: [11, 14, 9], low: [9, 12, 7], close: [10, 13, 8] });
    expect([...resolveTerm({ term: 'true-range' }).compute(gap)]).toEqual([NaN, 4, 6]);
    expect([...resolveTerm({ term: 'atr', window: 2 }).compute(gap)]).toEqual([NaN, NaN, 5]);
  });

  it('are undefined where the definition divides by nothing', () => {
    const flat = new Array<number>(30).fill(0.1);
    expect(closes(flat, { term: 'rsi', field: 'close', window: 5 }).every(Number.isNaN)).toBe(true);
    const constant: TermSpec = { term: 'correlation', field: 'close', with: 'close', window: 7, lag: 1 };
    expect(closes(flat, constant).every(Number.isNaN)).toBe(true);
    expect(closes(flat, { term: 'rank', field: 'close', window: 5 }).at(-1)).toBe(0.5);
  });

  it('a NaN begins an average anew and leaves windows with its bar', () => {
    const holed = [1, 2, NaN, 4, 6, 8];
    expect(closes(holed, { term: 'ema', field: 'close', window: 2 })).toEqual([NaN, 1.5, NaN, NaN, 5, 7]);
    expect(closes(holed, { term: 'median', field: 'close', window: 2 })).toEqual([NaN, 1.5, NaN, NaN, 5, 7]);
    expect(closes(holed, { term: 'slope', field: 'close', window: 2 })).toEqual([NaN, 1, NaN, NaN, 2, 2]);
  });

  it('refuses ranges of close-only data', () => {
    expect(() => resolveTerm({ term: 'atr', window: 2 }).compute(closeOnlySeries([1, 2]))).toThrow(
      /term 'atr\(2\)' needs the high of each bar/,
    );
  });
});

describe('session terms', () => {
  const intraday = (firstTime: string, count: number, stepMs = 3_600_000): ReturnType<typeof closeOnlySeries> => {
    const start = parseIsoInstant(firstTime) ?? NaN;
    const times = Float64Array.from({ length: count }, (_, i) => start + i * stepMs);
    const series = closeOnlySeries(new Array<number>(count).fill(1), { firstDate: '2006-01-03' });
    return { ...series, timeframe: '1h', openTime: times, eventTime: times, availableAt: times };
  };
  const valuesOn = (series: ReturnType<typeof closeOnlySeries>, term: 'session-minute' | 'session-minutes-left') => [
    ...resolveTerm({ term }).compute(series),
  ];

  it('count minutes from the opening and to the planned close, 390 on a full day', () => {
    const series = intraday('2006-01-03T15:30Z', 6);
    expect(valuesOn(series, 'session-minute')).toEqual([60, 120, 180, 240, 300, 360]);
    expect(valuesOn(series, 'session-minutes-left')).toEqual([330, 270, 210, 150, 90, 30]);
    const daily = closeOnlySeries([1, 1], { firstDate: '2006-01-03' });
    expect(valuesOn(daily, 'session-minute')).toEqual([390, 390]);
    expect(valuesOn(daily, 'session-minutes-left')).toEqual([0, 0]);
  });

  it('know an early close that was planned', () => {
    expect(valuesOn(intraday('2006-07-03T16:00Z', 2), 'session-minutes-left')).toEqual([60, 0]);
  });

  it('are undefined where a bar closes before its session opens', () => {
    expect(valuesOn(intraday('2006-01-03T13:00Z', 3), 'session-minute')).toEqual([NaN, NaN, 30]);
  });

  it('session-weekday is the day of the bar, next-session-weekday the one after', () => {
    const friday = closeOnlySeries([1], { firstDate: '2006-01-06' });
    expect([...resolveTerm({ term: 'session-weekday' }).compute(friday)]).toEqual([5]);
    expect([...resolveTerm({ term: 'next-session-weekday' }).compute(friday)]).toEqual([1]);
  });
});

describe('next-session-weekday', () => {
  const weekdays = (firstDate: string, count: number): number[] => [
    ...resolveTerm({ term: 'next-session-weekday' }).compute(
      closeOnlySeries(new Array<number>(count).fill(1), { firstDate }),
    ),
  ];

  it('skips weekends and holidays that are planned', () => {
    expect(weekdays('2006-01-03', 4)).toEqual([3, 4, 5, 1]);
    expect(weekdays('2006-01-13', 1)).toEqual([2]);
  });

  it('does not know a closure that came without warning (X-01)', () => {
    expect(weekdays('2001-09-10', 2)).toEqual([2, 2]);
  });

  it('stays in the session inside which a bar closes', () => {
    const series = closeOnlySeries([1], { firstDate: '2006-01-03' });
    const noon = parseIsoInstant('2006-01-03T17:00Z') ?? NaN;
    const times = Float64Array.of(noon);
    const inside = { ...series, timeframe: '1h', openTime: times, eventTime: times, availableAt: times } as const;
    expect([...resolveTerm({ term: 'next-session-weekday' }).compute(inside)]).toEqual([2]);
  });
});

describe('computeTerms', () => {
  const series = walkSeries(4, 50);

  it('computes equal terms once and keeps the order', () => {
    const sma: TermSpec = { term: 'sma', field: 'close', window: 5 };
    const [first, price, again] = computeTerms([sma, { term: 'price', field: 'close' }, { ...sma }], series);
    expect(again).toBe(first);
    expect(price).toEqual(series.close);
    expect(price).not.toBe(series.close);
    expect(computeTerms([], series)).toEqual([]);
  });
});

describe('termKey', () => {
  it('is the canonical text', () => {
    expect(termKey({ term: 'sma', window: 20, field: 'close' })).toBe('sma(close,20)');
    expect(termKey({ term: 'return', field: 'open', lag: 3 })).toBe('return(open,3)');
    expect(termKey({ term: 'price', field: 'low' })).toBe('price(low)');
    expect(termKey({ term: 'atr', window: 14 })).toBe('atr(14)');
    expect(termKey({ term: 'correlation', field: 'close', with: 'volume', window: 5, lag: 1 })).toBe(
      'correlation(close,volume,5,1)',
    );
    expect(termKey({ term: 'next-session-weekday' })).toBe('next-session-weekday');
  });
});
