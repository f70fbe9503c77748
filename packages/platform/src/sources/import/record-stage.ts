import { RECORD_COLUMNS } from '@assay/quant/market';
import type { RecordColumn, RecordKind } from '@assay/quant/market';
import type { StagingOptions } from '../../lakehouse/index.ts';

/** Places of the columns that records of every kind have in staging; those of the kind follow. */
export const RECORD = { table: 0, eventTime: 1, availableAt: 2, file: 3, row: 4, first: 5 } as const;

const COLUMNS = ['table', 'eventTime', 'availableAt', 'file', 'row'];

/** How the records of a kind are staged; texts stand there as numbers of words. */
export function recordStage(kind: RecordKind): StagingOptions {
  return { columns: [...COLUMNS, ...RECORD_COLUMNS[kind].map(({ name }) => `of ${name}`)], order: COLUMNS };
}

/** Place of a column of the kind in staging. */
export function slotOf(kind: RecordKind, name: string): number {
  return RECORD.first + RECORD_COLUMNS[kind].findIndex((column) => column.name === name);
}

/** The columns of a kind with their places in staging. */
export function slots(kind: RecordKind): readonly (RecordColumn & { readonly slot: number })[] {
  return RECORD_COLUMNS[kind].map((column, index) => ({ ...column, slot: RECORD.first + index }));
}

/** Words by number, in the order in which they were met. */
export class Words {
  readonly list: string[] = [];
  private readonly numbers = new Map<string, number>();

  /** Number of a word; -1 for the empty one. */
  numberOf(word: string): number {
    if (word === '') return -1;
    const known = this.numbers.get(word);
    if (known !== undefined) return known;
    this.numbers.set(word, this.list.length);
    return this.list.push(word) - 1;
  }

  /** Place of each word among all of them sorted by code unit. */
  ranks(): Int32Array {
    const order = this.list
      .map((_, index) => index)
      .sort((a, b) => compareWords(this.list[a] ?? '', this.list[b] ?? ''));
    const ranks = new Int32Array(this.list.length);
    for (const [rank, index] of order.entries()) ranks[index] = rank;
    return ranks;
  }
}

/** By code unit. */
export function compareWords(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
