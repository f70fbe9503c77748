import type { FeeSchedule } from './fee-schedule.ts';
import type { FinancingModel } from './financing/financing-model.ts';

/** A step of a profile: from this minute of the session on, the factor holds until the next step. */
export interface MinuteFactor {
  /** Minutes since the session's opening, whole, ≥ 0. */
  readonly from: number;
  /** ≥ 0. */
  readonly factor: number;
}

/** What crossing from the reference price to the other side's quote costs, per unit of quantity. */
export type SpreadModel = BpsSpread | TickSpread | QuotedSpread | ProfileSpread;

/** Half of the spread as a share of the reference price. */
export interface BpsSpread {
  readonly kind: 'bps';
  /** Basis points, ≥ 0. */
  readonly half: number;
}

/** Half of the spread in ticks of the instrument. */
export interface TickSpread {
  readonly kind: 'ticks';
  /** Ticks, ≥ 0, not necessarily whole. */
  readonly half: number;
}

/** The spread that was quoted at the fill. */
export interface QuotedSpread {
  readonly kind: 'quoted';
  /** Times the quoted half spread; 1 pays exactly the other side's quote. */
  readonly factor: number;
  /** Half spread where no quote is known, in basis points; absent: such a fill is refused. */
  readonly fallbackBps?: number;
}

/** A modelled spread: factor(minute of the session) · (halfBps + perVolatility · σ · 10⁴) basis points of the price. */
export interface ProfileSpread {
  readonly kind: 'profile';
  /** Basis points of half spread at factor 1 without volatility. */
  readonly halfBps: number;
  /** Steps in ascending order, the first from minute 0; empty: factor 1 at every minute. */
  readonly byMinute: readonly MinuteFactor[];
  /** Factor outside the session's hours. */
  readonly outsideFactor: number;
  /** Basis points of half spread for each basis point of daily volatility; 0 asks for no volatility. */
  readonly perVolatility: number;
  /** Half spread where minute or volatility is not known, in basis points; absent: such a fill is refused. */
  readonly fallbackBps?: number;
}

/** How far the price moves against the trader between decision and fill, beyond the spread. */
export type SlippageModel = BpsSlippage | TickSlippage | VolumeShareSlippage | SquareRootSlippage;

/** Slippage as a share of the reference price. */
export interface BpsSlippage {
  readonly kind: 'bps';
  /** Basis points, ≥ 0. */
  readonly value: number;
}

/** Slippage in ticks of the instrument. */
export interface TickSlippage {
  readonly kind: 'ticks';
  /** Ticks, ≥ 0, not necessarily whole. */
  readonly value: number;
}

/** coefficient · min(quantity / bar volume, cap)^exponent of the price. */
export interface VolumeShareSlippage {
  readonly kind: 'volume-share';
  readonly coefficient: number;
  readonly exponent: number;
  /** Largest share that counts, in (0, 1]. */
  readonly cap: number;
  /** Slippage where the volume is not known, in basis points; absent: such a fill is refused. */
  readonly fallbackBps?: number;
}

/** coefficient · σ · √(quantity / average daily volume) of the price, σ the daily volatility. */
export interface SquareRootSlippage {
  readonly kind: 'square-root';
  readonly coefficient: number;
  /** Slippage where volatility or volume is not known, in basis points; absent: such a fill is refused. */
  readonly fallbackBps?: number;
}

/** A rate of a tiered commission: it holds for the quantity of the month above this one, up to the next tier. */
export interface CommissionTier {
  /** Quantity units traded in the month, ≥ 0; the first tier is above 0. */
  readonly above: number;
  /** Currency units per share or contract. */
  readonly perUnit: number;
}

/** What the broker takes. Amounts are in the instrument's currency; an order that fills in parts pays one minimum. */
export type CommissionModel =
  BpsCommission | PerShareCommission | PerContractCommission | TieredCommission | MakerTakerCommission;

/** A share of the notional. */
export interface BpsCommission {
  readonly kind: 'bps';
  readonly value: number;
  /** Least commission of an order, in ledger units. */
  readonly minimumUnits: number;
  /** What an order pays beside the share, whole ledger units ≥ 0; absent: nothing. */
  readonly perOrderUnits?: number;
  /**
   * Decimals of the currency, 0 to 6, to which the broker rounds the notional and then the share of it, halves up;
   * absent: both as they are, to the ledger unit.
   */
  readonly decimals?: number;
}

/** An amount per share, at least the minimum, at most a share of the notional; the maximum wins over the minimum. */
export interface PerShareCommission {
  readonly kind: 'per-share';
  /** Currency units per share. */
  readonly perShare: number;
  readonly minimumUnits: number;
  /** Share of the notional, as 0.01; absent: no maximum. */
  readonly maximumFraction?: number;
}

/** An amount per contract. */
export interface PerContractCommission {
  readonly kind: 'per-contract';
  /** Currency units per contract. */
  readonly perContract: number;
  readonly minimumUnits: number;
}

/** Amounts per share or contract that fall with the month's quantity; the parts of a fill pay the rate of their tier. */
export interface TieredCommission {
  readonly kind: 'tiered';
  readonly tiers: readonly CommissionTier[];
  readonly minimumUnits: number;
  readonly maximumFraction?: number;
}

/** A share of the notional that depends on whether the order gave liquidity or took it. Rebates are not modelled. */
export interface MakerTakerCommission {
  readonly kind: 'maker-taker';
  readonly makerBps: number;
  readonly takerBps: number;
  readonly minimumUnits: number;
}

/**
 * What trading and holding costs, every part resolved.
 *
 * Assumes: a fill has one price; the account's trading does not move later prices.
 * Unrealistic when: orders are large against what is on offer, or the model's rates come from calmer times.
 */
export interface CostModel {
  readonly spread: SpreadModel;
  readonly slippage: SlippageModel;
  readonly commission: CommissionModel;
  /** Fees that law and venues set, by date; empty: none. */
  readonly fees: readonly FeeSchedule[];
  readonly financing: FinancingModel;
}
