import { mean } from '@assay/core/vector';
import { once } from './lazy.ts';
import type { UndefinedReason } from './measure.ts';
import { downsideDeviation, returnMoments } from './spread.ts';
import type { ReturnMoments } from './spread.ts';
import { wealthPath } from './wealth.ts';
import type { WealthPath } from './wealth.ts';

/** What several measures of a return series need, each computed when first asked for. All returns are finite. */
export interface ReturnParts {
  readonly moments: () => ReturnMoments;
  /** shape (n,): returns less the risk-free one. */
  readonly excess: () => Float64Array;
  readonly meanExcess: () => number;
  /** √(Σ min(e, 0)² / n). */
  readonly downside: () => number;
  /** shape (n,): returns in ascending order. */
  readonly sorted: () => Float64Array;
  readonly path: () => WealthPath;
}

/**
 * The parts of a return series that its measures share.
 *
 * @param returns - shape (n,), finite.
 * @param riskFreePerPeriod - simple return of idle money per period.
 *
 * @remarks
 * Source: this project.
 */
export function returnParts(returns: Float64Array, riskFreePerPeriod: number): ReturnParts {
  const moments = once(() => returnMoments(returns));
  const excess = once(() => (riskFreePerPeriod === 0 ? returns : returns.map((value) => value - riskFreePerPeriod)));
  return {
    moments,
    excess,
    meanExcess: once(() => (riskFreePerPeriod === 0 ? moments().mean : mean(excess()))),
    downside: once(() => downsideDeviation(excess())),
    sorted: once(() => returns.slice().sort()),
    path: once(() => wealthPath(returns)),
  };
}

/**
 * Why nothing can be said of a return series at all: it is empty, or a return is not finite.
 *
 * Source: this project.
 */
export function faultOf(returns: Float64Array): UndefinedReason | undefined {
  if (returns.length === 0) return 'no-observations';
  for (const value of returns) if (!Number.isFinite(value)) return 'return-not-finite';
  return undefined;
}
