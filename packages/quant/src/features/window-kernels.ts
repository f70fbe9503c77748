import { checkInteger } from '@assay/core/checks';
import { emaKernel, rsiKernel, wilderKernel } from './averages.ts';
import type { ColumnKernel } from './column-term.ts';
import { efficiencyKernel, hurstKernel, permutationEntropyKernel } from './complexity/window-kernels.ts';
import {
  highestKernel,
  lowestKernel,
  rollingMaxKernel,
  rollingMinKernel,
  smaKernel,
  stdevKernel,
  sumKernel,
  zScoreKernel,
} from './kernels.ts';
import { medianKernel, rankKernel } from './order-statistics.ts';
import type { WindowTermName } from './term.ts';
import { slopeKernel } from './window-fits.ts';

/** A transform of one column over a window, and the shortest window it is defined for. */
export interface WindowKernel {
  readonly minWindow: number;
  readonly kernel: (window: number) => ColumnKernel;
}

/** The transforms of one column over a window of bars, by the name of their term; `resolveTerm` says what each of them is. */
export const WINDOW_KERNELS: Readonly<Record<WindowTermName, WindowKernel>> = {
  sma: { minWindow: 1, kernel: smaKernel },
  sum: { minWindow: 1, kernel: sumKernel },
  ema: { minWindow: 1, kernel: emaKernel },
  wilder: { minWindow: 1, kernel: wilderKernel },
  rsi: { minWindow: 1, kernel: rsiKernel },
  stdev: { minWindow: 2, kernel: stdevKernel },
  zscore: { minWindow: 2, kernel: zScoreKernel },
  highest: { minWindow: 1, kernel: highestKernel },
  lowest: { minWindow: 1, kernel: lowestKernel },
  'rolling-max': { minWindow: 1, kernel: rollingMaxKernel },
  'rolling-min': { minWindow: 1, kernel: rollingMinKernel },
  median: { minWindow: 1, kernel: medianKernel },
  rank: { minWindow: 2, kernel: rankKernel },
  slope: { minWindow: 2, kernel: slopeKernel },
  'efficiency-ratio': { minWindow: 2, kernel: efficiencyKernel },
  hurst: { minWindow: 16, kernel: hurstKernel },
  'permutation-entropy-3': { minWindow: 3, kernel: permutationEntropyKernel(3) },
  'permutation-entropy-5': { minWindow: 5, kernel: permutationEntropyKernel(5) },
};

/** The kernel of a window term. Throws an InvalidArgumentError unless the window is in its domain. */
export function windowKernel(name: WindowTermName, window: number): ColumnKernel {
  const { minWindow, kernel } = WINDOW_KERNELS[name];
  checkInteger('window', window, minWindow);
  return kernel(window);
}
