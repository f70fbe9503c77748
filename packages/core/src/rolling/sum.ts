/**
 * Sum and mean over a moving window, without a running sum that drifts.
 *
 * 1. Time is cut into blocks of one window's length, counted from the first observation.
 * 2. A window is the end of one block and the beginning of the next. The beginning is summed as observations arrive;
 *    the sums of all ends of a block are made once, backwards, when it is complete.
 * 3. So nothing is ever subtracted, a NaN leaves with the observation that brought it, and a result depends on the
 *    observations up to it alone.
 * 4. Sums carry their rounding errors in a second number.
 */
import { checkWindow, streamInto } from './stream.ts';
import type { RollingStream } from './stream.ts';

/** 2^27 + 1, which cuts a double into two halves of 26 bits. */
const SPLITTER = 134_217_729;

/**
 * Sum over the last `window` observations.
 *
 * out[t] = x[t - window + 1] + … + x[t].
 *
 * @param out - shape (n,). Overwritten in full; may be the same array as `x`.
 * @param x - shape (n,), oldest first, any unit.
 * @param window - number of observations, a whole number ≥ 1.
 * @returns `out`, in the unit of `x`; NaN for the first window - 1 observations.
 * @throws {InvalidArgumentError} if `out` is not as long as `x`, or `window` is out of its domain.
 *
 * @remarks
 * Causal: out[t] depends on x[t - window + 1..t] and, in its last digit, on the place of t in the series.
 * NaN: a NaN makes the outputs NaN whose window holds it, and no other.
 * Numerics: compensated sums of block ends and beginnings; no drift.
 * Cost: O(n) time whatever the window, one scratch buffer of two windows.
 * Source: M. van Herk, Pattern Recognition Letters 13 (1992), for the blocks; T. Ogita, S. M. Rump, S. Oishi, SIAM
 * Journal on Scientific Computing 26 (2005), for the sums.
 */
export function rollingSumInto(out: Float64Array, x: Float64Array, window: number): Float64Array {
  return streamInto(out, x, createRollingSum(window));
}

/**
 * Mean over the last `window` observations.
 *
 * out[t] = (x[t - window + 1] + … + x[t]) / window.
 *
 * @param out - shape (n,). Overwritten in full; may be the same array as `x`.
 * @param x - shape (n,), oldest first, any unit.
 * @param window - number of observations, a whole number ≥ 1.
 * @returns `out`, in the unit of `x`; NaN for the first window - 1 observations.
 * @throws {InvalidArgumentError} if `out` is not as long as `x`, or `window` is out of its domain.
 *
 * @remarks
 * Causal: out[t] depends on x[t - window + 1..t] only.
 * NaN: a NaN makes the outputs NaN whose window holds it, and no other.
 * Numerics: the exact mean correctly rounded, unless terms cancel beyond 25 digits: equal observations have exactly
 * their value as mean, and means of two lengths that are equal in exact arithmetic compare as equal.
 * Cost: O(n) time whatever the window, one scratch buffer of two windows.
 * Source: M. van Herk, Pattern Recognition Letters 13 (1992), for the blocks; T. Ogita, S. M. Rump, S. Oishi, SIAM
 * Journal on Scientific Computing 26 (2005), for the sums.
 */
export function rollingMeanInto(out: Float64Array, x: Float64Array, window: number): Float64Array {
  return streamInto(out, x, createRollingMean(window));
}

/**
 * The stream form of `rollingSumInto`, equal to it bit for bit.
 *
 * @param window - number of observations, a whole number ≥ 1.
 * @throws {InvalidArgumentError} if `window` is out of its domain.
 *
 * @remarks
 * Source: as `rollingSumInto`.
 */
export function createRollingSum(window: number): RollingStream {
  return new RollingSum(window);
}

/**
 * The stream form of `rollingMeanInto`, equal to it bit for bit.
 *
 * @param window - number of observations, a whole number ≥ 1.
 * @throws {InvalidArgumentError} if `window` is out of its domain.
 *
 * @remarks
 * Source: as `rollingMeanInto`.
 */
export function createRollingMean(window: number): RollingStream {
  return new RollingMean(window);
}

/** The sum of the window as the unevaluated sum of two numbers. */
class WindowSum {
  readonly window: number;
  high: number = NaN;
  low: number = NaN;

  /** Below `position` the observations of this block, from there on the sums of the last block's ends. */
  private readonly endHighs: Float64Array;
  private readonly endLows: Float64Array;
  private position: number = 0;
  private beginHigh: number = 0;
  private beginLow: number = 0;

  constructor(window: number) {
    checkWindow(window);
    this.window = window;
    this.endHighs = new Float64Array(window).fill(NaN);
    this.endLows = new Float64Array(window);
  }

  add(value: number): void {
    const begin = this.beginHigh + value;
    this.beginLow += roundingError(this.beginHigh, value, begin);
    this.beginHigh = begin;
    this.endHighs[this.position] = value;
    this.position += 1;
    if (this.position === this.window) {
      this.high = this.beginHigh;
      this.low = this.beginLow;
      this.closeBlock();
      return;
    }
    const end = this.endHighs[this.position];
    this.high = begin + end;
    this.low = roundingError(begin, end, this.high) + this.beginLow + this.endLows[this.position];
  }

  private closeBlock(): void {
    let [high, low] = [0, 0];
    for (let i = this.window - 1; i >= 0; i--) {
      const value = this.endHighs[i];
      const next = high + value;
      low += roundingError(high, value, next);
      high = next;
      this.endHighs[i] = high;
      this.endLows[i] = low;
    }
    this.position = 0;
    this.beginHigh = 0;
    this.beginLow = 0;
  }
}

class RollingSum implements RollingStream {
  private readonly sum: WindowSum;

  constructor(window: number) {
    this.sum = new WindowSum(window);
  }

  push(value: number): number {
    const sum = this.sum;
    sum.add(value);
    const total = sum.high + sum.low;
    // Next to an infinite sum its rounding error is NaN and says nothing.
    return Number.isFinite(sum.high) ? total : sum.high;
  }
}

class RollingMean implements RollingStream {
  private readonly sum: WindowSum;

  constructor(window: number) {
    this.sum = new WindowSum(window);
  }

  push(value: number): number {
    const sum = this.sum;
    sum.add(value);
    const mean = (sum.high + sum.low) / sum.window;
    if (!Number.isFinite(mean)) return sum.high;
    const missing = (sum.high - mean * sum.window - productError(mean, sum.window) + sum.low) / sum.window;
    return mean + missing;
  }
}

/** What a + b lost when it was rounded to `sum`, exactly. */
function roundingError(a: number, b: number, sum: number): number {
  const shareOfB = sum - a;
  return a - (sum - shareOfB) + (b - shareOfB);
}

/** What x·n lost when it was rounded, exactly, for a whole number n below 2^27; 0 where splitting x overflows. */
function productError(x: number, n: number): number {
  const scaled = SPLITTER * x;
  if (!Number.isFinite(scaled)) return 0;
  const upper = scaled - (scaled - x);
  return upper * n - x * n + (x - upper) * n;
}
