import type { ColumnKernel } from './column-term.ts';
import { streamKernel } from './stream-kernel.ts';

/**
 * Exponential average: level += α·(x - level), begun at the mean of the first `window` values; a NaN begins it anew.
 */
function smoothing(window: number, weight: number): () => (value: number) => number {
  return () => {
    let [count, level] = [0, 0];
    return (value) => {
      if (Number.isNaN(value)) {
        count = 0;
        level = 0;
        return NaN;
      }
      count += 1;
      if (count > window) level += weight * (value - level);
      else level += value;
      if (count === window) level /= window;
      return count < window ? NaN : level;
    };
  };
}

/** Exponential average with the weight 2 / (window + 1). */
export function emaKernel(window: number): ColumnKernel {
  return streamKernel(window - 1, smoothing(window, 2 / (window + 1)));
}

/** Wilder's average: the exponential one with the weight 1 / window. */
export function wilderKernel(window: number): ColumnKernel {
  return streamKernel(window - 1, smoothing(window, 1 / window));
}

/** Relative strength index: 100·u / (u + d), Wilder's averages u of the rises and d of the falls; NaN where both are 0. */
export function rsiKernel(window: number): ColumnKernel {
  const average = smoothing(window, 1 / window);
  return streamKernel(window, () => {
    const [rises, falls] = [average(), average()];
    let before = NaN;
    return (value) => {
      const change = value - before;
      before = value;
      const up = rises(Number.isNaN(change) ? NaN : Math.max(change, 0));
      const down = falls(Number.isNaN(change) ? NaN : Math.max(-change, 0));
      return up + down > 0 ? 100 * (up / (up + down)) : NaN;
    };
  });
}
