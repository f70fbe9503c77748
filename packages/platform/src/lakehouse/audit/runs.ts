import { parseTimeframe } from '@assay/quant/market';
import type { SeriesHead } from '../manifest.ts';
import type { AuditBar, BarCheck, Counted } from './audit-bar.ts';
import type { FindingTally, TallyBook } from './tally.ts';

/** A stretch of bars that goes on as long as something holds. */
interface Run {
  eventTime: number;
  sourceRow: number;
  count: number;
}

/** Runs: bars that repeat the one before them, and bars in which nothing was traded. */
export class RunCheck implements BarCheck {
  private readonly isOhlc: boolean;
  private readonly shortest: number;
  private readonly stale: FindingTally;
  private readonly idle: FindingTally;
  private readonly still: Run = { eventTime: NaN, sourceRow: 0, count: 0 };
  private readonly quiet: Run = { eventTime: NaN, sourceRow: 0, count: 0 };

  constructor({ timeframe, shape }: SeriesHead, book: TallyBook) {
    const { unit } = parseTimeframe(timeframe);
    this.isOhlc = shape === 'ohlc';
    this.shortest = unit === 'm' || unit === 'h' ? book.options.staleBarsIntraday : book.options.staleBars;
    this.stale = book.tally('stale-run', 'warning');
    this.idle = book.tally('zero-volume-run', 'info');
  }

  bar(now: AuditBar, before: AuditBar | undefined): void {
    if (before !== undefined && this.repeats(now, before)) {
      // The run begins with the bar that the others repeat.
      if (this.still.count === 0) begin(this.still, before);
      this.still.count++;
    } else this.endStill();
    if (now.volume === 0) {
      if (this.quiet.count === 0) begin(this.quiet, now);
      else this.quiet.count++;
    } else this.endQuiet();
  }

  counted(): readonly Counted[] {
    this.endStill();
    this.endQuiet();
    return [this.stale, this.idle].map((tally) => ({ tally }));
  }

  private repeats(now: AuditBar, before: AuditBar): boolean {
    if (now.close !== before.close) return false;
    return !this.isOhlc || (now.open === before.open && now.high === before.high && now.low === before.low);
  }

  private endStill(): void {
    const { count } = this.still;
    if (count >= this.shortest) this.stale.add(this.still, () => `${count} bars in a row are the same`);
    this.still.count = 0;
  }

  private endQuiet(): void {
    const { count } = this.quiet;
    if (count >= this.shortest) this.idle.add(this.quiet, () => `${count} bars in a row have no volume`);
    this.quiet.count = 0;
  }
}

function begin(run: Run, { eventTime, sourceRow }: AuditBar): void {
  run.eventTime = eventTime;
  run.sourceRow = sourceRow;
  run.count = 1;
}
