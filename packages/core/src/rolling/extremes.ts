import { checkWindow, streamInto } from './stream.ts';
import type { RollingStream } from './stream.ts';

/**
 * Largest of the last `window` observations.
 *
 * out[t] = max(x[t - window + 1], …, x[t]).
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
 * Cost: O(n) time whatever the window, three comparisons an observation, one scratch buffer of a window.
 * Source: M. van Herk, "A fast algorithm for local minimum and maximum filters", Pattern Recognition Letters 13 (1992).
 */
export function rollingMaxInto(out: Float64Array, x: Float64Array, window: number): Float64Array {
  return streamInto(out, x, createRollingMax(window));
}

/**
 * Smallest of the last `window` observations.
 *
 * out[t] = min(x[t - window + 1], …, x[t]).
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
 * Cost: O(n) time whatever the window, three comparisons an observation, one scratch buffer of a window.
 * Source: M. van Herk, "A fast algorithm for local minimum and maximum filters", Pattern Recognition Letters 13 (1992).
 */
export function rollingMinInto(out: Float64Array, x: Float64Array, window: number): Float64Array {
  return streamInto(out, x, createRollingMin(window));
}

/**
 * The stream form of `rollingMaxInto`, equal to it bit for bit.
 *
 * @param window - number of observations, a whole number ≥ 1.
 * @throws {InvalidArgumentError} if `window` is out of its domain.
 *
 * @remarks
 * Source: as `rollingMaxInto`.
 */
export function createRollingMax(window: number): RollingStream {
  return new RollingExtreme(window, 1);
}

/**
 * The stream form of `rollingMinInto`, equal to it bit for bit.
 *
 * @param window - number of observations, a whole number ≥ 1.
 * @throws {InvalidArgumentError} if `window` is out of its domain.
 *
 * @remarks
 * Source: as `rollingMinInto`.
 */
export function createRollingMin(window: number): RollingStream {
  return new RollingExtreme(window, -1);
}

/** The largest observation after multiplication with `sign`, over the blocks of sum.ts. */
class RollingExtreme implements RollingStream {
  private readonly window: number;
  private readonly sign: 1 | -1;

  /** Below `position` the observations of this block, from there on the extremes of the last block's ends. */
  private readonly ends: Float64Array;
  private position: number = 0;
  private begin: number = -Infinity;

  constructor(window: number, sign: 1 | -1) {
    checkWindow(window);
    this.window = window;
    this.sign = sign;
    this.ends = new Float64Array(window).fill(NaN);
  }

  push(value: number): number {
    const signed = this.sign * value;
    this.begin = Math.max(this.begin, signed);
    this.ends[this.position] = signed;
    this.position += 1;
    if (this.position < this.window) return this.sign * Math.max(this.begin, this.ends[this.position]);
    const extreme = this.begin;
    this.closeBlock();
    return this.sign * extreme;
  }

  private closeBlock(): void {
    for (let i = this.window - 2; i >= 0; i--) this.ends[i] = Math.max(this.ends[i], this.ends[i + 1]);
    this.position = 0;
    this.begin = -Infinity;
  }
}
