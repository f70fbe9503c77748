/** When holding costs or earns something, and how much: docs/methods/costs.md, section Financing. */
import { formatIsoDate, MS_PER_DAY, MS_PER_HOUR, parseIsoDate, utcToZoned, zonedToUtc } from '@assay/core/time';
import type { FinancingModel } from '../../execution/index.ts';
import { calendarById } from '../../market/index.ts';
import { nearestEven } from './whole-numbers.ts';

/** Something that falls due, with how it is worked out. */
export type FinancingDue =
  | { readonly kind: 'interest'; readonly time: number }
  | { readonly kind: 'rollover'; readonly time: number; readonly instrument: string; readonly days: number }
  | { readonly kind: 'funding'; readonly time: number; readonly instrument: string; readonly rate: number };

type Rates = readonly { readonly fromTime: number; readonly annual: number }[];

const UNITS = 1e6;

/**
 * Everything that falls due in (from, to], in order of time; at one moment interest, rollover, funding.
 *
 * @param instruments - of the account, in declared order.
 *
 * @remarks
 * Source: docs/methods/costs.md.
 */
export function financingDues(
  model: FinancingModel,
  instruments: readonly string[],
  { from, to }: { readonly from: number; readonly to: number },
): readonly FinancingDue[] {
  const dues: FinancingDue[] = [];
  if (accruesInterest(model)) {
    const { timeZone, hour } = model.accrual;
    const first = Math.floor(utcToZoned(timeZone, from) / MS_PER_DAY) - 1;
    const last = Math.floor(utcToZoned(timeZone, to) / MS_PER_DAY) + 1;
    for (let day = first; day <= last; day++) {
      const time = zonedToUtc(timeZone, day * MS_PER_DAY + hour * MS_PER_HOUR);
      if (time > from && time <= to) dues.push({ kind: 'interest', time });
    }
  }
  for (const instrument of instruments) {
    const pair = Object.hasOwn(model.rolloverByInstrument, instrument)
      ? model.rolloverByInstrument[instrument]
      : undefined;
    if (pair !== undefined)
      dues.push(...rolls(pair, from, to).map((one) => ({ kind: 'rollover' as const, instrument, ...one })));
  }
  for (const instrument of instruments) {
    const table = Object.hasOwn(model.fundingByInstrument, instrument)
      ? model.fundingByInstrument[instrument]
      : undefined;
    if (table !== undefined)
      dues.push(...payments(table, from, to).map((one) => ({ kind: 'funding' as const, instrument, ...one })));
  }
  return dues.sort((a, b) => a.time - b.time);
}

function accruesInterest({ borrow, borrowByInstrument, marginInterest, cashInterest }: FinancingModel): boolean {
  return [borrow, marginInterest, cashInterest, ...Object.values(borrowByInstrument)].some((rates) =>
    rates.some(({ annual }) => annual !== 0),
  );
}

type Pair = FinancingModel['rolloverByInstrument'][string];

/** Rolls at the end of each trade date, over the days between its value date and that of the next. */
function rolls(
  { spotLag, holidays }: Pair,
  from: number,
  to: number,
): readonly { readonly time: number; readonly days: number }[] {
  const week = calendarById('fx-week');
  const isBankDay = (day: number): boolean => {
    const date = formatIsoDate(day);
    const session = week.sessionOn(date);
    return session !== undefined && session.optionalFrom !== session.open && !holidays.includes(date);
  };
  const valueDay = (tradeDay: number): number => {
    let [day, left] = [tradeDay, spotLag];
    while (left > 0) {
      day += MS_PER_DAY;
      if (isBankDay(day)) left--;
    }
    return day;
  };
  const found: { time: number; days: number }[] = [];
  for (const { date, close } of week.sessionsBetween(from, to)) {
    if (close <= from) continue;
    const day = parseIsoDate(date) as number;
    const next = parseIsoDate(week.plannedSessionAfter(day + MS_PER_DAY).date) as number;
    const days = (valueDay(next) - valueDay(day)) / MS_PER_DAY;
    if (days > 0) found.push({ time: close, days });
  }
  return found;
}

type Table = FinancingModel['fundingByInstrument'][string];

/** Payments of a funding table in (from, to]; the fallback rate where one is missing. */
function payments(table: Table, from: number, to: number): readonly { readonly time: number; readonly rate: number }[] {
  const { times, rates, fallbackRate } = table;
  const interval = table.intervalHours * MS_PER_HOUR;
  const found: { time: number; rate: number }[] = [];
  const missing = (time: number): void => {
    if (time > from && time <= to) found.push({ time, rate: fallbackRate ?? NaN });
  };
  const first = times[0] ?? Infinity;
  for (let due = Math.floor(from / interval) * interval; due < first && due <= to; due += interval) missing(due);
  times.forEach((time, k) => {
    if (time > from && time <= to) found.push({ time, rate: rates[k] });
    const next = times[k + 1] ?? Infinity;
    for (let late = time + 1.5 * interval; late < next && late <= to; late += interval) missing(late);
  });
  return found;
}

/** The yearly rate in force; 0 where none is declared. */
export function rateInForce(rates: Rates, time: number): number {
  return rates.findLast(({ fromTime }) => fromTime <= time)?.annual ?? 0;
}

/** One day of interest on an amount: amount · rate / days of a year, rounded once. */
export function dayOfInterest(units: number, annual: number, dayCount: number): number {
  return nearestEven((units * annual) / dayCount);
}

/** What a roll brings into cash. */
export function rolled(
  pair: Pair,
  { baseQuantity, worthUnits }: { readonly baseQuantity: number; readonly worthUnits: number },
  { time, days }: { readonly time: number; readonly days: number },
): number {
  const { rates } = pair;
  if (rates.kind === 'points') {
    const row = rates.points.findLast(({ fromTime }) => fromTime <= time);
    const perDay = (baseQuantity > 0 ? row?.long : row?.short) ?? NaN;
    return nearestEven(Math.abs(baseQuantity) * perDay * days * UNITS);
  }
  const difference = rateInForce(rates.base, time) - rateInForce(rates.quote, time);
  const annual = worthUnits * difference - Math.abs(worthUnits) * rates.markup;
  return nearestEven((annual * days) / 360);
}
