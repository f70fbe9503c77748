import type { OverfittingPicture, SweepPicture } from '@assay/contracts/schemas';
import type { OverfittingResult } from '@assay/quant/evidence';
import type { Measure } from '@assay/quant/analysis';

/** Bins of the histogram of logits: even, so that 0 is a border between two; few sets have few ranks, which many bins would scatter. */
const BINS = 20;
const FEW_BINS = 10;
const FEW_SETS = 30;
/** Most splits that are drawn as points, and most sets whose Sharpe ratios are. */
const MOST_POINTS = 250;
const MOST_SETS = 300;

/**
 * The splits of a sweep as a report draws them; Sharpe ratios per period.
 *
 * @param sets - parameter sets of the sweep: the largest logit is ln(sets).
 */
export function overfittingPicture(result: OverfittingResult, sets: number): OverfittingPicture {
  const { logits, inSample, outOfSample, nSplits } = result;
  const reach = Math.log(sets);
  const bins = sets < FEW_SETS ? FEW_BINS : BINS;
  const counts = new Array<number>(bins).fill(0);
  for (const logit of logits) {
    const bin = Math.ceil(((logit + reach) / (2 * reach)) * bins) - 1;
    // What rounds across 0 would change the share that the picture shows.
    const side = logit <= 0 ? Math.min(bin, bins / 2 - 1) : Math.max(bin, bins / 2);
    const place = Math.min(bins - 1, Math.max(0, side));
    counts[place] = (counts[place] as number) + 1;
  }
  const points = evenly(nSplits, MOST_POINTS).map((split): [number, number] => [
    inSample[split] as number,
    outOfSample[split] as number,
  ]);
  return {
    splits: nSplits,
    probability: result.probabilityOfBacktestOverfitting.value,
    lossShare: result.lossProbability.value,
    logits: { reach, counts },
    points,
    slope: finiteOrNull(result.degradationSlope.value),
    intercept: finiteOrNull(result.degradationIntercept.value),
  };
}

/** Sharpe ratios per period of a row's sets, and what is known of its sweep. */
interface EvaluatedSweep {
  readonly trials: readonly { readonly sharpe: number }[];
  readonly sweep: {
    readonly splits?: OverfittingPicture | undefined;
    readonly overfitting?: { readonly pbo: Measure } | undefined;
  };
}

/** What a row's sweep shows of its choice; undefined where one set was all there was. */
export function sweepPicture({ trials, sweep }: EvaluatedSweep, annual: number): SweepPicture | undefined {
  if (trials.length < 2) return undefined;
  const sharpes = trials
    .map(({ sharpe }) => sharpe * annual)
    .filter(Number.isFinite)
    .sort((a, b) => b - a);
  const { splits, overfitting } = sweep;
  return {
    sets: trials.length,
    known: sharpes.length,
    sharpes: evenly(sharpes.length, MOST_SETS).map((place) => sharpes[place] as number),
    ...(splits === undefined
      ? { reason: overfitting?.pbo.reason ?? 'too-few-trials' }
      : { overfitting: annualised(splits, annual) }),
  };
}

function annualised(splits: OverfittingPicture, annual: number): OverfittingPicture {
  const { points, intercept } = splits;
  return {
    ...splits,
    points: points.map(([own, other]) => [own * annual, other * annual]),
    intercept: intercept === null ? null : intercept * annual,
  };
}

/** Up to `most` of the places 0 to n - 1, evenly, with the first and the last. */
function evenly(n: number, most: number): readonly number[] {
  if (n <= most) return Array.from({ length: n }, (_, place) => place);
  return Array.from({ length: most }, (_, index) => Math.round((index * (n - 1)) / (most - 1)));
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
