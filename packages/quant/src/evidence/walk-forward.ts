import { checkInteger, checkOneOf } from '@assay/core/checks';
import { DataError } from '@assay/core/errors';

/** How a history is cut. Sizes are in periods. */
export interface WalkForwardOptions {
  /** `expanding`: training begins at the first period; `rolling`: it keeps `trainSize` periods. */
  readonly scheme: 'expanding' | 'rolling';
  /** Training periods of the first fold, of every fold where rolling; ≥ 1. */
  readonly trainSize: number;
  /** Test periods of every fold but the last, which may be shorter; ≥ 1. */
  readonly testSize: number;
  /** Periods left out between training and test; ≥ 0. */
  readonly purgeSize: number;
}

/** Periods [from, to) by index. */
export interface PeriodRange {
  readonly from: number;
  readonly to: number;
}

/** Choose on `train`, judge on `test`. */
export interface Fold {
  readonly index: number;
  readonly train: PeriodRange;
  readonly test: PeriodRange;
}

/**
 * Walk-forward folds over `nPeriods` periods: consecutive test ranges, each trained on what came before it.
 *
 * Fold k tests [s_k, s_k + testSize) with s_k = trainSize + purgeSize + k · testSize, cut off at the end of the history;
 * it trains on [0, s_k - purgeSize) (expanding) or [s_k - purgeSize - trainSize, s_k - purgeSize) (rolling). The
 * test ranges cover everything from s_0 on, without a gap and without an overlap: stitched, they are one record.
 *
 * @param nPeriods - length of the history; ≥ 0.
 * @returns at least one fold, in order.
 * @throws {InvalidArgumentError} if a size is out of its domain.
 * @throws {DataError} `DATA_UNFIT` if the history is shorter than training, purge and one full test range together.
 *
 * @remarks
 * Causal: folds are counted from the first period, so appended periods lengthen the last fold or add folds and move none.
 * Look-ahead: the purge must be at least as long as a label or a holding period reaches; with `purgeSize` 0 a decision
 * at the last training close that is filled at the first test open belongs to both.
 * Source: R. Pardo, "The evaluation and optimization of trading strategies", 2nd ed. (2008), chapter 11; M. López de Prado,
 * "Advances in financial machine learning" (2018), section 7.4, for purging.
 */
export function walkForwardFolds(nPeriods: number, options: WalkForwardOptions): readonly Fold[] {
  const { scheme, trainSize, testSize, purgeSize } = options;
  checkInteger('nPeriods', nPeriods, 0);
  checkOneOf('scheme', scheme, ['expanding', 'rolling']);
  checkInteger('trainSize', trainSize, 1);
  checkInteger('testSize', testSize, 1);
  checkInteger('purgeSize', purgeSize, 0);
  checkLength(nPeriods, options);
  const folds: Fold[] = [];
  for (let start = trainSize + purgeSize; start < nPeriods; start += testSize) {
    const trainEnd = start - purgeSize;
    folds.push({
      index: folds.length,
      train: { from: scheme === 'expanding' ? 0 : trainEnd - trainSize, to: trainEnd },
      test: { from: start, to: Math.min(start + testSize, nPeriods) },
    });
  }
  return folds;
}

function checkLength(nPeriods: number, { trainSize, testSize, purgeSize }: WalkForwardOptions): void {
  const needed = trainSize + purgeSize + testSize;
  if (nPeriods >= needed) return;
  throw new DataError(
    `the history is too short for walk-forward: ${needed} periods are needed ` +
      `(${trainSize} to train, ${purgeSize} to purge, ${testSize} to test), there are ${nPeriods}`,
    {
      code: 'DATA_UNFIT',
      context: { needed, available: nPeriods, trainSize, purgeSize, testSize },
      hint: 'Import a longer history, or shorten trainSize or testSize.',
    },
  );
}
