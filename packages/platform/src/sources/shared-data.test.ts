/**
 * Files of other people's projects, read where they lie beside this one; nothing here depends on them. Every figure was
 * taken from the bytes by other means than this code.
 */
import { existsSync, globSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { calendarById } from '@assay/quant/market';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import { afterAll, describe, expect, it } from 'vitest';
import { auditSeries } from '../lakehouse/index.ts';
import { importInMemory } from './import/import-in-memory.ts';
import type { ImportResult } from './import/import-in-memory.ts';
import { BUILT_IN_LAYOUTS } from './layouts/built-in.ts';
import { checkLayout } from './layouts/check-layout.ts';
import { guessLayout } from './layouts/guess/guess-layout.ts';
import type { Layout } from './layouts/layout.ts';

const data = path.resolve(fileURLToPath(new URL('../../../../', import.meta.url)), '../shared/data');
const isThere = existsSync(data);
if (!isThere) console.log(`skipped: no files in ${path.relative(process.cwd(), data)}`);

const LEAN = 'QuantConnect__Lean/Data/';
const GURU = 'TheSnowGuru__Tick-Bar-Data/';
const OPTIONS = 'lambdaclass__options_backtester/';
const VIX = 'leyhline__vix-term-structure/data/';
const TIINGO = `${OPTIONS}{tests/data/prod_stocks_1y.csv,tests/test_data/*.csv}`;
const COINS = '{etcusdt,ethusdt,ltc,link,adausdt}';

const seen = new Set<string>();
const guessed: string[] = [];

async function read(name: string, pattern: string, layout = BUILT_IN_LAYOUTS[name] as Layout): Promise<ImportResult> {
  const files = globSync(pattern, { cwd: data }).map((file) => path.join(data, file));
  expect(files.length, pattern).toBeGreaterThan(0);
  for (const file of files) seen.add(path.relative(data, file));
  return importInMemory(files, layout);
}

/** A bar by its row in the file: its opening, close, and prices. */
function bar({ series }: ImportResult, id: string, row: number): string {
  const found = series.find(({ instrument }) => instrument.id === id) as BarSeries;
  const at = found.source.row.indexOf(row);
  const iso = (time: number | undefined): string => new Date(time as number).toISOString().slice(0, 16);
  const { open, high, low, close, ask } = found;
  const sides = ask === undefined ? [close] : [close, ask.open, ask.close];
  const prices = [open, high, low, ...sides].map((column) => String(column[at]));
  return [iso(found.openTime[at]), iso(found.eventTime[at]), ...prices].join(' ');
}

/** The records of a table that stand in a row of the source with that end of its name. */
function records({ tables }: ImportResult, id: string, row: number, names: readonly string[]): readonly string[] {
  const table = tables.find((one) => one.id === id) as RecordTable;
  const iso = (time: number): string => new Date(time).toISOString().slice(0, 16);
  const value = (name: string, at: number): string => {
    const text = table.texts[name];
    if (text !== undefined) return text.words[text.index[at] ?? -1] ?? '';
    const number = table.numbers[name]?.[at] as number;
    return name === 'expiry' || name.endsWith('At') ? iso(number) : String(number);
  };
  const rows = Array.from(table.source.row.keys()).filter((at) => table.source.row[at] === row);
  return rows.map((at) => [iso(table.eventTime[at] as number), ...names.map((name) => value(name, at))].join(' '));
}

const sizes = ({ rows, series, tables }: ImportResult): readonly number[] => [
  rows,
  series.length + tables.length,
  series.reduce((sum, { length }) => sum + length, 0) + tables.reduce((sum, { length }) => sum + length, 0),
];

/** Layout, files, [rows, series or tables, bars or records], and bars by instrument and row. */
type BarCase = readonly [string, string, readonly number[], readonly (readonly [string, number, string])[]];

const BAR_CASES: readonly BarCase[] = [
  [
    'lean-equity-daily',
    `${LEAN}equity/usa/daily/*.zip`,
    [53_280, 10, 53_280],
    [
      ['AAPL', 4133, '2014-06-06T13:30 2014-06-06T20:00 650 651.25 644.48 645.57'],
      ['EEM', 1, '1998-01-06T14:30 1998-01-06T21:00 9.63 9.63 9.63 9.63'],
    ],
  ],
  [
    'lean-equity-hour',
    `${LEAN}equity/usa/hour/spy.zip`,
    [40_832, 1, 40_832],
    [['SPY', 20_000, '2009-05-19T18:00 2009-05-19T19:00 91.58 91.96 91.35 91.78']],
  ],
  [
    'lean-forex-hour',
    `${LEAN}forex/oanda/hour/eurusd.zip`,
    [74_439, 1, 74_439],
    [['EURUSD', 40_000, '2013-06-03T18:00 2013-06-03T19:00 1.30901 1.30902 1.30692 1.30736 1.30914 1.30752']],
  ],
  [
    'lean-forex-hour-fxcm',
    `${LEAN}forex/fxcm/hour/eurusd.zip`,
    [69_928, 1, 69_928],
    [['EURUSD', 40_000, '2013-09-12T15:00 2013-09-12T16:00 1.33085 1.33193 1.3307 1.33142 1.3308 1.33145']],
  ],
  [
    'lean-forex-daily',
    `${LEAN}forex/oanda/daily/*.zip`,
    [7476, 2, 7476],
    [['GBPUSD', 6, '2007-01-07T22:00 2007-01-08T00:00 1.92863 1.93043 1.92863 1.92928 1.92963 1.93028']],
  ],
  [
    'lean-crypto-daily',
    `${LEAN}crypto/coinbase/daily/*.zip`,
    [1318, 1, 1318],
    [['BTCUSD', 1318, '2018-08-13T00:00 2018-08-14T00:00 6316 6544.99 6139.57 6253.67']],
  ],
  [
    'ejtrader-h1',
    'ejtraderLabs__historical-data/{GBPUSD,AUDUSD,USDCAD,EURGBP}/*.gz',
    [230_400, 4, 230_400],
    [
      ['GBPUSD', 10_000, '2014-07-04T04:00 2014-07-04T05:00 1.71634 1.71739 1.71626 1.71696'],
      ['GBPUSD', 30_000, '2017-09-22T09:00 2017-09-22T10:00 1.35684 1.35743 1.35529 1.35616'],
    ],
  ],
  [
    'ejtrader-h1-jpy',
    'ejtraderLabs__historical-data/USDJPY/*.gz',
    [57_600, 1, 57_600],
    [['USDJPY', 100, '2012-11-22T14:00 2012-11-22T15:00 82.607 82.607 82.259 82.373']],
  ],
  [
    'ejtrader-h4',
    'ejtraderLabs__historical-data/EURUSD/*.gz',
    [14_400, 1, 14_400],
    [['EURUSD', 9000, '2018-09-13T01:00 2018-09-13T05:00 1.16347 1.16425 1.16224 1.16225']],
  ],
  [
    'snowguru-fx-daily',
    `${GURU}forex/*/*.csv`,
    [20_099, 4, 20_099],
    [
      ['USDJPY', 5, '2007-08-19T21:00 2007-08-20T00:00 114.16 114.43 113.66 114.23'],
      ['EURUSD', 4, '2007-09-07T00:00 2007-09-07T21:00 1.36906 1.37978 1.36601 1.37657'],
    ],
  ],
  [
    'snowguru-h1',
    `${GURU}{indices,commodities,crypto}/{sp500,silver,brent,btcusd}/*.gz`,
    [222_513, 4, 222_513],
    [
      ['USA500IDXUSD', 10_000, '2015-03-10T20:00 2015-03-10T21:00 2045.656 2046.12 2042.313 2044.825'],
      ['BTCUSD', 500, '2017-06-23T11:00 2017-06-23T12:00 2699 2703.5 2687.8 2691.9'],
    ],
  ],
  [
    'snowguru-gold-daily',
    `${GURU}commodities/gold/*.csv`,
    [5172, 1, 5172],
    [['XAUUSD', 2, '2007-02-04T22:00 2007-02-05T00:00 646.846 648.397 646.451 647.652']],
  ],
  [
    'snowguru-cfd-daily',
    `${GURU}crypto/btcusd/*.csv`,
    [1967, 1, 1967],
    [['BTCUSD', 1000, '2020-08-07T00:00 2020-08-07T21:00 11715.5 11859.7 11293.7 11452.2']],
  ],
  [
    'snowguru-crypto-h1',
    `${GURU}crypto/${COINS}/*.gz`,
    [234_809, 5, 234_808],
    [['LINKUSDT', 1000, '2019-02-27T01:00 2019-02-27T02:00 0.43 0.43 0.43 0.43']],
  ],
  [
    'snowguru-crypto-daily',
    `${GURU}crypto/${COINS}/*.csv`,
    [9908, 5, 9907],
    [['LTCUSDT', 700, '2019-11-12T00:00 2019-11-13T00:00 61.8 62.3 59.8 61.4']],
  ],
  [
    'dukascopy-h1',
    'AminHP__gym-anytrading/gym_anytrading/datasets/data/*.csv',
    [6225, 1, 6225],
    [['EURUSD', 3000, '2017-06-23T20:00 2017-06-23T21:00 1.11974 1.11984 1.11927 1.11954']],
  ],
  [
    'fxcm-minute',
    'nautechsystems__nautilus_trader/fxcm*',
    [737_242, 1, 368_621],
    [['GBPUSD', 200_000, '2012-07-16T01:47 2012-07-16T01:48 1.55676 1.5568 1.5567 1.55674 1.5569 1.55682']],
  ],
  [
    'nautilus-btc-perp-minute',
    'nautechsystems__nautilus_trader/tests/test_data/*.gz',
    [45_031, 1, 45_031],
    [['BTC-PERP', 61, '2022-01-01T00:00 2022-01-01T00:01 46224 46265 46198 46247']],
  ],
  [
    'ta4j-json',
    'ta4j__ta4j/ta4j-examples/src/main/resources/*.json',
    [3582, 1, 3582],
    [['ETH-USD', 1000, '2019-02-13T00:00 2019-02-14T00:00 120.81 125 119.51 120.74']],
  ],
  [
    'tiingo-daily',
    TIINGO,
    [1325, 9, 1325],
    [['SPY', 53, '2021-03-19T13:30 2021-03-19T20:00 389.88 391.569 387.15 389.48']],
  ],
  [
    'skfolio-wide',
    'skfolio__skfolio/src/skfolio/datasets/data/*.gz',
    [18_890, 26, 185_893],
    [['XOM', 5000, '2009-10-29T20:00 2009-10-29T20:00 NaN NaN NaN 43.937']],
  ],
  [
    'cboe-vix-daily',
    'datasets__finance-vix/data/vix-daily.csv',
    [9235, 1, 9155],
    [['VIX', 9000, '2025-08-25T13:30 2025-08-25T20:00 15.05 15.19 14.24 14.79']],
  ],
];

describe.skipIf(!isThere)('files as they are found', () => {
  it.each(BAR_CASES)('S2-08: %s', async (name, pattern, expected, bars) => {
    const result = await read(name, pattern);
    expect(sizes(result)).toEqual(expected);
    for (const [id, row, text] of bars) expect(bar(result, id, row)).toBe(text);
    for (const note of (BUILT_IN_LAYOUTS[name] as Layout).notes) expect(result.provenance.notes).toContain(note);
  });

  it('X-08: hundreds of shares with blank and impossible rows, refused by row or left out and counted', async () => {
    const layout = BUILT_IN_LAYOUTS['cnuge-5yr'] as Layout;
    const strict = checkLayout({ ...layout, members: 'DHR_data', rows: {} }, 'strict');
    await expect(read('cnuge-5yr', 'CNuge__kaggle-code/*', strict)).rejects.toThrow(
      /nothing was imported, 3 problems:\n.*DHR_data\.csv:436: open 78\.47 lies outside.*\n.*:599: open is ''\n.*:722: /,
    );
    const result = await read('cnuge-5yr', 'CNuge__kaggle-code/*');
    expect(sizes(result)).toEqual([414_707, 337, 414_690]);
    expect(result.skipped).toMatchObject({ blank: 8, invalid: 9 });
    expect(bar(result, 'DHR', 437)).toBe('2014-11-07T14:30 2014-11-07T21:00 81.28 81.32 80.63 81.19');
  });

  it('S2-04: splits and dividends out of factors, and as they were paid', async () => {
    const factors = await read('lean-factor-files', `${LEAN}equity/usa/factor_files/*.csv`);
    expect(sizes(factors).slice(0, 2)).toEqual([688, 10]);
    const action = ['type', 'value'];
    expect(records(factors, 'AAPL', 2, action)).toEqual(['2000-06-21T13:30 split 2']);
    expect(records(factors, 'QQQ', 2, action)).toEqual(['2000-03-20T14:30 split 2']);
    expect(records(factors, 'QQQ', 3, action)).toEqual(['2003-12-24T14:30 cash-dividend 0.014']);
    expect(records(factors, 'AIG', 48, action)).toEqual(['2009-07-01T13:30 split 0.05']);
    const paid = await read('tiingo-actions', TIINGO);
    expect(sizes(paid)).toEqual([1325, 7, 25]);
    expect(records(paid, 'SPY', 53, action)).toEqual(['2021-03-19T13:30 cash-dividend 1.2778']);
  });

  it('S2-04: tickers as they changed', async () => {
    const maps = await read('lean-map-files', `${LEAN}equity/usa/map_files/*.csv`);
    expect(sizes(maps)).toEqual([26, 10, 16]);
    expect(records(maps, 'EEM', 2, ['ticker', 'listedAt'])).toEqual(['2003-04-11T13:30 EEM 2003-04-11T13:30']);
    expect(records(maps, 'QQQ', 3, ['ticker', 'exchange'])).toEqual(['2004-12-01T14:30 QQQQ Q']);
    expect(records(maps, 'QQQ', 4, ['ticker'])).toEqual(['2011-03-23T13:30 QQQ']);
  });

  it('S3-01: chains of symbols', async () => {
    const spx = await read('spx-chain-daily', `${OPTIONS}backtester/SPX_daily/*.gz`);
    expect(sizes(spx)).toEqual([582_508, 1, 582_508]);
    const names = ['root', 'expiry', 'strike', 'right', 'bid', 'ask', 'last', 'impliedVolatility', 'underlyingPrice'];
    expect(records(spx, 'SPX', 9000, names)).toContain(
      '2019-06-21T20:00 SPXW 2019-07-08T20:00 2645 put 1.1 1.2 NaN 0.2541 2957.5',
    );
    const spy = await read('spy-chain-2021', `${OPTIONS}tests/data/prod_options_1y.csv`);
    expect(sizes(spy)).toEqual([5040, 1, 5040]);
    expect(records(spy, 'SPY', 2500, names)).toEqual([
      '2021-07-01T20:00 SPY 2021-09-30T20:00 440 call 6.24 6.28 6.3 0.12219 430.43',
    ]);
  });

  it('S3-01: chains of members, and of days in file names', async () => {
    const day = `${LEAN}option/usa/daily/aapl_2014_`;
    const contract = ['root', 'expiry', 'strike', 'right'];
    const quotes = await read('lean-option-quote-daily', `${day}quote_american.zip`);
    expect(sizes(quotes)).toEqual([4532, 1, 4532]);
    expect(records(quotes, 'AAPL', 1, [...contract, 'bid', 'bidSize', 'ask', 'askSize'])).toContain(
      '2014-06-06T20:00 AAPL 2015-01-17T21:00 1000 call 1.21 30 1.33 6',
    );
    const interest = await read('lean-option-openinterest-daily', `${day}openinterest_american.zip`);
    expect(sizes(interest)).toEqual([6016, 1, 6016]);
    expect(records(interest, 'AAPL', 2, [...contract, 'openInterest'])).toContain(
      '2014-06-09T20:00 AAPL 2015-01-17T21:00 1000 call 9427',
    );
    const universe = await read('lean-option-universe', `${LEAN}option/usa/universes/*/*.csv`);
    expect(sizes(universe)).toEqual([40_009, 2, 39_996]);
    expect(
      records(universe, 'GOOG', 500, [...contract, 'mid', 'volume', 'openInterest', 'impliedVolatility']),
    ).toContain('2015-12-29T21:00 GOOG 2016-01-29T21:00 775 call 16.7 0 14 0.1471922');
    expect(universe.provenance.notes).toContain('20151231.csv repeats 20151230.csv, byte by byte.');
  });

  it('X-03: rates, settlements and macro series, each in its unit and with its release', async () => {
    const settle = await read('vix-futures-settle', `${VIX}8_m_settle.csv`);
    expect(records(settle, 'VX.M1', 3000, ['value'])).toEqual(['2016-02-25T21:15 20.82']);
    const symbols = await read('vix-futures-symbols', `${VIX}8_m_symbols.csv`);
    expect(records(symbols, 'VX.month.M2', 3000, ['value'])).toEqual([`2016-02-25T21:15 ${Date.UTC(2016, 3, 1)}`]);
    const expiries = await read('vix-futures-expirations', `${VIX}expirations.csv`);
    expect(records(expiries, 'VX.expiry.V1', 3000, ['value'])).toEqual([`2016-02-25T21:15 ${Date.UTC(2016, 2, 16)}`]);
    const curves = await read(
      'treasury-curves',
      'stefan-jansen__zipline-reloaded/src/zipline/resources/market_data/*.csv',
    );
    expect(sizes(curves)).toEqual([6816, 11, 70_144]);
    expect(records(curves, 'UST.10year', 5000, ['value'])).toEqual(['2009-12-24T21:00 0.0382']);
    const rate = await read('lean-interest-rate', `${LEAN}alternative/interest-rate/usa/interest-rate.csv`);
    expect(records(rate, 'US.PCREDIT8', 56, ['value'])).toEqual(['2023-07-27T04:00 5.5']);
    const macro = await read('macro-signals', `${OPTIONS}data/processed/signals.csv`);
    expect(sizes(macro).slice(0, 2)).toEqual([5020, 9]);
    expect(records(macro, 'vix', 4000, ['value'])).toEqual(['2022-02-22T05:00 27.75']);
    const known = new Set(macro.tables.flatMap(({ availableAt }) => [...new Set(availableAt)]));
    expect(known).toEqual(new Set([Date.parse('2026-01-01T05:00Z')]));
  });

  it('X-07: the hour of a file shows in the other one: two brokers of one pair, a side and its pair', async () => {
    const oanda = (await read('lean-forex-hour', `${LEAN}forex/oanda/hour/eurusd.zip`)).series[0] as BarSeries;
    const closes = new Map(Array.from(oanda.eventTime, (time, index) => [time, oanda.close[index] as number]));
    const distance = (series: BarSeries, shiftHours: number): number => {
      const apart = Array.from(series.eventTime, (time, index) =>
        Math.abs((closes.get(time + shiftHours * 3_600_000) ?? NaN) - (series.close[index] as number)),
      ).filter((value) => !Number.isNaN(value));
      return apart.sort((a, b) => a - b)[Math.floor(apart.length / 2)] as number;
    };
    for (const [name, pattern] of [
      ['lean-forex-hour-fxcm', `${LEAN}forex/fxcm/hour/eurusd.zip`],
      ['ejtrader-h4', 'ejtraderLabs__historical-data/EURUSD/*.gz'],
      ['dukascopy-h1', 'AminHP__gym-anytrading/gym_anytrading/datasets/data/*.csv'],
    ] as const) {
      const series = (await read(name, pattern)).series[0] as BarSeries;
      for (const shift of [-1, 1]) expect(distance(series, 0), name).toBeLessThan(distance(series, shift) / 3);
    }
  });

  it('X-07: currency hours lie inside the week of currencies', async () => {
    const { series } = await read('dukascopy-h1', 'AminHP__gym-anytrading/gym_anytrading/datasets/data/*.csv');
    const { findings } = auditSeries(series[0] as BarSeries, calendarById('fx-week'));
    expect(findings.filter(({ kind }) => kind === 'bar-off-session' || kind === 'off-tick')).toEqual([]);
  });

  it('guesses the layout of a file of each family', async () => {
    const files = globSync('**/*.{csv,json,gz,zip}', { cwd: data }).filter(
      (file) => !/SPX_201906|universes.*201406/u.test(file),
    );
    const counts = new Map<string, number>();
    for (const file of files) {
      const { builtIn } = await guessLayout(path.join(data, file));
      guessed.push(`${file}: ${builtIn ?? 'none'}`);
      if (builtIn !== undefined) counts.set(builtIn, (counts.get(builtIn) ?? 0) + 1);
    }
    expect(guessed.filter((line) => line.endsWith(': none'))).toEqual([]);
    const unseen = Object.keys(BUILT_IN_LAYOUTS).filter((name) => !counts.has(name));
    // The first two have no file here; actions are guessed for the bars that stand in the same file.
    expect(unseen.sort()).toEqual(['lean-forex-daily-fxcm', 'ohlcv-daily', 'tiingo-actions']);
    expect(counts.get('snowguru-h1')).toBe(4);
    expect(counts.get('lean-factor-files')).toBe(10);
  });

  afterAll(() => {
    const all = globSync('**/*.{csv,json,gz,zip}', { cwd: data });
    expect(all.filter((file) => !seen.has(file))).toEqual([]);
  });
});
