import type { LayoutSource } from './parts.ts';
import { OHLC, PAIR, TITLED_OHLCV } from './parts.ts';

const LEAN_PLACES = {
  ...{ time: 1, bidOpen: 2, bidHigh: 3, bidLow: 4, bidClose: 5 },
  ...{ askOpen: 7, askHigh: 8, askLow: 9, askClose: 10 },
};
const LEAN_PAIR = { ...PAIR, from: 'member-name', case: 'upper' };
const SIZES = 'The sizes of bid and ask are not read: these feeds have none (0).';
const LEAN_HOUR = {
  ...{
    header: false,
    columns: LEAN_PLACES,
    barStamp: 'open',
    timeframe: '1h',
    adjustment: 'raw',
    instrument: LEAN_PAIR,
  },
};

/**
 * Which zone the stamps of ejtrader are of, as found by comparison with hours of OANDA (EURUSD in four hours, and GBPUSD
 * times EURGBP in one hour, 2012 to 2018): Central European time until 2014-11-21, Eastern European time from 2014-11-24
 * on, both with the European dates of daylight saving; New York plus seven hours does not fit the weeks between.
 */
const EJTRADER_ZONE = [{ zone: 'Europe/Berlin', until: '2014-11-23T00:00' }, { zone: 'Europe/Athens' }];
const EJTRADER_NOTES = [
  'Declared: stamps name the beginning of the bar, in Central European time until 2014-11-21 and in Eastern European time from 2014-11-24 on, both with European daylight saving; found by comparison with hours of another broker, 2012 to 2018, and assumed after that.',
  'Found: on 2013-06-06 to 2013-06-13 and on 2013-06-27 and 28 the stamps are Eastern European already; these bars count as known an hour after they were.',
  'Declared: prices are of one side, the bid as far as can be compared; there is no spread in the file. Volume counts ticks.',
];
const EJTRADER = {
  columns: { time: 'Date', ...OHLC, volume: 'tick_volume' },
  time: { format: 'iso-local', zone: EJTRADER_ZONE },
  barStamp: 'open',
  side: 'bid',
  priceScale: 100_000,
  snapToTick: true,
  adjustment: 'raw',
  instrument: { ...PAIR, from: 'file-name', pattern: '^([A-Z]{6})' },
};

/** Currency pairs. */
export const CURRENCY_LAYOUTS: Readonly<Record<string, LayoutSource>> = {
  'lean-forex-hour': {
    ...LEAN_HOUR,
    time: { format: 'yyyymmdd hh:mm', zone: 'UTC' },
    notes: ['Declared: an OANDA file: stamps are UTC and name the beginning of the hour; bid and ask.', SIZES],
  },
  'lean-forex-hour-fxcm': {
    ...LEAN_HOUR,
    time: { format: 'yyyymmdd hh:mm', zone: 'UTC-05:00' },
    notes: [
      'Declared: an FXCM file: stamps are UTC-5 all year and name the beginning of the hour; bid and ask. Compared with hours of OANDA, 2012 to 2018.',
      SIZES,
    ],
  },
  'lean-forex-daily': {
    ...LEAN_HOUR,
    time: { format: 'yyyymmdd hh:mm', zone: 'UTC' },
    timeframe: '1d',
    instrument: { ...LEAN_PAIR, calendar: 'fx-week-utc' },
    notes: [
      'Declared: an OANDA file: bars are UTC days, with a short one on Sunday and one on Friday that ends with the week; bid and ask.',
      SIZES,
    ],
  },
  'lean-forex-daily-fxcm': {
    ...LEAN_HOUR,
    time: { format: 'yyyymmdd hh:mm', zone: 'UTC-05:00' },
    timeframe: '1d',
    session: 'civil-day',
    notes: ['Declared: an FXCM file: bars are civil days of UTC-5, from midnight to midnight; bid and ask.', SIZES],
  },
  'ejtrader-h1': { ...EJTRADER, timeframe: '1h', notes: EJTRADER_NOTES },
  'ejtrader-h1-jpy': {
    ...EJTRADER,
    timeframe: '1h',
    priceScale: 1000,
    notes: [...EJTRADER_NOTES, 'Declared: prices are yen times 1,000; those of other pairs are times 100,000.'],
  },
  'ejtrader-h4': { ...EJTRADER, timeframe: '4h', notes: EJTRADER_NOTES },
  'snowguru-fx-daily': {
    separator: 'tab',
    columns: { time: 'Time', ...TITLED_OHLCV },
    time: { format: 'iso-local', zone: 'UTC' },
    barStamp: 'open',
    timeframe: '1d',
    side: 'bid',
    adjustment: 'raw',
    instrument: { ...PAIR, calendar: 'fx-week-utc', pattern: '^([A-Z]{6})_' },
    notes: [
      'Declared: bars are UTC days (compared with hours of OANDA, 2008 to 2018), with a short one on Sunday; a Friday ends with the week at 17:00 New York.',
      'Declared: prices are of one side, taken for the bid; volume counts ticks.',
    ],
  },
  'dukascopy-h1': {
    columns: { time: 'Time', ...TITLED_OHLCV },
    time: { format: 'dd.mm.yyyy hh:mm:ss', zone: 'UTC' },
    barStamp: 'open',
    timeframe: '1h',
    side: 'from-name',
    sidePattern: '_(ASK|BID|ask|bid)(?:_|$)',
    adjustment: 'raw',
    instrument: { ...PAIR, pattern: '(?:^|_)([A-Z]{6})_' },
    notes: [
      'Declared: stamps are GMT (compared with hours of OANDA, 2017) and name the beginning of the hour; the side is the one in the file name.',
      'Declared: prices are of five decimals; volume is in units of the base currency.',
    ],
  },
  'fxcm-minute': {
    columns: { time: 'timestamp', ...OHLC },
    time: { format: 'iso-instant' },
    barStamp: 'open',
    timeframe: '1m',
    side: 'from-name',
    sidePattern: '(?:^|[-_])(bid|ask)(?:[-_]|$)',
    adjustment: 'raw',
    instrument: { ...PAIR, pattern: '(?:^|[-_])([a-z]{6})(?:[-_]|$)', case: 'upper' },
    notes: [
      'Declared: stamps name the beginning of the minute (compared with hours of another broker, end of 2012); the files of bid and ask are joined minute by minute.',
      'Declared: there is no volume. The sides were sampled apart: a minute may end with the ask below the bid.',
    ],
  },
};
