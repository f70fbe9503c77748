import { checkPositive, checkSameLength } from '@assay/core/checks';
import { mean, variance } from '@assay/core/vector';
import { defined, isDefined, returnMeasures, undefinedBecause } from '../../analysis/index.ts';
import type { Measure } from '../../analysis/index.ts';
import { regimeDependence } from './regime-dependence.ts';
import type { RegimeDependence, RegimeSample } from './regime-dependence.ts';
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
export interface RegimeStress extends RegimeDependence {
  /** One for each label that occurs, in the order of `names`, `unknown` last. */
  readonly regimes: readonly RegimeFigures[];
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
  const counted = new Set(known.map(({ label }) => label));
  const samples = found.filter(({ label }) => counted.has(names[label])).map(sampleOf);
  return { regimes, ...regimeDependence(samples), consistency: regimeConsistency(known) };
}

function isUnknown(name: string): boolean {
  return name === UNKNOWN_REGIME_LABEL;
}

interface LabelResults {
  readonly label: number;
  readonly returns: Float64Array;
  readonly periods: number;
  readonly segments: number;
  /** Bars of single instruments in it, in all and in each of its periods. */
  readonly cells: number;
  readonly cellsOf: Float64Array;
  readonly pnl: number;
}

/** Its results as a sample: what a bar brought, and how far periods strayed from that. */
function sampleOf({ returns, cellsOf, periods, cells, pnl }: LabelResults): RegimeSample {
  const perBar = pnl / cells;
  const squares = returns.reduce((sum, value, t) => sum + (value - perBar * cellsOf[t]) ** 2, 0);
  return { periods, bars: cells, pnl, deviation: Math.sqrt((squares * periods) / ((periods - 1) * cells)) };
}

function resultsOf(label: number, { width, labels, contributions }: LabelledRecord): LabelResults {
  const returns: number[] = [];
  const cellsOf: number[] = [];
  let [segments, pnl] = [0, 0];
  let wasIn = false;
  for (let row = 0; row < labels.length; row += width) {
    let [own, sum] = [0, 0];
    for (let i = row; i < row + width; i++) {
      if (labels[i] !== label) continue;
      sum += contributions[i];
      own++;
    }
    if (own > 0) {
      returns.push(sum);
      cellsOf.push(own);
      pnl += sum;
      if (!wasIn) segments++;
    }
    wasIn = own > 0;
  }
  const cells = cellsOf.reduce((sum, own) => sum + own, 0);
  const columns = { returns: Float64Array.from(returns), cellsOf: Float64Array.from(cellsOf) };
  return { label, ...columns, periods: returns.length, segments, cells, pnl };
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
