/** A layout as it would stand in a file. */
export type LayoutSource = Readonly<Record<string, unknown>>;

/** Columns of bars by place: time, open, high, low, close, volume. */
export const SIX_PLACES: LayoutSource = { time: 1, open: 2, high: 3, low: 4, close: 5, volume: 6 };

/** Columns named in lower case, without the time. */
export const OHLC: LayoutSource = { open: 'open', high: 'high', low: 'low', close: 'close' };

/** Columns named with capitals. */
export const TITLED_OHLCV: LayoutSource = { open: 'Open', high: 'High', low: 'Low', close: 'Close', volume: 'Volume' };

/** A US share as it is quoted. */
export const US_SHARE: LayoutSource = { kind: 'equity', currency: 'USD', tickSize: '0.01', calendar: 'us-equity' };

/** A currency pair named by its two currencies, with five decimals; three where the yen is quoted. */
export const PAIR: LayoutSource = {
  kind: 'currency-pair',
  currency: 'from-id',
  baseCurrency: 'from-id',
  tickSize: '0.00001',
  calendar: 'fx-week',
  overrides: Object.fromEntries(
    ['USDJPY', 'EURJPY', 'GBPJPY', 'AUDJPY', 'NZDJPY', 'CADJPY', 'CHFJPY'].map((id) => [id, { tickSize: '0.001' }]),
  ),
};
