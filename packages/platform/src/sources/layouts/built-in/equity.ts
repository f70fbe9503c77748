import type { LayoutSource } from './parts.ts';
import { OHLC, SIX_PLACES, US_SHARE } from './parts.ts';

const LEAN_TIME = { format: 'yyyymmdd hh:mm', zone: 'America/New_York' };
const TIINGO_FORM = { time: { format: 'iso-date' } };
const SURVIVORS =
  'The instruments were chosen when it was known that they had survived (survivorship bias): no verdict on choosing among them can be trusted.';

/** Shares, funds and indices of US exchanges. */
export const EQUITY_LAYOUTS: Readonly<Record<string, LayoutSource>> = {
  'ohlcv-daily': {
    columns: { time: 'date', ...OHLC, volume: 'volume' },
    time: { format: 'iso-date' },
    timeframe: '1d',
    adjustment: 'raw',
    instrument: US_SHARE,
    notes: [
      'Declared: prices in dollars as they were traded, without adjustment; one instrument per file, named by it.',
    ],
  },
  'lean-equity-daily': {
    header: false,
    columns: SIX_PLACES,
    time: LEAN_TIME,
    barStamp: 'open',
    timeframe: '1d',
    priceScale: 10_000,
    adjustment: 'raw',
    instrument: { ...US_SHARE, tickSize: '0.0001', from: 'member-name', case: 'upper' },
    notes: [
      'Declared: prices are dollars times 10,000; dates are sessions of New York.',
      'Declared: prices are as they were traded. Splits and dividends come with lean-factor-files, ticker history and listing with lean-map-files.',
      'Declared: a file holds what traded under its ticker, also another company before the listing that the map file names.',
      SURVIVORS,
    ],
  },
  'lean-equity-hour': {
    header: false,
    columns: SIX_PLACES,
    time: LEAN_TIME,
    barStamp: 'open',
    timeframe: '1h',
    priceScale: 10_000,
    adjustment: 'raw',
    instrument: { ...US_SHARE, tickSize: '0.0001', from: 'member-name', case: 'upper' },
    notes: [
      'Declared: prices are dollars times 10,000, as they were traded; times are of New York and name the beginning of the hour.',
      'Declared: the first bar of a session is stamped 09:00 and holds the half hour from 09:30 on.',
    ],
  },
  'cnuge-5yr': {
    members: '_data\\.csv$',
    columns: { time: 'date', ...OHLC, volume: 'volume', instrument: 'Name' },
    time: { format: 'iso-date' },
    timeframe: '1d',
    adjustment: 'split',
    instrument: { ...US_SHARE, tickSize: '0.0001', from: 'column' },
    rows: { blank: 'skip', invalid: 'skip' },
    notes: [
      'Declared: prices are adjusted for splits, not for dividends.',
      'Declared: constituents of the S&P 500 as of February 2018. They were chosen with that knowledge (survivorship bias): no verdict on choosing among them can be trusted.',
    ],
  },
  'tiingo-daily': {
    columns: { time: 'date', ...OHLC, volume: 'volume', instrument: 'symbol' },
    ...TIINGO_FORM,
    timeframe: '1d',
    adjustment: 'raw',
    instrument: { ...US_SHARE, kind: 'fund', tickSize: '0.0001', from: 'column' },
    notes: [
      'Declared: the columns open to volume are as they were traded; the adjusted ones are not read, as they change with every later dividend.',
      'Splits and dividends of the same files come with tiingo-actions.',
    ],
  },
  'tiingo-actions': {
    kind: 'actions',
    columns: { time: 'date', dividend: 'divCash', split: 'splitFactor', instrument: 'symbol' },
    time: { format: 'iso-date', at: 'session-open' },
    calendar: 'us-equity',
    subject: { from: 'column' },
    unit: 'USD',
    notes: [
      'Declared: a row is the ex-day; its split or dividend counts as known at the opening of that day, though it was announced before.',
    ],
  },
  'lean-factor-files': {
    kind: 'actions',
    derive: 'lean-factors',
    header: false,
    columns: { time: 1, priceFactor: 2, splitFactor: 3, referencePrice: 4 },
    time: { format: 'yyyymmdd' },
    calendar: 'us-equity',
    subject: { from: 'file-name', case: 'upper' },
    unit: 'USD',
    notes: [
      'Declared: a row holds until the end of its date; the next session is the ex-day, at whose opening the action counts as known.',
      'Splits and dividends are worked out of successive factors and the reference price; dividends are rounded to what seven decimals of a factor can tell.',
    ],
  },
  'lean-map-files': {
    kind: 'instruments',
    derive: 'lean-map',
    header: false,
    columns: { time: 1, ticker: 2, exchange: 3 },
    time: { format: 'yyyymmdd' },
    calendar: 'us-equity',
    subject: { from: 'file-name', case: 'upper' },
    unit: 'USD',
    terms: {
      kind: 'equity',
      currency: 'USD',
      tickSize: '0.0001',
      lotSize: '1',
      multiplier: '1',
      calendar: 'us-equity',
    },
    notes: [
      'Declared: the first row is the first day of the listing, or of the history; each later row is the last day of its ticker; a date from 2050 on means that it still holds.',
      'Declared: a change of ticker counts as known at the opening of its first day. Exchanges are the letters of the file (N New York, Q Nasdaq, P Arca).',
    ],
  },
  'skfolio-wide': {
    columns: { time: 'Date' },
    time: { format: 'iso-date' },
    timeframe: '1d',
    adjustment: 'split-and-dividend',
    instrument: {
      ...US_SHARE,
      tickSize: '0.001',
      from: 'column-name',
      overrides: {
        SP500: { kind: 'index', tickSize: '0.01' },
        ...Object.fromEntries(['MTUM', 'QUAL', 'SIZE', 'USMV', 'VLUE'].map((id) => [id, { kind: 'fund' }])),
      },
    },
    rows: { blank: 'skip', offSession: 'skip' },
    notes: [
      'Declared: closes, adjusted for splits and dividends with the knowledge of the end of the file, rounded to 0.001: early closes of shares that split often have two or three digits only.',
      SURVIVORS,
    ],
  },
};
