import { checkInteger, checkSameLength } from '../checks/index.ts';

/** A rolling statistic fed one observation at a time, oldest first. */
export interface RollingStream {
  /** Takes the next observation and gives the statistic of the window that ends with it; NaN during the warm-up. */
  push(value: number): number;
}

/** Throws unless a window is a whole number ≥ 1. */
export function checkWindow(window: number): void {
  checkInteger('window', window, 1);
}

/** Feeds `x` to a stream and writes what it gives: the batch form of every kernel is its stream. */
export function streamInto(out: Float64Array, x: Float64Array, stream: RollingStream): Float64Array {
  checkSameLength('out', out, x.length);
  for (let t = 0; t < x.length; t++) out[t] = stream.push(x[t]);
  return out;
}
