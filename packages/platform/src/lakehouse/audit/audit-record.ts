import type { EpochMs } from '@assay/core/time';
import type { RecordTable } from '@assay/quant/market';
import type { Counted } from './audit-bar.ts';
import type { CoverageCounter } from './coverage.ts';
import type { Completeness } from './report.ts';

/** Where a record stands. */
export interface RecordPlace {
  readonly eventTime: EpochMs;
  /** Data row in its source file. */
  readonly sourceRow: number;
}

/** The checks of one kind of records. They see every record once, as it was first published, in order of time. */
export interface RecordCheck {
  /** @param place - its moment and source row. */
  record(table: RecordTable, index: number, place: RecordPlace): void;
  /** What it found, after all records. */
  counted(): readonly Counted[];
  /** What is there of what is expected; to be asked after `counted`. */
  completeness?(): Completeness;
  readonly coverage?: CoverageCounter | undefined;
}

/** The number at `index` of a column that the kind of the table has. */
export function numberAt(table: RecordTable, name: string, index: number): number {
  return table.numbers[name]?.[index] ?? NaN;
}

/** The word at `index`, empty where there is none. */
export function wordAt(table: RecordTable, name: string, index: number): string {
  const column = table.texts[name];
  return column?.words[column.index[index] as number] ?? '';
}
