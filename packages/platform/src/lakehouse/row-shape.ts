import { RECORD_COLUMNS } from '@assay/quant/market';
import type { BarSeries, RecordKind, RecordTable, SourceRows, TextColumn } from '@assay/quant/market';
import type { SeriesHead, TableHead } from './manifest.ts';

/** One column of numbers. */
export interface NumberColumn {
  readonly name: string;
  /** Stored as a double, or as whole milliseconds. */
  readonly type: 'number' | 'time';
  /** May objects that were written before the column was there be without it? */
  readonly isOptional?: boolean;
}

/** What tells one record of a moment from another. */
export interface KeyColumn {
  readonly isText: boolean;
  /** Index among the columns of its type. */
  readonly place: number;
}

/** Which columns the rows of a series or table have. The first two of numbers are `eventTime` and `availableAt`. */
export interface RowShape {
  readonly kind: 'bars' | RecordKind;
  /** Id of the instrument, or of the table. */
  readonly id: string;
  /** How an error calls the rows. */
  readonly label: string;
  readonly numbers: readonly NumberColumn[];
  readonly texts: readonly string[];
  readonly keys: readonly KeyColumn[];
}

/** Rows in columns, in the order of their shape. */
export interface RowBlock {
  readonly length: number;
  readonly numbers: readonly Float64Array[];
  readonly texts: readonly TextColumn[];
  readonly source: SourceRows;
}

/** Places of the columns that every row has. */
export const EVENT_TIME = 0;
export const AVAILABLE_AT = 1;

const TIMES = ['eventTime', 'availableAt', 'openTime'] as const;
const VALUES = ['open', 'high', 'low', 'close', 'volume'] as const;
const SIDES = ['open', 'high', 'low', 'close'] as const;

/** The rows of a series of bars. */
export function barShape({ instrument, timeframe, hasAsk }: SeriesHead): RowShape {
  const ask = hasAsk ? ['askOpen', 'askHigh', 'askLow', 'askClose'] : [];
  return {
    kind: 'bars',
    id: instrument.id,
    label: `series '${instrument.id}' ${timeframe}`,
    numbers: [
      ...TIMES.map((name): NumberColumn => ({ name, type: 'time' })),
      ...[...VALUES, ...ask].map((name): NumberColumn => ({ name, type: 'number' })),
    ],
    texts: [],
    keys: [],
  };
}

/** The rows of a table of records. */
export function tableShape({ kind, id }: Pick<TableHead, 'kind' | 'id'>): RowShape {
  const columns = RECORD_COLUMNS[kind];
  const numbers: NumberColumn[] = TIMES.slice(0, 2).map((name) => ({ name, type: 'time' }));
  const texts: string[] = [];
  const keys: KeyColumn[] = [];
  for (const { name, type, isKey, isRequired } of columns) {
    if (isKey) keys.push({ isText: type === 'text', place: type === 'text' ? texts.length : numbers.length });
    if (type === 'text') texts.push(name);
    else numbers.push({ name, type, isOptional: !isRequired && !isKey });
  }
  return { kind, id, label: `table '${id}' of ${kind}`, numbers, texts, keys };
}

/** The head of a series. */
export function headOfSeries(series: BarSeries): SeriesHead {
  const { instrument, timeframe, shape, side = 'trade', ask, adjustment, synthetic } = series;
  return { instrument, timeframe, shape, side, hasAsk: ask !== undefined, adjustment, synthetic };
}

/** The columns of bars as rows; nothing is copied. */
export function blockOfBars(series: BarSeries): RowBlock {
  const own = [...TIMES, ...VALUES].map((name) => series[name]);
  const { ask } = series;
  const numbers = ask === undefined ? own : [...own, ...SIDES.map((name) => ask[name])];
  return { length: series.length, numbers, texts: [], source: series.source };
}

/** Rows as bars; nothing is copied. */
export function barsOfBlock(head: SeriesHead, { length, numbers, source }: RowBlock): BarSeries {
  const names = [...TIMES, ...VALUES];
  const columns = Object.fromEntries(names.map((name, index) => [name, numbers[index]]));
  const ask = Object.fromEntries(SIDES.map((name, index) => [name, numbers[names.length + index]]));
  const { instrument, timeframe, shape, side, hasAsk, adjustment, synthetic } = head;
  const series = { instrument, timeframe, shape, adjustment, side, synthetic, length, ...columns };
  return { ...series, ...(hasAsk ? { ask } : {}), source } as unknown as BarSeries;
}

/** The columns of a table as rows; nothing is copied. */
export function blockOfTable(table: RecordTable): RowBlock {
  const { numbers, texts } = tableShape(table);
  const times: Record<string, Float64Array> = { eventTime: table.eventTime, availableAt: table.availableAt };
  return {
    length: table.length,
    numbers: numbers.map(({ name }) => (times[name] ?? table.numbers[name]) as Float64Array),
    texts: texts.map((name) => table.texts[name] as TextColumn),
    source: table.source,
  };
}

/** Rows as a table; nothing is copied. */
export function tableOfBlock(head: TableHead, block: RowBlock): RecordTable {
  const shape = tableShape(head);
  const [eventTime, availableAt] = block.numbers as [Float64Array, Float64Array];
  const named = shape.numbers.slice(2).map(({ name }, index) => [name, block.numbers[index + 2]] as const);
  const { kind, id, unit, synthetic } = head;
  return {
    ...{ kind, id, unit, synthetic },
    length: block.length,
    eventTime,
    availableAt,
    numbers: Object.fromEntries(named) as Record<string, Float64Array>,
    texts: Object.fromEntries(shape.texts.map((name, index) => [name, block.texts[index]])) as Record<
      string,
      TextColumn
    >,
    source: block.source,
  };
}

/** Name of a column in a Parquet object. */
export function sqlName(name: string): string {
  return name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
}
