/** Puts a layout together from the names of the columns, the form of the times and the prices. */
import { stringify } from 'yaml';
import type { PeekedRecords } from '../../files/index.ts';
import { stemOf } from '../../import/place.ts';
import { timeKind } from '../time-formats.ts';
import { barDoubts, timeDoubts } from './doubts.ts';
import type { Doubt } from './doubts.ts';
import { formOf, textsOf, timesOf } from './file-form.ts';
import { medianStep } from './fit-built-in.ts';
import { guessColumns } from './guess-columns.ts';
import type { GuessedColumns } from './guess-columns.ts';
import { guessInstrument, guessScale, guessTick } from './guess-instrument.ts';
import type { GuessedInstrument } from './guess-instrument.ts';
import { guessTime, guessTimeframe } from './guess-time.ts';
import type { GuessedTime } from './guess-time.ts';

/** A layout put together from the first records. */
export interface NewLayout {
  /** As it would stand in a file; what must be declared is null. */
  readonly source: Readonly<Record<string, unknown>>;
  readonly doubts: readonly Doubt[];
}

/** Puts a layout together; a text that says why where the records show none. */
export function guessNew(path: string, peeked: PeekedRecords): NewLayout | string {
  const found = guessColumns(peeked);
  const { columns } = found;
  if (columns['time'] === undefined) return 'no column seems to hold a time: name it as columns.time';
  const texts = timesOf(peeked, columns);
  const time = guessTime(texts);
  if (time === undefined) return `the times, such as '${texts[0] ?? ''}', are of no known format`;
  const name = stemOf(peeked.isArchive ? peeked.member : path);
  const guessing = { peeked, found, time, name, instrument: guessInstrument(name, time.readings) };
  if (columns['bid'] !== undefined && columns['ask'] !== undefined && columns['open'] === undefined)
    return guessQuotes(guessing);
  const hasPrices = columns['close'] !== undefined || found.others.length > 0;
  return hasPrices ? guessBars(guessing) : 'no column seems to hold prices or values';
}

interface Guessing {
  readonly peeked: PeekedRecords;
  readonly found: GuessedColumns;
  readonly time: GuessedTime;
  readonly name: string;
  readonly instrument: GuessedInstrument;
}

function guessBars({ peeked, found, time, name, instrument }: Guessing): NewLayout {
  const isWide = found.columns['close'] === undefined;
  const prices = pricesOf(peeked, found);
  const scale = guessScale(instrument.kind, name, prices);
  const step = medianStep(time.readings.map((eventTime) => ({ id: '', eventTime })));
  const timeframe = step === undefined ? undefined : guessTimeframe(step, time.format);
  const kind = timeKind(time.format);
  const isLong = timeframe !== undefined && !/[mh]$/u.test(timeframe);
  const needsZone = kind === 'local' || (kind === 'instant' && isLong);
  const source = {
    ...formOf(peeked),
    columns: isWide ? { time: found.columns['time'] } : without(found.columns, ['bid', 'ask']),
    time: { format: time.format, ...(needsZone ? { zone: null } : {}) },
    ...(kind === 'date' ? {} : { barStamp: null }),
    timeframe: timeframe ?? null,
    ...(scale === 1 ? {} : { priceScale: scale }),
    adjustment: null,
    instrument: {
      ...namesOf(peeked, found, instrument),
      ...termsOf(instrument),
      tickSize: tickOf(prices, scale),
    },
  };
  const times = timeDoubts(time, { needsZone, needsStamp: kind !== 'date', needsTimeframe: timeframe === undefined });
  return { source, doubts: [...times, ...barDoubts(source.instrument, found, scale)] };
}

function guessQuotes({ peeked, found, time, instrument }: Guessing): NewLayout {
  const kind = timeKind(time.format);
  const needsZone = kind !== 'instant';
  const unit = instrument.currency === 'from-id' ? null : instrument.currency;
  const source = {
    kind: 'quotes',
    ...formOf(peeked),
    columns: without(found.columns, ['open', 'high', 'low', 'close', 'volume']),
    time: {
      format: time.format,
      ...(needsZone ? { zone: null } : {}),
      ...(kind === 'date' ? { at: null } : {}),
    },
    subject: namesOf(peeked, found, instrument),
    unit,
  };
  const times = timeDoubts(time, { needsZone, needsStamp: false, needsTimeframe: false });
  const moment = {
    key: 'time.at',
    mustBeDeclared: true,
    message: 'which moment of the day are the quotes of? 16:00, ...',
  };
  const currency = { key: 'unit', mustBeDeclared: unit === null, message: 'the currency of bid and ask' };
  return { source, doubts: [...times, ...(kind === 'date' ? [moment] : []), currency] };
}

function termsOf({ kind, currency, baseCurrency, calendar }: GuessedInstrument): Readonly<Record<string, string>> {
  return { kind, currency, ...(baseCurrency === undefined ? {} : { baseCurrency }), calendar };
}

/** A cent where there are no prices to tell by. */
function tickOf(prices: readonly string[], scale: number): string {
  if (prices.length === 0) return '0.01';
  return guessTick(scale === 1 ? prices : [(1 / scale).toFixed(8)]);
}

/** Texts of the prices, with points for commas. */
function pricesOf(peeked: PeekedRecords, { columns }: GuessedColumns): readonly string[] {
  const priced = ['open', 'high', 'low', 'close'].map((key) => columns[key]).filter((column) => column !== undefined);
  return priced.flatMap((column) => textsOf(peeked, column)).map((text) => text.replace(',', '.'));
}

/** Where the name of the instrument seems to stand. */
function namesOf(
  { isArchive }: PeekedRecords,
  { columns }: GuessedColumns,
  { pattern }: GuessedInstrument,
): Readonly<Record<string, string>> {
  if (columns['instrument'] !== undefined) return { from: 'column' };
  if (columns['close'] === undefined && columns['bid'] === undefined) return { from: 'column-name' };
  const from = isArchive ? 'member-name' : 'file-name';
  return pattern === undefined ? { from } : { from, pattern, case: 'upper' };
}

function without(columns: GuessedColumns['columns'], keys: readonly string[]): GuessedColumns['columns'] {
  return Object.fromEntries(Object.entries(columns).filter(([key]) => !keys.includes(key)));
}

/** The layout as YAML, with what must be declared marked. */
export function yamlOf({ source, doubts }: NewLayout): string {
  const open = doubts.filter(({ mustBeDeclared }) => mustBeDeclared);
  const lines = stringify(source).trimEnd().split('\n');
  const marked = lines.map((line) => {
    const key = /^\s*([A-Za-z]+): null$/u.exec(line)?.[1];
    const doubt = key === undefined ? undefined : open.find((one) => one.key.split('.').at(-1) === key);
    return doubt === undefined ? line : `${line.replace(' null', '')} # TO BE DECLARED: ${doubt.message}`;
  });
  return `${marked.join('\n')}\n`;
}
