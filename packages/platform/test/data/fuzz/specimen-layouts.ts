import { parseLayout } from '../../../src/sources/index.ts';
import type { Layout } from '../../../src/sources/index.ts';

const COIN = "kind: crypto, currency: USD, tickSize: '0.01', calendar: continuous";
const SKIP = 'rows: { blank: skip, offSession: skip, invalid: skip, duplicate: skip }';

/** Hours by the clock of New York, tabs between the columns; rows that are no bars are left out. */
export const HOURS: Layout = parseLayout(
  `separator: tab
columns: { time: Time, open: Open, high: High, low: Low, close: Close, volume: Volume }
time: { format: iso-local, zone: America/New_York }
barStamp: open
timeframe: 1h
adjustment: raw
instrument: { ${COIN} }
${SKIP}`,
  'hours',
);

/** Minutes of several instruments, stamped at their close; nothing is left out. */
export const MINUTES: Layout = parseLayout(
  `columns: { time: time, instrument: symbol, open: open, high: high, low: low, close: close, volume: volume }
time: { format: iso-instant }
barStamp: close
timeframe: 1m
adjustment: raw
instrument: { from: column, ${COIN} }`,
  'minutes',
);

/** German numbers and dates, every cell in quotes. */
export const EUROPEAN: Layout = parseLayout(
  `separator: ';'
decimal: ','
columns: { time: Datum, open: Erster, high: Hoch, low: Tief, close: Schluss, volume: Volumen }
time: { format: 'dd.mm.yyyy hh:mm:ss', zone: Europe/Berlin }
barStamp: open
timeframe: 1h
adjustment: raw
instrument: { ${COIN} }
rows: { duplicate: skip }`,
  'european',
);

/** Both sides of quotes, columns by place. */
export const QUOTES: Layout = parseLayout(
  `header: false
columns: { time: 1, bidOpen: 2, bidHigh: 3, bidLow: 4, bidClose: 5, askOpen: 6, askHigh: 7, askLow: 8, askClose: 9 }
time: { format: 'yyyymmdd hh:mm', zone: 'UTC-05:00' }
barStamp: open
timeframe: 1m
side: bid
adjustment: raw
instrument: { ${COIN} }`,
  'both-sides',
);

/** Objects below a key of a JSON document, with times in seconds. */
export const OBJECTS: Layout = parseLayout(
  `columns: { time: t, open: o, high: h, low: l, close: c, volume: v }
jsonPath: bars
time: { format: epoch-s }
barStamp: open
timeframe: 1h
adjustment: raw
instrument: { ${COIN} }
${SKIP}`,
  'objects',
);

/** Values of one subject, not bars. */
export const VALUES: Layout = parseLayout(
  `kind: values
columns: { time: day, value: close }
time: { format: iso-date, at: '16:00', zone: America/New_York }
subject: { from: file-name }
unit: points
rows: { blank: skip, duplicate: skip }`,
  'values',
);
