/** Doubles whose number is not known in advance. */
export class GrowingColumn {
  private values = new Float64Array(256);
  private filled = 0;

  get length(): number {
    return this.filled;
  }

  push(value: number): void {
    if (this.filled === this.values.length) {
      const larger = new Float64Array(2 * this.filled);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.filled++] = value;
  }

  at(index: number): number {
    return this.values[index] as number;
  }

  /** The values so far, in memory that is used again after `clear`. */
  view(): Float64Array {
    return this.values.subarray(0, this.filled);
  }

  clear(): void {
    this.filled = 0;
  }
}
