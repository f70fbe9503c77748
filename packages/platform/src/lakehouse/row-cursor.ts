import { compareRows, rowOf } from './row-order.ts';
import type { RowKey } from './row-order.ts';
import type { RowBlock, RowShape } from './row-shape.ts';

/** A row where it stands. */
export interface RowPlace {
  readonly block: RowBlock;
  readonly index: number;
  readonly key: RowKey;
}

/** Walks over sorted rows, all versions of a row at a time. */
export class RowCursor {
  private readonly shape: RowShape;
  private readonly blocks: AsyncIterator<RowBlock>;
  private row: RowPlace | undefined;

  constructor(shape: RowShape, blocks: AsyncIterable<RowBlock>) {
    this.shape = shape;
    this.blocks = blocks[Symbol.asyncIterator]();
  }

  /** The row that it stands at; undefined before `start` and after the last one. */
  get current(): RowPlace | undefined {
    return this.row;
  }

  /** Goes to the first row. */
  async start(): Promise<void> {
    await this.loadBlock();
  }

  /** The versions of the row that it stands at, and goes on to the next row. */
  async takeVersions(): Promise<readonly RowPlace[]> {
    const versions: RowPlace[] = [];
    const first = this.row;
    while (first !== undefined && this.row !== undefined && compareRows(this.row.key, first.key) === 0) {
      versions.push(this.row);
      const { block, index } = this.row;
      if (index + 1 < block.length) this.row = this.placeOf(block, index + 1);
      else await this.loadBlock();
    }
    return versions;
  }

  /** Ends the reading early. */
  async close(): Promise<void> {
    await this.blocks.return?.();
  }

  private async loadBlock(): Promise<void> {
    for (;;) {
      const next = await this.blocks.next();
      this.row = undefined;
      if (next.done === true) return;
      if (next.value.length === 0) continue;
      this.row = this.placeOf(next.value, 0);
      return;
    }
  }

  private placeOf(block: RowBlock, index: number): RowPlace {
    return { block, index, key: rowOf(this.shape, block, index) };
  }
}

/** Versions of one row on both sides; one of them may be empty. */
export interface RowPair {
  readonly before: readonly RowPlace[];
  readonly after: readonly RowPlace[];
}

/** Walks over two sorted runs of rows at once, row by row, and closes both. */
export async function* pairedRows(before: RowCursor, after: RowCursor): AsyncGenerator<RowPair> {
  try {
    await Promise.all([before.start(), after.start()]);
    while (before.current !== undefined || after.current !== undefined) {
      const order = orderOf(before.current, after.current);
      yield {
        before: order <= 0 ? await before.takeVersions() : [],
        after: order >= 0 ? await after.takeVersions() : [],
      };
    }
  } finally {
    await Promise.all([before.close(), after.close()]);
  }
}

function orderOf(a: RowPlace | undefined, b: RowPlace | undefined): number {
  if (a === undefined) return 1;
  return b === undefined ? -1 : compareRows(a.key, b.key);
}

/** Do two rows say the same, apart from when that could be known and where it was read? */
export function saysTheSame(a: RowPlace, b: RowPlace): boolean {
  for (let place = 0; place < a.block.numbers.length; place++) {
    // The second column is the time of availability.
    if (place === 1) continue;
    if (!Object.is(numberAt(a, place), numberAt(b, place))) return false;
  }
  return a.block.texts.every((_, place) => textAt(a, place) === textAt(b, place));
}

/** Was a row read from the same place of the same file as another? */
export function isFromSamePlace(a: RowPlace, b: RowPlace): boolean {
  return a.block.source.row[a.index] === b.block.source.row[b.index] && fileOf(a) === fileOf(b);
}

/** Value of a column of numbers, -0 as 0. */
export function numberAt({ block, index }: RowPlace, place: number): number {
  return (block.numbers[place]?.[index] as number) + 0;
}

/** Word of a column of text. */
export function textAt({ block, index }: RowPlace, place: number): string | null {
  const text = block.texts[place];
  return text?.words[text.index[index] as number] ?? null;
}

function fileOf({ block, index }: RowPlace): string | undefined {
  return block.source.files[block.source.file[index] as number];
}
