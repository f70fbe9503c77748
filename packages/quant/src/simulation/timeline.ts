import { firstAtOrAfter } from './columns.ts';
import type { SeriesColumns } from './columns.ts';

/**
 * Merges the bars of all series into one sequence of moments, whatever their sizes and calendars.
 *
 * At each moment it says which series close a bar, which bars become available, and which series open a bar; within
 * each list the series stand in declared order. The loop treats them in this order: closes, availability, opens.
 * A close-only bar has no open of its own.
 *
 * Cost: O(log series) per event, no allocation.
 */
export class Timeline {
  /** The present moment. */
  time: number = NaN;
  /** Series closing a bar now; the first `closingCount` entries count. */
  readonly closing: Int32Array;
  closingCount: number = 0;
  /** Series of which at least one more bar has become available now. */
  readonly available: Int32Array;
  availableCount: number = 0;
  /** Series opening a bar now. */
  readonly opening: Int32Array;
  openingCount: number = 0;
  /** Per series: index of the newest closed bar, -1 before the first. */
  readonly closedBar: Int32Array;
  /** Per series: number of bars available. */
  readonly availableBars: Int32Array;
  /** Per series: index of the newest opened bar, -1 before the first. */
  readonly openedBar: Int32Array;

  private readonly columns: readonly SeriesColumns[];
  /** Binary heap of series by next moment, then by declared order. */
  private readonly heap: Int32Array;
  private readonly nextTime: Float64Array;

  /** @param from - the first moment of interest: everything strictly before it counts as passed. */
  constructor(columns: readonly SeriesColumns[], from: number) {
    const n = columns.length;
    this.columns = columns;
    this.closing = new Int32Array(n);
    this.available = new Int32Array(n);
    this.opening = new Int32Array(n);
    this.closedBar = new Int32Array(n);
    this.availableBars = new Int32Array(n);
    this.openedBar = new Int32Array(n);
    this.heap = Int32Array.from(columns, (one) => one.index);
    this.nextTime = new Float64Array(n);
    for (const { index, closeTime, openTime, availableAt } of columns) {
      this.closedBar[index] = firstAtOrAfter(closeTime, from) - 1;
      this.availableBars[index] = firstAtOrAfter(availableAt, from);
      this.openedBar[index] = firstAtOrAfter(openTime, from) - 1;
      // Nothing happens before all time: this only finds the first moment.
      this.take(index, -Infinity);
    }
    for (let i = (n >> 1) - 1; i >= 0; i--) this.siftDown(i);
  }

  /** The next moment; Infinity after the last. */
  get upcoming(): number {
    return this.nextTime[this.heap[0]];
  }

  /** Moves to the next moment; false after the last. */
  advance(): boolean {
    const { heap, nextTime } = this;
    this.closingCount = 0;
    this.availableCount = 0;
    this.openingCount = 0;
    const time = nextTime[heap[0]];
    if (time === Infinity) return false;
    this.time = time;
    while (nextTime[heap[0]] === time) {
      this.take(heap[0], time);
      if (heap.length > 1) this.siftDown(0);
    }
    return true;
  }

  /** Takes what happens in series `s` at a moment, and finds its next moment on the way. */
  private take(s: number, time: number): void {
    const { closeTime, availableAt, openTime, isCloseOnly } = this.columns[s];
    let closes = timeAt(closeTime, this.closedBar[s] + 1);
    if (closes === time) {
      this.closing[this.closingCount++] = s;
      closes = timeAt(closeTime, ++this.closedBar[s] + 1);
    }
    let arrives = timeAt(availableAt, this.availableBars[s]);
    if (arrives === time) this.available[this.availableCount++] = s;
    while (arrives === time) arrives = timeAt(availableAt, ++this.availableBars[s]);
    let opens = timeAt(openTime, this.openedBar[s] + 1);
    if (opens === time) {
      if (!isCloseOnly) this.opening[this.openingCount++] = s;
      opens = timeAt(openTime, ++this.openedBar[s] + 1);
    }
    const next = arrives < closes ? arrives : closes;
    this.nextTime[s] = opens < next ? opens : next;
  }

  private siftDown(start: number): void {
    const { heap } = this;
    const n = heap.length;
    const moving = heap[start];
    let hole = start;
    for (let child = 2 * hole + 1; child < n; child = 2 * hole + 1) {
      if (child + 1 < n && this.isBefore(heap[child + 1], heap[child])) child++;
      if (!this.isBefore(heap[child], moving)) break;
      heap[hole] = heap[child];
      hole = child;
    }
    heap[hole] = moving;
  }

  private isBefore(a: number, b: number): boolean {
    const difference = this.nextTime[a] - this.nextTime[b];
    return difference < 0 || (!(difference > 0) && a < b);
  }
}

/** The time at an index; Infinity behind the last. */
function timeAt(times: Float64Array, i: number): number {
  return i < times.length ? times[i] : Infinity;
}
