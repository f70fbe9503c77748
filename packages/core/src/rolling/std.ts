/**
 * Standard deviation over a moving window, by the blocks of sum.ts: count, mean and sum of squared deviations of the
 * end of one block and of the beginning of the next are kept by Welford's recurrence and joined by Chan's formula.
 * Each end is taken relative to its last observation, each beginning relative to its first: both lie in every window
 * that uses them, so the digits of a series far from zero are kept and nothing outside a window touches it.
 */
import { InvalidArgumentError } from '../errors/index.ts';
import { checkInteger } from '../checks/index.ts';
import { checkWindow, streamInto } from './stream.ts';
import type { RollingStream } from './stream.ts';

/**
 * Standard deviation over the last `window` observations.
 *
 * out[t] = √(Σ (x[s] - m)² / (window - ddof)) over s from t - window + 1 to t, with m their mean.
 *
 * @param out - shape (n,). Overwritten in full; may be the same array as `x`.
 * @param x - shape (n,), oldest first, any unit.
 * @param window - number of observations, a whole number > ddof.
 * @param ddof - degrees of freedom taken off the number of observations: 0 or, for a sample, 1.
 * @returns `out`, in the unit of `x`; NaN for the first window - 1 observations; exactly 0 where all observations of
 * the window are equal.
 * @throws {InvalidArgumentError} if `out` is not as long as `x`, or `window` or `ddof` is out of its domain.
 *
 * @remarks
 * Causal: out[t] depends on x[t - window + 1..t] and, in its last digits, on the place of t in the series.
 * NaN: a NaN or an infinity makes the outputs NaN whose window holds it, and no other.
 * Numerics: nothing is subtracted from a running sum; relative error of some units of 10^-16 times the square root of
 * the window, also where the mean is 10^9 standard deviations. Deviations below 10^-154 vanish, beyond 10^154 they
 * overflow.
 * Cost: O(n) time whatever the window, one scratch buffer of two windows.
 * Source: B. P. Welford, Technometrics 4 (1962); T. F. Chan, G. H. Golub, R. J. LeVeque, The American Statistician 37
 * (1983); M. van Herk, Pattern Recognition Letters 13 (1992), for the blocks.
 */
export function rollingStdInto(out: Float64Array, x: Float64Array, window: number, ddof: number): Float64Array {
  return streamInto(out, x, createRollingStd(window, ddof));
}

/**
 * The stream form of `rollingStdInto`, equal to it bit for bit.
 *
 * @param window - number of observations, a whole number > ddof.
 * @param ddof - degrees of freedom taken off the number of observations: 0 or, for a sample, 1.
 * @throws {InvalidArgumentError} if `window` or `ddof` is out of its domain.
 *
 * @remarks
 * Source: as `rollingStdInto`.
 */
export function createRollingStd(window: number, ddof: number): RollingStream {
  checkWindow(window);
  checkInteger('ddof', ddof, 0);
  if (window <= ddof) throw new InvalidArgumentError('window', `> ddof, which is ${ddof}`, window);
  return new RollingStd(window, ddof);
}

class RollingStd implements RollingStream {
  private readonly window: number;
  private readonly ddof: number;

  /** Below `position` the observations of this block, from there on the shifted means of the last block's ends. */
  private readonly endMeans: Float64Array;
  private readonly endSquares: Float64Array;
  private endShift: number = 0;

  private position: number = 0;
  private beginShift: number = 0;
  private beginMean: number = 0;
  private beginSquares: number = 0;

  constructor(window: number, ddof: number) {
    this.window = window;
    this.ddof = ddof;
    this.endMeans = new Float64Array(window).fill(NaN);
    this.endSquares = new Float64Array(window);
  }

  push(value: number): number {
    if (this.position === 0) this.beginShift = value;
    this.endMeans[this.position] = value;
    this.position += 1;
    const shifted = value - this.beginShift;
    const deviation = shifted - this.beginMean;
    this.beginMean += deviation / this.position;
    this.beginSquares += deviation * (shifted - this.beginMean);
    return Math.sqrt(this.squares() / (this.window - this.ddof));
  }

  /** Sum of squared deviations of the window; closes the block when the window is exactly that. */
  private squares(): number {
    if (this.position === this.window) {
      const squares = this.beginSquares;
      this.closeBlock();
      return squares;
    }
    const distance = this.endMeans[this.position] - this.beginMean + (this.endShift - this.beginShift);
    const weight = (this.position * (this.window - this.position)) / this.window;
    return this.beginSquares + this.endSquares[this.position] + distance * distance * weight;
  }

  private closeBlock(): void {
    const shift = this.endMeans[this.window - 1];
    let [mean, squares] = [0, 0];
    for (let i = this.window - 1; i >= 0; i--) {
      const shifted = this.endMeans[i] - shift;
      const deviation = shifted - mean;
      mean += deviation / (this.window - i);
      squares += deviation * (shifted - mean);
      this.endMeans[i] = mean;
      this.endSquares[i] = squares;
    }
    this.endShift = shift;
    this.position = 0;
    this.beginMean = 0;
    this.beginSquares = 0;
  }
}
