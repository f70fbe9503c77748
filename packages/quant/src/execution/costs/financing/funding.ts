import { DataError } from '@assay/core/errors';
import { formatIsoTime, MS_PER_HOUR } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { roundHalfEven } from '../whole-numbers.ts';
import type { FundingTable } from './financing-model.ts';

/** A payment of funding. */
export interface FundingMoment {
  readonly time: EpochMs;
  readonly rate: number;
  /** True where the table had no payment and its fallback was taken. */
  readonly isEstimated: boolean;
}

/** Intervals after a payment at which the next one counts as missing. */
const LATE = 1.5;

/**
 * The payments of a perpetual contract in (from, to], as the table has them.
 *
 * Where a payment is missing the table's fallback rate is taken and flagged: half an interval after it was due, when its
 * absence is certain; before the first payment of the table, at whole multiples of the interval since midnight UTC.
 *
 * @throws {DataError} DATA_UNFIT if a payment is missing and the table has no fallback rate.
 *
 * @remarks
 * Causal: looks at payments up to `to` only (before the table, at the moment of its first one).
 * Source: this project.
 */
export function fundingMoments(table: FundingTable, from: EpochMs, to: EpochMs): readonly FundingMoment[] {
  const interval = table.intervalHours * MS_PER_HOUR;
  const { times, rates } = table;
  const moments: FundingMoment[] = [];
  for (let due = (Math.floor(from / interval) + 1) * interval; due <= to && due < times[0]; due += interval) {
    moments.push(estimated(table, due));
  }
  for (let i = Math.max(0, firstAfter(times, from) - 1); i < times.length && times[i] <= to; i++) {
    if (times[i] > from) moments.push({ time: times[i], rate: rates[i], isEstimated: false });
    const next = i + 1 < times.length ? times[i + 1] : Infinity;
    for (let late = firstLate(times[i], interval, from); late <= to && late < next; late += interval) {
      moments.push(estimated(table, late));
    }
  }
  return moments;
}

/**
 * What a payment brings into cash: -notional · rate, rounded once, half to even; a long pays a positive rate.
 *
 * @param notionalUnits - signed worth of the position at the mark of the moment.
 *
 * @remarks
 * Source: the funding formula of linear perpetual contracts, payment = position value · funding rate.
 */
export function fundingUnits(notionalUnits: number, rate: number): number {
  return roundHalfEven(-notionalUnits * rate);
}

/** The first moment after `from` at which a payment that should have followed `time` is known to be missing. */
function firstLate(time: EpochMs, interval: number, from: EpochMs): EpochMs {
  const first = time + LATE * interval;
  return from < first ? first : first + interval * (Math.floor((from - first) / interval) + 1);
}

function estimated(table: FundingTable, time: EpochMs): FundingMoment {
  if (table.fallbackRate !== undefined) return { time, rate: table.fallbackRate, isEstimated: true };
  throw new DataError(`the funding table lacks a payment, as known at ${formatIsoTime(time)}`, {
    code: 'DATA_UNFIT',
    hint: 'Complete the table, or give it a fallbackRate; its amounts are then marked as estimated.',
  });
}

function firstAfter(times: readonly EpochMs[], time: EpochMs): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] > time) high = middle;
    else low = middle + 1;
  }
  return low;
}
