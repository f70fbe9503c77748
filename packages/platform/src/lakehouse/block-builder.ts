import type { RowPlace } from './row-cursor.ts';
import { AVAILABLE_AT } from './row-shape.ts';
import type { RowBlock, RowShape } from './row-shape.ts';

const CAPACITY = 16_384;

/** Copies rows one by one into blocks. */
export class BlockBuilder {
  private readonly shape: RowShape;
  private numbers: Float64Array[] = [];
  private texts: { words: string[]; index: Int32Array }[] = [];
  private files: string[] = [];
  private file = new Int32Array(0);
  private row = new Int32Array(0);
  private length = 0;

  constructor(shape: RowShape) {
    this.shape = shape;
    this.clear();
  }

  get isFull(): boolean {
    return this.length === CAPACITY;
  }

  /** Copies a row, with another time of availability; it must not be full. */
  push({ block, index }: RowPlace, availableAt: number): void {
    const at = this.length++;
    for (const [place, column] of this.numbers.entries()) column[at] = block.numbers[place]?.[index] as number;
    (this.numbers[AVAILABLE_AT] as Float64Array)[at] = availableAt;
    for (const [place, text] of this.texts.entries()) {
      const from = block.texts[place];
      const word = from?.words[from.index[index] as number];
      text.index[at] = word === undefined ? -1 : placeOf(text.words, word);
    }
    this.file[at] = placeOf(this.files, block.source.files[block.source.file[index] as number] as string);
    this.row[at] = block.source.row[index] as number;
  }

  /** The rows since it was last asked. */
  take(): RowBlock {
    const { length, files } = this;
    const block: RowBlock = {
      length,
      numbers: this.numbers.map((column) => column.subarray(0, length)),
      texts: this.texts.map(({ words, index }) => ({ words, index: index.subarray(0, length) })),
      source: { files, file: this.file.subarray(0, length), row: this.row.subarray(0, length) },
    };
    this.clear();
    return block;
  }

  private clear(): void {
    this.numbers = this.shape.numbers.map(() => new Float64Array(CAPACITY));
    this.texts = this.shape.texts.map(() => ({ words: [], index: new Int32Array(CAPACITY) }));
    this.files = [];
    this.file = new Int32Array(CAPACITY);
    this.row = new Int32Array(CAPACITY);
    this.length = 0;
  }
}

function placeOf(list: string[], name: string): number {
  // Rows that follow each other mostly come from one file.
  if (list.at(-1) === name) return list.length - 1;
  const place = list.indexOf(name);
  return place >= 0 ? place : list.push(name) - 1;
}
