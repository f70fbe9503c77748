import type { PeekedRecords } from '../../files/index.ts';
import { isBlank, parseNumber } from '../../import/numbers.ts';
import type { ColumnReference } from '../layout.ts';

/** Names under which columns are known, in lower case without brackets and blanks. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  time: [
    'timestamp',
    'datetime',
    'date',
    'time',
    'gmttime',
    'localtime',
    'day',
    'dt',
    'opentime',
    'closetime',
    'timeutc',
  ],
  open: ['open', 'o', 'openprice', 'price.open', 'px_open'],
  high: ['high', 'h', 'highprice', 'max', 'px_high'],
  low: ['low', 'l', 'lowprice', 'min', 'px_low'],
  close: ['close', 'c', 'closeprice', 'last', 'price', 'settle', 'px_last'],
  volume: ['volume', 'vol', 'v', 'tickvolume', 'tickvol', 'volumeccy', 'qty'],
  bid: ['bid', 'bidprice', 'bestbid'],
  ask: ['ask', 'askprice', 'offer', 'bestask'],
  instrument: ['symbol', 'ticker', 'instrument', 'name', 'pair', 'sym'],
};
/** Places of columns in files without a header, by their number: time, open, high, low, close, volume. */
const BY_PLACE = ['time', 'open', 'high', 'low', 'close', 'volume'];

/** What the columns of a file seem to be. */
export interface GuessedColumns {
  readonly columns: Readonly<Record<string, ColumnReference>>;
  /** True if the columns were told by their places only. */
  readonly isByPlace: boolean;
  /** Columns of numbers that have no known name. */
  readonly others: readonly string[];
}

/** Finds columns by their names, or by their places where there is no header. */
export function guessColumns({ header, records }: PeekedRecords): GuessedColumns {
  if (header === undefined) return byPlace(records);
  const plain = header.map((name) => name.toLowerCase().replaceAll(/[<>\s_()-]/gu, ''));
  const columns: Record<string, ColumnReference> = {};
  const taken = new Set<number>();
  for (const [key, names] of Object.entries(NAMES)) {
    const place = names.map((name) => plain.indexOf(name)).find((index) => index >= 0 && !taken.has(index));
    if (place === undefined) continue;
    columns[key] = header[place] as string;
    taken.add(place);
  }
  // A day and a time of day in two columns.
  const [day, clock] = [plain.indexOf('date'), plain.indexOf('time')];
  if (day >= 0 && clock >= 0 && /^\d\d:\d\d/u.test(records[0]?.[clock] ?? '')) {
    columns['time'] = header[day] as string;
    columns['clock'] = header[clock] as string;
    taken.add(day).add(clock);
  }
  const others = header.filter((_, place) => !taken.has(place) && isNumeric(records, place));
  return { columns, isByPlace: false, others };
}

function byPlace(records: readonly (readonly string[])[]): GuessedColumns {
  const first = records[0] ?? [];
  const hasClock = /^\d\d:\d\d/u.test(first[1] ?? '');
  const keys = hasClock ? ['time', 'clock', ...BY_PLACE.slice(1)] : BY_PLACE;
  const found = first.length <= 3 && !hasClock ? ['time', 'close', 'volume'] : keys;
  const entries = found.slice(0, first.length).map((key, index) => [key, index + 1] as const);
  return { columns: Object.fromEntries(entries), isByPlace: true, others: [] };
}

/** True if most cells of a column are numbers. */
export function isNumeric(records: readonly (readonly string[])[], place: number): boolean {
  const cells = records.map((fields) => fields[place] ?? '').filter((text) => !isBlank(text));
  return cells.length > 0 && cells.every((text) => !Number.isNaN(parseNumber(text.replace(',', '.'))));
}
