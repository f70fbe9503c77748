/** A column of doubles that grows at its end. */
export class GrowingColumn {
  private values: Float64Array;
  private used: number = 0;

  constructor(expected: number = 16) {
    this.values = new Float64Array(Math.max(1, expected));
  }

  /** Number of values. */
  get length(): number {
    return this.used;
  }

  push(value: number): void {
    if (this.used === this.values.length) {
      const longer = new Float64Array(2 * this.used);
      longer.set(this.values);
      this.values = longer;
    }
    this.values[this.used++] = value;
  }

  /** The value at index `i`, which must be below the length. */
  at(i: number): number {
    return this.values[i];
  }

  /** The values so far, copied. */
  toArray(): Float64Array {
    return this.values.slice(0, this.used);
  }
}
