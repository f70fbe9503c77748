import type { BarSeries, Currency } from '../../market/index.ts';
import type { CurrencyConversion } from '../../simulation/index.ts';

/** What the measures of a simulation need beside what it recorded. */
export interface RecordContext {
  /** Periods in a year of the account's calendar; finite and > 0. */
  readonly periodsPerYear: number;
  /** Simple return of idle money per period. */
  readonly riskFreePerPeriod: number;
  /** Currency of the account. */
  readonly currency: Currency;
  /**
   * The bars that were simulated, in the order of the simulation's instruments; of raw bars with splits, the same adjusted for
   * them. @default none: nothing is known of volumes
   */
  readonly series?: readonly BarSeries[] | undefined;
  /** Rates of other currencies than the account's. @default none */
  readonly conversion?: CurrencyConversion | undefined;
  /**
   * shape (p,): simple returns of what the strategy is compared with, in the simulation's periods.
   * @default buy and hold of the strategy's own average exposure
   */
  readonly benchmark?: Float64Array | undefined;
  /**
   * shape (trades,): loss at the first stop, in ledger units of the account's currency, > 0; NaN without a stop.
   * @default what the simulation has recorded
   */
  readonly initialRiskUnits?: Float64Array | undefined;
  /** How impact is modelled for the capacity. @default CAPACITY_OPTIONS */
  readonly capacity?: Partial<CapacityOptions> | undefined;
}

/** How the capacity is estimated. */
export interface CapacityOptions {
  /** Y of the square-root law; finite and > 0. */
  readonly coefficient: number;
  /** Share of the gross result that impact may take, in (0, 1]. */
  readonly shareOfGross: number;
  /** Days that daily volume and volatility are taken over; a whole number ≥ 2. */
  readonly days: number;
}

/** Impact of one daily volatility for a day's volume, half of the gross result, 20 days. */
export const CAPACITY_OPTIONS: CapacityOptions = Object.freeze({ coefficient: 1, shareOfGross: 0.5, days: 20 });
