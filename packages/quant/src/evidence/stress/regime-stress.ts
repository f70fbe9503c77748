import { checkPositive, checkSameLength } from '@assay/core/checks';
import { mean, variance } from '@assay/core/vector';
import { defined, isDefined, returnMeasures, undefinedBecause } from '../../analysis/index.ts';
import type { Measure } from '../../analysis/index.ts';
import type { RegimeFigures } from './stress-evidence.ts';

/** The label of a period in which no regime was known. It is never counted as a regime. */
export const UNKNOWN_REGIME_LABEL = 'unknown';

/** A record with the regime of every instrument in every period. */
export interface LabelledRecord {
  /** Every label that may occur; labels below are indices into it. */
  readonly names: readonly string[];
  /** Number of instruments, k ≥ 1. */
  readonly width: number;
  /** shape (p, k), row-major: the regime of each instrument that was known when the period began. */
  readonly labels: Int32Array;
  /** shape (p, k), row-major: what each instrument brought in each period, as a fraction of equity before it. */
  readonly contributions: Float64Array;
  /** Regime of each trade's instrument when it was entered. */
  readonly tradeLabels: readonly number[];
  readonly periodsPerYear: number;
}

/** What a record earned in each regime, and how much hangs on one of them. */
export interface RegimeStress {
  /** One for each label that occurs, in the order of `names`, `unknown` last. */
  readonly regimes: readonly RegimeFigures[];
  readonly dependency: Measure;
  readonly consistency: Measure;
}

/**
 * What a record earned in each regime.
 *
 * The result of a label in a period is the sum of what the instruments in it brought; a period counts for a label where
 * at least one of them was in it. Results of all labels add up to the return of the period.
 *
 * @throws {InvalidArgumentError} if the shapes do not fit or `periodsPerYear` is not positive.
 *
 * @remarks
 * Causal: labels are those known when a period began; the figures are of a finished record.
 * NaN: Sharpe ratios of fewer periods than can be annualised are undefined (`too-few-observations`).
 * Source: this project.
 */
export function regimeStress(record: LabelledRecord): RegimeStress {
  const { names, width, labels, contributions, periodsPerYear } = record;
  checkSameLength('labels', labels, contributions.length);
  checkPositive('periodsPerYear', periodsPerYear);
  const order = names.map((_, i) => i).sort((a, b) => Number(isUnknown(names[a])) - Number(isUnknown(names[b])));
  const found = order.map((label) => resultsOf(label, record)).filter(({ periods }) => periods > 0);
  const all = found.reduce((sum, { pnl }) => sum + Math.abs(pnl), 0);
  const regimes = found.map((results): RegimeFigures => {
    const { label, returns, periods, segments, cells, pnl } = results;
    const measures = returnMeasures(returns, { periodsPerYear, riskFreePerPeriod: 0 });
    return {
      label: names[label],
      periods,
      segments,
      trades: record.tradeLabels.filter((of) => of === label).length,
      meanReturn: measures.meanReturn,
      totalReturn: measures.totalReturn,
      sharpe: measures.sharpeRatio,
      shareOfAbsPnl: all > 0 ? defined(Math.abs(pnl) / all) : undefinedBecause('zero-variance'),
      shareOfPeriods: defined(cells / ((contributions.length / width) * width)),
    };
  });
  const known = countedRegimes(regimes);
  return { regimes, dependency: regimeDependency(known), consistency: regimeConsistency(known) };
}

function isUnknown(name: string): boolean {
  return name === UNKNOWN_REGIME_LABEL;
}

interface LabelResults {
  readonly label: number;
  readonly returns: Float64Array;
  readonly periods: number;
  readonly segments: number;
  readonly cells: number;
  readonly pnl: number;
}

function resultsOf(label: number, { width, labels, contributions }: LabelledRecord): LabelResults {
  const returns: number[] = [];
  let [segments, cells, pnl] = [0, 0, 0];
  let wasIn = false;
  for (let row = 0; row < labels.length; row += width) {
    let [isIn, sum] = [false, 0];
    for (let i = row; i < row + width; i++) {
      if (labels[i] !== label) continue;
      isIn = true;
      sum += contributions[i];
      cells++;
    }
    if (isIn) {
      returns.push(sum);
      pnl += sum;
      if (!wasIn) segments++;
    }
    wasIn = isIn;
  }
  return { label, returns: Float64Array.from(returns), periods: returns.length, segments, cells, pnl };
}

/** Fewest periods, and smallest part of the known ones, with which a regime counts. */
export const REGIME_COUNTS: Readonly<{ periods: number; share: number }> = Object.freeze({ periods: 20, share: 0.05 });

/**
 * The regimes that a record can depend on: known ones with enough periods to say anything.
 *
 * @remarks
 * Source: this project.
 */
export function countedRegimes(regimes: readonly RegimeFigures[]): readonly RegimeFigures[] {
  const known = regimes.filter(({ label }) => !isUnknown(label));
  const share = known.reduce((sum, { shareOfPeriods }) => sum + shareOfPeriods.value, 0);
  return known.filter(
    ({ periods, shareOfPeriods }) =>
      periods >= REGIME_COUNTS.periods && shareOfPeriods.value >= REGIME_COUNTS.share * share,
  );
}

/**
 * How much a record hangs on one regime: 0.8 where one regime has more than 90 % of the absolute results, 0.5 where it has
 * more than 80 %, else 0. Results are |sum of the regime's results|.
 *
 * A share that time alone explains is no dependency: it counts only where the other regimes together earn less than half
 * of what their part of the time would give them, so that a regime which rarely ends is not blamed for having most of everything.
 *
 * @param regimes - those that count; see `countedRegimes`.
 *
 * @remarks
 * NaN: undefined with fewer than two regimes (`too-few-regimes`), and where nothing was earned or lost at all.
 * Source: this project; the steps are those of the ranking that this one replaces.
 */
export function regimeDependency(regimes: readonly RegimeFigures[]): Measure {
  if (regimes.length < 2) return undefinedBecause('too-few-regimes');
  const sum = (pick: (one: RegimeFigures) => Measure): number =>
    regimes.reduce((total, one) => total + pick(one).value, 0);
  const pnl = sum(({ shareOfAbsPnl }) => shareOfAbsPnl);
  if (!(pnl > 0)) return undefinedBecause('zero-variance');
  const periods = sum(({ shareOfPeriods }) => shareOfPeriods);
  const [largest] = [...regimes].sort((a, b) => b.shareOfAbsPnl.value - a.shareOfAbsPnl.value);
  const share = largest.shareOfAbsPnl.value / pnl;
  const isExplained = 1 - share >= 0.5 * (1 - largest.shareOfPeriods.value / periods);
  if (isExplained || share <= 0.8) return defined(0);
  return defined(share > 0.9 ? 0.8 : 0.5);
}

/**
 * How alike the regimes' mean returns are: 1 - min(CV, 1) with CV = standard deviation (of the regimes as they are) / |mean|.
 *
 * @param regimes - those that count; see `countedRegimes`.
 *
 * @remarks
 * NaN: undefined with fewer than two regimes (`too-few-regimes`).
 * Source: this project.
 */
export function regimeConsistency(regimes: readonly RegimeFigures[]): Measure {
  const means = regimes.map(({ meanReturn }) => meanReturn);
  if (means.length < 2) return undefinedBecause('too-few-regimes');
  const missing = means.find((measure) => !isDefined(measure));
  if (missing !== undefined) return missing;
  const values = Float64Array.from(means, ({ value }) => value);
  const centre = Math.abs(mean(values));
  const spread = Math.sqrt(variance(values, 0));
  if (spread === 0) return defined(1);
  return defined(1 - Math.min(1, centre === 0 ? 1 : spread / centre));
}
