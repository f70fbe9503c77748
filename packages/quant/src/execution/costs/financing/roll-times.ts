import { MS_PER_DAY, MS_PER_HOUR, utcToZoned, zonedToUtc } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { InstrumentId } from '../../../market/index.ts';
import type { AccrualDay, FinancingModel } from './financing-model.ts';
import { fundingMoments } from './funding.ts';
import { rolloverMoments } from './rollover.ts';

/** A moment at which something falls due. */
export type FinancingMoment =
  /** One day of borrow fees, margin interest and cash interest. */
  | { readonly kind: 'interest'; readonly time: EpochMs }
  | { readonly kind: 'rollover'; readonly time: EpochMs; readonly instrument: InstrumentId; readonly days: number }
  | {
      readonly kind: 'funding';
      readonly time: EpochMs;
      readonly instrument: InstrumentId;
      readonly rate: number;
      readonly isEstimated: boolean;
    };

/**
 * The ends of days in (from, to]: every civil day, weekends too, at the accrual's hour.
 *
 * @remarks
 * Causal: the clock only.
 * Source: this project.
 */
export function accrualTimes(accrual: AccrualDay, from: EpochMs, to: EpochMs): readonly EpochMs[] {
  const times: EpochMs[] = [];
  if (to <= from) return times;
  const firstDay = Math.floor(utcToZoned(accrual.timeZone, from) / MS_PER_DAY) * MS_PER_DAY;
  for (let day = firstDay; ; day += MS_PER_DAY) {
    const time = zonedToUtc(accrual.timeZone, day + accrual.hour * MS_PER_HOUR);
    if (time > to) return times;
    if (time > from) times.push(time);
  }
}

/**
 * Everything that falls due in (from, to], in order of time; at one moment interest, then rollover, then funding, and
 * within these by the declared order of instruments.
 *
 * @returns nothing where the model charges nothing.
 * @throws {DataError} DATA_UNFIT if a funding payment is missing and its table has no fallback rate.
 *
 * @remarks
 * Causal: calendars, and payments up to `to`.
 * Source: this project.
 */
export function rollTimes(financing: FinancingModel, from: EpochMs, to: EpochMs): readonly FinancingMoment[] {
  const moments: FinancingMoment[] = [];
  if (hasInterest(financing)) {
    for (const time of accrualTimes(financing.accrual, from, to)) moments.push({ kind: 'interest', time });
  }
  for (const [instrument, model] of Object.entries(financing.rolloverByInstrument)) {
    for (const { time, days } of rolloverMoments(model, from, to)) {
      if (days > 0) moments.push({ kind: 'rollover', time, instrument, days });
    }
  }
  for (const [instrument, table] of Object.entries(financing.fundingByInstrument)) {
    for (const moment of fundingMoments(table, from, to)) moments.push({ kind: 'funding', instrument, ...moment });
  }
  return moments.sort((a, b) => a.time - b.time);
}

/**
 * True where some balance or short position can accrue interest.
 *
 * Source: this project.
 */
export function hasInterest(financing: FinancingModel): boolean {
  const lists = [financing.borrow, financing.marginInterest, financing.cashInterest];
  lists.push(...Object.values(financing.borrowByInstrument));
  return lists.some((rates) => rates.some((rate) => rate.annual !== 0));
}

/**
 * True where holding anything never moves cash.
 *
 * Source: this project.
 */
export function isFinancingFree(financing: FinancingModel): boolean {
  const { rolloverByInstrument, fundingByInstrument } = financing;
  const byInstrument = Object.keys(rolloverByInstrument).length + Object.keys(fundingByInstrument).length;
  return byInstrument === 0 && !hasInterest(financing);
}
