import { checkInteger } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import type { Target } from '../orders/index.ts';
import type { EdgeEstimate } from './estimators/edge.ts';
import { kellyWeight } from './estimators/kelly.ts';
import type { FractionSizing, RiskPerTradeSizing, SizingPolicy } from './sizing.ts';

/** What sizing may look at: the account and the newest known price when the decision is made. */
export interface SizingBasis {
  /** Equity at the decision, in currency or ledger units; the same as `lotValue`. */
  readonly equity: number;
  /** Worth of one lot at the newest known price, in the account's currency; NaN where there is no price. */
  readonly lotValue: number;
  /** Signed lots held; read by `fraction` only. @default 0 */
  readonly heldLots?: number | undefined;
  /**
   * Money that would be free for new positions if this instrument were not held, in the unit of `equity`; read by
   * `fraction` of `available` only. Absent or NaN where it is not known.
   */
  readonly available?: number | undefined;
  /** Annual volatility of the instrument; read by `volatility-target` only. Absent or NaN where there is no estimate. */
  readonly annualVolatility?: number | undefined;
  /** Edge of one unit of exposure; read by `kelly` only. Absent where there is no estimate. */
  readonly edge?: EdgeEstimate | undefined;
  /**
   * Money that one lot loses between the newest known price and the stop, in the unit of `equity`, > 0; read by
   * `risk-per-trade` only. Absent or NaN where there is no stop.
   */
  readonly lossPerLot?: number | undefined;
}

/** Why a target comes to no lots. */
export type SizingProblem = 'no-price' | 'no-estimate' | 'no-stop' | 'no-edge' | 'below-one-lot';

/** Counts a quotient of doubles a hair below a whole number as that number. */
const WHOLE_TOLERANCE = 1e-9;

/**
 * The signed lots that a target asks for.
 *
 * lots: as stated. weight w: trunc(w · equity / lotValue). exposure x, by policy:
 *
 * - `fixed`: trunc(x · lots)
 * - `target-weight`: trunc(x · weight · equity / lotValue)
 * - `fraction`: the lots held where they are on the side of x, else trunc(x · fraction · (equity or available) / lotValue)
 * - `volatility-target`: trunc(x · min(cap, target / estimate) · equity / lotValue)
 * - `kelly`: trunc(x · kellyWeight · equity / lotValue)
 * - `risk-per-trade`: trunc(x · min(fraction · equity / lossPerLot, cap · equity / lotValue))
 *
 * Equity below zero counts as zero, more than 2^53 - 1 lots as that many: they are refused or reduced as what is beyond every limit.
 *
 * @returns whole lots, rounded towards zero; NaN where something needed is not known: `sizingProblem` says what.
 * @throws {InvalidArgumentError} if the target is out of its domain: exposure in [-1, 1], weight finite, lots whole.
 *
 * @remarks
 * Causal: uses what is known at the decision only.
 * Source: this project; docs/methods/sizing.md.
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
      return target.value === 0 ? 0 : exposureLots(policy, target.value, basis);
    default:
      throw new InvalidArgumentError('target.kind', 'one of exposure, weight, lots', (target as Target).kind);
  }
}

/**
 * Why a target that asks for something comes to no lots: what a refusal says.
 *
 * In this order: `no-price`, `no-stop` (risk per trade without a stop), `no-estimate` (no volatility, edge or available
 * money known), `no-edge` (a deflated edge that is not above zero), `below-one-lot`.
 *
 * @returns undefined where nothing is asked for or lots come out.
 * @throws {InvalidArgumentError} as `targetLots`.
 *
 * @remarks
 * Source: this project.
 */
export function sizingProblem(policy: SizingPolicy, target: Target, basis: SizingBasis): SizingProblem | undefined {
  const lots = targetLots(policy, target, basis);
  if (lots !== 0 && !Number.isNaN(lots)) return undefined;
  if (target.value === 0) return undefined;
  if (Number.isNaN(lots)) {
    if (!(basis.lotValue > 0)) return 'no-price';
    return policy.kind === 'risk-per-trade' && target.kind === 'exposure' ? 'no-stop' : 'no-estimate';
  }
  const isWithoutEdge =
    policy.kind === 'kelly' &&
    target.kind === 'exposure' &&
    basis.edge !== undefined &&
    kellyWeight(policy, basis.edge) === 0;
  return isWithoutEdge ? 'no-edge' : 'below-one-lot';
}

function exposureLots(policy: SizingPolicy, exposure: number, basis: SizingBasis): number {
  switch (policy.kind) {
    case 'fixed':
      return truncated(exposure * policy.lots);
    case 'target-weight':
      return lotsWorth(exposure * policy.weight, basis);
    case 'fraction':
      return fractionLots(policy, exposure, basis);
    case 'volatility-target':
      return lotsWorth(exposure * Math.min(policy.cap, ratio(policy.annualVolatility, basis.annualVolatility)), basis);
    case 'kelly':
      return basis.edge === undefined ? NaN : lotsWorth(exposure * kellyWeight(policy, basis.edge), basis);
    case 'risk-per-trade':
      return riskLots(policy, exposure, basis);
  }
}

function fractionLots(policy: FractionSizing, exposure: number, basis: SizingBasis): number {
  const held = basis.heldLots ?? 0;
  if (held * exposure > 0) return held;
  const money = policy.of === 'equity' ? basis.equity : (basis.available ?? NaN);
  return lotsWorth(exposure * policy.fraction, { equity: money, lotValue: basis.lotValue });
}

function riskLots(policy: RiskPerTradeSizing, exposure: number, basis: SizingBasis): number {
  const equity = Math.max(0, basis.equity);
  const byRisk = ratio(policy.fraction * equity, basis.lossPerLot);
  const byCap = ratio(policy.cap * equity, basis.lotValue);
  return truncated(exposure * Math.min(byRisk, byCap));
}

function lotsWorth(weight: number, basis: Pick<SizingBasis, 'equity' | 'lotValue'>): number {
  if (weight === 0) return 0;
  return truncated(ratio(weight * Math.max(0, basis.equity), basis.lotValue));
}

/** NaN where the divisor is unknown or not > 0. */
function ratio(dividend: number, divisor: number | undefined): number {
  return divisor !== undefined && divisor > 0 ? dividend / divisor : NaN;
}

function truncated(lots: number): number {
  const nearest = Math.round(lots);
  const isWhole = Math.abs(lots - nearest) <= WHOLE_TOLERANCE * Math.max(1, Math.abs(nearest));
  const whole = isWhole ? nearest : Math.trunc(lots);
  return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, whole)) + 0;
}
