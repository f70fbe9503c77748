import { quantileSorted } from '@assay/core/vector';
import { SlotHeap } from './slot-heap.ts';

const FIRST_CAPACITY = 64;

/**
 * One quantile of a queue of values: put in at its end, taken out at its beginning, in whatever order their sizes are.
 *
 * 1. A ring holds the values in the order of their arrival.
 * 2. Those up to the quantile are in a heap with the largest on top, the others in one with the smallest on top: the quantile
 *    is between the two tops. Whoever leaves the ring leaves its heap, wherever it stands there.
 */
export class QuantileWindow {
  private readonly p: number;
  private values: Float64Array = new Float64Array(FIRST_CAPACITY);
  private low: SlotHeap;
  private high: SlotHeap;
  private first: number = 0;
  private count: number = 0;

  /** @param p - fraction of the values below, 0 to 1. */
  constructor(p: number) {
    this.p = p;
    this.low = new SlotHeap(this.values, 'largest');
    this.high = new SlotHeap(this.values, 'smallest');
  }

  get size(): number {
    return this.count;
  }

  /** The quantile, interpolated as `quantile` of core; NaN of nothing. O(1). */
  get quantile(): number {
    if (this.count === 0) return NaN;
    const rank = (this.count - 1) * this.p;
    const lower = this.values[this.low.top];
    const upper = this.high.size > 0 ? this.values[this.high.top] : lower;
    return quantileSorted(Float64Array.of(lower, upper), rank - Math.floor(rank));
  }

  /** @param value - finite. O(log n). */
  push(value: number): void {
    if (this.count === this.values.length) this.grow();
    const slot = (this.first + this.count) % this.values.length;
    this.values[slot] = value;
    this.count += 1;
    this.insert(slot);
  }

  /** Takes the oldest value out. O(log n). */
  shift(): void {
    const slot = this.first;
    this.first = (this.first + 1) % this.values.length;
    this.count -= 1;
    if (this.low.has(slot)) this.low.remove(slot);
    else this.high.remove(slot);
    this.balance();
  }

  private insert(slot: number): void {
    const isLow = this.low.size > 0 && this.values[slot] <= this.values[this.low.top];
    if (isLow) this.low.push(slot);
    else this.high.push(slot);
    this.balance();
  }

  private balance(): void {
    const wanted = this.count === 0 ? 0 : Math.floor((this.count - 1) * this.p) + 1;
    while (this.low.size < wanted) move(this.high, this.low);
    while (this.low.size > wanted) move(this.low, this.high);
  }

  private grow(): void {
    const kept = Array.from({ length: this.count }, (_, i) => this.values[(this.first + i) % this.values.length]);
    this.values = new Float64Array(2 * this.count);
    this.low = new SlotHeap(this.values, 'largest');
    this.high = new SlotHeap(this.values, 'smallest');
    this.first = 0;
    this.count = 0;
    for (const value of kept) this.push(value);
  }
}

function move(from: SlotHeap, to: SlotHeap): void {
  const slot = from.top;
  from.remove(slot);
  to.push(slot);
}
