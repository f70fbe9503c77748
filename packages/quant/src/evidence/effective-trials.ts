import { checkSampleMatrix, sampleColumns } from '@assay/core/inference';
import type { SampleMatrix } from '@assay/core/inference';
import { dot, mean } from '@assay/core/vector';
import { defined, undefinedBecause } from '../analysis/index.ts';
import type { Measure, UndefinedReason } from '../analysis/index.ts';

/** How many independent trials correlated ones amount to. */
export interface EffectiveTrials {
  /** Trials whose returns vary. Idle ones have no correlation and are left out. */
  readonly nTrials: number;
  /** N² / Σρ², the sampling error of ρ² taken off; between 1 and `nTrials`. */
  readonly participationRatio: Measure;
  /** ρ̄ + (1 - ρ̄)·N with ρ̄ the average correlation, held in [0, 1]; between 1 and `nTrials`. */
  readonly averageCorrelationCount: Measure;
  /** ρ̄, the mean correlation of two different trials. */
  readonly averageCorrelation: Measure;
}

const FEWEST_PERIODS = 4;

/**
 * Effective number of trials, from the correlations of their returns.
 *
 * The participation ratio of the eigenvalues λ of the correlation matrix is (Σλ)² / Σλ² = N² / Σᵢⱼ ρᵢⱼ², so no eigenvalue is
 * needed. Each ρ² off the diagonal is adjusted to 1 - (1 - ρ²)·(T - 1)/(T - 2), which is 0 on average for independent
 * trials: without that, T periods could not show more than T - 1 trials, and a small number flatters a result.
 *
 * @param returns - one column for each trial, over the same T periods.
 * @throws {InvalidArgumentError} if the matrix is not as large as it says.
 *
 * @remarks
 * NaN: undefined with fewer than four periods (`too-few-observations`), a return that is not finite (`return-not-finite`), or
 * where every trial is idle (`zero-variance`). `averageCorrelation` also with one trial (`too-few-trials`).
 * Numerics: no clustering and no random start: the same returns give the same number, in any order of trials up to rounding.
 * Cost: O(N·T·min(N, T)), memory O(N·T).
 * Source: C. S. Bretherton et al., "The effective number of spatial degrees of freedom of a time-varying field", Journal of
 * Climate 12 (1999), for the ratio; M. Ezekiel, "Methods of correlation analysis" (1930), for the adjustment; D. H. Bailey
 * and M. López de Prado, Journal of Portfolio Management 40 (2014), appendix 3, for the average correlation.
 */
export function effectiveTrials(returns: SampleMatrix): EffectiveTrials {
  checkSampleMatrix('returns', returns);
  const units = unitColumns(returns);
  const n = units.length;
  const fault = faultOf(returns, n);
  if (fault !== undefined) {
    const none = undefinedBecause(fault);
    return { nTrials: n, participationRatio: none, averageCorrelationCount: none, averageCorrelation: none };
  }
  if (n === 1) {
    return {
      nTrials: 1,
      participationRatio: defined(1),
      averageCorrelationCount: defined(1),
      averageCorrelation: undefinedBecause('too-few-trials'),
    };
  }
  const pairs = n * (n - 1);
  const squares = Math.min(pairs, Math.max(0, sumOfSquares(units) - n));
  const adjusted = Math.max(0, pairs - ((pairs - squares) * (returns.rows - 1)) / (returns.rows - 2));
  const average = Math.min(1, (sumOfCorrelations(units) - n) / pairs);
  const positive = Math.max(0, average);
  return {
    nTrials: n,
    participationRatio: defined(Math.min(n, Math.max(1, (n * n) / (n + adjusted)))),
    averageCorrelationCount: defined(Math.min(n, Math.max(1, positive + (1 - positive) * n))),
    averageCorrelation: defined(average),
  };
}

/** The columns that vary, less their mean and of length 1: their products are correlations. */
function unitColumns(returns: SampleMatrix): readonly Float64Array[] {
  const units: Float64Array[] = [];
  for (const column of sampleColumns(returns)) {
    const centre = mean(column);
    const centred = column.map((value) => value - centre);
    const largest = centred.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (!(largest > 0)) continue;
    const scaled = centred.map((value) => value / largest);
    const length = Math.sqrt(dot(scaled, scaled));
    units.push(scaled.map((value) => value / length));
  }
  return units;
}

/** Σ over all pairs of ρ², from the smaller of the two products of the matrix with itself: both have the same sum of squares. */
function sumOfSquares(units: readonly Float64Array[]): number {
  const rows = units[0].length;
  if (units.length <= rows) return sumOfSquaredProducts(units);
  const periods = Array.from({ length: rows }, (_, t) => Float64Array.from(units, (unit) => unit[t]));
  return sumOfSquaredProducts(periods);
}

function sumOfSquaredProducts(vectors: readonly Float64Array[]): number {
  let total = 0;
  for (let i = 0; i < vectors.length; i++) {
    for (let j = 0; j < i; j++) total += 2 * product(vectors[i], vectors[j]) ** 2;
    total += product(vectors[i], vectors[i]) ** 2;
  }
  return total;
}

function product(x: Float64Array, y: Float64Array): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += x[i] * y[i];
  return total;
}

/** Σ over all pairs of ρ: the squared length of the sum of the unit columns. */
function sumOfCorrelations(units: readonly Float64Array[]): number {
  const total = new Float64Array(units[0].length);
  for (const unit of units) for (let t = 0; t < total.length; t++) total[t] += unit[t];
  return dot(total, total);
}

function faultOf({ data, rows }: SampleMatrix, nVarying: number): UndefinedReason | undefined {
  if (rows < FEWEST_PERIODS) return 'too-few-observations';
  if (!data.every(Number.isFinite)) return 'return-not-finite';
  return nVarying === 0 ? 'zero-variance' : undefined;
}
