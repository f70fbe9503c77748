/** Tables out of staged rows. */
import type { RecordTable, TextColumn } from '@assay/quant/market';
import type { Staging, TableHead, TableSource } from '../../lakehouse/index.ts';
import type { RecordsLayout } from '../layouts/layout.ts';
import { gather } from './gather.ts';
import type { Subject } from './intake.ts';
import { compareWords, RECORD, slots } from './record-stage.ts';
import type { Words } from './record-stage.ts';
import { perSubject, subjectBlocks } from './staged-groups.ts';
import type { Block } from './staged-groups.ts';

/** A record that stands where another one does. */
export interface RecordClash {
  readonly kind: 'same' | 'contradiction';
  readonly first: number;
  readonly second: number;
}

/** What tables are made of. */
export interface TableSourceOptions {
  readonly layout: RecordsLayout;
  readonly subjects: readonly Subject[];
  readonly words: Words;
  /** Latest eventTime of each member that was read. */
  readonly memberEnds: readonly number[];
  /** Names of the sources, by number of the member. */
  readonly files: readonly string[];
  readonly onClash: (clash: RecordClash, block: Block) => void;
}

/** The tables of an import, each to be read before the next is asked for. */
export function tableSources(staging: Staging, options: TableSourceOptions): AsyncGenerator<TableSource> {
  const ranks = options.words.ranks();
  return perSubject(subjectBlocks(staging.sorted()), (subject, blocks) => {
    const { id } = options.subjects[subject] as Subject;
    const { kind, unit, units, subject: names } = options.layout;
    const own = units[id.slice(names.prefix?.length ?? 0)] ?? units[id] ?? unit;
    const head: TableHead = { kind, id, unit: own, synthetic: false };
    return { head, chunks: () => chunksOf(head, blocks, { ...options, ranks }) };
  });
}

interface Ranked extends TableSourceOptions {
  readonly ranks: Int32Array;
}

async function* chunksOf(
  head: TableHead,
  blocks: () => AsyncGenerator<Block>,
  options: Ranked,
): AsyncGenerator<RecordTable> {
  for await (const block of blocks()) {
    if (options.layout.availableAt?.endOfFile === true) setReleases(block, options.memberEnds);
    yield tableOf(head, block, selectRecords(block, options), options);
  }
}

/** Rows that are known with the last one of their file get that time now that it is known. */
function setReleases({ columns, from, to }: Block, memberEnds: readonly number[]): void {
  const [known, file] = [columns[RECORD.availableAt] as Float64Array, columns[RECORD.file] as Float64Array];
  for (let row = from; row < to; row++) known[row] = memberEnds[file[row] as number] as number;
}

/** The rows of a block in order of moment, keys and release, each once. */
function selectRecords(block: Block, options: Ranked): readonly number[] {
  const times = block.columns[RECORD.eventTime] as Float64Array;
  const { from, to } = block;
  const rows: number[] = [];
  const compare = rowOrder(block, options);
  for (let start = from; start < to;) {
    let end = start + 1;
    while (end < to && times[end] === times[start]) end++;
    if (end === start + 1) rows.push(start);
    else addGroup(rows, block, { start, end, compare, options });
    start = end;
  }
  return rows;
}

interface Group {
  readonly start: number;
  readonly end: number;
  readonly compare: RowOrder;
  readonly options: Ranked;
}

function addGroup(rows: number[], block: Block, { start, end, compare, options }: Group): void {
  const group = Array.from({ length: end - start }, (_, index) => start + index);
  group.sort((a, b) => compare.keys(a, b) || compare.source(a, b));
  let last = -1;
  for (const row of group) {
    if (last >= 0 && compare.keys(last, row) === 0) {
      options.onClash({ kind: areEqual(block, last, row) ? 'same' : 'contradiction', first: last, second: row }, block);
      continue;
    }
    rows.push(row);
    last = row;
  }
}

interface RowOrder {
  /** By the keys of the kind, then by release. */
  readonly keys: (a: number, b: number) => number;
  /** By the name of the source and the row in it. */
  readonly source: (a: number, b: number) => number;
}

function rowOrder({ columns }: Block, { layout, ranks, files }: Ranked): RowOrder {
  const keys = slots(layout.kind).filter(({ isKey }) => isKey);
  const known = columns[RECORD.availableAt] as Float64Array;
  const [file, row] = [columns[RECORD.file] as Float64Array, columns[RECORD.row] as Float64Array];
  const valueOf = (slot: number, isText: boolean, at: number): number => {
    const value = (columns[slot] as Float64Array)[at] as number;
    return isText && value >= 0 ? (ranks[value] as number) : value;
  };
  return {
    keys: (a, b) => {
      for (const { slot, type } of keys) {
        const order = valueOf(slot, type === 'text', a) - valueOf(slot, type === 'text', b);
        if (order !== 0) return order;
      }
      return (known[a] as number) - (known[b] as number);
    },
    source: (a, b) =>
      compareWords(files[file[a] as number] ?? '', files[file[b] as number] ?? '') ||
      (row[a] as number) - (row[b] as number),
  };
}

function areEqual({ columns }: Block, a: number, b: number): boolean {
  for (let index: number = RECORD.first; index < columns.length; index++) {
    const column = columns[index] as Float64Array;
    if (!Object.is((column[a] as number) + 0, (column[b] as number) + 0)) return false;
  }
  return true;
}

function tableOf(head: TableHead, { columns }: Block, rows: readonly number[], { words, files }: Ranked): RecordTable {
  const pick = (slot: number): Float64Array => gather(columns[slot] as Float64Array, rows);
  const all = slots(head.kind);
  const numbers = all.filter(({ type }) => type !== 'text').map(({ name, slot }) => [name, pick(slot)] as const);
  const texts = all
    .filter(({ type }) => type === 'text')
    .map(({ name, slot }) => [name, textColumn(pick(slot), words)] as const);
  return {
    ...head,
    length: rows.length,
    eventTime: pick(RECORD.eventTime),
    availableAt: pick(RECORD.availableAt),
    numbers: Object.fromEntries(numbers),
    texts: Object.fromEntries(texts),
    source: { files, file: Int32Array.from(pick(RECORD.file)), row: Int32Array.from(pick(RECORD.row)) },
  };
}

/** Numbers of words as a column that knows those in use only. */
function textColumn(column: Float64Array, words: Words): TextColumn {
  const used = [...new Set(column)].filter((index) => index >= 0);
  const sorted = used.map((index) => words.list[index] ?? '').sort(compareWords);
  const places = new Map(sorted.map((word, index) => [word, index]));
  const placeOf = new Map(used.map((index) => [index, places.get(words.list[index] ?? '') ?? -1]));
  return { words: sorted, index: Int32Array.from(column, (index) => placeOf.get(index) ?? -1) };
}
