import { checkSameLength } from '@assay/core/checks';
import type { EpochMs } from '@assay/core/time';
import { largestDrawdowns } from './drawdowns.ts';

/** Equity over time. */
export interface EquityRecord {
  /** shape (p,): close times, oldest first. */
  readonly times: Float64Array;
  /** shape (p,): equity at each close, any unit. */
  readonly equity: Float64Array;
  /** When the record starts, and the equity then; finite and > 0. */
  readonly initialTime: EpochMs;
  readonly initial: number;
}

/** One fall below a peak as a table shows it. */
export interface DrawdownRow {
  /** 1 for the deepest. */
  readonly rank: number;
  /** Deepest fall as a share of the peak, > 0. */
  readonly depth: number;
  readonly peakTime: EpochMs;
  readonly valleyTime: EpochMs;
  /** First close at or above the peak; null while the drawdown is open. */
  readonly recoveryTime: EpochMs | null;
  readonly state: 'recovered' | 'open';
  /** Closes below the peak. */
  readonly nPeriods: number;
  /** From the peak to the valley. */
  readonly periodsToValley: number;
  /** From the valley to the recovery; null while the drawdown is open. */
  readonly periodsToRecover: number | null;
  /** From the peak to the recovery, or to the end of the record while the drawdown is open. */
  readonly durationMs: number;
}

/**
 * The deepest falls below a peak with their dates, deepest first, earlier first among equals.
 *
 * @param record - p periods.
 * @param count - how many at most; a whole number ≥ 0.
 * @throws {InvalidArgumentError} if the columns differ in length, or a number is out of its domain.
 *
 * @remarks
 * NaN: a NaN equity is passed over.
 * Source: this project.
 */
export function drawdownTable(record: EquityRecord, count: number): readonly DrawdownRow[] {
  const { times, equity, initialTime, initial } = record;
  checkSameLength('times', times, equity.length);
  const timeOf = (index: number): EpochMs => (index < 0 ? initialTime : times[index]);
  return largestDrawdowns(equity, initial, count).map((episode, i) => {
    const { peakIndex, troughIndex, recoveryIndex, depth, nPeriods } = episode;
    const end = recoveryIndex ?? times.length - 1;
    return {
      rank: i + 1,
      depth,
      peakTime: timeOf(peakIndex),
      valleyTime: times[troughIndex],
      recoveryTime: recoveryIndex === undefined ? null : times[recoveryIndex],
      state: recoveryIndex === undefined ? 'open' : 'recovered',
      nPeriods,
      periodsToValley: troughIndex - peakIndex,
      periodsToRecover: recoveryIndex === undefined ? null : recoveryIndex - troughIndex,
      durationMs: times[end] - timeOf(peakIndex),
    };
  });
}
