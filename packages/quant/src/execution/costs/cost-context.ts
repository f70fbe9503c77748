import type { EpochMs } from '@assay/core/time';
import type { Currency, Instrument, LedgerScale } from '../../market/index.ts';
import type { Side } from '../../orders/index.ts';

/** An order that has met its price. */
export interface PriceRequest {
  readonly side: Side;
  /** Whole, > 0. */
  readonly lots: number;
  /** The market's price before costs, whole ticks. */
  readonly referenceTicks: number;
  /** Costs do not move the price beyond this one (the level of a limit order); absent for a market order. */
  readonly limitTicks?: number | undefined;
}

/** What an order had come to before this fill, where it fills in parts. */
export interface OrderProgress {
  /** Shares or contracts. */
  readonly quantity: number;
  readonly notionalUnits: number;
  readonly commissionUnits: number;
}

/**
 * What a fill's costs depend on besides the order. The caller gives only what was known when the fill happened; a model
 * that needs a part that is absent refuses the fill or falls back as it declares.
 */
export interface CostContext {
  readonly scale: LedgerScale;
  readonly kind: Instrument['kind'];
  readonly currency: Currency;
  /** Moment of the fill; dates the fees. */
  readonly time: EpochMs;
  /** Shares or contracts in one lot. */
  readonly quantityPerLot: number;
  /** Least price a sale can come to, whole ticks; absent where the instrument's price may be negative. */
  readonly minimumTicks?: number | undefined;
  /** True where the reference is the trader's own side of a quote (ask for a purchase, bid for a sale) already. */
  readonly isSpreadIncluded?: boolean | undefined;
  readonly bidTicks?: number | undefined;
  readonly askTicks?: number | undefined;
  /** Minutes since the opening of the instrument's session; negative outside its hours. */
  readonly sessionMinute?: number | undefined;
  /** Daily standard deviation of returns, as a fraction, estimated on earlier data. */
  readonly dailyVolatility?: number | undefined;
  /** Shares or contracts traded in the bar that the model looks at (the last one closed, for a fill at an open). */
  readonly barVolume?: number | undefined;
  /** Mean shares or contracts of a day, on earlier days. */
  readonly averageDailyVolume?: number | undefined;
  /** Shares or contracts the account traded in this month before this fill. */
  readonly monthQuantity?: number | undefined;
  /** Whether the order gave liquidity or took it; absent counts as taken. */
  readonly liquidity?: 'maker' | 'taker' | undefined;
  /** What the order had come to before this fill; absent for the first fill. */
  readonly filledBefore?: OrderProgress | undefined;
}

/** Why a fill cannot be priced under a cost model. */
export type CostRefusal =
  | 'no-quote'
  | 'no-session-minute'
  | 'no-volatility'
  | 'no-bar-volume'
  | 'no-average-volume'
  | 'no-month-quantity'
  | 'no-fee-rate';
