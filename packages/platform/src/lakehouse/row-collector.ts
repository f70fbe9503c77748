import type { RawRows } from './raw-rows.ts';
import { EVENT_TIME } from './row-shape.ts';
import type { RowShape } from './row-shape.ts';

/** Which of several versions of a row. */
export type Vintage = 'first' | 'last' | 'all';

/** How much room a collector has. */
export interface CollectorOptions {
  /** Columns. */
  readonly width: number;
  /** Rows that it can take. */
  readonly capacity: number;
  /** Put the columns into shared memory. @default false */
  readonly shared?: boolean | undefined;
}

/** Rows in columns of doubles that are filled from the front. Rows come in order, and versions of a row one after another. */
export class RowCollector {
  private readonly columns: readonly Float64Array[];
  private length = 0;

  constructor({ width, capacity, shared = false }: CollectorOptions) {
    const bytes = capacity * Float64Array.BYTES_PER_ELEMENT;
    this.columns = Array.from(
      { length: width },
      () => new Float64Array(shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)),
    );
  }

  get filled(): number {
    return this.length;
  }

  /** Takes every row. */
  addAll({ length, columns }: RawRows): void {
    for (const [index, column] of columns.entries()) {
      this.columns[index]?.set(length === column.length ? column : column.subarray(0, length), this.length);
    }
    this.length += length;
  }

  /** Takes the first or the last version of each row. */
  addChosen(raw: RawRows, shape: RowShape, vintage: Vintage): void {
    for (let index = 0; index < raw.length; index++) {
      if (!this.isVersionOfLast(raw, shape, index)) this.put(raw, index, this.length++);
      else if (vintage === 'last') this.put(raw, index, this.length - 1);
    }
  }

  /** Moves the last row into an empty collector. */
  moveLastTo(other: RowCollector): void {
    this.length--;
    other.put({ length: this.length + 1, columns: this.columns }, this.length, other.length++);
  }

  /** The columns, no longer than what was taken. */
  take(): readonly Float64Array[] {
    return this.columns.map((column) => (column.length === this.length ? column : shortened(column, this.length)));
  }

  private isVersionOfLast(raw: RawRows, { keys, numbers }: RowShape, index: number): boolean {
    const last = this.length - 1;
    if (last < 0) return false;
    const isSame = (place: number): boolean => raw.columns[place]?.[index] === this.columns[place]?.[last];
    return isSame(EVENT_TIME) && keys.every(({ isText, place }) => isSame(isText ? numbers.length + place : place));
  }

  private put(raw: RawRows, from: number, to: number): void {
    for (const [index, column] of raw.columns.entries())
      (this.columns[index] as Float64Array)[to] = column[from] as number;
  }
}

function shortened(column: Float64Array, length: number): Float64Array {
  if (!(typeof SharedArrayBuffer !== 'undefined' && column.buffer instanceof SharedArrayBuffer)) {
    return column.slice(0, length);
  }
  const result = new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
  result.set(column.subarray(0, length));
  return result;
}
