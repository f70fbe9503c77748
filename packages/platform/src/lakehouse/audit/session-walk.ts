/**
 * Bars and calendar, merged by time in one pass.
 *
 * 1. The bars that should be there come one by one, from the first bar there is to the last. Before and after, nothing is
 *    missing: a listing begins and a file ends somewhere.
 * 2. A bar takes the expected one that it is: the one that closes with it, or, where bars are cut otherwise than sessions,
 *    the one that its middle lies in. What no expected one takes lies off the sessions.
 * 3. A session of which no bar came is a missing session; else its holes are counted.
 */
import { formatIsoTime, MS_PER_DAY } from '@assay/core/time';
import { InvalidArgumentError } from '@assay/core/errors';
import type { BarSchedule, Session } from '@assay/quant/market';
import type { AuditBar } from './audit-bar.ts';
import { CoverageCounter } from './coverage.ts';
import { expectedBars } from './expected-bars.ts';
import type { ExpectedBar } from './expected-bars.ts';
import { MOST_DATES } from './report.ts';
import type { FindingTally, TallyBook } from './tally.ts';
import { YearCounter } from './tally.ts';

/** No market pauses that long; a year was mistyped, and every session up to it would be counted bar by bar. */
const LONGEST_PAUSE_MS = 20 * 366 * MS_PER_DAY;

/** Which expected bar a bar is. */
export interface BarMatch {
  readonly name: 'close' | 'middle';
  /** The moment of a bar that is compared with the expected ones. */
  momentOf(bar: AuditBar): number;
}

/** Missing bars of one session that follow on each other. */
interface Hole {
  /** When the first of them would have closed. */
  readonly eventTime: number;
  count: number;
}

/** One way of comparing a series with its calendar. */
export class SessionWalk {
  readonly schedule: BarSchedule;
  readonly match: BarMatch;
  readonly missing: FindingTally;
  readonly holes: FindingTally;
  readonly off: FindingTally;
  readonly outside: FindingTally;
  readonly expectedByYear: YearCounter = new YearCounter();
  readonly coverage: CoverageCounter;
  readonly missingDates: string[] = [];
  expectedBars = 0;
  missingBars = 0;
  private items: Iterator<ExpectedBar> | undefined;
  private item: ExpectedBar | undefined;
  private isTaken = false;
  private session: Session | undefined;
  private sessionHoles: Hole[] = [];
  private hole: Hole | undefined;
  private sessionExpected = 0;
  private hasEnded = false;
  private lastMoment = Infinity;

  constructor(schedule: BarSchedule, match: BarMatch, book: TallyBook) {
    this.schedule = schedule;
    this.match = match;
    this.missing = book.yearlyTally('missing-session', 'warning');
    this.holes = book.yearlyTally('missing-bars', 'warning');
    this.off = book.tally('bar-off-session', 'warning');
    this.outside = book.tally('outside-calendar', 'error');
    this.coverage = new CoverageCounter(book.options.coverageEdges);
  }

  /** How badly the bars fit: the walk that fits best is the one that is reported. */
  get misfit(): number {
    return this.missingBars + this.off.total + this.outside.total;
  }

  bar(bar: AuditBar): void {
    if (this.hasEnded) return;
    try {
      this.take(bar, this.match.momentOf(bar));
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      this.hasEnded = true;
      const { id } = this.schedule.calendar;
      this.outside.add(bar, () => `the calendar ${id} does not cover the whole history: ${error.message}`);
    }
  }

  /** All bars were seen. */
  end(): void {
    if (this.item !== undefined && this.isTaken) this.settle(this.item);
    this.endSession();
  }

  private take(bar: AuditBar, moment: number): void {
    if (moment - this.lastMoment > LONGEST_PAUSE_MS) {
      this.hasEnded = true;
      const years = Math.floor((moment - this.lastMoment) / (365.25 * MS_PER_DAY));
      this.outside.add(bar, () => `comes ${years} years after the bar before: is its year right?`);
      return;
    }
    this.lastMoment = moment;
    if (this.items === undefined) {
      this.items = expectedBars(this.schedule, moment);
      this.advance();
    }
    for (; this.item !== undefined && this.item.close < moment; this.advance()) this.settle(this.item);
    const { item } = this;
    const isIt = item !== undefined && (this.match.name === 'close' ? item.close === moment : item.open < moment);
    if (!isIt) this.off.add(bar, () => this.offText());
    else if (this.isTaken) this.off.add(bar, () => `is a second bar of ${item.session.date}`);
    else this.isTaken = true;
  }

  private offText(): string {
    if (this.match.name === 'middle') return 'lies in no session';
    return this.schedule.timeframe.endsWith('m') || this.schedule.timeframe.endsWith('h')
      ? 'closes with no bar of a session'
      : 'does not close with a session';
  }

  private advance(): void {
    const next = this.items?.next();
    this.item = next?.done === true ? undefined : next?.value;
    this.isTaken = false;
  }

  /** Counts an expected bar that lies behind. */
  private settle(item: ExpectedBar): void {
    if (item.session !== this.session) {
      this.endSession();
      this.session = item.session;
    }
    if (item.isOptional) return;
    this.expectedBars++;
    this.expectedByYear.add(item.close);
    this.coverage.expect(item.close, this.isTaken);
    this.sessionExpected++;
    if (this.isTaken) {
      this.hole = undefined;
      return;
    }
    this.missingBars++;
    if (this.hole === undefined) {
      this.hole = { eventTime: item.close, count: 0 };
      this.sessionHoles.push(this.hole);
    }
    this.hole.count++;
  }

  private endSession(): void {
    const { session, sessionHoles, sessionExpected } = this;
    this.sessionHoles = [];
    this.hole = undefined;
    this.sessionExpected = 0;
    if (session === undefined || sessionHoles.length === 0) return;
    const lost = sessionHoles.reduce((sum, { count }) => sum + count, 0);
    if (lost < sessionExpected) {
      for (const hole of sessionHoles) {
        const bars = `${hole.count} ${hole.count === 1 ? 'bar' : 'bars'} missing on ${session.date}`;
        this.holes.add(hole, () => `${bars}, from ${formatIsoTime(hole.eventTime).slice(11, 16)} UTC`);
      }
      return;
    }
    this.missing.add({ eventTime: session.close }, () => `no bar for the session of ${session.date}`);
    if (this.missingDates.length < MOST_DATES) this.missingDates.push(session.date);
  }
}
