import type { RecordTable } from '@assay/quant/market';
import type { OutsideSeries } from '@assay/quant/simulation';
import type { Column, Columns } from '../runs/index.ts';
import { NOTHING_BESIDE } from './beside.ts';
import type { BesideBars, RateSeries } from './beside.ts';

/** What stands beside bars, but for its columns. */
export interface BesideMeta {
  readonly actions: readonly TableMeta[];
  readonly rates: readonly Omit<RateSeries, 'availableAt' | 'values'>[];
  readonly outside: readonly string[];
  /** Absent where there are none. */
  readonly quotes?: readonly TableMeta[];
  /** Absent where there are none. */
  readonly gates?: readonly TableMeta[];
}

/** A table of records, but for its columns. */
type TableMeta = Pick<RecordTable, 'kind' | 'id' | 'unit' | 'synthetic'> & {
  readonly numbers: readonly string[];
  readonly words: Readonly<Record<string, readonly string[]>>;
  readonly files: readonly string[];
};

/** Puts what stands beside bars into columns; undefined where there is nothing. */
export function storeBeside(
  { actions, rates, outside, quotes, gates }: BesideBars,
  columns: Record<string, Column>,
): BesideMeta | undefined {
  const names = Object.keys(outside);
  if (actions.length + rates.length + names.length + quotes.length + gates.length === 0) return undefined;
  actions.forEach((table, index) => storeTable(`actions.${index}`, table, columns));
  quotes.forEach((table, index) => storeTable(`quotes.${index}`, table, columns));
  gates.forEach((table, index) => storeTable(`gates.${index}`, table, columns));
  rates.forEach((rate, index) => storeKnown(`rates.${index}`, rate, columns));
  names.forEach((name, index) => storeKnown(`outside.${index}`, outside[name] as OutsideSeries, columns));
  return {
    actions: actions.map(metaOf),
    rates: rates.map(({ from, to, maxAgeMs }) => ({ from, to, maxAgeMs })),
    outside: names,
    ...(quotes.length === 0 ? {} : { quotes: quotes.map(metaOf) }),
    ...(gates.length === 0 ? {} : { gates: gates.map(metaOf) }),
  };
}

function storeTable(
  at: string,
  { eventTime, availableAt, numbers, texts, source }: RecordTable,
  columns: Record<string, Column>,
): void {
  Object.assign(columns, { [`${at}.eventTime`]: eventTime, [`${at}.availableAt`]: availableAt });
  for (const [name, column] of Object.entries(numbers)) columns[`${at}.number.${name}`] = column;
  for (const [name, column] of Object.entries(texts)) columns[`${at}.text.${name}`] = column.index;
  Object.assign(columns, { [`${at}.file`]: source.file, [`${at}.row`]: source.row });
}

function metaOf({ kind, id, unit, synthetic, numbers, texts, source }: RecordTable): TableMeta {
  return {
    ...{ kind, id, unit, synthetic, numbers: Object.keys(numbers), files: source.files },
    words: Object.fromEntries(Object.entries(texts).map(([name, { words }]) => [name, words])),
  };
}

/** What stood beside bars, out of columns. */
export function recallBeside(meta: BesideMeta | undefined, columns: Columns): BesideBars {
  if (meta === undefined) return NOTHING_BESIDE;
  return {
    actions: meta.actions.map((entry, index) => recallTable(entry, `actions.${index}`, columns)),
    rates: meta.rates.map((rate, index) => ({ ...rate, ...recallKnown(`rates.${index}`, columns) })),
    outside: Object.fromEntries(meta.outside.map((name, index) => [name, recallKnown(`outside.${index}`, columns)])),
    quotes: (meta.quotes ?? []).map((entry, index) => recallTable(entry, `quotes.${index}`, columns)),
    gates: (meta.gates ?? []).map((entry, index) => recallTable(entry, `gates.${index}`, columns)),
  };
}

function recallTable({ numbers, words, files, ...head }: TableMeta, at: string, columns: Columns): RecordTable {
  const doubles = (name: string): Float64Array => columns[`${at}.${name}`] as Float64Array;
  const integers = (name: string): Int32Array => columns[`${at}.${name}`] as Int32Array;
  const eventTime = doubles('eventTime');
  return {
    ...head,
    ...{ length: eventTime.length, eventTime, availableAt: doubles('availableAt') },
    numbers: Object.fromEntries(numbers.map((name) => [name, doubles(`number.${name}`)])),
    texts: Object.fromEntries(
      Object.entries(words).map(([name, known]) => [name, { words: known, index: integers(`text.${name}`) }]),
    ),
    source: { files, file: integers('file'), row: integers('row') },
  };
}

function storeKnown(at: string, { availableAt, values }: OutsideSeries, columns: Record<string, Column>): void {
  Object.assign(columns, { [`${at}.availableAt`]: availableAt, [`${at}.values`]: values });
}

function recallKnown(at: string, columns: Columns): OutsideSeries {
  return {
    availableAt: columns[`${at}.availableAt`] as Float64Array,
    values: columns[`${at}.values`] as Float64Array,
  };
}
