import type { ColumnKernel } from './column-term.ts';
import { streamKernel } from './stream-kernel.ts';

/** Median of `window` values, the current one included: the mean of the middle two where their number is even. */
export function medianKernel(window: number): ColumnKernel {
  const [low, high] = [(window - 1) >> 1, window >> 1];
  return streamKernel(window - 1, () => {
    const sorted = new SortedWindow(window);
    return (value) => {
      sorted.push(value);
      if (!sorted.isFull) return NaN;
      const [a, b] = [sorted.values[low], sorted.values[high]];
      return a + (b - a) / 2;
    };
  });
}

/** Place of the current value among `window` values, itself included: 0 = lowest, 1 = highest, ties in the middle. */
export function rankKernel(window: number): ColumnKernel {
  return streamKernel(window - 1, () => {
    const sorted = new SortedWindow(window);
    return (value) => {
      sorted.push(value);
      if (!sorted.isFull) return NaN;
      const below = sorted.countBelow(value);
      const equal = sorted.values[below + 1] === value ? sorted.countUpTo(value) - below : 1;
      return (below + (equal - 1) / 2) / (window - 1);
    };
  });
}

/** The last `window` values in ascending order; full once they are `window` numbers that are not NaN. */
class SortedWindow {
  readonly values: Float64Array;
  private readonly arrivals: Float64Array;
  private position: number = 0;
  private count: number = 0;

  constructor(window: number) {
    this.values = new Float64Array(window);
    this.arrivals = new Float64Array(window).fill(NaN);
  }

  get isFull(): boolean {
    return this.count === this.values.length;
  }

  push(value: number): void {
    const leaving = this.arrivals[this.position];
    this.arrivals[this.position] = value;
    this.position = this.position + 1 === this.arrivals.length ? 0 : this.position + 1;
    const [isNumber, wasNumber] = [!Number.isNaN(value), !Number.isNaN(leaving)];
    if (isNumber && wasNumber) this.replace(leaving, value);
    else if (wasNumber) this.remove(leaving);
    else if (isNumber) this.insert(value);
  }

  countBelow(value: number): number {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.values[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  countUpTo(value: number): number {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.values[middle] <= value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Moves only what lies between the two. */
  private replace(leaving: number, value: number): void {
    const { values } = this;
    const from = this.countBelow(leaving);
    const to = this.countBelow(value);
    if (to > from) {
      values.copyWithin(from, from + 1, to);
      values[to - 1] = value;
    } else {
      values.copyWithin(to + 1, to, from);
      values[to] = value;
    }
  }

  private remove(value: number): void {
    const at = this.countBelow(value);
    this.values.copyWithin(at, at + 1, this.count);
    this.count -= 1;
  }

  private insert(value: number): void {
    const at = this.countBelow(value);
    this.values.copyWithin(at + 1, at, this.count);
    this.values[at] = value;
    this.count += 1;
  }
}
