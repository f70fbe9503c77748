import { checkPositive } from '@assay/core/checks';
import type { MarginTier } from './account-model.ts';

/**
 * Maintenance margin of a position under tiers: each part of its worth at its own tier's rate, like income tax.
 *
 * worth · rate(tier) - amount(tier), with amount(1) = 0 and amount(n) = amount(n - 1) + floor(n) · (rate(n) - rate(n - 1)):
 * the "maintenance amount" that exchanges publish. A worth exactly at a floor belongs to the tier below; both give the same.
 *
 * @param worth - ≥ 0, in the unit of the floors.
 * @returns in the unit of the floors, not rounded.
 *
 * @remarks
 * Source: Binance, "How to calculate liquidation price of USDⓈ-M futures contracts" (2020), maintenance amount formula.
 */
export function tieredMaintenance(tiers: readonly MarginTier[], worth: number): number {
  let margin = 0;
  for (const [i, tier] of tiers.entries()) {
    const top = Math.min(worth, tiers[i + 1]?.floorUnits ?? Infinity);
    if (top > tier.floorUnits) margin += (top - tier.floorUnits) * tier.maintenance;
  }
  return margin;
}

/**
 * Least initial rate that the tiers allow for a worth; 0 where they state none.
 *
 * @remarks
 * Source: as `tieredMaintenance`: the largest leverage of a bracket.
 */
export function tierInitialRate(tiers: readonly MarginTier[], worth: number): number {
  let rate = 0;
  for (const tier of tiers) if (worth > tier.floorUnits) rate = tier.initial ?? 0;
  return rate;
}

/** A position whose liquidation price is asked for. */
export interface LiquidationTerms {
  /** Money behind the position: the isolated wallet, or the whole cross wallet (deposits and realised profit). */
  readonly wallet: number;
  /** Maintenance margin of all other positions of a cross wallet; 0 for an isolated one. */
  readonly otherMaintenance: number;
  /** Unrealised profit of all other positions of a cross wallet; 0 for an isolated one. */
  readonly otherProfit: number;
  readonly direction: 'long' | 'short';
  /** Base units held; finite and > 0. */
  readonly quantity: number;
  /** Price paid, in wallet money per base unit; finite and > 0. */
  readonly entryPrice: number;
}

/**
 * The mark price at which a linear perpetual position is liquidated, all else staying as it is.
 *
 * p = (wallet - otherMaintenance + otherProfit + amount - side · quantity · entryPrice) / (quantity · rate - side · quantity)
 * with rate and amount of the tier in which quantity · p lies; side is 1 for a long, -1 for a short.
 *
 * The margin left over falls (long) or rises (short) with the price without jumps, so one tier at most agrees with its own p.
 *
 * @param tiers - floors in the money of the wallet (not ledger units here: any one unit).
 * @returns NaN where no price > 0 liquidates the position: a long backed by more than it is worth.
 * @throws {InvalidArgumentError} if quantity or entry price are out of their domain.
 *
 * @remarks
 * Assumes: no funding, no fee on the liquidation, other positions do not move.
 * Source: Binance, "How to calculate liquidation price of USDⓈ-M futures contracts" (2020), one-way mode.
 */
export function liquidationPrice(tiers: readonly MarginTier[], terms: LiquidationTerms): number {
  checkPositive('quantity', terms.quantity);
  checkPositive('entryPrice', terms.entryPrice);
  const side = terms.direction === 'long' ? 1 : -1;
  const money = terms.wallet - terms.otherMaintenance + terms.otherProfit - side * terms.quantity * terms.entryPrice;
  let amount = 0;
  for (const [i, tier] of tiers.entries()) {
    amount += tier.floorUnits * (tier.maintenance - (tiers[i - 1]?.maintenance ?? 0));
    const price = (money + amount) / (terms.quantity * (tier.maintenance - side));
    const worth = terms.quantity * price;
    const isInside = worth > tier.floorUnits && worth <= (tiers[i + 1]?.floorUnits ?? Infinity);
    if (price > 0 && isInside) return price;
  }
  return NaN;
}
