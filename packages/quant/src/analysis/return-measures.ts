import { checkFinite, checkPositive } from '@assay/core/checks';
import { maximum, mean, minimum, quantileSorted } from '@assay/core/vector';
import { defined, undefinedBecause } from './measure.ts';
import type { Measure } from './measure.ts';
import { faultOf, returnParts } from './return-parts.ts';
import type { ReturnParts } from './return-parts.ts';
import { isRuined, wealthRecord } from './wealth.ts';

/** What annualisation and excess need to know. Both are required: neither has a value that is right everywhere. */
export interface ReturnMeasureOptions {
  /** Periods in a year of the instruments' calendar: 252 sessions, 12 months, 365 days; finite and > 0. */
  readonly periodsPerYear: number;
  /** Simple return of idle money per period, a fraction; finite. */
  readonly riskFreePerPeriod: number;
}

/** Measures of a return series. Returns, drawdown and tail figures are fractions. */
export interface ReturnMeasures {
  readonly nObservations: number;
  /** Mean return per period. */
  readonly meanReturn: Measure;
  /** Standard deviation per period, n - 1. */
  readonly standardDeviation: Measure;
  /** Π (1 + r) - 1. */
  readonly totalReturn: Measure;
  /** (Π (1 + r))^(periodsPerYear / n) - 1. */
  readonly annualisedReturn: Measure;
  /** standardDeviation · √periodsPerYear. */
  readonly annualisedVolatility: Measure;
  /** Mean excess over the risk-free return / its standard deviation (n - 1) · √periodsPerYear. */
  readonly sharpeRatio: Measure;
  /** Mean excess over the risk-free return / √(Σ min(excess, 0)² / n) · √periodsPerYear. */
  readonly sortinoRatio: Measure;
  /** annualisedReturn / maxDrawdown. */
  readonly calmarRatio: Measure;
  /** Deepest fall below the running peak, the starting wealth included: ≥ 0, 1 for a loss of everything. */
  readonly maxDrawdown: Measure;
  /** Longest run of periods that close below the peak. */
  readonly longestDrawdownPeriods: Measure;
  /** Loss that 5 % of the periods exceed: minus the 5 % quantile (type 7); > 0 is a loss. */
  readonly valueAtRisk5: Measure;
  /** Mean loss of the periods at or beyond valueAtRisk5; > 0 is a loss. */
  readonly expectedShortfall5: Measure;
  /** g1, biased. */
  readonly skewness: Measure;
  /** Pearson's, biased, 3 for a normal. */
  readonly kurtosis: Measure;
  readonly bestPeriod: Measure;
  readonly worstPeriod: Measure;
}

/** Fewest returns from which anything is annualised. */
export const MIN_OBSERVATIONS_TO_ANNUALISE = 20;

const TAIL = 0.05;

type NamedMeasures = Omit<ReturnMeasures, 'nObservations'>;

/**
 * Measures of a return series.
 *
 * The definitions, where the literature has several, stand beside each field; docs/methods/measures.md gives the reasons.
 *
 * @param returns - shape (n,), simple returns per period, oldest first.
 * @throws {InvalidArgumentError} if an option is out of its domain.
 *
 * @remarks
 * NaN: a return that is not finite makes every measure undefined because of `return-not-finite`; `observedReturns` drops
 * missing ones by name. Every annualised figure is undefined below 20 returns (`too-few-observations`), ratios by a
 * standard deviation where all returns are equal (`zero-variance`), the Sortino ratio where no return lies below the
 * risk-free one (`no-losing-period`), the Calmar ratio without a drawdown (`no-drawdown`), compounded figures where
 * wealth fell below zero, Sharpe and Sortino ratio also where nothing was left (`wealth-not-positive`); a loss of exactly
 * everything is a total return of -1.
 * Numerics: compounded in logarithms with compensated sums; moments in two passes.
 * Cost: O(n log n) time, one copy.
 * Source: W. F. Sharpe, Journal of Portfolio Management 21 (1994); F. A. Sortino and R. van der Meer, Journal of Portfolio
 * Management 17 (1991); T. W. Young, Futures 20 (1991), for Calmar; C. Acerbi and D. Tasche, Journal of Banking & Finance
 * 26 (2002), for expected shortfall.
 */
export function returnMeasures(returns: Float64Array, options: ReturnMeasureOptions): ReturnMeasures {
  checkPositive('periodsPerYear', options.periodsPerYear);
  checkFinite('riskFreePerPeriod', options.riskFreePerPeriod);
  return gatedReturnMeasures(returns, options, returnParts(returns, options.riskFreePerPeriod));
}

/**
 * `returnMeasures` from parts that others share.
 *
 * Source: as `returnMeasures`.
 */
export function gatedReturnMeasures(
  returns: Float64Array,
  options: ReturnMeasureOptions,
  parts: ReturnParts,
): ReturnMeasures {
  const nObservations = returns.length;
  const fault = faultOf(returns);
  const exact = fault === undefined ? measuresOfParts(returns, options.periodsPerYear, parts) : undefined;
  const ruined = isRuined(returns);
  const pick = (name: keyof NamedMeasures): Measure => {
    if (exact === undefined) return undefinedBecause(fault ?? 'no-observations');
    if (ruined && OF_WEALTH.has(name)) return undefinedBecause('wealth-not-positive');
    const isTooShort = ANNUALISED.has(name) && nObservations < MIN_OBSERVATIONS_TO_ANNUALISE;
    return isTooShort ? undefinedBecause('too-few-observations') : exact[name];
  };
  const named = Object.fromEntries(NAMES.map((name) => [name, pick(name)])) as unknown as NamedMeasures;
  return { nObservations, ...named };
}

/**
 * The returns that were observed: those that are not NaN, in their order.
 *
 * @param returns - shape (n,).
 * @returns shape (m,), m ≤ n. Infinite returns stay and are for the measures to refuse.
 *
 * @remarks
 * Source: this project.
 */
export function observedReturns(returns: Float64Array): Float64Array {
  return returns.filter((value) => !Number.isNaN(value));
}

const NAMES: readonly (keyof NamedMeasures)[] = [
  'meanReturn',
  'standardDeviation',
  'totalReturn',
  'annualisedReturn',
  'annualisedVolatility',
  'sharpeRatio',
  'sortinoRatio',
  'calmarRatio',
  'maxDrawdown',
  'longestDrawdownPeriods',
  'valueAtRisk5',
  'expectedShortfall5',
  'skewness',
  'kurtosis',
  'bestPeriod',
  'worstPeriod',
];

const ANNUALISED: ReadonlySet<string> = new Set([
  'annualisedReturn',
  'annualisedVolatility',
  'sharpeRatio',
  'sortinoRatio',
  'calmarRatio',
]);

/** What says nothing of an account that lost everything: the returns after it are earned on nothing. */
const OF_WEALTH: ReadonlySet<string> = new Set(['sharpeRatio', 'sortinoRatio']);

/**
 * The measures by their formulas alone, however few returns there are: n ≥ 1, all finite.
 *
 * Source: as `returnMeasures`.
 */
export function ungatedReturnMeasures(returns: Float64Array, options: ReturnMeasureOptions): NamedMeasures {
  return measuresOfParts(returns, options.periodsPerYear, returnParts(returns, options.riskFreePerPeriod));
}

function measuresOfParts(returns: Float64Array, perYear: number, parts: ReturnParts): NamedMeasures {
  const n = returns.length;
  const raw = parts.moments();
  const wealth = wealthRecord(parts.path());
  const spreadReason = n < 2 ? 'too-few-observations' : 'zero-variance';
  const spread = (value: number): Measure => (n < 2 ? undefinedBecause(spreadReason) : defined(value));
  const shape = (value: number): Measure => {
    if (raw.standardDeviation === Infinity) return undefinedBecause('overflow');
    return raw.standardDeviation > 0 ? defined(value) : undefinedBecause(spreadReason);
  };
  const annualisedReturn = compounded(wealth.logWealth * (perYear / n));
  const { valueAtRisk, expectedShortfall } = lowerTail(parts.sorted());
  return {
    meanReturn: defined(raw.mean),
    standardDeviation: spread(raw.standardDeviation),
    totalReturn: compounded(wealth.logWealth),
    annualisedReturn,
    annualisedVolatility: spread(raw.standardDeviation * Math.sqrt(perYear)),
    sharpeRatio: shape((parts.meanExcess() / raw.standardDeviation) * Math.sqrt(perYear)),
    sortinoRatio: sortino(parts, perYear),
    calmarRatio: calmar(annualisedReturn, wealth.maxDrawdown),
    maxDrawdown: defined(wealth.maxDrawdown),
    longestDrawdownPeriods: defined(wealth.longestDrawdown),
    valueAtRisk5: defined(0 - valueAtRisk),
    expectedShortfall5: defined(0 - expectedShortfall),
    skewness: shape(raw.skewness),
    kurtosis: shape(raw.kurtosis),
    bestPeriod: defined(maximum(returns)),
    worstPeriod: defined(minimum(returns)),
  };
}

function compounded(logWealth: number): Measure {
  return Number.isNaN(logWealth) ? undefinedBecause('wealth-not-positive') : defined(Math.expm1(logWealth));
}

function sortino(parts: ReturnParts, periodsPerYear: number): Measure {
  const downside = parts.downside();
  if (downside === 0) return undefinedBecause('no-losing-period');
  return defined((parts.meanExcess() / downside) * Math.sqrt(periodsPerYear));
}

function calmar(annualisedReturn: Measure, maxDrawdown: number): Measure {
  if (annualisedReturn.reason !== undefined) return annualisedReturn;
  return maxDrawdown > 0 ? defined(annualisedReturn.value / maxDrawdown) : undefinedBecause('no-drawdown');
}

function lowerTail(sorted: Float64Array): { valueAtRisk: number; expectedShortfall: number } {
  const valueAtRisk = quantileSorted(sorted, TAIL);
  let nBeyond = 0;
  while (sorted[nBeyond] <= valueAtRisk) nBeyond++;
  return { valueAtRisk, expectedShortfall: mean(sorted.subarray(0, nBeyond)) };
}
