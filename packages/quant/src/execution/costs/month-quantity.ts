import { epochMsToCivil, utcToZoned } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';

/** What an account has traded in a month: the state that tiered commissions depend on. */
export interface MonthQuantity {
  /** Civil month as year · 12 + month - 1, in the broker's time zone. */
  readonly month: number;
  /** Shares or contracts, ≥ 0. */
  readonly quantity: number;
}

/** Before the first trade. */
export const NO_MONTH_QUANTITY: MonthQuantity = Object.freeze({ month: -1, quantity: 0 });

/**
 * The quantity traded so far in the month of a moment, for `CostContext.monthQuantity`: 0 in a new month.
 *
 * @param timeZone - the broker's, as `America/New_York`.
 *
 * @remarks
 * Source: this project.
 */
export function monthQuantityAt(state: MonthQuantity, time: EpochMs, timeZone: string): number {
  return state.month === monthOf(time, timeZone) ? state.quantity : 0;
}

/**
 * The state after a fill; a new month begins at 0.
 *
 * @param quantity - shares or contracts of the fill, > 0.
 *
 * @remarks
 * Source: this project.
 */
export function addToMonth(state: MonthQuantity, time: EpochMs, quantity: number, timeZone: string): MonthQuantity {
  return { month: monthOf(time, timeZone), quantity: monthQuantityAt(state, time, timeZone) + quantity };
}

function monthOf(time: EpochMs, timeZone: string): number {
  const { year, month } = epochMsToCivil(utcToZoned(timeZone, time));
  return year * 12 + month - 1;
}
