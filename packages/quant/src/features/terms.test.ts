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
const golden = JSON.parse(readFileSync(new URL('golden/features/terms.json', root), 'utf8')) as GoldenTerms;
const sample = new URL('node_modules/vega-datasets/data/sp500-2000.csv', root);

function sampleSeries(): ReturnType<typeof ohlcSeries> {
  const bytes = readFileSync(sample);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(golden.meta.data.sha256);
  const [header = '', ...lines] = bytes.toString('utf8').trim().split('\n');
  const names = header.trim().split(',');
  const rows = lines.map((line) => line.trim().split(',')).filter((row) => row[0] >= golden.meta.data.from);
  const column = (name: string): number[] =>
    rows.slice(0, golden.cases.length).map((row) => Number(row[names.indexOf(name)]));
  return ohlcSeries({ open: column('open'), high: column('high'), low: column('low'), close: column('close') });
}

const COLUMNS: readonly (readonly [string, TermSpec])[] = [
  ['sma20', { term: 'sma', field: 'close', window: 20 }],
  ['priorHigh20', { term: 'highest', field: 'high', window: 20 }],
  ['priorLow20', { term: 'lowest', field: 'low', window: 20 }],
  ['zScore20Ddof1', { term: 'zscore', field: 'close', window: 20 }],
  ['return10', { term: 'return', field: 'close', lag: 10 }],
];

describe('terms against pandas', () => {
  it.each(COLUMNS)('%s equals the vector on real bars', (name, spec) => {
    const [found] = computeTerms([spec], sampleSeries());
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
    expect(termKey({ term: 'next-session-weekday' })).toBe('next-session-weekday');
  });
});
