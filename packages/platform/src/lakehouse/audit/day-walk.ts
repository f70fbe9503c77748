/** Days of records against a calendar: sessions without a record, and records on days without a session. */
import { formatIsoDate, MS_PER_DAY, parseIsoDate, utcToZoned } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { InvalidArgumentError } from '@assay/core/errors';
import type { Calendar } from '@assay/quant/market';
import type { Counted } from './audit-bar.ts';
import { CoverageCounter } from './coverage.ts';
import { MOST_DATES } from './report.ts';
import type { Completeness } from './report.ts';
import type { FindingPlace, FindingTally, TallyBook } from './tally.ts';

/** Follows the days of records, which come in order of time. */
export class DayWalk {
  readonly off: FindingTally;
  readonly coverage: CoverageCounter;
  private readonly calendar: Calendar;
  private readonly missing: FindingTally;
  private readonly dates: string[] = [];
  private day = NaN;
  private isSession = false;
  private expected = 0;
  private isOutside = false;

  constructor(calendar: Calendar, book: TallyBook) {
    this.calendar = calendar;
    this.missing = book.tally('missing-session', 'warning');
    this.off = book.tally('off-session', 'warning');
    this.coverage = new CoverageCounter(book.options.coverageEdges);
  }

  /** True if the record's day, by the calendar's clock, has a session. */
  isOnSession({ eventTime }: FindingPlace): boolean {
    const day = this.dayOf(eventTime);
    if (day === this.day) return this.isSession;
    for (let between = this.day + MS_PER_DAY; between < day; between += MS_PER_DAY) this.pass(between);
    this.day = day;
    const session = this.sessionOn(day);
    this.isSession = session !== undefined || this.isOutside;
    if (session !== undefined) {
      this.expected++;
      this.coverage.expect(session.close, true);
    }
    return this.isSession;
  }

  /** The civil day of a moment by the calendar's clock, as a UTC midnight. */
  dayOf(time: EpochMs): EpochMs {
    return Math.floor(utcToZoned(this.calendar.timeZone, time) / MS_PER_DAY) * MS_PER_DAY;
  }

  counted(): readonly Counted[] {
    return [{ tally: this.missing }, { tally: this.off }];
  }

  completeness(): Completeness {
    if (this.isOutside) return { expectedBars: null, missingBars: null, missingSessions: null, missingDates: [] };
    return {
      expectedBars: this.expected,
      missingBars: this.missing.total,
      missingSessions: this.missing.total,
      missingDates: this.dates,
    };
  }

  private pass(day: EpochMs): void {
    const session = this.sessionOn(day);
    if (session === undefined) return;
    this.expected++;
    this.coverage.expect(session.close, false);
    this.missing.add({ eventTime: session.close }, () => `no record on ${session.date}`);
    if (this.dates.length < MOST_DATES) this.dates.push(session.date);
  }

  private sessionOn(day: EpochMs): ReturnType<Calendar['sessionOn']> {
    try {
      const date = formatIsoDate(day);
      return parseIsoDate(date) === undefined ? undefined : this.calendar.sessionOn(date);
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      this.isOutside = true;
      return undefined;
    }
  }
}
