/**
 * Rows of doubles that grow at the end. A row lies in one place, so that writing it asks once whether there is room;
 * columns are taken out of the rows at the end.
 */
export class GrowingTable {
  /** The cells, row by row; another array once a row was added. */
  values: Float64Array;
  private readonly width: number;
  private used: number = 0;

  constructor(width: number, expectedRows: number = 16) {
    this.width = width;
    this.values = new Float64Array(width * Math.max(1, expectedRows));
  }

  /** Number of rows. */
  get length(): number {
    return this.used / this.width;
  }

  /** Adds a row of zeros; returns the index of its first cell in `values`. */
  add(): number {
    const first = this.used;
    this.used += this.width;
    if (this.used > this.values.length) {
      const longer = new Float64Array(2 * this.values.length);
      longer.set(this.values);
      this.values = longer;
    }
    return first;
  }

  /** Column `k`, copied. */
  column(k: number): Float64Array {
    const { values, width } = this;
    const column = new Float64Array(this.length);
    for (let i = 0, at = k; i < column.length; i++, at += width) column[i] = values[at];
    return column;
  }
}
