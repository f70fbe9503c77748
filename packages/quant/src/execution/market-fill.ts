import { moneyUnits } from '../market/index.ts';
import type { LedgerScale } from '../market/index.ts';
import type { Side } from '../orders/index.ts';
import type { CostModel } from './fill-contract.ts';

/** An order that has met its price. */
export interface PriceRequest {
  readonly side: Side;
  /** Whole, > 0. */
  readonly lots: number;
  /** The market's price before costs, whole ticks. */
  readonly referenceTicks: number;
  /** Costs do not move the price beyond this one (the level of a target); absent for a market order. */
  readonly limitTicks?: number | undefined;
}

/** The price of a fill and what it cost, in ledger units of the instrument's currency. */
export interface PricedFill {
  readonly priceTicks: number;
  readonly spreadUnits: number;
  readonly slippageUnits: number;
  readonly commissionUnits: number;
}

const BPS_PER_UNIT = 10_000;
/** Relative width within which a product of doubles counts as the whole number it stands for. */
const WHOLE_TOLERANCE = 1e-12;

/**
 * Prices a fill: the reference moved against the trader by half spread and slippage, and the commission on it.
 *
 * priceTicks = reference ± ceil(|reference| · (halfSpreadBps + slippageBps) / 10⁴), never beyond the limit.
 * spreadUnits + slippageUnits = worth of |priceTicks - referenceTicks|, shared in proportion to the two rates.
 * commissionUnits = max(minimum, notional · commissionBps / 10⁴), the product rounded half to even.
 *
 * @returns costs ≥ 0; the price is never better than the reference, and never beyond the limit because of costs.
 *
 * @remarks
 * Numerics: the move is rounded up to whole ticks, so that spread and slippage are never less than their rates say.
 * Assumes: the whole order fills at one price.
 * Unrealistic when: the order is large against what is on offer at that price.
 * Source: this project.
 */
export function priceFill(costs: CostModel, scale: LedgerScale, request: PriceRequest): PricedFill {
  const { lots, referenceTicks } = request;
  const priceTicks = movedTicks(costs, request);
  const movedUnits = moneyUnits(scale, Math.abs(priceTicks - referenceTicks), lots);
  const bps = costs.halfSpreadBps + costs.slippageBps;
  const spreadUnits = movedUnits === 0 ? 0 : Math.min(movedUnits, Math.round((movedUnits * costs.halfSpreadBps) / bps));
  const notionalUnits = Math.abs(moneyUnits(scale, priceTicks, lots));
  return {
    priceTicks,
    spreadUnits,
    slippageUnits: movedUnits - spreadUnits,
    commissionUnits: commissionUnits(costs, notionalUnits),
  };
}

/**
 * Commission of a fill, in ledger units.
 *
 * max(minimumCommissionUnits, notionalUnits · commissionBps / 10⁴), the product rounded half to even.
 *
 * @param notionalUnits - worth of the fill, ≥ 0.
 *
 * @remarks
 * Source: this project.
 */
export function commissionUnits(costs: CostModel, notionalUnits: number): number {
  return Math.max(costs.minimumCommissionUnits, roundHalfEven((notionalUnits * costs.commissionBps) / BPS_PER_UNIT));
}

function movedTicks(costs: CostModel, request: PriceRequest): number {
  const { side, referenceTicks } = request;
  const exact = (Math.abs(referenceTicks) * (costs.halfSpreadBps + costs.slippageBps)) / BPS_PER_UNIT;
  const nearest = Math.round(exact);
  const move = Math.abs(exact - nearest) <= WHOLE_TOLERANCE * nearest ? nearest : Math.ceil(exact);
  const moved = side === 'buy' ? referenceTicks + move : referenceTicks - move;
  const limit = request.limitTicks;
  if (limit === undefined) return moved;
  return side === 'buy' ? Math.min(moved, limit) : Math.max(moved, limit);
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const excess = value - floor;
  if (excess === 0.5) return floor % 2 === 0 ? floor : floor + 1;
  return excess > 0.5 ? floor + 1 : floor;
}
