/**
 * The audit of one series, bar by bar.
 *
 * 1. Chunks come in order and may hold several versions of a bar, one after the other: the first is judged. Nothing of a
 *    chunk is kept; checks carry what they need from one bar to the next, so the findings are the same however the series
 *    is cut into chunks, and the memory does not grow with it (at most one part's returns and spreads are held).
 * 2. Stamps and values of every row are checked. A row that stands twice or out of order is reported there and not compared
 *    with its neighbours.
 * 3. All other checks see strictly increasing bars. Each counts into tallies by kind, part, year and stretch of time.
 */
import type { EpochMs } from '@assay/core/time';
import type { BarSeries, Calendar } from '@assay/quant/market';
import type { FindingCount, SeriesHead } from '../manifest.ts';
import { seriesPartition } from '../partitions.ts';
import { emptyBar, loadBar } from './audit-bar.ts';
import type { AuditBar, BarCheck, Counted } from './audit-bar.ts';
import { LevelNotes, RateCheck } from './levels.ts';
import { LifeCheck } from './life.ts';
import { OpenCheck } from './opens.ts';
import { PriceCheck } from './prices.ts';
import { DEFAULT_AUDIT_OPTIONS } from './report.ts';
import type { AuditOptions, AuditReport } from './report.ts';
import { ReturnCheck } from './returns.ts';
import { RunCheck } from './runs.ts';
import { SessionCheck } from './sessions.ts';
import { SideCheck } from './sides.ts';
import { bySeverity, findingsByPart, TallyBook, YearCounter } from './tally.ts';
import { TickCheck } from './ticks.ts';
import { TimeCheck } from './times.ts';
import type { RowStamps } from './times.ts';
import { WeekdayCheck } from './weekdays.ts';

/** The audit of one series whose bars come in chunks. */
export interface SeriesAudit {
  /** Takes the next bars; chunks come in order and may hold several versions of a bar, one after the other. */
  add(chunk: BarSeries): void;
  /** What was found in all of them. */
  finish(): AuditReport;
  /** What was found in each part of the series, by the name of its partition; to be asked after `finish`. */
  partFindings(): ReadonlyMap<string, readonly FindingCount[]>;
}

/**
 * Begins the audit of a series. What is judged is each bar as it was first published. Bad data are a report, never an
 * exception.
 *
 * @param calendar - of the instrument.
 */
export function createAudit(head: SeriesHead, calendar: Calendar, options: Partial<AuditOptions> = {}): SeriesAudit {
  return new BarAudit(head, calendar, { ...DEFAULT_AUDIT_OPTIONS, ...options });
}

class BarAudit implements SeriesAudit {
  private readonly head: SeriesHead;
  private readonly times: TimeCheck;
  private readonly prices: PriceCheck;
  private readonly sessions: SessionCheck;
  private readonly checks: readonly BarCheck[];
  private readonly bars = new YearCounter();
  private readonly notes = new LevelNotes();
  private bar = emptyBar();
  private before = emptyBar();
  private stamps: RowStamps | undefined;
  private rows = 0;
  private compared = 0;
  private firstEventTime: EpochMs | null = null;
  private counted: readonly Counted[] = [];

  constructor(head: SeriesHead, calendar: Calendar, options: AuditOptions) {
    this.head = head;
    const book = new TallyBook(seriesPartition(head.timeframe), options);
    this.times = new TimeCheck(book);
    this.prices = new PriceCheck(head, book);
    this.sessions = new SessionCheck(head, calendar, book);
    this.checks = [
      this.sessions,
      new TickCheck(head, book, this.bars),
      new ReturnCheck(head, book),
      new RateCheck(head, book),
      new RunCheck(head, book),
      new LifeCheck(head, book),
      new WeekdayCheck(head, book),
      ...(head.shape === 'ohlc' ? [new OpenCheck(head, book)] : []),
      ...(head.hasAsk ? [new SideCheck(book, this.bars)] : []),
    ];
  }

  add(chunk: BarSeries): void {
    for (let index = 0; index < chunk.length; index++) {
      loadBar(this.bar, chunk, index);
      if (!this.isVersion(this.bar)) this.take(this.bar);
    }
  }

  finish(): AuditReport {
    const { head, rows, compared, firstEventTime, notes } = this;
    this.counted = [this.times, this.prices, ...this.checks]
      .flatMap((check) => check.counted())
      .filter(({ tally }) => tally.total > 0);
    const coverage = this.sessions.coverage?.result(this.counted.map(({ tally }) => tally.place));
    return {
      instrument: head.instrument.id,
      timeframe: head.timeframe,
      rows,
      firstEventTime,
      lastEventTime: compared === 0 ? null : this.before.eventTime,
      ...this.sessions.completeness(),
      ...(coverage === undefined ? {} : { coverage }),
      levels: notes.levels,
      findings: this.counted.flatMap(({ tally, of }) => tally.findings(of)).sort(bySeverity),
    };
  }

  partFindings(): ReadonlyMap<string, readonly FindingCount[]> {
    return findingsByPart(this.counted.map(({ tally }) => tally));
  }

  /** A later version of the bar before it. */
  private isVersion({ eventTime, availableAt }: AuditBar): boolean {
    const { stamps } = this;
    if (stamps === undefined || eventTime !== stamps.eventTime || !(availableAt > stamps.availableAt)) return false;
    stamps.availableAt = availableAt;
    return true;
  }

  private take(bar: AuditBar): void {
    this.rows++;
    this.times.row(bar, this.stamps);
    this.prices.row(bar);
    const { eventTime, availableAt } = bar;
    this.stamps = { eventTime, availableAt };
    const before = this.compared === 0 ? undefined : this.before;
    if (!Number.isSafeInteger(eventTime) || (before !== undefined && eventTime <= before.eventTime)) return;
    this.compared++;
    this.firstEventTime ??= eventTime;
    this.bars.add(eventTime);
    this.notes.add(eventTime, bar.close);
    for (const check of this.checks) check.bar(bar, before);
    this.bar = this.before;
    this.before = bar;
  }
}
