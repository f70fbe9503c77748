import { MS_PER_DAY, dayOfWeek, formatIsoDate } from '@assay/core/time';
import { parseTimeframe } from '@assay/quant/market';
import type { SeriesHead } from '../manifest.ts';
import type { AuditBar, BarCheck, Counted } from './audit-bar.ts';
import type { FindingTally, TallyBook } from './tally.ts';

const NAMES = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays'];
const SUNDAY = 0;
const FEWEST_WEEKS = 4;
/** Share of a weekday's days with a bar, below which the weekday is missing. */
const SELDOM = 0.05;

/** The days of the week: short Sundays of currency feeds, and weekdays that a market which never stops does not have. */
export class WeekdayCheck implements BarCheck {
  private readonly isContinuous: boolean;
  private readonly isDaily: boolean;
  private readonly sundays: FindingTally;
  private readonly missing: FindingTally;
  private readonly daysSeen = Array.from({ length: 7 }, () => 0);
  private firstDay = NaN;
  private lastDay = NaN;

  constructor({ instrument, timeframe }: SeriesHead, book: TallyBook) {
    this.isContinuous = instrument.calendar === 'continuous';
    this.isDaily = timeframe === '1d';
    this.sundays = book.tally('sunday-stub', 'warning');
    this.missing = book.tally('missing-weekday', 'warning');
    if (!this.isDaily && !'mh'.includes(parseTimeframe(timeframe).unit)) this.isContinuous = false;
  }

  bar(now: AuditBar): void {
    if (!this.isContinuous && !this.isDaily) return;
    const middle = (Math.min(now.openTime, now.eventTime) + now.eventTime) / 2;
    // A bar that ends at midnight is of the day before.
    const day = Math.ceil(middle / MS_PER_DAY) - 1;
    if (day === this.lastDay) return;
    if (Number.isNaN(this.firstDay)) this.firstDay = day;
    this.lastDay = day;
    const weekday = dayOfWeek(day * MS_PER_DAY);
    this.daysSeen[weekday] = (this.daysSeen[weekday] as number) + 1;
    if (this.isDaily && !this.isContinuous && weekday === SUNDAY)
      this.sundays.add(now, () => `a bar of Sunday ${formatIsoDate(day * MS_PER_DAY)}, a few hours long`);
  }

  counted(): readonly Counted[] {
    if (this.isContinuous) this.countWeekdays();
    return [this.sundays, this.missing].map((tally) => ({ tally }));
  }

  private countWeekdays(): void {
    const weeks = (this.lastDay - this.firstDay + 1) / 7;
    if (!(weeks >= FEWEST_WEEKS)) return;
    const busy = Math.max(...this.daysSeen);
    for (const [weekday, seen] of this.daysSeen.entries()) {
      if (seen > SELDOM * busy || busy < FEWEST_WEEKS) continue;
      const first = this.firstDay + ((weekday - dayOfWeek(this.firstDay * MS_PER_DAY) + 7) % 7);
      const days = Math.floor((this.lastDay - first) / 7) + 1;
      const text = `${days - seen} of ${days} ${NAMES[weekday]} have no bar, though the calendar has no pause`;
      this.missing.add({ eventTime: (first + 1) * MS_PER_DAY, count: days - seen }, () => text);
    }
  }
}
