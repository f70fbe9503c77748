import type { LayoutSource } from './parts.ts';

const AT_CLOSE = { at: '16:00', zone: 'America/New_York' };
const LEAN_CONTRACT = {
  from: 'member-name',
  pattern:
    '^(?<root>[a-z.]+)_(?:quote|openinterest|trade)_(?:american|european)_(?<right>call|put)_(?<strike>\\d+)_(?<expiry>\\d{8})$',
  strikeScale: 10_000,
  expiry: { format: 'yyyymmdd', ...AT_CLOSE },
};
const LEAN_DAY = { format: 'yyyymmdd hh:mm', ...AT_CLOSE };
const LEAN_UNDERLYING = { from: 'member-name', pattern: '^([a-z.]+)_', case: 'upper' };
const SYMBOL = { from: 'symbol', expiry: { format: 'yymmdd', ...AT_CLOSE } };
const EXPIRY =
  'Declared: a contract ends at 16:00 New York of the day in its name, also where that is a Saturday, or where it is settled on the opening.';

/** Chains of listed options. */
export const OPTION_LAYOUTS: Readonly<Record<string, LayoutSource>> = {
  'lean-option-quote-daily': {
    kind: 'chain',
    header: false,
    columns: { time: 1, bid: 5, bidSize: 6, ask: 10, askSize: 11 },
    time: LEAN_DAY,
    priceScale: 10_000,
    contract: LEAN_CONTRACT,
    subject: LEAN_UNDERLYING,
    unit: 'USD',
    notes: [
      'Declared: the last bid and ask of each day, dollars times 10,000 as the strikes; opens, highs and lows of the quotes are not read.',
      'Declared: strikes are as they were on the day; contracts from before a split have other ones than after it.',
      EXPIRY,
    ],
  },
  'lean-option-openinterest-daily': {
    kind: 'chain',
    header: false,
    columns: { time: 1, openInterest: 2 },
    time: LEAN_DAY,
    contract: LEAN_CONTRACT,
    subject: LEAN_UNDERLYING,
    unit: 'USD',
    notes: [
      'Declared: open interest counts as known at 16:00 New York of its day, though exchanges publish it that morning, for the evening before.',
      EXPIRY,
    ],
  },
  'lean-option-universe': {
    kind: 'chain',
    columns: {
      expiry: '#expiry',
      strike: 'strike',
      right: 'right',
      mid: 'close',
      volume: 'volume',
      openInterest: 'open_interest',
      impliedVolatility: 'implied_volatility',
      delta: 'delta',
      gamma: 'gamma',
      theta: 'theta',
      vega: 'vega',
      rho: 'rho',
    },
    time: { format: 'yyyymmdd', ...AT_CLOSE },
    timeFromName: '^(\\d{8})$',
    availableAt: { delay: '4h' },
    contract: { from: 'columns', expiry: { format: 'yyyymmdd', ...AT_CLOSE } },
    subject: { from: 'folder', case: 'upper' },
    unit: 'USD',
    rows: { blank: 'skip' },
    unknownIfZero: ['mid', 'impliedVolatility', 'delta', 'gamma', 'theta', 'vega', 'rho'],
    notes: [
      'Declared: prices are mids, without bid and ask; a zero price, volatility or Greek means that there was none. The row of the underlying is left out.',
      'Declared: the day is the one in the file name, the values count as known at 20:00 New York. By their underlying some files hold the evening before, some that day.',
      'Found: aapl/20140606.csv has the strikes and the underlying of 2014-06-09, after the split: it was not known on its date. Leave that file out.',
      EXPIRY,
    ],
  },
  'spx-chain-daily': {
    kind: 'chain',
    columns: {
      ...{ time: 'quotedate', symbol: 'optionroot', bid: 'bid', ask: 'ask', last: 'last', volume: 'volume' },
      ...{ openInterest: 'openinterest', impliedVolatility: 'impliedvol', delta: 'delta', gamma: 'gamma' },
      ...{ underlyingPrice: 'underlying_last', instrument: 'underlying' },
    },
    time: { format: 'mm/dd/yyyy', ...AT_CLOSE },
    availableAt: { delay: '15m' },
    contract: SYMBOL,
    subject: { from: 'column' },
    unit: 'USD',
    unknownIfZero: ['last', 'impliedVolatility'],
    notes: [
      'Declared: one snapshot a day of quotes that are shown with a delay, taken near the close and not at it (the underlying differs from its close); it counts as of 16:00 and known at 16:15 New York.',
      'Declared: an implied volatility or last price of zero means that there was none; a bid of zero is a quote.',
      'Declared: roots SPX are settled on the opening, SPXW on the close.',
      EXPIRY,
    ],
  },
  'spy-chain-2021': {
    kind: 'chain',
    columns: {
      ...{ time: 'quotedate', symbol: 'optionroot', bid: 'bid', ask: 'ask', last: 'last', volume: 'volume' },
      ...{ openInterest: 'openinterest', impliedVolatility: 'impliedvol', delta: 'delta', gamma: 'gamma' },
      ...{ theta: 'theta', vega: 'vega', underlyingPrice: 'underlying_last', instrument: 'underlying' },
    },
    time: { format: 'iso-date', ...AT_CLOSE },
    availableAt: { delay: '15m' },
    contract: SYMBOL,
    subject: { from: 'column' },
    unit: 'USD',
    unknownIfZero: ['last', 'impliedVolatility'],
    notes: [
      'Declared: twenty contracts a day, chosen by their volume of that day; few are seen on more than some days, so none can be followed to its end.',
      'Declared: quotes of the end of the day, counted as of 16:00 and known at 16:15 New York.',
      EXPIRY,
    ],
  },
};
