import type { Staging } from '../../lakehouse/index.ts';

const ROWS = 8192;

/** Gathers rows of doubles on their way into staging. */
export class RowBuffer {
  private columns: Float64Array[];
  private capacity = ROWS;
  private count = 0;

  constructor(nColumns: number) {
    this.columns = Array.from({ length: nColumns }, () => new Float64Array(ROWS));
  }

  /** True if it should be flushed before the next record. */
  get isFull(): boolean {
    return this.count >= ROWS;
  }

  /** Adds a row, one value for each column. */
  push(row: Float64Array): void {
    if (this.count === this.capacity) this.grow();
    for (let index = 0; index < this.columns.length; index++) {
      (this.columns[index] as Float64Array)[this.count] = row[index] as number;
    }
    this.count++;
  }

  /** Puts the rows into staging and empties the buffer. */
  async flush(staging: Staging): Promise<void> {
    const { count } = this;
    this.count = 0;
    if (count > 0) await staging.append(this.columns, count);
  }

  private grow(): void {
    this.capacity *= 2;
    this.columns = this.columns.map((column) => {
      const larger = new Float64Array(this.capacity);
      larger.set(column);
      return larger;
    });
  }
}
