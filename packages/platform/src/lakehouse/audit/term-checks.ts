import { formatIsoDate } from '@assay/core/time';
import type { Calendar, RecordTable } from '@assay/quant/market';
import type { Counted } from './audit-bar.ts';
import { numberAt, wordAt } from './audit-record.ts';
import type { RecordCheck, RecordPlace } from './audit-record.ts';
import { DayWalk } from './day-walk.ts';
import { QuoteCheck } from './quote-check.ts';
import { PartSample } from './part-sample.ts';
import { usualSpread } from './sides.ts';
import type { Completeness } from './report.ts';
import type { FindingPlace, FindingTally, TallyBook, YearCounter } from './tally.ts';

/** Corporate actions: values that cannot be. */
export class ActionCheck implements RecordCheck {
  private readonly bad: FindingTally;

  constructor(book: TallyBook) {
    this.bad = book.tally('bad-value', 'error');
  }

  record(table: RecordTable, index: number, place: FindingPlace): void {
    const type = wordAt(table, 'type', index);
    const value = numberAt(table, 'value', index);
    if (
      (type === 'split' && !(value > 0 && value < Infinity)) ||
      (type === 'cash-dividend' && !(value >= 0 && value < Infinity))
    )
      this.bad.add(place, () => `${type} of ${value}`);
  }

  counted(): readonly Counted[] {
    return [{ tally: this.bad }];
  }
}

/** Terms of an instrument: a listing that ends before it begins. */
export class InstrumentCheck implements RecordCheck {
  private readonly bad: FindingTally;

  constructor(book: TallyBook) {
    this.bad = book.tally('bad-value', 'error');
  }

  record(table: RecordTable, index: number, place: FindingPlace): void {
    const [from, to] = [numberAt(table, 'listedAt', index), numberAt(table, 'delistedAt', index)];
    if (to < from)
      this.bad.add(place, () => `delisted on ${formatIsoDate(to)}, before it was listed on ${formatIsoDate(from)}`);
  }

  counted(): readonly Counted[] {
    return [{ tally: this.bad }];
  }
}

/** Quotes of one instrument. */
export class QuotesCheck implements RecordCheck {
  private readonly quotes: QuoteCheck;
  private readonly days: DayWalk | undefined;
  private readonly wide: FindingTally;
  private readonly rows: YearCounter;
  private readonly sample: PartSample<number>;

  constructor(calendar: Calendar | undefined, book: TallyBook, rows: YearCounter) {
    this.quotes = new QuoteCheck(book, rows);
    this.days = calendar === undefined ? undefined : new DayWalk(calendar, book);
    this.wide = book.yearlyTally('spread-outlier', 'warning');
    this.rows = rows;
    const { spreadFactor } = book.options;
    this.sample = new PartSample<number>(book.rule, usualSpread, (spread, usual) => {
      if (spread.value > spreadFactor * usual)
        this.wide.add(spread, () => `spread ${(spread.value / usual).toFixed(1)} times the usual one`);
    });
  }

  record(table: RecordTable, index: number, place: RecordPlace): void {
    this.quotes.record(table, index, place, () => '');
    const [bid, ask] = [numberAt(table, 'bid', index), numberAt(table, 'ask', index)];
    this.sample.add(bid > 0 && ask > 0 ? (ask - bid) / bid : NaN, place.eventTime, place.sourceRow);
    if (this.days?.isOnSession(place) === false) this.days.off.add(place, () => 'a quote of a day without a session');
  }

  counted(): readonly Counted[] {
    this.sample.end();
    return [...this.quotes.counted(), ...(this.days?.counted() ?? []), { tally: this.wide, of: this.rows }];
  }

  completeness(): Completeness {
    return (
      this.days?.completeness() ?? { expectedBars: null, missingBars: null, missingSessions: null, missingDates: [] }
    );
  }

  get coverage(): DayWalk['coverage'] | undefined {
    return this.days?.coverage;
  }
}
