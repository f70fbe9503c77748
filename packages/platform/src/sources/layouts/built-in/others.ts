import type { LayoutSource } from './parts.ts';
import { OHLC, SIX_PLACES, TITLED_OHLCV } from './parts.ts';

const USD_COIN = { kind: 'crypto', currency: 'USD', tickSize: '0.01', lotSize: '0.00000001', calendar: 'continuous' };
const TETHER_COIN = {
  ...{ kind: 'crypto', currency: 'USDT', tickSize: '0.01', calendar: 'continuous', pattern: '^([A-Z]+)_' },
  overrides: { ADAUSDT: { tickSize: '0.001' }, LTCUSDT: { tickSize: '0.1' } },
};
const CFD = {
  ...{
    kind: 'contract-for-difference',
    currency: 'USD',
    tickSize: '0.001',
    calendar: 'fx-week',
    pattern: '^([A-Z0-9]+)_',
  },
  overrides: { BTCUSD: { tickSize: '0.1' } },
};
const SNOWGURU = {
  separator: 'tab',
  columns: { time: 'Time', ...TITLED_OHLCV },
  time: { format: 'iso-local', zone: 'UTC' },
  barStamp: 'open',
  adjustment: 'raw',
};
const SNOWGURU_UTC = 'Declared: stamps are UTC and name the beginning of the bar (compared with another source).';
const CFD_NOTES = [
  'Declared: contracts for difference of one broker, not the exchange; one side of the price, taken for the bid; volume counts ticks.',
  'Declared: the week of currencies; daily pauses of the contract and holidays of its exchange show as gaps.',
];
const COIN_NOTES = [
  'Declared: coins traded around the clock; the first bars of a listing show extreme lows and highs, and prices have few digits.',
  'Rows whose low is no possible price are left out and counted.',
];

/** Indices, commodities and crypto currencies. */
export const OTHER_LAYOUTS: Readonly<Record<string, LayoutSource>> = {
  'snowguru-h1': {
    ...SNOWGURU,
    timeframe: '1h',
    side: 'bid',
    instrument: CFD,
    notes: [SNOWGURU_UTC, ...CFD_NOTES],
  },
  'snowguru-cfd-daily': {
    ...SNOWGURU,
    timeframe: '1d',
    side: 'bid',
    instrument: { ...CFD, calendar: 'fx-week-utc' },
    notes: ['Declared: bars are UTC days, with a short one on Sunday and none on Saturday.', ...CFD_NOTES],
  },
  'snowguru-gold-daily': {
    ...SNOWGURU,
    timeframe: '1d',
    side: 'bid',
    instrument: { ...CFD, kind: 'commodity', calendar: 'fx-week-utc' },
    notes: ['Declared: bars are UTC days, with a short one on Sunday and none on Saturday.', ...CFD_NOTES],
  },
  'snowguru-crypto-h1': {
    ...SNOWGURU,
    timeframe: '1h',
    instrument: TETHER_COIN,
    rows: { invalid: 'skip' },
    notes: [SNOWGURU_UTC, ...COIN_NOTES],
  },
  'snowguru-crypto-daily': {
    ...SNOWGURU,
    timeframe: '1d',
    instrument: TETHER_COIN,
    rows: { invalid: 'skip' },
    notes: ['Declared: bars are UTC days (compared with another exchange).', ...COIN_NOTES],
  },
  'lean-crypto-daily': {
    header: false,
    columns: SIX_PLACES,
    time: { format: 'yyyymmdd hh:mm', zone: 'UTC' },
    barStamp: 'open',
    timeframe: '1d',
    adjustment: 'raw',
    instrument: { ...USD_COIN, from: 'member-name', case: 'upper' },
    notes: [
      'Declared: bars are UTC days of one exchange; volume is in coins. Its first weeks hold few trades and miss days.',
    ],
  },
  'nautilus-btc-perp-minute': {
    columns: { time: 'timestamp', ...OHLC },
    time: { format: 'iso-local', zone: 'UTC' },
    barStamp: 'close',
    timeframe: '1m',
    adjustment: 'raw',
    instrument: { ...USD_COIN, tickSize: '1', from: 'fixed', id: 'BTC-PERP' },
    notes: [
      'Declared: stamps are UTC and name the end of the minute (compared with hours of two other sources).',
      'The volume is not read: it seems to be in dollars, where quantity units are expected. Funding of the perpetual contract is not in the file.',
    ],
  },
  'ta4j-json': {
    format: 'json',
    jsonPath: 'ohlc',
    columns: {
      ...{
        time: 'endTime',
        open: 'openPrice',
        high: 'highPrice',
        low: 'lowPrice',
        close: 'closePrice',
        volume: 'volume',
      },
    },
    time: { format: 'epoch-ms', zone: 'UTC' },
    barStamp: 'close',
    timeframe: '1d',
    adjustment: 'raw',
    instrument: { ...USD_COIN, pattern: '^[A-Za-z]+-([A-Z]+-[A-Z]+)-' },
    notes: ['Declared: bars are UTC days and are stamped with their end; volume is in coins.'],
  },
  'cboe-vix-daily': {
    columns: { time: 'DATE', open: 'OPEN', high: 'HIGH', low: 'LOW', close: 'CLOSE' },
    time: { format: 'iso-date' },
    availableAt: { delay: '15m' },
    timeframe: '1d',
    adjustment: 'raw',
    instrument: { kind: 'index', currency: 'USD', tickSize: '0.01', calendar: 'us-equity', from: 'fixed', id: 'VIX' },
    rows: { offSession: 'skip', invalid: 'skip' },
    notes: [
      'Declared: index points; the index is computed until 16:15 New York, so a bar counts as known fifteen minutes after its session.',
      'Declared: the index cannot be traded; until 1992 open, high and low are copies of the close. Days on which the exchange was shut, and rows of the nineties whose open lies outside high and low, are left out and counted.',
      'For every close without exception, extend this layout with `columns: {open: null, high: null, low: null}`.',
    ],
  },
};
