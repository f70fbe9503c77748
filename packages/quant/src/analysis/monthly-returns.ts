import { checkSameLength } from '@assay/core/checks';
import { epochMsToCivil, utcToZoned } from '@assay/core/time';

/** What was earned in one calendar month. */
export interface MonthlyReturn {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** Compounded simple return, a fraction; NaN if a return of the month is. */
  readonly value: number;
  /** Periods that closed in the month; the first and the last month may be incomplete. */
  readonly nPeriods: number;
}

/**
 * Returns compounded by calendar month: Π (1 + r_t) - 1 over the periods that closed in the month.
 *
 * A period belongs to the month of the millisecond before its close, on the clocks of `timeZone`: a bar that closes at
 * midnight on the first belongs to the month that has just ended.
 *
 * @param times - shape (p,): close times, UTC epoch milliseconds, oldest first.
 * @param returns - shape (p,): simple returns.
 * @param timeZone - IANA name of the calendar's zone.
 * @returns the months with at least one period, oldest first.
 * @throws {InvalidArgumentError} if the lengths differ, or a time or the zone is out of its domain.
 *
 * @remarks
 * NaN: a NaN return makes its month NaN, no other.
 * Source: this project.
 */
export function monthlyReturns(times: Float64Array, returns: Float64Array, timeZone: string): readonly MonthlyReturn[] {
  checkSameLength('returns', returns, times.length);
  const months: { year: number; month: number; growth: number; nPeriods: number }[] = [];
  for (let t = 0; t < times.length; t++) {
    const { year, month } = epochMsToCivil(utcToZoned(timeZone, times[t] - 1));
    let last = months.at(-1);
    if (last?.year !== year || last.month !== month) {
      last = { year, month, growth: 1, nPeriods: 0 };
      months.push(last);
    }
    last.growth *= 1 + returns[t];
    last.nPeriods++;
  }
  return months.map(({ year, month, growth, nPeriods }) => ({ year, month, value: growth - 1, nPeriods }));
}
