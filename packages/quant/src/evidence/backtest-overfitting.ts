import { checkInRange, checkInteger } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { checkSampleMatrix } from '@assay/core/inference';
import type { SampleMatrix } from '@assay/core/inference';
import { covariance, variance } from '@assay/core/vector';
import { defined, undefinedBecause } from '../analysis/index.ts';
import type { Measure, UndefinedReason } from '../analysis/index.ts';
import { blockSums, createHalves } from './block-sums.ts';
import { countCombinations, firstCombination, nextCombination } from './combinations.ts';

/** How the history is cut. */
export interface OverfittingOptions {
  /** Number of blocks; even, 2 to 20. @default 16 */
  readonly blocks: number;
}

/** What choosing the best of several trials in one half of the history is worth in the other half. */
export interface OverfittingResult {
  /** Share of the splits in which the chosen trial ranks at or below the median of the other half. */
  readonly probabilityOfBacktestOverfitting: Measure;
  /** Slope and intercept of the chosen trial's Sharpe ratio out of sample on the one in sample, per period, over the splits. */
  readonly degradationSlope: Measure;
  readonly degradationIntercept: Measure;
  /** Share of the splits in which the chosen trial loses out of sample. */
  readonly lossProbability: Measure;
  /** Splits that were evaluated; 0 where the figures are undefined. */
  readonly nSplits: number;
  /** ln(ω / (1 - ω)) of each split, shape (nSplits,), with ω = rank / (trials + 1). */
  readonly logits: Float64Array;
  /** Sharpe ratio per period of the chosen trial in each split, shape (nSplits,). */
  readonly inSample: Float64Array;
  readonly outOfSample: Float64Array;
}

/** Blocks that the paper uses: 12,870 splits. */
export const DEFAULT_OVERFITTING_BLOCKS = 16;

/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation.
 *
 * The rows are cut into `blocks` blocks, equal up to one row. In each of the C(S, S/2) splits one half of the blocks is the
 * sample: the trial with its largest Sharpe ratio is chosen, and ranked by its Sharpe ratio in the other half, 1 the
 * worst. ω = rank / (trials + 1), logit = ln(ω / (1 - ω)), and the probability is the share of splits with logit ≤ 0.
 *
 * @param returns - one column for each trial, over the same periods; in excess of the benchmark.
 * @param options - number of blocks.
 * @throws {InvalidArgumentError} if the number of blocks is odd or out of its domain, or the matrix is not as large as it says.
 *
 * @remarks
 * Look-ahead: by design every half is once the sample and once the test; it judges a search, not a strategy.
 * NaN: undefined with fewer than two trials (`too-few-trials`), fewer than two rows in a block (`too-few-observations`), or a
 * return that is not finite (`return-not-finite`). A trial that does not vary in a half has a Sharpe ratio of 0 there. Slope and
 * intercept are undefined where all Sharpe ratios in sample are equal (`zero-variance`).
 * Numerics: equal Sharpe ratios share the mean of their ranks; sums are taken of deviations from each trial's mean.
 * Assumes: returns whose dependence is shorter than a block.
 * Cost: O(rows · trials) once, then O(trials) for each split.
 * Source: D. H. Bailey, J. M. Borwein, M. López de Prado, Q. J. Zhu, "The probability of backtest overfitting", Journal of
 * Computational Finance 20 (2017).
 */
export function backtestOverfitting(
  returns: SampleMatrix,
  { blocks }: OverfittingOptions = { blocks: DEFAULT_OVERFITTING_BLOCKS },
): OverfittingResult {
  checkInteger('blocks', blocks, 2);
  checkInRange('blocks', blocks, 2, 20);
  if (blocks % 2 !== 0) throw new InvalidArgumentError('blocks', 'even', blocks);
  checkSampleMatrix('returns', returns);
  const fault = faultOf(returns, blocks);
  if (fault !== undefined) return undefinedResult(fault);

  const nSplits = countCombinations(blocks, blocks / 2);
  const [logits, inSample, outOfSample] = [
    new Float64Array(nSplits),
    new Float64Array(nSplits),
    new Float64Array(nSplits),
  ];
  const halves = createHalves(blockSums(returns, blocks));
  const choice = firstCombination(blocks / 2);
  let changed = 0;
  for (let split = 0; split < nSplits; split++) {
    halves.take(choice, changed);
    const chosen = largestOf(halves.inSample);
    const omega = midRank(halves.outOfSample, chosen) / (returns.cols + 1);
    logits[split] = Math.log(omega / (1 - omega));
    inSample[split] = halves.inSample[chosen];
    outOfSample[split] = halves.outOfSample[chosen];
    changed = nextCombination(choice, blocks);
  }
  return { ...figuresOf(logits, inSample, outOfSample), nSplits, logits, inSample, outOfSample };
}

function figuresOf(
  logits: Float64Array,
  inSample: Float64Array,
  outOfSample: Float64Array,
): Pick<
  OverfittingResult,
  'probabilityOfBacktestOverfitting' | 'degradationSlope' | 'degradationIntercept' | 'lossProbability'
> {
  const nSplits = logits.length;
  const spread = variance(inSample, 0);
  const slope = covariance(inSample, outOfSample, 0) / spread;
  const meanOf = (x: Float64Array): number => x.reduce((sum, value) => sum + value, 0) / nSplits;
  const line = spread > 0 ? defined : () => undefinedBecause('zero-variance');
  return {
    probabilityOfBacktestOverfitting: defined(logits.filter((logit) => logit <= 0).length / nSplits),
    degradationSlope: line(slope),
    degradationIntercept: line(meanOf(outOfSample) - slope * meanOf(inSample)),
    lossProbability: defined(outOfSample.filter((sharpe) => sharpe < 0).length / nSplits),
  };
}

function faultOf({ data, rows, cols }: SampleMatrix, blocks: number): UndefinedReason | undefined {
  if (cols < 2) return 'too-few-trials';
  if (rows < 2 * blocks) return 'too-few-observations';
  return data.every(Number.isFinite) ? undefined : 'return-not-finite';
}

function undefinedResult(reason: UndefinedReason): OverfittingResult {
  const none = undefinedBecause(reason);
  const empty = new Float64Array();
  return {
    probabilityOfBacktestOverfitting: none,
    degradationSlope: none,
    degradationIntercept: none,
    lossProbability: none,
    nSplits: 0,
    logits: empty,
    inSample: empty,
    outOfSample: empty,
  };
}

/** The first of the largest. */
function largestOf(values: Float64Array): number {
  let best = 0;
  for (let a = 1; a < values.length; a++) if (values[a] > values[best]) best = a;
  return best;
}

/** Rank of one value, 1 the smallest; equal ones share the mean of their ranks. */
function midRank(values: Float64Array, one: number): number {
  const value = values[one];
  let [below, equal] = [0, 0];
  for (let a = 0; a < values.length; a++) {
    if (values[a] < value) below++;
    else if (values[a] === value) equal++;
  }
  return below + (equal + 1) / 2;
}
