import { MS_PER_DAY } from '@assay/core/time';
import { intradayMs, parseTimeframe } from '@assay/quant/market';
import type { Calendar, Timeframe } from '@assay/quant/market';
import type { SeriesHead } from '../manifest.ts';
import type { AuditBar, BarCheck, Counted } from './audit-bar.ts';
import type { CoverageCounter } from './coverage.ts';
import type { Completeness } from './report.ts';
import { SessionWalk } from './session-walk.ts';
import type { BarMatch } from './session-walk.ts';
import type { FindingTally, TallyBook } from './tally.ts';

const UNIT_DAYS = { m: 1 / 1440, h: 1 / 24, d: 1, w: 7, mo: 30 } as const;
/** Share of bars that may end otherwise than a session does while the others are taken to end with one. */
const MOST_OFF = 0.1;
const FEW_OFF = 3;
const BY_CLOSE: BarMatch = { name: 'close', momentOf: (bar) => bar.eventTime };

/**
 * Bars against the calendar: sessions without a bar, holes inside a session, bars outside every session.
 *
 * A series does not say how its bars were cut, so every way that its timeframe knows is followed and the one that fits best
 * is reported: hours counted from the session's opening or from midnight UTC; days that end with the session or days of
 * some other clock.
 */
export class SessionCheck implements BarCheck {
  private readonly walks: readonly SessionWalk[];
  private readonly cut: FindingTally;
  private readonly incomplete: FindingTally;
  private readonly completeShare: number;
  private readonly usableShare: number;
  private first: { eventTime: number; sourceRow: number } | undefined;
  private bars = 0;
  private ended: SessionWalk | undefined;

  constructor(head: SeriesHead, calendar: Calendar, book: TallyBook) {
    this.walks = walksOf(head, calendar, book);
    this.cut = book.tally('session-cut', 'info');
    this.incomplete = book.tally('incomplete', 'warning');
    this.completeShare = book.options.completeShare;
    this.usableShare = book.options.usableShare;
  }

  bar(now: AuditBar): void {
    this.first ??= { eventTime: now.eventTime, sourceRow: now.sourceRow };
    this.bars++;
    for (const walk of this.walks) walk.bar(now);
  }

  counted(): readonly Counted[] {
    const walk = this.best();
    if (walk === undefined) return [];
    const { missing, holes, off, outside, expectedByYear, schedule } = walk;
    if (walk.match.name === 'middle' && this.first !== undefined) {
      const text = `bars do not end with the sessions of ${schedule.calendar.id}; each counts for the one its middle lies in`;
      this.cut.add(this.first, () => text);
    }
    this.judgeWhole(walk);
    return [
      { tally: missing, of: expectedByYear },
      { tally: holes, of: expectedByYear },
      ...[off, outside, this.cut, this.incomplete].map((tally) => ({ tally })),
    ];
  }

  /** What is there of what the calendar expects; to be asked after `counted`. */
  completeness(): Completeness {
    const walk = this.best();
    if (walk === undefined || walk.outside.total > 0)
      return { expectedBars: null, missingBars: null, missingSessions: null, missingDates: [] };
    const { expectedBars, missingBars, missing, missingDates } = walk;
    return { expectedBars, missingBars, missingSessions: missing.total, missingDates };
  }

  get coverage(): CoverageCounter | undefined {
    return this.best()?.coverage;
  }

  private fittest(): SessionWalk | undefined {
    const fit = (a: SessionWalk, b: SessionWalk): number => a.misfit - b.misfit;
    const byClose = this.walks.filter(({ match }) => match === BY_CLOSE).toSorted(fit)[0];
    // A few bars that end at odd times are faults, not another way of cutting.
    const isKept = byClose !== undefined && byClose.off.total <= Math.max(FEW_OFF, this.bars * MOST_OFF);
    return isKept ? byClose : this.walks.toSorted(fit)[0];
  }

  private judgeWhole({ expectedBars, missingBars, schedule }: SessionWalk): void {
    const { unit } = parseTimeframe(schedule.timeframe);
    const there = expectedBars - missingBars;
    // Within the day, what trades seldom has few bars.
    if (unit === 'm' || unit === 'h' || this.first === undefined || there >= this.completeShare * expectedBars) return;
    if (there < this.usableShare * expectedBars) this.incomplete.severity = 'error';
    const text = `has ${there} of the ${expectedBars} bars that ${schedule.calendar.id} expects of ${schedule.timeframe}`;
    this.incomplete.add({ ...this.first, count: missingBars }, () => text);
  }

  private best(): SessionWalk | undefined {
    if (this.ended === undefined) {
      for (const walk of this.walks) walk.end();
      this.ended = this.fittest();
    }
    return this.ended;
  }
}

function walksOf(head: SeriesHead, calendar: Calendar, book: TallyBook): readonly SessionWalk[] {
  const { timeframe } = head;
  const { count, unit } = parseTimeframe(timeframe);
  // Of bars that span several days nothing says where they begin.
  if (unit === 'd' && count > 1) return [];
  const schedule = { calendar, timeframe };
  const walks = [new SessionWalk(schedule, BY_CLOSE, book)];
  const isIntraday = unit === 'm' || unit === 'h';
  if (isIntraday && !hasOneGrid(calendar, timeframe))
    walks.push(new SessionWalk({ ...schedule, anchor: 'utc' }, BY_CLOSE, book));
  // Hours and less end at the same moments by every clock that is in use, give or take its daylight saving.
  if (!isIntraday || (unit === 'h' && count > 1)) walks.push(new SessionWalk(schedule, byMiddle(head), book));
  return walks;
}

/** Are bars that are counted from a session's opening those between UTC multiples of their length? */
function hasOneGrid(calendar: Calendar, timeframe: Timeframe): boolean {
  const stepMs = intradayMs(parseTimeframe(timeframe)) ?? NaN;
  // Summer and winter open at different hours UTC.
  const year = calendar.sessionsBetween(Date.UTC(2019, 0, 2), Date.UTC(2020, 0, 2));
  return year.every((session) => session.open % stepMs === 0 && session.close % stepMs === 0);
}

function byMiddle({ timeframe, shape }: SeriesHead): BarMatch {
  const { count, unit } = parseTimeframe(timeframe);
  const halfMs = (count * UNIT_DAYS[unit] * MS_PER_DAY) / 2;
  return {
    name: 'middle',
    momentOf: ({ openTime, eventTime }) =>
      shape === 'ohlc' && openTime <= eventTime ? (openTime + eventTime) / 2 : eventTime - halfMs,
  };
}
