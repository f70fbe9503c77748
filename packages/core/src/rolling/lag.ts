import { checkInteger, checkSameLength } from '../checks/index.ts';
import type { RollingStream } from './stream.ts';

/**
 * The observation of `lag` steps before.
 *
 * out[t] = x[t - lag].
 *
 * @param out - shape (n,). Overwritten in full; may be the same array as `x`.
 * @param x - shape (n,), oldest first, any unit.
 * @param lag - steps back, a whole number ≥ 0.
 * @returns `out`, in the unit of `x`; NaN for the first `lag` observations.
 * @throws {InvalidArgumentError} if `out` is not as long as `x`, or `lag` is out of its domain.
 *
 * @remarks
 * Causal: out[t] depends on x[t - lag] only.
 * NaN: a NaN in `x` appears once, `lag` steps later.
 * Cost: O(n) time, no allocation.
 * Source: this project.
 */
export function lagInto(out: Float64Array, x: Float64Array, lag: number): Float64Array {
  checkSameLength('out', out, x.length);
  checkInteger('lag', lag, 0);
  const start = Math.min(lag, x.length);
  out.set(x.subarray(0, x.length - start), start);
  return out.fill(NaN, 0, start);
}

/**
 * Simple returns over `lag` steps.
 *
 * out[t] = (x[t] - x[t - lag]) / x[t - lag].
 *
 * @param out - shape (n,). Overwritten in full; may be the same array as `x`.
 * @param x - shape (n,), oldest first, prices or any level that is > 0.
 * @param lag - steps back, a whole number ≥ 1.
 * @returns `out`, as fractions (0.01 is one percent); NaN for the first `lag` observations.
 * @throws {InvalidArgumentError} if `out` is not as long as `x`, or `lag` is out of its domain.
 *
 * @remarks
 * Causal: out[t] depends on x[t - lag] and x[t] only.
 * NaN: a return is NaN if either level is NaN or infinite, or the earlier one is not > 0.
 * Numerics: the difference comes first, so that small returns keep their digits.
 * Cost: O(n) time, no allocation.
 * Source: R. S. Tsay, Analysis of Financial Time Series, 3rd ed. (2010), section 1.1.
 */
export function simpleReturnsInto(out: Float64Array, x: Float64Array, lag: number): Float64Array {
  checkSameLength('out', out, x.length);
  checkInteger('lag', lag, 1);
  // Backwards, so that `out` may be `x`: what is read lies before what was written.
  for (let t = x.length - 1; t >= lag; t--) out[t] = simpleReturn(x[t - lag], x[t]);
  return out.fill(NaN, 0, lag);
}

/**
 * The stream form of `lagInto`, equal to it bit for bit.
 *
 * @param lag - steps back, a whole number ≥ 0.
 * @throws {InvalidArgumentError} if `lag` is out of its domain.
 *
 * @remarks
 * Source: this project.
 */
export function createLag(lag: number): RollingStream {
  checkInteger('lag', lag, 0);
  return new Lag(lag);
}

/**
 * The stream form of `simpleReturnsInto`, equal to it bit for bit.
 *
 * @param lag - steps back, a whole number ≥ 1.
 * @throws {InvalidArgumentError} if `lag` is out of its domain.
 *
 * @remarks
 * Source: as `simpleReturnsInto`.
 */
export function createSimpleReturns(lag: number): RollingStream {
  checkInteger('lag', lag, 1);
  const past = new Lag(lag);
  return { push: (value) => simpleReturn(past.push(value), value) };
}

class Lag implements RollingStream {
  private readonly past: Float64Array;
  private oldest: number = 0;

  constructor(lag: number) {
    this.past = new Float64Array(lag).fill(NaN);
  }

  push(value: number): number {
    if (this.past.length === 0) return value;
    const lagged = this.past[this.oldest];
    this.past[this.oldest] = value;
    this.oldest = this.oldest + 1 === this.past.length ? 0 : this.oldest + 1;
    return lagged;
  }
}

function simpleReturn(before: number, after: number): number {
  const change = (after - before) / before;
  return before > 0 && Number.isFinite(change) ? change : NaN;
}
