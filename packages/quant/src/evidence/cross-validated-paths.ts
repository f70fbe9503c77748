import { checkSampleMatrix, sampleColumns } from '@assay/core/inference';
import type { SampleMatrix } from '@assay/core/inference';
import { defined, undefinedBecause } from '../analysis/index.ts';
import type { Measure, UndefinedReason } from '../analysis/index.ts';
import { combinatorialFolds } from './combinatorial-folds.ts';
import type { CombinatorialSplit } from './combinatorial-folds.ts';
import { sharpeRatioOf } from './sharpe-inference.ts';
import type { PeriodRange } from './walk-forward.ts';

/** How records of a sweep are chosen and judged by combinatorial purged cross-validation. */
export interface CrossValidatedPaths {
  readonly groups: number;
  readonly testGroups: number;
  readonly splits: number;
  /** Periods left out of the choice on both sides of a test, and further ones after it. */
  readonly purgeSize: number;
  readonly embargoSize: number;
  /** Sharpe ratio of each path, per period, rising; empty where undefined. */
  readonly sharpes: readonly number[];
  readonly median: Measure;
  /** Share of the paths whose Sharpe ratio is not above 0. */
  readonly lossShare: Measure;
}

const GROUPS = 6;
const TEST_GROUPS = 2;
const PURGED_PART = 0.01;
const FEWEST_PERIODS = 20 * GROUPS;

/**
 * Sharpe ratios of the records that choosing the best of a sweep gives: in each of 15 splits of six groups into four and two, the set
 * with the largest Sharpe ratio on the four is taken on the two, and the tests join to five records of the whole history.
 *
 * A hundredth of the periods is purged on both sides of a test, and one more is the embargo after it: positions reach across
 * the cut. The first of equal sets is taken; a set whose Sharpe ratio is undefined is never better.
 *
 * @param excess - one column for each set of the sweep, over the same periods.
 * @throws {InvalidArgumentError} if the matrix is not as large as it says.
 *
 * @remarks
 * NaN: undefined with one set (`too-few-trials`), fewer than 120 periods (`too-few-observations`), a return that is not finite
 * (`return-not-finite`), or a path that does not vary (`zero-variance`).
 * Look-ahead: choosing also uses periods after the test. It judges a way of choosing, never what could have been earned.
 * Cost: 15 passes over the matrix.
 * Source: M. López de Prado, "Advances in financial machine learning" (2018), section 12.3; sizes are this project's.
 */
export function crossValidatedPaths(excess: SampleMatrix): CrossValidatedPaths {
  checkSampleMatrix('excess', excess);
  const size = Math.ceil(PURGED_PART * excess.rows);
  const cut = { groups: GROUPS, testGroups: TEST_GROUPS, purgeSize: size, embargoSize: size };
  const fault = faultOf(excess);
  if (fault !== undefined) return undefinedPaths(fault, cut);
  const columns = sampleColumns(excess);
  const folds = combinatorialFolds(excess.rows, cut);
  const chosen = folds.splits.map((split) => bestOn(split, columns));
  const sharpes = folds.paths.map((path) => {
    const record = new Float64Array(excess.rows);
    folds.groups.forEach(({ from, to }, g) => record.set(columns[chosen[path[g]]].subarray(from, to), from));
    return sharpeRatioOf(record);
  });
  if (!sharpes.every(Number.isFinite)) return undefinedPaths('zero-variance', cut);
  const rising = sharpes.toSorted((a, b) => a - b);
  return {
    ...cut,
    splits: folds.splits.length,
    sharpes: rising,
    median: defined(rising[(rising.length - 1) / 2]),
    lossShare: defined(rising.filter((sharpe) => sharpe <= 0).length / rising.length),
  };
}

function faultOf({ data, rows, cols }: SampleMatrix): UndefinedReason | undefined {
  if (cols < 2) return 'too-few-trials';
  if (rows < FEWEST_PERIODS) return 'too-few-observations';
  return data.every(Number.isFinite) ? undefined : 'return-not-finite';
}

function undefinedPaths(
  reason: UndefinedReason,
  cut: Pick<CrossValidatedPaths, 'groups' | 'testGroups' | 'purgeSize' | 'embargoSize'>,
): CrossValidatedPaths {
  const none = undefinedBecause(reason);
  return { ...cut, splits: 0, sharpes: [], median: none, lossShare: none };
}

/** The set that is best on the training ranges. */
function bestOn({ train }: CombinatorialSplit, columns: readonly Float64Array[]): number {
  let [best, largest] = [0, -Infinity];
  const joined = new Float64Array(train.reduce((sum, { from, to }) => sum + (to - from), 0));
  columns.forEach((column, set) => {
    const sharpe = sharpeRatioOf(joinInto(joined, column, train));
    if (sharpe > largest) [best, largest] = [set, sharpe];
  });
  return best;
}

/** Ranges of a column one after the other. */
function joinInto(out: Float64Array, column: Float64Array, ranges: readonly PeriodRange[]): Float64Array {
  let at = 0;
  for (const { from, to } of ranges) {
    out.set(column.subarray(from, to), at);
    at += to - from;
  }
  return out;
}
