import { defined, undefinedBecause } from '@assay/quant/analysis';
import type { Fold, WalkForwardEvidence } from '@assay/quant/evidence';

/**
 * The share of the judged periods that lie in test windows whose excess returns sum to less than 0.
 *
 * It reads test windows alone. The ratio of a result out of sample to the one in sample is not used: a figure in sample
 * would enter the verdict, and a worse one would flatter the row.
 *
 * @param excess - stitched excess returns, one for each of `times`.
 * @param timeline - closes that the folds count; period k ends at timeline[k + 1].
 * @returns undefined where the record is one stretch.
 */
export function walkForwardLoss(
  { times, excess }: { readonly times: Float64Array; readonly excess: Float64Array },
  folds: readonly Fold[],
  timeline: Float64Array,
): WalkForwardEvidence | undefined {
  if (folds.length === 0) return undefined;
  let [judged, lost, windows, at] = [0, 0, 0, 0];
  for (const { test } of folds) {
    const end = timeline[test.to] as number;
    let [periods, sum] = [0, 0];
    for (; at < times.length && (times[at] as number) <= end; at++, periods++) sum += excess[at] as number;
    if (periods === 0) continue;
    if (Number.isNaN(sum)) return { loss: undefinedBecause('return-not-finite'), windows: folds.length };
    judged += periods;
    windows++;
    if (sum < 0) lost += periods;
  }
  return { loss: judged === 0 ? undefinedBecause('no-observations') : defined(lost / judged), windows };
}
