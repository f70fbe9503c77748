/**
 * The roll of currency positions.
 *
 * 1. A spot trade settles `spotLag` bank days after its trade date. A position held over the end of a trade date, 17:00
 *    in New York, is carried to the value date of the next one.
 * 2. So the roll counts the days between the two value dates: one on most days, three from Wednesday to Thursday
 *    (Friday's value to Monday's), more before a holiday, none where a holiday brings both to one day.
 * 3. Each day earns or pays the tom-next points, or the difference of the two currencies' rates.
 */
import { DataError } from '@assay/core/errors';
import { formatIsoDate, MS_PER_DAY, parseIsoDate } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { calendarById } from '../../../market/index.ts';
import type { DatedPoints, RolloverModel } from './financing-model.ts';
import { annualRateAt } from './interest.ts';
import { roundHalfEven } from '../whole-numbers.ts';

/** A moment at which currency positions roll, and over how many days of value. */
export interface RolloverMoment {
  readonly time: EpochMs;
  /** ≥ 0; a roll of 0 days costs nothing. */
  readonly days: number;
}

/** A position in a currency pair. */
export interface RolledPosition {
  /** Units of the base currency, signed. */
  readonly baseQuantity: number;
  /** Worth at the mark in ledger units of the quote currency, signed. */
  readonly notionalUnits: number;
}

const UNITS_PER_CURRENCY_UNIT = 1e6;
const DAYS_PER_YEAR = 360;
const week = calendarById('fx-week');

/**
 * The rolls of a pair in (from, to], each at 17:00 in New York at the end of a trade date.
 *
 * @throws {InvalidArgumentError} if a moment lies outside the years of the calendar `fx-week`.
 *
 * @remarks
 * Causal: the calendar only; knows the holidays that were declared.
 * Source: ACI Model Code, value dates of spot transactions.
 */
export function rolloverMoments(model: RolloverModel, from: EpochMs, to: EpochMs): readonly RolloverMoment[] {
  if (to <= from) return [];
  const moments: RolloverMoment[] = [];
  for (const session of week.sessionsBetween(from, to)) {
    if (session.close > from) moments.push({ time: session.close, days: rolledDays(model, session.date) });
  }
  return moments;
}

/**
 * What a roll brings into cash, in ledger units of the quote currency; negative where it costs.
 *
 * Points: |base quantity| · points of the direction · days. Differential: notional · (base rate - quote rate) · days/360,
 * less |notional| · markup · days/360. Rounded once, half to even.
 *
 * @throws {DataError} DATA_UNFIT if no rate is known for the moment.
 *
 * @remarks
 * Causal: the rates in force at the moment.
 * Assumes: both currencies count 360 days (sterling and a few others count 365: an error of 1.4 % of the rate).
 * Source: covered interest parity over one day.
 */
export function rolloverUnits(model: RolloverModel, position: RolledPosition, moment: RolloverMoment): number {
  const { rates } = model;
  if (rates.kind === 'points') {
    const points = pointsAt(rates.points, moment.time);
    const perDay = position.baseQuantity > 0 ? points.long : points.short;
    return roundHalfEven(Math.abs(position.baseQuantity) * perDay * moment.days * UNITS_PER_CURRENCY_UNIT);
  }
  const difference = annualRateAt(rates.base, moment.time) - annualRateAt(rates.quote, moment.time);
  const annual = position.notionalUnits * difference - Math.abs(position.notionalUnits) * rates.markup;
  return roundHalfEven((annual * moment.days) / DAYS_PER_YEAR);
}

function pointsAt(points: readonly DatedPoints[], time: EpochMs): DatedPoints {
  for (let i = points.length - 1; i >= 0; i--) {
    if (points[i].fromTime <= time) return points[i];
  }
  throw new DataError(`no tom-next points are known for ${formatIsoDate(time)}: the first begin ${points[0].from}`, {
    code: 'DATA_UNFIT',
    hint: 'Give points for the earlier dates, or begin later.',
  });
}

/** Days between the value dates of a trade date and of the next one. */
function rolledDays(model: RolloverModel, tradeDate: string): number {
  const day = dayOf(tradeDate);
  const next = dayOf(week.plannedSessionAfter(day + MS_PER_DAY).date);
  return (valueDay(model, next) - valueDay(model, day)) / MS_PER_DAY;
}

function valueDay(model: RolloverModel, tradeDay: EpochMs): EpochMs {
  let day = tradeDay;
  for (let left = model.spotLag; left > 0;) {
    day += MS_PER_DAY;
    if (isBankDay(model, day)) left--;
  }
  return day;
}

function isBankDay(model: RolloverModel, day: EpochMs): boolean {
  const date = formatIsoDate(day);
  const session = week.sessionOn(date);
  return session !== undefined && session.optionalFrom !== session.open && !model.holidays.includes(date);
}

function dayOf(date: string): EpochMs {
  return parseIsoDate(date) ?? NaN;
}
