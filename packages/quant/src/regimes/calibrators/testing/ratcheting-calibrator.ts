/**
 * A threshold as the predecessor kept it: a sorted list of at most `capacity` values whose smallest leaves first, asked after
 * the value has gone in. It is here to fail.
 */
export class RatchetingCalibrator {
  private readonly capacity: number;
  private readonly percentile: number;
  private readonly sorted: number[] = [];

  constructor(capacity: number, percentile: number) {
    this.capacity = capacity;
    this.percentile = percentile;
  }

  push(_time: number, value: number): { readonly threshold: number } {
    const at = this.sorted.findIndex((one) => one >= value);
    this.sorted.splice(at < 0 ? this.sorted.length : at, 0, value);
    if (this.sorted.length > this.capacity) this.sorted.shift();
    return { threshold: this.sorted[Math.floor(this.percentile * (this.sorted.length - 1))] ?? NaN };
  }
}
