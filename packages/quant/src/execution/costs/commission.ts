import type { CostContext, OrderProgress } from './cost-context.ts';
import type { BpsCommission, CommissionModel, TieredCommission } from './cost-model.ts';
import { roundHalfEven, roundHalfUp } from './whole-numbers.ts';

/** What a fill adds to its order. */
export interface CommissionBase {
  /** Shares or contracts, > 0. */
  readonly quantity: number;
  /** Worth, ≥ 0, in ledger units. */
  readonly notionalUnits: number;
}

const BPS_PER_UNIT = 10_000;
const UNITS_PER_CURRENCY_UNIT = 1e6;
const NOTHING_YET: OrderProgress = { quantity: 0, notionalUnits: 0, commissionUnits: 0 };

/**
 * Commission of a fill, in ledger units.
 *
 * bps: max(minimum, notional · rate / 10⁴ + amount per order). maker-taker: max(minimum, notional · rate / 10⁴). per-share, tiered: min(max(minimum, quantity · rate),
 * notional · maximumFraction). per-contract: max(minimum, quantity · rate). Products are rounded half to even, by a broker
 * that rounds to decimals of the currency half up.
 * An order that fills in parts is charged as a whole: each fill pays what its order owes by then, less what it paid.
 *
 * @returns ≥ 0; NaN for tiers where the month's quantity is not known.
 *
 * @remarks
 * Assumes: the parts of an order are one order to the broker, on one day.
 * Source: this project; docs/methods/costs.md cites the brokers' price lists.
 */
export function commissionUnits(commission: CommissionModel, context: CostContext, fill: CommissionBase): number {
  const before = context.filledBefore;
  if (before === undefined) return owedUnits(commission, context, fill, NOTHING_YET);
  const whole = {
    quantity: before.quantity + fill.quantity,
    notionalUnits: before.notionalUnits + fill.notionalUnits,
  };
  const owed = owedUnits(commission, context, whole, before);
  return Number.isNaN(owed) ? NaN : Math.max(0, owed - before.commissionUnits);
}

/** What an order owes for all that it has filled. */
function owedUnits(
  commission: CommissionModel,
  context: CostContext,
  order: CommissionBase,
  before: OrderProgress,
): number {
  switch (commission.kind) {
    case 'bps':
      return atLeast(commission.minimumUnits, bpsUnits(commission, order.notionalUnits));
    case 'maker-taker': {
      const bps = context.liquidity === 'maker' ? commission.makerBps : commission.takerBps;
      return atLeast(commission.minimumUnits, (order.notionalUnits * bps) / BPS_PER_UNIT);
    }
    case 'per-contract':
      return atLeast(commission.minimumUnits, order.quantity * commission.perContract * UNITS_PER_CURRENCY_UNIT);
    case 'per-share':
      return bounded(commission, order, order.quantity * commission.perShare * UNITS_PER_CURRENCY_UNIT);
    case 'tiered': {
      const monthBefore = context.monthQuantity === undefined ? NaN : context.monthQuantity - before.quantity;
      return bounded(commission, order, tieredUnits(commission, monthBefore, order.quantity));
    }
  }
}

/** The share of the notional and what the order pays beside it. */
function bpsUnits({ value, perOrderUnits = 0, decimals }: BpsCommission, notionalUnits: number): number {
  if (decimals === undefined) return roundHalfEven((notionalUnits * value) / BPS_PER_UNIT) + perOrderUnits;
  const step = UNITS_PER_CURRENCY_UNIT / 10 ** decimals;
  const notional = roundHalfUp(notionalUnits / step);
  return roundHalfUp((notional * value) / BPS_PER_UNIT) * step + perOrderUnits;
}

function atLeast(minimumUnits: number, units: number): number {
  return Math.max(minimumUnits, roundHalfEven(units));
}

function bounded(
  limits: { readonly minimumUnits: number; readonly maximumFraction?: number },
  order: CommissionBase,
  units: number,
): number {
  const charged = atLeast(limits.minimumUnits, units);
  if (limits.maximumFraction === undefined) return charged;
  return Math.min(charged, roundHalfEven(order.notionalUnits * limits.maximumFraction));
}

/** Each part of the quantity at the rate of the tier that it falls into. */
function tieredUnits(commission: TieredCommission, monthBefore: number, quantity: number): number {
  if (Number.isNaN(monthBefore)) return NaN;
  const { tiers } = commission;
  const monthAfter = monthBefore + quantity;
  let amount = 0;
  for (let i = 0; i < tiers.length; i++) {
    const upper = i + 1 < tiers.length ? tiers[i + 1].above : Infinity;
    const inTier = Math.min(monthAfter, upper) - Math.max(monthBefore, tiers[i].above);
    if (inTier > 0) amount += inTier * tiers[i].perUnit;
  }
  return amount * UNITS_PER_CURRENCY_UNIT;
}
