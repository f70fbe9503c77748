import { DataError } from '@assay/core/errors';
import { formatIsoDate } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { InstrumentId } from '../../../market/index.ts';
import { roundHalfEven } from '../whole-numbers.ts';
import type { DatedRate, FinancingModel } from './financing-model.ts';

/**
 * The yearly rate in force at a moment.
 *
 * @returns 0 where the list is empty.
 * @throws {DataError} DATA_UNFIT if the moment lies before the first rate.
 *
 * @remarks
 * Causal: looks at rows that begin at or before `time` only.
 * Source: this project.
 */
export function annualRateAt(rates: readonly DatedRate[], time: EpochMs): number {
  if (rates.length === 0) return 0;
  for (let i = rates.length - 1; i >= 0; i--) {
    if (rates[i].fromTime <= time) return rates[i].annual;
  }
  throw new DataError(`no financing rate is known for ${formatIsoDate(time)}: the first begins ${rates[0].from}`, {
    code: 'DATA_UNFIT',
    hint: 'Give a rate for the earlier dates, or begin later.',
  });
}

/**
 * Interest on an amount, in ledger units: amount · annual · days / dayCount, rounded once, half to even.
 *
 * @param units - the amount, signed.
 * @param annual - fraction of a year.
 *
 * @remarks
 * Source: money market convention, actual days over 360 (or 365).
 */
export function interestUnits(units: number, annual: number, days: number, dayCount: 360 | 365): number {
  return roundHalfEven((units * annual * days) / dayCount);
}

/**
 * The fee for one day's loan of the lots that a short position sold, into cash: ≤ 0.
 *
 * -|worth| · rate / dayCount; 0 for a long position.
 *
 * @param notionalUnits - signed worth of the position at its mark, in ledger units.
 *
 * @remarks
 * Causal: the rate in force at `time`.
 * Unrealistic when: the lender recalls, or the fee is quoted on 102 % of the worth, rounded up to a dollar a share.
 * Source: securities lending convention, actual days over 360.
 */
export function borrowUnits(
  financing: FinancingModel,
  instrument: InstrumentId,
  notionalUnits: number,
  time: EpochMs,
): number {
  if (notionalUnits >= 0) return 0;
  const rates = Object.hasOwn(financing.borrowByInstrument, instrument)
    ? financing.borrowByInstrument[instrument]
    : financing.borrow;
  return interestUnits(notionalUnits, annualRateAt(rates, time), 1, financing.dayCount);
}

/**
 * One day's interest on a currency's cash, into cash: margin interest (≤ 0) on a debt, cash interest on idle cash.
 *
 * @param cashUnits - signed; without the proceeds of short sales, which are collateral and earn nothing.
 *
 * @remarks
 * Causal: the rate in force at `time`.
 * Source: money market convention, actual days over 360 (or 365).
 */
export function cashInterestUnits(financing: FinancingModel, cashUnits: number, time: EpochMs): number {
  const rates = cashUnits < 0 ? financing.marginInterest : financing.cashInterest;
  return interestUnits(cashUnits, annualRateAt(rates, time), 1, financing.dayCount);
}
