/**
 * The canonical form of a part, made row by row: batches of doubles of one length, in which source files and words are
 * numbered in the order in which the rows first use them, -0 is 0 and NaN has one pattern. The hash over the batches
 * depends on what the rows say only, not on how they were handed over, so nothing needs to be held until it is known.
 */
import { createHash } from 'node:crypto';
import { DataError } from '@assay/core/errors';
import { canonicalJson } from '../settings/index.ts';
import type { RowBlock, RowShape } from './row-shape.ts';

/** Rows of a batch: one vector of the database. */
export const ENCODED_ROWS = 2048;

const NAN_HIGH_WORD = 0x7ff80000;

/** Up to `ENCODED_ROWS` rows: the numbers, the places of the words, source file and source row, each a column of doubles. */
export interface EncodedBatch {
  readonly length: number;
  /** Column after column, each of `ENCODED_ROWS` values. */
  readonly values: Float64Array;
}

/** What a part turned out to hold. */
export interface EncodedPart {
  readonly contentHash: string;
  readonly files: readonly string[];
  readonly words: readonly (readonly string[])[];
}

/** Number of columns of an encoded batch. */
export function encodedWidth(shape: RowShape): number {
  return shape.numbers.length + shape.texts.length + 2;
}

export class PartEncoder {
  private readonly shape: RowShape;
  private readonly hash = createHash('sha256');
  private readonly onBatch: (batch: EncodedBatch) => void;
  private readonly files = new Numbering();
  private readonly words: readonly Numbering[];
  private values: Float64Array;
  private filled = 0;

  /** @param onBatch - is given each batch, to keep. */
  constructor(shape: RowShape, onBatch: (batch: EncodedBatch) => void) {
    this.shape = shape;
    this.onBatch = onBatch;
    this.words = shape.texts.map(() => new Numbering());
    this.values = this.allocate();
    const head = { kind: shape.kind, id: shape.id, numbers: shape.numbers.map(({ name }) => name), texts: shape.texts };
    this.hash.update(`${canonicalJson(head)}\n`);
  }

  /** Takes rows `from` up to but without `to` of a block. */
  add(block: RowBlock, from: number, to: number): void {
    const files = block.source.files.map(() => -1);
    const words = block.texts.map((text) => text.words.map(() => -1));
    for (let start = from; start < to;) {
      const count = Math.min(to - start, ENCODED_ROWS - this.filled);
      this.copyNumbers(block, start, count);
      this.copyTexts(block, { start, count, words });
      this.copySource(block, { start, count, files });
      this.filled += count;
      start += count;
      if (this.filled === ENCODED_ROWS) this.flush();
    }
  }

  /** Ends the part; the last batch goes out before. */
  finish(): EncodedPart {
    if (this.filled > 0) this.flush();
    const [files, words] = [this.files.names, this.words.map((numbering) => numbering.names)];
    this.hash.update(canonicalJson({ files, words }));
    return { contentHash: this.hash.digest('hex'), files, words };
  }

  private allocate(): Float64Array {
    return new Float64Array(encodedWidth(this.shape) * ENCODED_ROWS);
  }

  private copyNumbers(block: RowBlock, start: number, count: number): void {
    const halves = new Uint32Array(this.values.buffer);
    for (const [place, column] of block.numbers.entries()) {
      const base = place * ENCODED_ROWS + this.filled;
      for (let index = 0; index < count; index++) {
        const value = column[start + index] as number;
        if (Number.isNaN(value)) {
          halves[2 * (base + index)] = 0;
          halves[2 * (base + index) + 1] = NAN_HIGH_WORD;
        } else {
          this.values[base + index] = value + 0;
        }
      }
    }
  }

  private copyTexts(block: RowBlock, run: Run & { readonly words: readonly number[][] }): void {
    const { start, count } = run;
    for (const [place, text] of block.texts.entries()) {
      const base = (this.shape.numbers.length + place) * ENCODED_ROWS + this.filled;
      const known = run.words[place] as number[];
      for (let index = 0; index < count; index++) {
        const word = text.index[start + index] as number;
        if (word >= 0 && known[word] === -1)
          known[word] = (this.words[place] as Numbering).of(text.words[word] as string);
        this.values[base + index] = word < 0 ? -1 : (known[word] ?? -1);
      }
    }
  }

  private copySource({ source }: RowBlock, run: Run & { readonly files: number[] }): void {
    const { start, count, files } = run;
    const base = (this.shape.numbers.length + this.shape.texts.length) * ENCODED_ROWS + this.filled;
    for (let index = 0; index < count; index++) {
      const file = source.file[start + index] as number;
      if (files[file] === -1) files[file] = this.files.of(source.files[file] as string);
      const known = files[file];
      if (known === undefined) throw new DataError(`${this.shape.label} has rows without a source file and row`);
      this.values[base + index] = known;
      this.values[base + ENCODED_ROWS + index] = source.row[start + index] as number;
    }
  }

  private flush(): void {
    const { values, filled } = this;
    for (let place = 0; place < encodedWidth(this.shape); place++) {
      this.hash.update(new Uint8Array(values.buffer, place * ENCODED_ROWS * 8, filled * 8));
    }
    this.onBatch({ length: filled, values });
    this.values = this.allocate();
    this.filled = 0;
  }
}

interface Run {
  readonly start: number;
  readonly count: number;
}

/** Names in the order in which they first come. */
class Numbering {
  readonly names: string[] = [];
  private readonly places = new Map<string, number>();

  of(name: string): number {
    const known = this.places.get(name);
    if (known !== undefined) return known;
    this.places.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}
