import type { ColumnKernel } from '../column-term.ts';
import { streamKernel } from '../stream-kernel.ts';
import { efficiencyRatio } from './efficiency-ratio.ts';
import { permutationEntropy } from './permutation-entropy.ts';
import { rescaledRangeHurst } from './rescaled-range.ts';

/** Efficiency ratio of the last `window` steps, the one to the current value included. */
export function efficiencyKernel(window: number): ColumnKernel {
  return overWindow(window + 1, efficiencyRatio);
}

/** Rescaled-range Hurst exponent of the last `window` values, the current one included. */
export function hurstKernel(window: number): ColumnKernel {
  return overWindow(window, rescaledRangeHurst);
}

/** Permutation entropy of the last `window` values, the current one included, in runs of `order`. */
export function permutationEntropyKernel(order: number): (window: number) => ColumnKernel {
  return (window) => overWindow(window, (x) => permutationEntropy(x, order));
}

/** A statistic of the last `count` values in their order; NaN until there are as many. */
function overWindow(count: number, statistic: (x: Float64Array) => number): ColumnKernel {
  return streamKernel(count - 1, () => {
    // Twice as long as the window: its values then always stand side by side, with one copy in `count` steps.
    const values = new Float64Array(2 * count).fill(NaN);
    let end = count;
    return (value) => {
      if (end === values.length) {
        values.copyWithin(0, count + 1);
        end = count - 1;
      }
      values[end] = value;
      end += 1;
      return statistic(values.subarray(end - count, end));
    };
  });
}
