import { checkInRange, checkInteger } from '@assay/core/checks';
import { DataError } from '@assay/core/errors';
import { countCombinations, firstCombination, nextCombination } from './combinations.ts';
import type { PeriodRange } from './walk-forward.ts';

/** How a history is cut into groups and what is kept away from the test. Sizes are in periods. */
export interface CombinatorialOptions {
  /** Number of groups N; ≥ 2. */
  readonly groups: number;
  /** Groups that are tested in each split, k; 1 to N - 1. */
  readonly testGroups: number;
  /** Periods over which a label or a holding period reaches: left out of training on both sides of a test range; ≥ 0. */
  readonly purgeSize: number;
  /** Further periods left out of training after a test range; ≥ 0. */
  readonly embargoSize: number;
}

/** Choose on `train`, judge on `test`. Ranges are in order and do not touch. */
export interface CombinatorialSplit {
  readonly index: number;
  /** Groups that are tested, rising. */
  readonly testGroups: readonly number[];
  readonly train: readonly PeriodRange[];
  readonly test: readonly PeriodRange[];
}

/** All splits of a history, and how their tests join to whole histories. */
export interface CombinatorialFolds {
  /** Groups, equal up to one period; together the whole history. */
  readonly groups: readonly PeriodRange[];
  /** C(N, k) splits. */
  readonly splits: readonly CombinatorialSplit[];
  /** C(N - 1, k - 1) paths: paths[p][g] is the split whose test of group g belongs to path p. */
  readonly paths: readonly (readonly number[])[];
}

const MOST_SPLITS = 200_000;

/**
 * Combinatorial purged cross-validation: every choice of `testGroups` out of `groups` is tested once, on what was chosen from
 * all others, and the tests join to several records of the whole history instead of one.
 *
 * Around a test range [a, b) training leaves out [a - purge, a) and [b, b + purge + embargo).
 *
 * @param nPeriods - length of the history.
 * @throws {InvalidArgumentError} if a size is out of its domain or there are more than 200,000 splits.
 * @throws {DataError} `DATA_UNFIT` if a group would be empty or a split would have nothing to train on.
 *
 * @remarks
 * Look-ahead: training also uses periods after the test. That is meant for judging a method of choosing, never for a record
 * of what could have been earned; walk-forward is for that. The purge must be as long as a label or a holding period
 * reaches, and the embargo as long as features remember.
 * Source: M. López de Prado, "Advances in financial machine learning" (2018), sections 7.4 and 12.3.
 */
export function combinatorialFolds(nPeriods: number, options: CombinatorialOptions): CombinatorialFolds {
  checkOptions(nPeriods, options);
  const { groups: nGroups, testGroups: nTested } = options;
  const groups = Array.from({ length: nGroups }, (_, g) => ({
    from: Math.floor((g * nPeriods) / nGroups),
    to: Math.floor(((g + 1) * nPeriods) / nGroups),
  }));
  const splits: CombinatorialSplit[] = [];
  const byGroup: number[][] = groups.map(() => []);
  const choice = firstCombination(nTested);
  do {
    const index = splits.length;
    const testGroups = [...choice];
    const test = joined(testGroups.map((g) => groups[g]));
    splits.push({ index, testGroups, test, train: trainingRanges(nPeriods, test, options) });
    for (const g of testGroups) byGroup[g].push(index);
  } while (nextCombination(choice, nGroups) >= 0);
  const nPaths = countCombinations(nGroups - 1, nTested - 1);
  const paths = Array.from({ length: nPaths }, (_, path) => byGroup.map((tested) => tested[path]));
  return { groups, splits, paths };
}

/** Ranges that touch become one. */
function joined(ranges: readonly PeriodRange[]): readonly PeriodRange[] {
  const merged: PeriodRange[] = [];
  for (const range of ranges) {
    const last = merged.at(-1);
    if (last?.to === range.from) merged[merged.length - 1] = { from: last.from, to: range.to };
    else merged.push(range);
  }
  return merged;
}

function trainingRanges(
  nPeriods: number,
  test: readonly PeriodRange[],
  { purgeSize, embargoSize }: CombinatorialOptions,
): readonly PeriodRange[] {
  const train: PeriodRange[] = [];
  let from = 0;
  for (const range of [...test, { from: nPeriods + purgeSize, to: nPeriods }]) {
    const to = range.from - purgeSize;
    if (to > from) train.push({ from, to });
    from = range.to + purgeSize + embargoSize;
  }
  if (train.length > 0) return train;
  throw new DataError(
    `the history of ${nPeriods} periods is too short: a purge of ${purgeSize} and an embargo of ${embargoSize} periods leave ` +
      `nothing to train on beside the test [${test.map((range) => `${range.from}, ${range.to}`).join('), [')})`,
    {
      code: 'DATA_UNFIT',
      context: { nPeriods, purgeSize, embargoSize },
      hint: 'Use a longer history, fewer test groups, or a shorter purge or embargo.',
    },
  );
}

function checkOptions(nPeriods: number, options: CombinatorialOptions): void {
  const { groups, testGroups, purgeSize, embargoSize } = options;
  checkInteger('nPeriods', nPeriods, 0);
  checkInteger('groups', groups, 2);
  checkInteger('testGroups', testGroups, 1);
  checkInRange('testGroups', testGroups, 1, groups - 1);
  checkInteger('purgeSize', purgeSize, 0);
  checkInteger('embargoSize', embargoSize, 0);
  checkInRange('number of splits', countCombinations(groups, testGroups), 1, MOST_SPLITS);
  if (nPeriods >= groups) return;
  throw new DataError(`${nPeriods} periods cannot be cut into ${groups} groups`, {
    code: 'DATA_UNFIT',
    context: { nPeriods, groups },
    hint: 'Use a longer history or fewer groups.',
  });
}
