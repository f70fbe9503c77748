import { textAt } from '@assay/quant/market';
import type { BarSeries, RecordTable } from '@assay/quant/market';

/** Actions that end an instrument; every other changes what a share is or pays, which adjusted prices hold. */
const ENDS: readonly string[] = ['merger', 'delisting'];

/** The actions of an instrument that a simulation settles. */
export interface SettledActions {
  readonly table: RecordTable;
  /** How many of each type, and which are left out. */
  readonly notes: readonly string[];
}

/**
 * What of an instrument's actions is settled on its bars: all of them on raw prices, only what ends it on adjusted ones.
 *
 * @param to - versions that became known later are left out, unless they are the first word on an action.
 *
 * @remarks
 * Causal: whether a row stays depends on its times and type.
 */
export function settledActions(table: RecordTable, { instrument, adjustment }: BarSeries, to: number): SettledActions {
  const kept: number[] = [];
  const settled = new Map<string, number>();
  const leftOut = new Map<string, number>();
  const told = new Set<string>();
  for (let row = 0; row < table.length; row++) {
    const type = textAt(table, 'type', row) ?? '';
    const action = `${String(table.eventTime[row])} ${type}`;
    const isFirst = !told.has(action);
    told.add(action);
    const isSettled = adjustment === 'raw' || ENDS.includes(type);
    if (isFirst) count(isSettled ? settled : leftOut, type);
    if (isSettled && (isFirst || (table.availableAt[row] as number) <= to)) kept.push(row);
  }
  return {
    table: kept.length === table.length ? table : rowsOf(table, kept),
    notes: [
      ...(settled.size === 0 ? [] : [`${instrument.id}: settled ${listed(settled)}`]),
      ...(leftOut.size === 0
        ? []
        : [`${instrument.id}: not settled ${listed(leftOut)}, as ${whyNot(adjustment, leftOut)}`]),
    ],
  };
}

function whyNot(adjustment: BarSeries['adjustment'], leftOut: ReadonlyMap<string, number>): string {
  return adjustment === 'split' && leftOut.has('cash-dividend')
    ? 'its prices are adjusted for splits only: dividends are missing from its returns'
    : 'its adjusted prices hold them';
}

function count(counts: Map<string, number>, type: string): void {
  counts.set(type, (counts.get(type) ?? 0) + 1);
}

function listed(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([type, n]) => `${n} × ${type}`).join(', ');
}

function rowsOf(table: RecordTable, rows: readonly number[]): RecordTable {
  const doubles = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row] as number);
  const integers = (column: Int32Array): Int32Array => Int32Array.from(rows, (row) => column[row] as number);
  const mapped = <T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
  const { files, file, row } = table.source;
  return {
    ...table,
    length: rows.length,
    eventTime: doubles(table.eventTime),
    availableAt: doubles(table.availableAt),
    numbers: mapped(table.numbers, doubles),
    texts: mapped(table.texts, ({ words, index }) => ({ words, index: integers(index) })),
    source: { files, file: integers(file), row: integers(row) },
  };
}
