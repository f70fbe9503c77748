import { checkInteger } from '@assay/core/checks';
import type { EpochMs } from '@assay/core/time';
import type { Calendar } from '../../market/index.ts';
import type { SettlementCycle } from './account-model.ts';

/** Money of a trade that has not settled. */
export interface UnsettledAmount {
  readonly settlesAt: EpochMs;
  /** Whole ledger units; > 0 for the proceeds of a sale. */
  readonly units: number;
}

/** What `settle` did. */
export interface Settled {
  readonly settledUnits: number;
  /** What is still to settle, in order of settlement. */
  readonly unsettled: readonly UnsettledAmount[];
}

/**
 * When a trade settles: the opening of the session that is `days` sessions after the trade's own.
 *
 * The trade's session is the one it was made in; a trade at the very close belongs to the session that closes there, one
 * between sessions to the next.
 *
 * @param settlement - sessions between trade and settlement, or cycles by date: the last one not later than the trade, no
 * settlement lag before the first.
 * @returns the trade's own moment where there is no lag.
 * @throws {InvalidArgumentError} if the days are not whole and ≥ 0, or the calendar does not cover the dates.
 *
 * @remarks
 * Causal: planned sessions only; an unplanned closure between trade and settlement does not move it.
 * Unrealistic when: banks are closed on a trading day (Columbus Day, Veterans Day): then settlement takes a day more.
 * Source: SEC Rule 15c6-1 for the cycle.
 */
export function settlementTime(
  calendar: Calendar,
  tradeTime: EpochMs,
  settlement: number | readonly SettlementCycle[],
): EpochMs {
  const days = typeof settlement === 'number' ? settlement : daysAt(settlement, tradeTime);
  checkInteger('settlementDays', days, 0);
  if (days === 0) return tradeTime;
  let session = calendar.plannedSessionAfter(tradeTime - 1);
  for (let i = 0; i < days; i++) session = calendar.plannedSessionAfter(session.close);
  return session.open;
}

/**
 * Adds an amount to what is unsettled, behind all that settles no later.
 *
 * @throws {InvalidArgumentError} if the units are not whole.
 *
 * @remarks
 * Source: this project.
 */
export function addUnsettled(
  unsettled: readonly UnsettledAmount[],
  amount: UnsettledAmount,
): readonly UnsettledAmount[] {
  checkInteger('amount.units', amount.units);
  const at = unsettled.findLastIndex((one) => one.settlesAt <= amount.settlesAt) + 1;
  return unsettled.toSpliced(at, 0, amount);
}

/**
 * Takes out what has settled by `now`, that moment included.
 *
 * @param unsettled - in order of settlement, as `addUnsettled` keeps it.
 *
 * @remarks
 * Source: this project.
 */
export function settle(unsettled: readonly UnsettledAmount[], now: EpochMs): Settled {
  const isDue = (one: UnsettledAmount): boolean => one.settlesAt <= now;
  const settledUnits = unsettled.filter(isDue).reduce((sum, one) => sum + one.units, 0);
  return {
    settledUnits,
    unsettled: settledUnits === 0 && !unsettled.some(isDue) ? unsettled : unsettled.filter((one) => !isDue(one)),
  };
}

/**
 * Cash that a cash account may spend: all cash less proceeds that have not settled.
 *
 * Purchases leave cash on their trade date already, so only positive amounts count against it.
 *
 * @remarks
 * Source: Regulation T, 12 CFR 220.8(a), and its 90-day freeze, which this keeps an account out of.
 */
export function settledCashUnits(cashUnits: number, unsettled: readonly UnsettledAmount[]): number {
  return unsettled.reduce((rest, one) => rest - Math.max(0, one.units), cashUnits);
}

function daysAt(cycles: readonly SettlementCycle[], tradeTime: EpochMs): number {
  return cycles.findLast((cycle) => cycle.from <= tradeTime)?.days ?? 0;
}
