import { checkPositive } from '@assay/core/checks';
import type { RiskLimits } from './sizing.ts';

/** Gross exposure and equity of an account, in one unit. */
export interface GrossState {
  /** Sum of the absolute values of all positions, ≥ 0. */
  readonly gross: number;
  readonly equity: number;
}

/**
 * True if an account may go from one state to another: it ends within the limit, or with no more exposure than before.
 *
 * gross after ≤ maxGrossExposure · equity after, or gross after ≤ gross before.
 *
 * @remarks
 * Source: this project.
 */
export function isWithinGrossLimit(limits: RiskLimits, before: GrossState, after: GrossState): boolean {
  return after.gross <= limits.maxGrossExposure * after.equity || after.gross <= before.gross;
}

/**
 * The most lots from 0 to `wanted` that are allowed, where whatever is allowed is also allowed for fewer lots.
 *
 * @param wanted - whole, ≥ 0.
 * @returns 0 where not even one lot is allowed; fewer than 2^53 - 1 where `wanted` is not allowed, so that the search ends.
 *
 * @remarks
 * Cost: O(log wanted) questions.
 * Source: bisection.
 */
export function mostAllowedLots(wanted: number, isAllowed: (lots: number) => boolean): number {
  if (wanted === 0 || isAllowed(wanted)) return wanted;
  let allowed = 0;
  let refused = Math.min(wanted, Number.MAX_SAFE_INTEGER);
  while (refused - allowed > 1) {
    const middle = allowed + Math.floor((refused - allowed) / 2);
    if (isAllowed(middle)) allowed = middle;
    else refused = middle;
  }
  return allowed;
}

/**
 * Throws unless the limits are in their domain.
 *
 * @throws {InvalidArgumentError} if they are not.
 *
 * @remarks
 * Source: this project.
 */
export function checkRiskLimits(limits: RiskLimits): void {
  checkPositive('limits.maxGrossExposure', limits.maxGrossExposure);
}
