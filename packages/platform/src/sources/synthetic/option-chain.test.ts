import { dayOfWeek, formatIsoDate, parseIsoDate } from '@assay/core/time';
import { RECORD_COLUMNS } from '@assay/quant/market';
import type { BarSeries, RecordTable, TextColumn } from '@assay/quant/market';
import { describe, expect, it } from 'vitest';
import { europeanValue, impliedVolatility } from './black-scholes.ts';
import { listedExpiries, strikeLadder } from './chain-listing.ts';
import { DEFAULT_SURFACE } from './chain-options.ts';
import { quoteTicks, yearsBetween } from './chain-table.ts';
import { optionChain, optionChainSource } from './option-chain.ts';
import { at } from './testing/index.ts';

const OPTIONS = { seed: 'chain', bars: 40, start: '2019-03-01', crashDay: 20, rate: 0.03 } as const;
const content = optionChain(OPTIONS);
const [chain, rates, levels] = content.tables as [RecordTable, RecordTable, RecordTable];
const bars = content.series[0] as BarSeries;

const column = (name: string): Float64Array => chain.numbers[name] as Float64Array;
const right = chain.texts['right'] as TextColumn;
const rightAt = (i: number): string => at(right.words, at(right.index, i));

/** Rows of call and put with the same time, expiry and strike. */
function pairsOf(): readonly (readonly [number, number])[] {
  const known = new Map<string, number>();
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0; i < chain.length; i++) {
    const key = [at(chain.eventTime, i), at(column('expiry'), i), at(column('strike'), i)].join();
    const other = known.get(key);
    if (other === undefined) known.set(key, i);
    else pairs.push(rightAt(i) === 'put' ? [other, i] : [i, other]);
  }
  return pairs;
}

describe('optionChain', () => {
  it("F4: keeps put-call parity of the quotes' middles to the tick, also through the crash", () => {
    const pairs = pairsOf();
    expect(pairs.length * 2).toBe(chain.length);
    for (const [call, put] of pairs) {
      const years = yearsBetween(at(chain.eventTime, call), at(column('expiry'), call));
      const discounted = at(column('strike'), call) * Math.exp(-0.03 * years);
      const gap = at(column('mid'), call) - at(column('mid'), put) - (at(column('underlyingPrice'), call) - discounted);
      if (Math.abs(gap) > 0.05 + 1e-9) expect.fail(`rows ${call} and ${put}: parity is off by ${gap}`);
    }
  });

  it('quotes both sides on ticks around the price, never crossed, with skew and term structure', () => {
    for (let i = 0; i < chain.length; i++) {
      const [bid, ask] = [at(column('bid'), i), at(column('ask'), i)];
      if (!(bid >= 0 && ask > bid)) expect.fail(`row ${i}: ${bid} to ${ask}`);
      for (const price of [bid, ask]) {
        if (Math.abs(price * 20 - Math.round(price * 20)) > 1e-9) expect.fail(`row ${i}: ${price} is off the tick`);
      }
    }
    const rows = Array.from({ length: chain.length }, (_, i) => i).filter(
      (i) => chain.eventTime[i] === bars.eventTime[0],
    );
    const near = (expiry: number, strike: number): number =>
      at(
        column('impliedVolatility'),
        rows.find((i) => column('expiry')[i] === expiry && column('strike')[i] === strike) ?? -1,
      );
    const expiries = [...new Set(rows.map((i) => at(column('expiry'), i)))];
    const [first = 0, last = 0] = [expiries[0], expiries.at(-1)];
    expect(near(last, 900)).toBeGreaterThan(near(last, 1000) + 0.02);
    expect(near(last, 1000)).toBeGreaterThan(near(last, 1080));
    expect(near(last, 1000)).toBeGreaterThan(near(first, 1000));
    expect(near(first, 900)).toBeGreaterThan(near(last, 900));
  });

  it('lists weekly and monthly expiries, the session before a holiday, and keeps what was listed until it expires', () => {
    const dates = [...new Set(column('expiry'))].map((time) => formatIsoDate(time));
    expect(dates).toContain('2019-03-15');
    // Good Friday fell on the third Friday of April 2019.
    expect(dates).toContain('2019-04-18');
    expect(dates).not.toContain('2019-04-19');
    expect(dates.filter((date) => dayOfWeek(parseIsoDate(date) as number) !== 5)).toEqual(['2019-04-18']);
    const lives = new Map<string, number[]>();
    for (let i = 0; i < chain.length; i++) {
      const key = [at(column('expiry'), i), at(column('strike'), i), rightAt(i)].join();
      lives.set(key, [...(lives.get(key) ?? []), at(chain.eventTime, i)]);
    }
    const closes = [...bars.eventTime];
    for (const [key, times] of lives) {
      const expiry = Number(key.split(',')[0]);
      const due = closes.filter((close) => close >= at(times, 0) && close < expiry);
      expect(times).toEqual(due);
    }
  });

  it('crashes on one day, with the surface, and comes back by half in the time declared', () => {
    const dayReturn = (t: number): number => at(bars.close, t) / at(bars.open, t) - 1;
    expect(dayReturn(19)).toBeLessThan(-0.06);
    expect(Math.min(...Array.from({ length: 19 }, (_, t) => dayReturn(t)))).toBeGreaterThan(-0.05);
    const level = levels.numbers['value'] as Float64Array;
    expect([...level.subarray(0, 19)]).toEqual(new Array(19).fill(0.16));
    expect(level[19]).toBeCloseTo(0.6, 12);
    expect(level[29]).toBeCloseTo(0.16 + 0.44 / 2, 12);
    expect([levels.id, rates.id, rates.unit]).toEqual(['SYN1.short-volatility', 'RATE.USD', 'fraction']);
    expect(rates.availableAt).toEqual(bars.openTime);
    expect(new Set(rates.numbers['value'])).toEqual(new Set([0.03]));
    const calm = optionChain({ ...OPTIONS, crashDay: 0 });
    expect(Math.min(...(calm.tables[2]?.numbers['value'] as Float64Array))).toBe(0.16);
    expect(calm.series[0]?.close.subarray(0, 19)).toEqual(bars.close.subarray(0, 19));
  });

  it('is sorted by time and key, has every column of its kind, and says what it does not know', () => {
    for (let i = 1; i < chain.length; i++) {
      const difference = ['eventTime', 'expiry', 'strike']
        .map((name) => (name === 'eventTime' ? chain.eventTime : column(name)))
        .map((values) => at(values, i) - at(values, i - 1))
        .find((step) => step !== 0);
      const isOrdered = difference === undefined ? rightAt(i - 1) < rightAt(i) : difference > 0;
      if (!isOrdered) expect.fail(`row ${i} is out of order`);
    }
    const names = RECORD_COLUMNS.chain.map(({ name }) => name);
    expect([...Object.keys(chain.numbers), ...Object.keys(chain.texts)].sort()).toEqual([...names].sort());
    expect(column('openInterest').every(Number.isNaN)).toBe(true);
    expect(chain.source.row.every((row, i) => row === i + 1)).toBe(true);
    expect(optionChainSource(OPTIONS).tables[0]?.rows).toBe(chain.length);
  });

  it.each([
    [{ crashDay: 99 }, /'crashDay': must be at most 'bars' = 40/],
    [{ crashReturn: 0.1 }, /'crashReturn'/],
    [{ surface: { curvature: 1.5 } }, /'curvature': must be at most 2/],
    [{ surface: { rho: -1 } }, /'rho'/],
    [{ months: 0, weeks: 0 }, /'months'/],
    [{ optionTick: '0' }, /'optionTick'/],
    [{ strikeStep: '-1' }, /'strikeStep'/],
    [{ strikeWidth: 1 }, /'strikeWidth'/],
  ])('refuses %j', (wrong, message) => {
    expect(() => optionChain({ ...OPTIONS, ...wrong })).toThrow(message);
  });
});

describe('europeanValue', () => {
  it('gives the textbook price', () => {
    // Hull, Options, Futures, and Other Derivatives: stock 42, strike 40, 10 %, 20 %, half a year.
    const terms = { strike: 40, spot: 42, rate: 0.1, years: 0.5, volatility: 0.2 };
    expect(europeanValue({ ...terms, right: 'call' }).price).toBeCloseTo(4.76, 2);
    expect(europeanValue({ ...terms, right: 'put' }).price).toBeCloseTo(0.81, 2);
    expect(europeanValue({ ...terms, right: 'call' }).delta).toBeCloseTo(0.7791, 4);
  });
});

describe('impliedVolatility', () => {
  it('admits no arbitrage between strikes or between expiries', () => {
    const call = (strike: number, years: number): number => {
      const volatility = impliedVolatility({ ...DEFAULT_SURFACE, shortVolatility: 0.6 }, Math.log(strike), years);
      return europeanValue({ right: 'call', strike, spot: 1, rate: 0, years, volatility }).price;
    };
    for (const years of [0.01, 0.1, 0.5, 1]) {
      for (let strike = 0.5; strike < 1.6; strike += 0.02) {
        const [left, middle, right] = [call(strike - 0.02, years), call(strike, years), call(strike + 0.02, years)];
        expect(left - 2 * middle + right).toBeGreaterThan(-1e-12);
        expect(middle - right).toBeGreaterThan(-1e-12);
        expect(call(strike, years * 1.1) - middle).toBeGreaterThan(-1e-12);
      }
    }
  });
});

describe('quoteTicks', () => {
  it('keeps the middle within half a tick of every price', () => {
    for (const price of [0, 1e-9, 0.3, 0.5, 0.99, 1, 1.49, 1.5, 2, 49.9, 50, 1234.567]) {
      const { bid, ask } = quoteTicks(price);
      expect(bid).toBeGreaterThanOrEqual(0);
      expect(ask).toBeGreaterThan(bid);
      expect(Math.abs((bid + ask) / 2 - price)).toBeLessThanOrEqual(0.5);
    }
  });
});

describe('listedExpiries and strikeLadder', () => {
  it('goes over the end of a year', () => {
    const close = Date.UTC(2018, 11, 20, 21);
    const dates = listedExpiries('2018-12-20', close, { months: 2, weeks: 1 }).map((time) => formatIsoDate(time));
    expect(dates).toEqual(['2018-12-21', '2019-01-18']);
    const later = listedExpiries('2018-12-21', Date.UTC(2018, 11, 21, 21), { months: 2, weeks: 2 });
    expect(later.map((time) => formatIsoDate(time))).toEqual(['2018-12-28', '2019-01-04', '2019-01-18', '2019-02-15']);
  });

  it('widens a range and never narrows it', () => {
    const ladder = strikeLadder(10, 0.1);
    expect(ladder(100, [1, 2])).toMatchObject([{ lowest: 9, highest: 11 }, { expiry: 2 }]);
    expect(ladder(150, [2, 3])).toMatchObject([
      { expiry: 2, lowest: 9, highest: 16 },
      { expiry: 3, lowest: 14, highest: 16 },
    ]);
  });
});
