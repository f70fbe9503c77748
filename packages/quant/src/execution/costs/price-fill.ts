import { moneyUnits } from '../../market/index.ts';
import type { Instrument } from '../../market/index.ts';
import type { Side } from '../../orders/index.ts';
import { commissionUnits } from './commission.ts';
import type { CommissionBase } from './commission.ts';
import type { CostContext, PriceRequest } from './cost-context.ts';
import type { CostModel } from './cost-model.ts';
import { missingInput } from './cost-refusal.ts';
import { chargedFees, NO_FEES } from './fee-schedule.ts';
import type { ChargedFees, FeeSchedule } from './fee-schedule.ts';
import { slippageTicks } from './slippage.ts';
import { spreadTicks } from './spread.ts';
import { ceilWhole } from './whole-numbers.ts';

/** The price of a fill and what it cost, in ledger units of the instrument's currency, each ≥ 0. */
export interface PricedFill {
  readonly priceTicks: number;
  readonly spreadUnits: number;
  readonly slippageUnits: number;
  readonly commissionUnits: number;
  readonly feeUnits: number;
  /** Fee schedules whose rate was not known for the date, so that the nearest one was taken. */
  readonly estimatedFees: readonly string[];
}

const BPS_PER_UNIT = 10_000;

/**
 * Prices a fill: the reference moved against the trader by spread and slippage, the commission and the fees on it.
 *
 * priceTicks = reference ± ceil(spread + slippage in ticks), never beyond the limit, and for a sale never below
 * `minimumTicks` (unless the reference is below it already).
 * spreadUnits + slippageUnits = worth of |priceTicks - referenceTicks|, shared in proportion to the two parts.
 * commissionUnits and feeUnits are charged on the worth at the price paid.
 *
 * @returns costs ≥ 0; the price is never better than the reference, and never beyond the limit because of costs.
 * @throws {DataError} DATA_UNFIT if the model needs an input that the context lacks (`costRefusal` says so before).
 *
 * @remarks
 * Causal: the context only.
 * Numerics: the move is rounded up to whole ticks. Where a tick of a lot is a whole number of ledger units, what the
 * fill moves in cash differs from the reference by exactly the sum of the costs; otherwise by at most one unit more,
 * which the ledger posts to `rounding`.
 * Assumes: the whole fill has one price; the reference does not lie beyond the limit.
 * Unrealistic when: the order is large against what is on offer at that price.
 * Source: this project.
 */
export function priceFill(costs: CostModel, context: CostContext, request: PriceRequest): PricedFill {
  return priceFillInto(unpriced(), costs, context, request);
}

/** A fill's price and costs that are overwritten by the next. */
export type WritablePrice = { -readonly [Key in keyof PricedFill]: PricedFill[Key] };

function unpriced(): WritablePrice {
  return {
    priceTicks: NaN,
    spreadUnits: NaN,
    slippageUnits: NaN,
    commissionUnits: NaN,
    feeUnits: NaN,
    estimatedFees: NO_FEES.estimated,
  };
}

/**
 * The same, written into `out`: what asks for many prices makes no value for each.
 *
 * @param out - overwritten in full.
 * @returns `out`.
 * @throws {DataError} as `priceFill`; `out` is then undefined.
 *
 * @remarks
 * Causal: as `priceFill`.
 * Cost: nothing is kept.
 * Source: this project.
 */
export function priceFillInto<Out extends WritablePrice>(
  out: Out,
  costs: CostModel,
  context: CostContext,
  request: PriceRequest,
): Out {
  const { spread, slippage } = costs;
  const { lots, referenceTicks } = request;
  const isBps = spread.kind === 'bps' && slippage.kind === 'bps' && context.isSpreadIncluded !== true;
  const spreadPart = isBps ? spread.half : spreadTicks(spread, context, directionOf(request), referenceTicks);
  const slippagePart = isBps ? slippage.value : slippageTicks(slippage, context, lots, referenceTicks);
  const sum = spreadPart + slippagePart;
  const move = isBps ? (Math.abs(referenceTicks) * sum) / BPS_PER_UNIT : sum;
  if (Number.isNaN(move)) throw missingInput(costs, context, request);

  const priceTicks = movedTicks(ceilWhole(move), context.minimumTicks, request);
  const movedUnits = moneyUnits(context.scale, Math.abs(priceTicks - referenceTicks), lots);
  const spreadUnits =
    movedUnits === 0 || sum === 0 ? 0 : Math.min(movedUnits, Math.round((movedUnits * spreadPart) / sum));
  const notionalUnits = Math.abs(moneyUnits(context.scale, priceTicks, lots));
  const worth = { quantity: lots * context.quantityPerLot, notionalUnits };
  const commission = commissionUnits(costs.commission, context, worth);
  if (Number.isNaN(commission)) throw missingInput(costs, context, request);
  const fees = costs.fees.length === 0 ? NO_FEES : tradeFees(costs.fees, context, request.side, worth);
  out.priceTicks = priceTicks;
  out.spreadUnits = spreadUnits;
  out.slippageUnits = movedUnits - spreadUnits;
  out.commissionUnits = commission;
  out.feeUnits = fees.units;
  out.estimatedFees = fees.estimated;
  return out;
}

function tradeFees(fees: readonly FeeSchedule[], context: CostContext, side: Side, worth: CommissionBase): ChargedFees {
  const { time, kind, currency } = context;
  return chargedFees(fees, { event: 'trade', side, time, kind, currency, ...worth });
}

/**
 * The least price in ticks that a sale of an instrument can come to: 1 for what cannot be worth less than nothing;
 * undefined for futures, commodities and contracts for difference, whose price may be negative.
 *
 * Source: this project.
 */
export function minimumPriceTicks(kind: Instrument['kind']): number | undefined {
  return kind === 'future' || kind === 'commodity' || kind === 'contract-for-difference' ? undefined : 1;
}

function directionOf(request: PriceRequest): 1 | -1 {
  return request.side === 'buy' ? 1 : -1;
}

function movedTicks(move: number, minimumTicks: number | undefined, request: PriceRequest): number {
  const { referenceTicks, limitTicks } = request;
  if (request.side === 'buy') {
    return limitTicks === undefined ? referenceTicks + move : Math.min(referenceTicks + move, limitTicks);
  }
  const least = minimumTicks === undefined ? -Infinity : Math.min(minimumTicks, referenceTicks);
  const moved = Math.max(referenceTicks - move, least);
  return limitTicks === undefined ? moved : Math.max(moved, limitTicks);
}
