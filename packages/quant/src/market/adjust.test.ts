import { existsSync, readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { formatIsoDate, parseIsoInstant } from '@assay/core/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustmentFactors, adjustSeries } from './adjust.ts';
import type { AdjustmentFactors } from './adjust.ts';
import type { BarSeries } from './bars.ts';
import { calendarById } from './calendars.ts';
import { checkSeries } from './check-series.ts';
import { actionsFromFactors } from './factor-actions.ts';
import type { FactorRow } from './factor-actions.ts';
import { recordTable } from './record-table.ts';
import type { RecordRow } from './record-table.ts';
import type { RecordTable } from './records.ts';
import { sliceSeries } from './series.ts';
import { closeOnlySeries, ohlcSeries, testInstrument, walkSeries } from './testing/index.ts';

const calendar = calendarById('us-equity');
const lean = new URL('../../../../../shared/data/QuantConnect__Lean/Data/equity/usa/', import.meta.url);
const walk = walkSeries(8, 200);
const at = (text: string): number => parseIsoInstant(text) ?? NaN;
const openOf = (series: BarSeries, i: number): number => series.openTime[i] ?? NaN;

function action(type: string, eventTime: number, value: number, availableAt: number = eventTime): RecordRow {
  return { eventTime, availableAt, values: { type, value } };
}

function actionsOf(rows: readonly RecordRow[], id = 'TEST'): RecordTable {
  return recordTable({ kind: 'actions', id, unit: 'USD', synthetic: true }, rows);
}

describe('adjustSeries', () => {
  it('is worked by hand: a split of two for one and a dividend of 1 on a close of 50', () => {
    const raw = ohlcSeries({ close: [100, 104, 50, 49], volume: [10, 20, 30, 40] });
    const actions = actionsOf([action('split', openOf(raw, 2), 2), action('cash-dividend', openOf(raw, 3), 1)]);
    const both = adjustSeries(raw, actions, 1e13, 'split-and-dividend');
    expect([...both.close]).toEqual([49, 50.96, 49, 49]);
    expect([...both.volume]).toEqual([20, 40, 30, 40]);
    expect(both.adjustment).toBe('split-and-dividend');
    const split = adjustSeries(raw, actions, 1e13, 'split');
    expect([...split.close]).toEqual([50, 52, 50, 49]);
    expect([...split.open]).toEqual([50, 50, 104, 50]);
    checkSeries(adjustSeries(walk, actionsOf([action('split', openOf(walk, 50), 3)]), 1e13, 'split'));
  });

  it('changes nothing before an action is both known and in effect (X-01)', () => {
    const ex = openOf(walk, 100);
    const announced = actionsOf([action('split', ex, 2, ex - 50 * 86_400_000)]);
    const late = actionsOf([action('split', ex, 2, ex + 5000)]);
    expect(adjustSeries(walk, announced, ex - 1, 'split').close).toEqual(walk.close);
    expect(adjustSeries(walk, announced, ex, 'split').close[0]).toBe((walk.close[0] ?? NaN) / 2);
    expect(adjustSeries(walk, late, ex + 4999, 'split').close).toEqual(walk.close);
  });

  it('is the same whatever actions come later, and its returns stay the same when they have come (X-01)', () => {
    const step = fc.record({
      bar: fc.integer({ min: 1, max: 199 }),
      type: fc.constantFrom('split', 'cash-dividend'),
      value: fc.double({ min: 0.1, max: 5, noNaN: true }),
    });
    const steps = fc.uniqueArray(step, { maxLength: 8, selector: ({ bar, type }) => `${bar} ${type}` });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 199 }), (given, cut) => {
        const now = openOf(walk, cut);
        const rows = given.map(({ bar, type, value }) => action(type, openOf(walk, bar), value));
        const known = actionsOf(rows.filter((row) => row.availableAt <= now));
        const seen = sliceSeries(walk, 0, cut);
        const then = adjustSeries(seen, known, now, 'split-and-dividend');
        expect(adjustSeries(seen, actionsOf(rows), now, 'split-and-dividend')).toEqual(then);
        const later = adjustSeries(walk, actionsOf(rows), 1e13, 'split-and-dividend');
        for (let i = 1; i < cut; i++) {
          const before = (then.close[i] ?? NaN) / (then.close[i - 1] ?? NaN);
          expect((later.close[i] ?? NaN) / (later.close[i - 1] ?? NaN)).toBeCloseTo(before, 12);
        }
      }),
      { seed: 2, numRuns: 60 },
    );
  });

  it('uses the version of an action that was known last (X-01)', () => {
    const ex = openOf(walk, 100);
    const actions = actionsOf([action('cash-dividend', ex, 1), action('cash-dividend', ex, 2, ex + 1000)]);
    const first = adjustmentFactors(walk, actions, ex, 'split-and-dividend').dividend[0];
    const second = adjustmentFactors(walk, actions, ex + 1000, 'split-and-dividend').dividend[0];
    const close = walk.close[99] ?? NaN;
    expect([first, second]).toEqual([1 - 1 / close, 1 - 2 / close]);
  });

  it('keeps total returns: a dividend is reinvested at the close before the ex-day', () => {
    const raw = closeOnlySeries([100, 98]);
    const adjusted = adjustSeries(
      raw,
      actionsOf([action('cash-dividend', openOf(raw, 0) + 1000, 2)]),
      1e13,
      'split-and-dividend',
    );
    expect((adjusted.close[1] ?? NaN) / (adjusted.close[0] ?? NaN)).toBe(1);
  });

  it('gives factors that do not depend on the unit of price, ask side included (X-03)', () => {
    const times = (column: Float64Array): Float64Array => column.map((value) => value * 128);
    const { open, high, low, close } = walk;
    const scaled = { ...walk, open: times(open), high: times(high), low: times(low), close: times(close) };
    const ex = openOf(walk, 60);
    const plain = adjustmentFactors(walk, actionsOf([action('cash-dividend', ex, 0.5)]), 1e13, 'split-and-dividend');
    const other = adjustmentFactors(scaled, actionsOf([action('cash-dividend', ex, 64)]), 1e13, 'split-and-dividend');
    expect(other).toEqual(plain);
    const both: BarSeries = { ...walk, side: 'bid', ask: { open, high, low, close } };
    const adjusted = adjustSeries(both, actionsOf([action('split', ex, 2)]), 1e13, 'split');
    expect(adjusted.ask?.close).toEqual(adjusted.close);
  });

  it('refuses what cannot be adjusted', () => {
    const none = actionsOf([]);
    const option = { ...walk, instrument: { ...testInstrument(), kind: 'option' } } as unknown as BarSeries;
    expect(() => adjustSeries(option, none, 0, 'split')).toThrow(/contracts refer to raw prices/);
    const done = adjustSeries(walk, none, 0, 'split');
    expect(() => adjustSeries(done, none, 0, 'split')).toThrow(/'series': must be raw/);
    expect(() => adjustSeries(walk, actionsOf([], 'OTHER'), 0, 'split')).toThrow(/must be actions of TEST/);
    const wrong = actionsOf([action('split', openOf(walk, 5), -2)]);
    expect(() => adjustSeries(walk, wrong, 1e13, 'split')).toThrow(/the split of 2006-01-10.* -2 is not above zero/);
    const large = actionsOf([action('cash-dividend', openOf(walk, 5), 1e4)]);
    expect(() => adjustSeries(walk, large, 1e13, 'split-and-dividend')).toThrow(/is not below the close before it/);
    const weekly: BarSeries = { ...walk, timeframe: '1w' };
    const inside = actionsOf([action('split', openOf(walk, 5) + 1000, 2)]);
    expect(() => adjustSeries(weekly, inside, 1e13, 'split')).toThrow(/ex-day of a split inside/);
    const beforeAll = actionsOf([action('split', openOf(walk, 0) - 1000, 2), action('rename', openOf(walk, 9), 1)]);
    expect(adjustSeries(walk, beforeAll, 1e13, 'split').close).toEqual(walk.close);
  });
});

describe('actionsFromFactors', () => {
  const row = (date: string, priceFactor: number, splitFactor: number, referencePrice: number): FactorRow => ({
    date,
    priceFactor,
    splitFactor,
    referencePrice,
  });

  it('finds a split and a dividend between rows, on the session after the date', () => {
    const rows = [row('2014-06-06', 0.9801, 0.25, 101), row('2014-08-06', 0.99, 0.5, 50), row('2050-12-31', 1, 1, 0)];
    expect(actionsFromFactors(rows, calendar)).toEqual([
      action('cash-dividend', at('2014-06-09T13:30Z'), 1.01),
      action('split', at('2014-06-09T13:30Z'), 2),
      action('cash-dividend', at('2014-08-07T13:30Z'), 0.5),
      action('split', at('2014-08-07T13:30Z'), 2),
    ]);
    expect(actionsFromFactors([row('1998-01-02', 1, 1, 1), row('2050-12-31', 1, 1, 0)], calendar)).toEqual([]);
  });

  it('refuses rows that cannot be read', () => {
    const last = row('2050-12-31', 1, 1, 0);
    expect(() => actionsFromFactors([row('2014-02-30', 1, 1, 1), last], calendar)).toThrow(/factor row of 2014-02-30/);
    expect(() => actionsFromFactors([last, last], calendar)).toThrow(/it does not follow 2050-12-31/);
    expect(() => actionsFromFactors([row('2014-06-06', 0, 1, 1), last], calendar)).toThrow(/not above zero/);
    expect(() => actionsFromFactors([row('2014-06-06', 1.2, 1, 100), last], calendar)).toThrow(/above that of 2050/);
    expect(() => actionsFromFactors([row('2014-06-06', 1, 1, -1), last], calendar)).toThrow(/below zero/);
  });
});

describe('actions from the factor files of shared data', () => {
  const tickers = ['aapl', 'aig', 'bac', 'eem', 'goog', 'ibm', 'iwm', 'qqq', 'spy', 'wm'];

  it('are the known splits and dividends of AAPL', (context) => {
    if (!existsSync(lean)) return context.skip('../shared/data is not there');
    const actions = actionsFromFactors(factorsOf('aapl'), calendar).map(
      ({ eventTime, values }) => `${formatIsoDate(eventTime)} ${values['type']} ${values['value']}`,
    );
    expect(actions.filter((one) => one.includes('split'))).toEqual([
      '2000-06-21 split 2',
      '2005-02-28 split 2',
      '2014-06-09 split 7',
      '2020-08-31 split 4',
    ]);
    for (const known of [
      '2012-08-09 cash-dividend 2.65',
      '2013-05-09 cash-dividend 3.05',
      '2014-05-08 cash-dividend 3.29',
      '2014-08-07 cash-dividend 0.47',
      '2019-05-10 cash-dividend 0.77',
      '2020-08-07 cash-dividend 0.82',
      '2020-11-06 cash-dividend 0.205',
    ]) {
      expect(actions, known).toContain(known);
    }
  });

  it.for(tickers)('adjust the raw closes of %s by the factors they came from', (ticker, context) => {
    if (!existsSync(lean)) return context.skip('../shared/data is not there');
    const factors = factorsOf(ticker);
    const raw = dailyOf(ticker);
    const actions = actionsOf(actionsFromFactors(factors, calendar), ticker);
    const made = adjustmentFactors(raw, actions, at('2040-01-01T00:00Z'), 'split-and-dividend');
    expect(raw.length).toBeGreaterThan(1700);
    const wrong = [...raw.eventTime].filter((time, i) => {
      const expected = factorOn(factors, formatIsoDate(time));
      return !(Math.abs(factorAt(made, i) / expected - 1) < 5e-5);
    });
    expect(wrong.map(formatIsoDate)).toEqual([]);
  });

  it('do not fit bars of the company that had the ticker before', (context) => {
    if (!existsSync(lean)) return context.skip('../shared/data is not there');
    const actions = actionsOf(actionsFromFactors(factorsOf('wm'), calendar), 'wm');
    const adjust = (): unknown =>
      adjustSeries(dailyOf('wm', '0000'), actions, at('2040-01-01T00:00Z'), 'split-and-dividend');
    expect(adjust).toThrow(/the cash-dividend of 2009-05-28.* is not below the close before it, 0.16/);
  });
});

function factorAt({ dividend, shares }: AdjustmentFactors, i: number): number {
  return (dividend[i] ?? NaN) / (shares[i] ?? NaN);
}

function factorOn(factors: readonly FactorRow[], date: string): number {
  const row = factors.find((one) => one.date >= date);
  return (row?.priceFactor ?? NaN) * (row?.splitFactor ?? NaN);
}

function factorsOf(ticker: string): FactorRow[] {
  const lines = readFileSync(new URL(`factor_files/${ticker}.csv`, lean), 'utf8')
    .trim()
    .split(/\r?\n/);
  return lines.map((line) => {
    const [date = '', price, split, reference] = line.split(',');
    return {
      date: `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`,
      priceFactor: Number(price),
      splitFactor: Number(split),
      referencePrice: Number(reference),
    };
  });
}

/** Raw daily closes from an archive of one file, deflated, since the instrument has had its ticker. */
function dailyOf(ticker: string, since: string = tickerSince(ticker)): BarSeries {
  const bytes = readFileSync(new URL(`daily/${ticker}.zip`, lean));
  const start = 30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
  const lines = inflateRawSync(bytes.subarray(start))
    .toString('utf8')
    .trim()
    .split(/\r?\n/)
    .filter((line) => line > since);
  const made = closeOnlySeries(
    lines.map((line) => Number(line.split(',')[4]) / 10_000),
    { instrument: { id: ticker }, firstDate: '1998-01-02' },
  );
  const closes = lines.map((line) => {
    const date = `${line.slice(0, 4)}-${line.slice(4, 6)}-${line.slice(6, 8)}`;
    return calendar.sessionOn(date)?.close ?? expect.fail(`${ticker}: no session on ${date}`);
  });
  const eventTime = Float64Array.from(closes);
  return { ...made, eventTime, openTime: eventTime, availableAt: eventTime };
}

/** Last day of the ticker before, as in the file; bars of that file before it are another company's or not there. */
function tickerSince(ticker: string): string {
  const lines = readFileSync(new URL(`map_files/${ticker}.csv`, lean), 'utf8')
    .trim()
    .split(/\r?\n/);
  const [date = '', name] = (lines.at(-2) ?? '').split(',');
  return name === ticker && lines.length === 2 ? '0000' : `${date} 99`;
}
