import { barImport } from '../../import/bar-import.ts';
import { findColumns } from '../../import/find-columns.ts';
import type { MemberColumns } from '../../import/intake.ts';
import { memoryStaging } from '../../import/memory-staging.ts';
import { recordImport } from '../../import/record-import.ts';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import type { PeekedRecords } from '../../files/index.ts';
import type { Layout } from '../layout.ts';

/** A row as a layout understands it. */
export interface UnderstoodRow {
  /** Instrument, underlying or series. */
  readonly id: string;
  /** Beginning and close of a bar, or the moment of a record, in UTC epoch milliseconds. */
  readonly openTime?: number | undefined;
  readonly eventTime: number;
  readonly availableAt: number;
  /** Prices, values and words that the row holds. */
  readonly values: Readonly<Record<string, number | string>>;
}

/** What a layout makes of the first records of a file. */
export interface Understanding {
  readonly rows: readonly UnderstoodRow[];
  /** What it cannot take, as an import would say it. */
  readonly problems: readonly string[];
  /** Records left out because the layout says so. */
  readonly leftOut: number;
}

/** Reads the first records of a file by a layout, as an import would. */
export async function understand(layout: Layout, path: string, peeked: PeekedRecords): Promise<Understanding> {
  const kind = layout.kind === 'bars' ? barImport(layout) : recordImport(layout);
  const { intake, reader } = kind;
  const place = { file: path, member: peeked.member, isInArchive: peeked.isArchive, source: 0 };
  intake.begin(place);
  reader.begin(place);
  const width = peeked.header?.length ?? peeked.records[0]?.length ?? 0;
  const { places, problems } = findColumns(kind.columns, peeked.header, width);
  if (problems.length > 0) return { rows: [], problems, leftOut: 0 };
  const columns: MemberColumns = { places, names: peeked.header, width };
  for (const [index, fields] of peeked.records.entries()) reader.record(fields, index + 1, columns);
  reader.end();
  const staging = await memoryStaging(kind.stage);
  await intake.buffer.flush(staging);
  await kind.check(staging, ['']);
  const rows: UnderstoodRow[] = [];
  for await (const source of kind.series(staging, ['']))
    for await (const chunk of source.chunks()) rows.push(...barRows(chunk));
  for await (const source of kind.tables(staging, ['']))
    for await (const chunk of source.chunks()) rows.push(...recordRows(chunk));
  await staging.close();
  const leftOut = Object.values(intake.skipped).reduce((sum, count) => sum + count, 0);
  return { rows, problems: intake.problems.first, leftOut };
}

function barRows(series: BarSeries): readonly UnderstoodRow[] {
  const { open, high, low, close, volume, ask } = series;
  const sides = ask === undefined ? {} : { askOpen: ask.open, askHigh: ask.high, askLow: ask.low, askClose: ask.close };
  const columns: Readonly<Record<string, Float64Array>> = { open, high, low, close, volume, ...sides };
  return Array.from({ length: series.length }, (_, index) => ({
    id: series.instrument.id,
    openTime: series.openTime[index],
    eventTime: series.eventTime[index] as number,
    availableAt: series.availableAt[index] as number,
    values: numbersAt(columns, index),
  }));
}

function recordRows(table: RecordTable): readonly UnderstoodRow[] {
  return Array.from({ length: table.length }, (_, index) => {
    const words = Object.entries(table.texts).flatMap(([name, { words: list, index: places }]) => {
      const word = list[places[index] ?? -1];
      return word === undefined ? [] : [[name, word] as const];
    });
    return {
      id: table.id,
      eventTime: table.eventTime[index] as number,
      availableAt: table.availableAt[index] as number,
      values: { ...Object.fromEntries(words), ...numbersAt(table.numbers, index) },
    };
  });
}

function numbersAt(columns: Readonly<Record<string, Float64Array>>, index: number): Readonly<Record<string, number>> {
  const known = Object.entries(columns).map(([name, column]) => [name, column[index] as number] as const);
  return Object.fromEntries(known.filter(([, value]) => !Number.isNaN(value)));
}
