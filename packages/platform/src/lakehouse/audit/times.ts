import type { EpochMs } from '@assay/core/time';
import { formatIsoTime } from '@assay/core/time';
import type { AuditBar, Counted } from './audit-bar.ts';
import type { TallyBook } from './tally.ts';

/** The stamps of the row before, whatever they are. */
export interface RowStamps {
  eventTime: EpochMs;
  availableAt: EpochMs;
}

/** Order and stamps: bars twice, out of order, open after their close, known before they ended, from the future. */
export class TimeCheck {
  private readonly readAt: EpochMs;
  private readonly tallies;

  constructor(book: TallyBook) {
    this.readAt = book.options.readAt;
    this.tallies = {
      duplicates: book.tally('duplicate-time', 'error'),
      disorder: book.tally('disorder', 'error'),
      badTimes: book.tally('bad-time', 'error'),
      early: book.tally('available-early', 'error'),
      future: book.tally('future-row', 'error'),
    };
  }

  /** Takes every row, also those that later checks do not see. */
  row(bar: AuditBar, before: RowStamps | undefined): void {
    const { eventTime: close, availableAt: available } = bar;
    const closed = before?.eventTime ?? -Infinity;
    const { duplicates, disorder, badTimes, early, future } = this.tallies;
    if (close === closed) duplicates.add(bar, () => 'closes when the bar before it does');
    if (close < closed) disorder.add(bar, () => 'closes before the bar before it does');
    const fault = stampFault(bar, closed);
    if (fault !== undefined) badTimes.add(bar, () => fault);
    if (available < close) early.add(bar, () => 'could be known before it closed');
    if (close > this.readAt) future.add(bar, () => `closes after ${formatIsoTime(this.readAt)}, when it was read`);
  }

  counted(): readonly Counted[] {
    return Object.values(this.tallies).map((tally) => ({ tally }));
  }
}

function stampFault({ openTime, eventTime, availableAt }: AuditBar, closed: EpochMs): string | undefined {
  if (!(Number.isSafeInteger(openTime) && Number.isSafeInteger(eventTime) && Number.isSafeInteger(availableAt)))
    return 'has a time that is no whole millisecond';
  if (openTime > eventTime) return 'opens after it closes';
  return openTime < closed && eventTime > closed ? 'opens before the bar before it has closed' : undefined;
}
