/**
 * Option chains, snapshot by snapshot.
 *
 * Of a snapshot its quotes are kept until the next one is complete, to tell quotes of a day without trading; of a contract
 * the number of its days until it expires. So the memory grows with what is listed at one time, not with the history.
 */
import { formatIsoDate, formatIsoTime } from '@assay/core/time';
import { quantileSorted } from '@assay/core/vector';
import type { Calendar, RecordTable } from '@assay/quant/market';
import type { Counted } from './audit-bar.ts';
import { numberAt, wordAt } from './audit-record.ts';
import type { RecordCheck, RecordPlace } from './audit-record.ts';
import { ContractDays } from './contract-days.ts';
import type { CoverageCounter } from './coverage.ts';
import { DayWalk } from './day-walk.ts';
import { GrowingColumn } from './growing.ts';
import { QuoteCheck } from './quote-check.ts';
import type { AuditOptions, Completeness } from './report.ts';
import type { FindingPlace, FindingTally, TallyBook, YearCounter } from './tally.ts';

const FEWEST_SNAPSHOTS = 3;
/** Orders of magnitude between strikes and underlying that no listing has. */
const UNIT_MAGNITUDE = 1.5;

export class ChainCheck implements RecordCheck {
  private readonly options: AuditOptions;
  private readonly rows: YearCounter;
  private readonly quotes: QuoteCheck;
  private readonly days: DayWalk;
  private readonly contracts: ContractDays;
  private readonly unsolved: FindingTally;
  private readonly unpriced: FindingTally;
  private readonly expired: FindingTally;
  private readonly partial: FindingTally;
  private readonly units: FindingTally;
  private readonly counts = new GrowingColumn();
  private readonly starts: FindingPlace[] = [];
  private readonly moneyness = { sum: 0, rows: 0 };
  private hasVolatility = false;
  private hasMid = false;
  private snapshot = { time: NaN, rows: 0, same: 0, isOff: false, first: undefined as FindingPlace | undefined };
  private quotesNow = new Map<string, string>();
  private quotesBefore = new Map<string, string>();

  constructor(calendar: Calendar, book: TallyBook, rows: YearCounter) {
    this.options = book.options;
    this.rows = rows;
    this.quotes = new QuoteCheck(book, rows);
    this.days = new DayWalk(calendar, book);
    this.contracts = new ContractDays(book);
    this.unsolved = book.yearlyTally('unsolved-volatility', 'info');
    this.unpriced = book.yearlyTally('unknown-price', 'info');
    this.expired = book.tally('expired-row', 'warning');
    this.partial = book.tally('partial-snapshot', 'warning');
    this.units = book.tally('unit-suspicion', 'error');
  }

  record(table: RecordTable, index: number, place: RecordPlace): void {
    if (place.eventTime !== this.snapshot.time) this.beginSnapshot(place);
    const expiry = numberAt(table, 'expiry', index);
    const strike = numberAt(table, 'strike', index);
    const name = `${wordAt(table, 'root', index)} ${formatIsoDate(expiry)} ${strike} ${wordAt(table, 'right', index)}`;
    this.follow(name, `${numberAt(table, 'bid', index)}/${numberAt(table, 'ask', index)}`);
    this.contracts.seen(name, expiry, place);
    this.quotes.record(table, index, place, () => {
      const isLast = this.days.dayOf(expiry) === this.days.dayOf(place.eventTime);
      return `: ${name}${isLast ? ', on its last day' : ''}`;
    });
    this.checkValues(table, index, place, name);
    if (expiry < place.eventTime)
      this.expired.add(place, () => `${name} ended before ${formatIsoTime(place.eventTime)}`);
    const underlying = numberAt(table, 'underlyingPrice', index);
    if (!(strike > 0 && underlying > 0)) return;
    this.moneyness.sum += Math.log10(strike / underlying);
    this.moneyness.rows++;
  }

  counted(): readonly Counted[] {
    this.endSnapshot();
    this.judgeSnapshots();
    this.judgeUnit();
    return [
      ...this.quotes.counted(),
      ...this.days.counted(),
      ...this.contracts.counted(),
      // A column that no record has a value in was not in the file.
      ...(this.hasVolatility ? [{ tally: this.unsolved, of: this.rows }] : []),
      ...(this.hasMid ? [{ tally: this.unpriced, of: this.rows }] : []),
      ...[this.expired, this.partial, this.units].map((tally) => ({ tally })),
    ];
  }

  completeness(): Completeness {
    return this.days.completeness();
  }

  get coverage(): CoverageCounter {
    return this.days.coverage;
  }

  private checkValues(table: RecordTable, index: number, place: FindingPlace, name: string): void {
    const volatility = numberAt(table, 'impliedVolatility', index);
    if (volatility > 0) this.hasVolatility = true;
    else this.unsolved.add(place, () => `no implied volatility: ${name}`);
    const mid = numberAt(table, 'mid', index);
    if (mid > 0) this.hasMid = true;
    else this.unpriced.add(place, () => `no price: ${name}`);
  }

  private beginSnapshot(place: RecordPlace): void {
    this.endSnapshot();
    const { eventTime, sourceRow } = place;
    const first = { eventTime, sourceRow };
    this.snapshot = { time: eventTime, rows: 0, same: 0, isOff: !this.days.isOnSession(place), first };
    this.contracts.beginDay(this.days.dayOf(eventTime));
  }

  private follow(name: string, quote: string): void {
    this.snapshot.rows++;
    if (this.quotesBefore.get(name) === quote) this.snapshot.same++;
    this.quotesNow.set(name, quote);
  }

  private endSnapshot(): void {
    const { rows, same, isOff, first, time } = this.snapshot;
    if (first === undefined || rows === 0) return;
    if (isOff) {
      const text = `${rows} quotes of ${formatIsoDate(time)}, a day without a session; ${same} are those of the snapshot before`;
      this.days.off.add({ ...first, count: rows }, () => text);
    }
    this.counts.push(rows);
    this.starts.push(first);
    [this.quotesBefore, this.quotesNow] = [this.quotesNow, new Map<string, string>()];
    this.snapshot = { ...this.snapshot, rows: 0, first: undefined };
  }

  private judgeSnapshots(): void {
    if (this.counts.length < FEWEST_SNAPSHOTS) return;
    const usual = quantileSorted(this.counts.view().slice().sort(), 0.5);
    for (const [index, first] of this.starts.entries()) {
      const rows = this.counts.at(index);
      if (rows < this.options.partialShare * usual) this.partial.add(first, () => `${rows} records, usually ${usual}`);
    }
  }

  private judgeUnit(): void {
    const { sum, rows } = this.moneyness;
    const [first] = this.starts;
    if (rows === 0 || first === undefined || Math.abs(sum / rows) < UNIT_MAGNITUDE) return;
    const ratio = (10 ** (sum / rows)).toPrecision(3);
    this.units.add({ ...first, count: rows }, () => `strikes are about ${ratio} times the underlying price`);
  }
}
