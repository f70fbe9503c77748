import { checkInteger, checkOneOf, checkPositive } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import type { Target } from '../orders/index.ts';
import type { SizingPolicy } from './sizing.ts';

/** What sizing may look at: the account and the newest known price when the decision is made. */
export interface SizingBasis {
  /** Equity at the decision, in currency or ledger units; the same as `lotValue`. */
  readonly equity: number;
  /** Worth of one lot at the newest known price, in the account's currency; NaN where there is no price. */
  readonly lotValue: number;
}

/** Counts a quotient of doubles a hair below a whole number as that number. */
const WHOLE_TOLERANCE = 1e-9;

/**
 * The signed lots that a target asks for.
 *
 * lots: as stated. weight w: trunc(w · equity / lotValue). exposure x: trunc(x · lots) under a `fixed` policy,
 * trunc(x · weight · equity / lotValue) under `target-weight`.
 *
 * @returns whole lots, rounded towards zero; NaN where money must be turned into lots and the price is unknown or ≤ 0.
 * @throws {InvalidArgumentError} if the target is out of its domain: exposure in [-1, 1], weight finite, lots whole.
 *
 * @remarks
 * Causal: uses what is known at the decision only.
 * Source: this project.
 */
export function targetLots(policy: SizingPolicy, target: Target, basis: SizingBasis): number {
  switch (target.kind) {
    case 'lots':
      checkInteger('target.value', target.value);
      return target.value + 0;
    case 'weight':
      if (!Number.isFinite(target.value)) throw new InvalidArgumentError('target.value', 'finite', target.value);
      return lotsWorth(target.value, basis);
    case 'exposure':
      if (!(target.value >= -1 && target.value <= 1)) {
        throw new InvalidArgumentError('target.value', 'between -1 and 1', target.value);
      }
      if (policy.kind === 'fixed') return truncated(target.value * policy.lots);
      return lotsWorth(target.value * policy.weight, basis);
    default:
      throw new InvalidArgumentError('target.kind', 'one of exposure, weight, lots', (target as Target).kind);
  }
}

/**
 * Throws unless a sizing policy is in its domain.
 *
 * @throws {InvalidArgumentError} if it is not.
 *
 * @remarks
 * Source: this project.
 */
export function checkSizingPolicy(policy: SizingPolicy): void {
  checkOneOf('sizing.kind', policy.kind, ['target-weight', 'fixed']);
  if (policy.kind === 'fixed') checkInteger('sizing.lots', policy.lots, 1);
  else checkPositive('sizing.weight', policy.weight);
}

function lotsWorth(weight: number, basis: SizingBasis): number {
  if (weight === 0) return 0;
  if (!(basis.lotValue > 0)) return NaN;
  return truncated((weight * Math.max(0, basis.equity)) / basis.lotValue);
}

function truncated(lots: number): number {
  const nearest = Math.round(lots);
  const isWhole = Math.abs(lots - nearest) <= WHOLE_TOLERANCE * Math.max(1, Math.abs(nearest));
  return (isWhole ? nearest : Math.trunc(lots)) + 0;
}
