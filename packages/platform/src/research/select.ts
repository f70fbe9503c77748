import type { Fold } from '@assay/quant/evidence';
import { formatIsoDate } from '@assay/core/time';
import type { RankingRow } from '@assay/contracts/schemas';
import type { Parameters } from '@assay/quant/strategy';
import type { TrialFigures } from './evaluate.ts';
import type { PlannedSegment } from './settings.ts';

/**
 * Which parameter set each fold chooses: the highest score on its training window.
 *
 * Undefined scores lose to any number; ties, and folds without a defined score, go to the set that stands first
 * in their declared order (`byParameters`).
 *
 * @returns one index into `figures` per fold.
 */
export function selectByFold(
  figures: readonly Pick<TrialFigures, 'trainScores'>[],
  folds: readonly Fold[],
): readonly number[] {
  return folds.map((fold) => {
    let best = 0;
    for (let candidate = 1; candidate < figures.length; candidate++) {
      const score = figures[candidate]?.trainScores[fold.index] ?? NaN;
      const leader = figures[best]?.trainScores[fold.index] ?? NaN;
      if (score > leader || (Number.isNaN(leader) && !Number.isNaN(score))) best = candidate;
    }
    return best;
  });
}

/** The stitched test windows with the parameters each fold chose. Period k ends at timeline[k + 1]. */
export function chosenSegments(folds: readonly Fold[], chosen: readonly Parameters[]): readonly PlannedSegment[] {
  return folds.map((fold, index) => ({
    from: fold.test.from + 1,
    to: fold.test.to,
    params: chosen[index] as Parameters,
  }));
}

/** The choices as the ranking shows them, by date. */
export function describeSelections(
  folds: readonly Fold[],
  chosen: readonly Parameters[],
  timeline: Float64Array,
): RankingRow['selections'] {
  const dateOf = (index: number): string => formatIsoDate(timeline[index] as number);
  return folds.map((fold, index) => ({
    fold: fold.index + 1,
    trainFrom: dateOf(fold.train.from + 1),
    trainTo: dateOf(fold.train.to),
    testFrom: dateOf(fold.test.from + 1),
    testTo: dateOf(fold.test.to),
    params: { ...(chosen[index] as Parameters) },
  }));
}
