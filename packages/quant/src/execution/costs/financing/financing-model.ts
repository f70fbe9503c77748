import type { EpochMs } from '@assay/core/time';
import type { InstrumentId } from '../../../market/index.ts';

/** A yearly rate that holds from a date on. */
export interface DatedRate {
  /** First civil date, as `2024-05-22`, in the accrual's time zone. */
  readonly from: string;
  /** Fraction of a year's notional, as 0.05. */
  readonly annual: number;
  readonly fromTime: EpochMs;
}

/** When a day ends for interest: each day at this hour of a time zone. */
export interface AccrualDay {
  readonly timeZone: string;
  /** 0 to 23. */
  readonly hour: number;
}

/** Tom-next points from a date on: price units that one unit of the base currency receives for a day, signed. */
export interface DatedPoints {
  readonly from: string;
  /** Received (negative: paid) by a long position. */
  readonly long: number;
  /** Received (negative: paid) by a short position. */
  readonly short: number;
  readonly fromTime: EpochMs;
}

/** How a currency pair is carried over the roll, by points or by the difference of two rates. */
export type RolloverRates =
  | { readonly kind: 'points'; readonly points: readonly DatedPoints[] }
  | {
      readonly kind: 'differential';
      readonly base: readonly DatedRate[];
      readonly quote: readonly DatedRate[];
      /** Annual fraction that the broker takes from either direction, ≥ 0. */
      readonly markup: number;
    };

/** What the roll of one currency pair depends on. */
export interface RolloverModel {
  readonly rates: RolloverRates;
  /** Bank days from trade date to value date: 2, or 1 for USD/CAD, USD/TRY, USD/PHP and USD/RUB. */
  readonly spotLag: number;
  /** Civil dates without settlement besides weekends, 25 December and 1 January. */
  readonly holidays: readonly string[];
}

/** Funding rates of a perpetual contract as they were paid. */
export interface FundingTable {
  /** Moments of payment, ascending. */
  readonly times: readonly EpochMs[];
  /** Fraction of the notional that longs pay shorts at each moment (negative: shorts pay longs). */
  readonly rates: readonly number[];
  /** Hours between payments. */
  readonly intervalHours: number;
  /** Rate where a payment is missing from the table; absent: a gap is an error. */
  readonly fallbackRate?: number;
}

/**
 * What holding costs and earns.
 *
 * Assumes: amounts accrue on what is held at the day's end, and are paid at once.
 * Unrealistic when: the broker counts settled balances, has tiers, or recalls a loan.
 */
export interface FinancingModel {
  /** Yearly fee on the worth of a short position; empty: none. */
  readonly borrow: readonly DatedRate[];
  /** Instruments with a borrow fee of their own. */
  readonly borrowByInstrument: Readonly<Record<InstrumentId, readonly DatedRate[]>>;
  /** Yearly rate on borrowed cash; empty: none. */
  readonly marginInterest: readonly DatedRate[];
  /** Yearly rate on idle cash; empty: none. */
  readonly cashInterest: readonly DatedRate[];
  /** Days in a year for interest: 360, or 365 where the currency counts so. */
  readonly dayCount: 360 | 365;
  readonly accrual: AccrualDay;
  readonly rolloverByInstrument: Readonly<Record<InstrumentId, RolloverModel>>;
  readonly fundingByInstrument: Readonly<Record<InstrumentId, FundingTable>>;
}

/** Holding costs and earns nothing. */
export const NO_FINANCING: FinancingModel = Object.freeze({
  borrow: Object.freeze([]),
  borrowByInstrument: Object.freeze({}),
  marginInterest: Object.freeze([]),
  cashInterest: Object.freeze([]),
  dayCount: 360,
  accrual: Object.freeze({ timeZone: 'America/New_York', hour: 17 }),
  rolloverByInstrument: Object.freeze({}),
  fundingByInstrument: Object.freeze({}),
});
