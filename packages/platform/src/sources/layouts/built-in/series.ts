import type { LayoutSource } from './parts.ts';

const SETTLEMENT = { at: '16:15', zone: 'America/New_York' };

/** Rates, futures and macro series. */
export const VALUE_LAYOUTS: Readonly<Record<string, LayoutSource>> = {
  'vix-futures-settle': {
    kind: 'values',
    columns: { time: 'date' },
    except: [1],
    time: { format: 'iso-date', ...SETTLEMENT },
    subject: { from: 'column-name', prefix: 'VX.' },
    unit: 'index-points',
    rows: { blank: 'skip' },
    notes: [
      'Declared: settlements of the futures on the VIX by months to expiry (M1 the nearest), at 16:15 New York; months without a contract are blank.',
      'Declared: a column is no instrument: its contract changes at each expiry; see vix-futures-expirations for the days.',
    ],
  },
  'vix-futures-symbols': {
    kind: 'values',
    columns: { time: 'date' },
    except: [1],
    time: { format: 'm/d/yy', ...SETTLEMENT },
    cells: { pattern: '\\((.+)\\)', format: 'mmm yy' },
    subject: { from: 'column-name', prefix: 'VX.month.' },
    unit: 'epoch-ms',
    rows: { blank: 'skip' },
    notes: [
      'Declared: which contract each of M1 to M8 is; the values are the first day of the contract month, in milliseconds since 1970.',
    ],
  },
  'vix-futures-expirations': {
    kind: 'values',
    columns: { time: 'date' },
    except: [1],
    time: { format: 'iso-date', ...SETTLEMENT },
    cells: { format: 'iso-date' },
    subject: { from: 'column-name', prefix: 'VX.expiry.' },
    unit: 'epoch-ms',
    rows: { blank: 'skip' },
    notes: [
      'Declared: days of expiry, in milliseconds since 1970 (UTC midnight). They were known long before; here they count as known on the day of the row.',
    ],
  },
  'treasury-curves': {
    kind: 'values',
    columns: { time: 'Time Period' },
    time: { format: 'iso-instant', zone: 'UTC', at: '21:00' },
    availableAt: { delay: '2h' },
    subject: { from: 'column-name', prefix: 'UST.' },
    unit: 'fraction',
    rows: { blank: 'skip' },
    notes: [
      'Declared: par yields as fractions a year; the midnight in the file is the day. They are of the afternoon in New York and count as known at 23:00 UTC.',
      'Declared: maturities that were not issued are blank (one month before 2001, thirty years 2002 to 2006).',
    ],
  },
  'lean-interest-rate': {
    kind: 'values',
    columns: { time: 'DATE', value: 'PCREDIT8' },
    time: { format: 'iso-date', at: '00:00', zone: 'America/New_York' },
    subject: { from: 'fixed', id: 'US.PCREDIT8' },
    unit: 'percent',
    notes: [
      'Declared: the US primary credit rate in percent, at the days on which it changed; announced the afternoon before or earlier.',
    ],
  },
  'macro-signals': {
    kind: 'values',
    columns: { time: 'date' },
    time: { format: 'iso-date', at: '24:00', zone: 'America/New_York' },
    availableAt: { endOfFile: true },
    subject: { from: 'column-name' },
    unit: 'as-published',
    units: {
      gdp: 'billions of USD a year',
      vix: 'index-points',
      hy_spread: 'percent',
      yield_curve_10y2y: 'percent',
      nfc_equity_mv: 'millions of USD',
      nfc_net_worth: 'as-published',
      dollar_index: 'index-points',
      buffett_indicator: 'percent',
      tobin_q: 'as-published',
    },
    rows: { blank: 'skip' },
    notes: [
      'Declared: the values are of the latest revision and carried forward from quarters to days. What was known on a day cannot be told from the file, so every row counts as known with its last one: nothing in its history may be used to decide.',
      'To use it all the same, declare a lag: `extends: macro-signals` with `availableAt: {delay: 120d}`. GDP and the accounts of companies come out one to five months after their quarter has begun and are revised for years; a lag cures the date, not the revision.',
    ],
  },
};
