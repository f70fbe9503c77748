/**
 * Fees by date.
 *
 * 1. A schedule is a list of rates, each from a civil date on, in the time zone of the authority.
 * 2. The rate of a fill is that of the last row that begins on or before the fill's date (the trade date).
 * 3. Before the first row and after `knownThrough` no rate is known: by declared choice the fill is refused, or the
 *    nearest known rate is taken and the amount is flagged as estimated.
 */
import { DataError } from '@assay/core/errors';
import { formatIsoTime } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { Currency, Instrument } from '../../market/index.ts';
import type { Side } from '../../orders/index.ts';
import { ceilWhole, roundHalfEven } from './whole-numbers.ts';

/** A rate that holds from a date on. */
export interface FeeRate {
  /** First civil date, as `2024-05-22`. */
  readonly from: string;
  /** Currency units per `per` of the schedule. */
  readonly rate: number;
  /** Most that one fill pays, in ledger units; absent: no maximum. */
  readonly maximumUnits?: number;
  /** Where the rate comes from. */
  readonly source: string;
}

/** A rate with the moment from which it holds. */
export interface DatedFeeRate extends FeeRate {
  readonly fromTime: EpochMs;
}

/** A fee that an authority, a clearing house or a venue sets. */
export interface FeeScheduleInput {
  readonly name: string;
  /** What is charged: trades, or the exercise or assignment of options. */
  readonly event: 'trade' | 'exercise' | 'assignment';
  readonly payer: 'buyer' | 'seller' | 'both';
  /** What the rate counts: a million currency units of notional, a share or contract, or a fill (or exercise notice). */
  readonly per: 'million' | 'unit' | 'fill';
  readonly currency: Currency;
  /** Instruments that it is charged for. */
  readonly kinds: readonly Instrument['kind'][];
  /** Whose midnight begins a date. */
  readonly timeZone: string;
  /** In ascending order of dates. */
  readonly rates: readonly FeeRate[];
  /** Last date for which the rates are known. */
  readonly knownThrough: string;
  /** Dates that the rates do not cover: refuse the fill, or take the nearest rate and flag the amount. */
  readonly outside: 'refuse' | 'nearest';
  /** The amount is rounded up to whole multiples of these ledger units (10,000 for a cent); absent: half to even. */
  readonly roundUpUnits?: number;
}

/** A fee schedule whose dates are moments. */
export interface FeeSchedule extends FeeScheduleInput {
  readonly rates: readonly DatedFeeRate[];
  /** First moment that is not known any more. */
  readonly knownBefore: EpochMs;
}

/** What a fee is charged on. */
export interface FeeBase {
  readonly event: 'trade' | 'exercise' | 'assignment';
  readonly side: Side;
  readonly time: EpochMs;
  readonly kind: Instrument['kind'];
  readonly currency: Currency;
  /** Shares or contracts, > 0. */
  readonly quantity: number;
  /** Worth, ≥ 0, in ledger units of `currency`. */
  readonly notionalUnits: number;
}

/** The fees on one event. */
export interface ChargedFees {
  /** ≥ 0, in ledger units. */
  readonly units: number;
  /** Names of the schedules whose rate was not known for the date, so that the nearest one was taken. */
  readonly estimated: readonly string[];
}

const UNITS_PER_CURRENCY_UNIT = 1e6;
/** Nothing charged. */
export const NO_FEES: ChargedFees = Object.freeze({ units: 0, estimated: Object.freeze([]) });

/**
 * Fees on a trade, an exercise or an assignment, summed over the schedules that apply.
 *
 * Each: rate · notional / 10⁶, rate · quantity, or rate, at most the row's maximum; rounded half to even to a ledger
 * unit, or up to whole `roundUpUnits`.
 *
 * @returns units ≥ 0, and which schedules had no known rate for the date.
 *
 * @throws {DataError} DATA_UNFIT if a schedule has no known rate for the date and says `refuse` (`feeRefusal` tells so
 * before).
 *
 * @remarks
 * Source: this project; the rates as cited in each row.
 */
export function chargedFees(fees: readonly FeeSchedule[], base: FeeBase): ChargedFees {
  if (fees.length === 0) return NO_FEES;
  let units = 0;
  const estimated: string[] = [];
  for (const fee of fees) {
    if (!applies(fee, base)) continue;
    if (isOutside(fee, base.time)) {
      if (fee.outside === 'refuse') throw noRate(fee, base.time);
      estimated.push(fee.name);
    }
    units += amountUnits(fee, rateAt(fee, base.time), base);
  }
  return { units, estimated };
}

/**
 * The first schedule that applies, has no known rate for the date and says `refuse`; undefined where there is none.
 *
 * Source: this project.
 */
export function feeRefusal(
  fees: readonly FeeSchedule[],
  base: Omit<FeeBase, 'quantity' | 'notionalUnits'>,
): FeeSchedule | undefined {
  return fees.find((fee) => applies(fee, base) && fee.outside === 'refuse' && isOutside(fee, base.time));
}

function noRate(fee: FeeSchedule, time: EpochMs): DataError {
  const known = `${fee.rates[0].from} to ${fee.knownThrough}`;
  return new DataError(`the rates of '${fee.name}' are known from ${known}, not for ${formatIsoTime(time)}`, {
    code: 'DATA_UNFIT',
    hint: "Add the rate to the schedule, or set its 'outside' to 'nearest'; its amounts are then marked as estimated.",
  });
}

function applies(fee: FeeSchedule, base: Omit<FeeBase, 'quantity' | 'notionalUnits'>): boolean {
  if (fee.event !== base.event || fee.currency !== base.currency || !fee.kinds.includes(base.kind)) return false;
  return fee.payer === 'both' || (fee.payer === 'buyer') === (base.side === 'buy');
}

function isOutside(fee: FeeSchedule, time: EpochMs): boolean {
  return time < fee.rates[0].fromTime || time >= fee.knownBefore;
}

function rateAt(fee: FeeSchedule, time: EpochMs): DatedFeeRate {
  for (let i = fee.rates.length - 1; i > 0; i--) {
    if (fee.rates[i].fromTime <= time) return fee.rates[i];
  }
  return fee.rates[0];
}

function amountUnits(fee: FeeSchedule, row: DatedFeeRate, base: FeeBase): number {
  const most = row.maximumUnits ?? Infinity;
  const exact = Math.min(most, unroundedUnits(fee, row.rate, base));
  const step = fee.roundUpUnits;
  return step === undefined ? roundHalfEven(exact) : Math.min(most, ceilWhole(exact / step) * step);
}

function unroundedUnits(fee: FeeSchedule, rate: number, base: FeeBase): number {
  if (fee.per === 'million') return (base.notionalUnits * rate) / 1e6;
  return rate * UNITS_PER_CURRENCY_UNIT * (fee.per === 'unit' ? base.quantity : 1);
}
