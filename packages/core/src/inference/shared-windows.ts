import { checkSameLength } from '../checks/index.ts';
import { InvalidArgumentError } from '../errors/index.ts';
import { argsortStable } from '../vector/index.ts';

/** Stretches of time that observations look over, as outcomes of a horizon do. */
export interface Windows {
  /** shape (n,): beginnings, in order of time, in any unit. */
  readonly from: Float64Array;
  /** shape (n,): ends, each after its beginning. */
  readonly to: Float64Array;
}

/** What windows have in common. */
export interface SharedWindows {
  /**
   * Variance of Σ weights[i]·x[i] where each x has variance 1, is the move of a random walk over its window, and so has the
   * correlation overlap(i, j) / √(length(i)·length(j)) with another.
   */
  readonly variance: (weights: ArrayLike<number>) => number;
  /**
   * As many means of independent observations as have the variance of the mean of these: n² / variance(1, 1, …). It is n where no
   * window overlaps another, and counts neighbours that share all but a little of their windows as about one.
   */
  readonly nIndependent: number;
}

/**
 * What windows that overlap have in common; gaps between them, clusters and unequal lengths are taken as they are.
 *
 * With a(s) = Σ weights[i] / √length(i) over the windows that contain the moment s: variance = ∫ a(s)² ds.
 *
 * @throws {InvalidArgumentError} if the beginnings are out of order, a window does not end after its beginning, or there is none.
 *
 * @remarks
 * Assumes: moves of disjoint stretches of time that are uncorrelated and, per window, alike in size.
 * Cost: O(n log n) once, O(n) for each set of weights.
 * Source: this project; variance of an integral of a step function against a random walk (Itô's isometry).
 */
export function sharedWindows({ from, to }: Windows): SharedWindows {
  checkWindows(from, to);
  const n = from.length;
  const scale = from.map((start, i) => 1 / Math.sqrt(to[i] - start));
  const ends = argsortStable(to);
  // Every moment at which a window begins (i) or ends (-1 - i), with what passes until the next one.
  const moments = new Int32Array(2 * n);
  const lengths = new Float64Array(2 * n);
  for (let event = 0, begun = 0, ended = 0, last = from[0]; event < 2 * n; event++) {
    const isEnd = begun === n || to[ends[ended]] <= from[begun];
    const time = isEnd ? to[ends[ended]] : from[begun];
    if (event > 0) lengths[event - 1] = time - last;
    last = time;
    moments[event] = isEnd ? -1 - ends[ended++] : begun++;
  }
  const variance = (weights: ArrayLike<number>): number => {
    let [total, level, open] = [0, 0, 0];
    for (let event = 0; event < moments.length; event++) {
      const moment = moments[event];
      if (moment >= 0) {
        level += weights[moment] * scale[moment];
        open++;
      } else {
        level -= weights[-1 - moment] * scale[-1 - moment];
        // What rounding left does not go on.
        if (--open === 0) level = 0;
      }
      total += level * level * lengths[event];
    }
    return total;
  };
  return { variance, nIndependent: (n * n) / variance(new Float64Array(n).fill(1)) };
}

function checkWindows(from: Float64Array, to: Float64Array): void {
  checkSameLength('to', to, from.length);
  if (from.length === 0) throw new InvalidArgumentError('from', 'of at least one window', from.length);
  for (let i = 0; i < from.length; i++) {
    if (i > 0 && !(from[i] >= from[i - 1])) throw new InvalidArgumentError(`from[${i}]`, 'in order of time', from[i]);
    if (!(to[i] > from[i])) throw new InvalidArgumentError(`to[${i}]`, `after the beginning ${from[i]}`, to[i]);
  }
}
