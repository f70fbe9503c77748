/**
 * The audit of one table of records, chunk by chunk. As with bars the first version of each record is judged, nothing of a
 * chunk is kept, and the findings are the same however the table is cut.
 */
import { formatIsoTime } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { calendarById, RECORD_COLUMNS } from '@assay/quant/market';
import type { Calendar, RecordTable } from '@assay/quant/market';
import type { FindingCount, TableHead } from '../manifest.ts';
import { tablePartition } from '../partitions.ts';
import type { Counted } from './audit-bar.ts';
import { numberAt, wordAt } from './audit-record.ts';
import type { RecordCheck, RecordPlace } from './audit-record.ts';
import { ChainCheck } from './chain-check.ts';
import { GateCheck } from './gate-check.ts';
import { LevelNotes } from './levels.ts';
import { DEFAULT_AUDIT_OPTIONS } from './report.ts';
import type { AuditOptions, TableReport } from './report.ts';
import { bySeverity, findingsByPart, TallyBook, YearCounter } from './tally.ts';
import type { FindingTally } from './tally.ts';
import { ActionCheck, InstrumentCheck, QuotesCheck } from './term-checks.ts';
import { ValueCheck } from './value-check.ts';

/** Records of what has happened; actions, terms and rates may be announced before they hold. */
const OBSERVED: ReadonlySet<TableHead['kind']> = new Set(['quotes', 'chain', 'gates']);

/** The audit of one table whose records come in chunks. */
export interface TableAudit {
  /** Takes the next records; chunks come in order and may hold several versions of a record, one after the other. */
  add(chunk: RecordTable): void;
  /** What was found in all of them. */
  finish(): TableReport;
  /** What was found in each part of the table, by the name of its partition; to be asked after `finish`. */
  partFindings(): ReadonlyMap<string, readonly FindingCount[]>;
}

/**
 * Begins the audit of a table. Bad data are a report, never an exception.
 *
 * @param calendar - of the instrument that it is about. @default `us-equity` for option chains, which are listed there; none
 *   for other records, which are then not compared with sessions.
 */
export function createTableAudit(
  head: TableHead,
  options: Partial<AuditOptions> = {},
  calendar?: Calendar,
): TableAudit {
  return new RecordAudit(head, { ...DEFAULT_AUDIT_OPTIONS, ...options }, calendar);
}

/** Looks a table in memory over for faults and oddities. */
export function auditTable(table: RecordTable, options: Partial<AuditOptions> = {}, calendar?: Calendar): TableReport {
  const audit = createTableAudit(table, options, calendar);
  audit.add(table);
  return audit.finish();
}

class RecordAudit implements TableAudit {
  private readonly head: TableHead;
  private readonly check: RecordCheck;
  private readonly keys: readonly { readonly name: string; readonly isText: boolean }[];
  private readonly readAt: EpochMs;
  private readonly rowsByYear = new YearCounter();
  private readonly notes = new LevelNotes();
  private readonly times: Record<'duplicates' | 'disorder' | 'early' | 'future', FindingTally>;
  private rows = 0;
  private last: { eventTime: number; availableAt: number; readonly key: string } | undefined;
  private firstEventTime: EpochMs | null = null;
  private lastEventTime: EpochMs | null = null;
  private counted: readonly Counted[] = [];

  constructor(head: TableHead, options: AuditOptions, calendar: Calendar | undefined) {
    this.head = head;
    this.readAt = options.readAt;
    const book = new TallyBook(tablePartition(head.kind), options);
    this.check = checkOf(head, { book, rows: this.rowsByYear, calendar });
    this.keys = RECORD_COLUMNS[head.kind]
      .filter(({ isKey }) => isKey)
      .map(({ name, type }) => ({ name, isText: type === 'text' }));
    this.times = {
      duplicates: book.tally('duplicate-time', 'error'),
      disorder: book.tally('disorder', 'error'),
      early: book.tally('available-early', 'error'),
      future: book.tally('future-row', 'error'),
    };
  }

  add(chunk: RecordTable): void {
    for (let index = 0; index < chunk.length; index++) this.take(chunk, index);
  }

  finish(): TableReport {
    const times = Object.values(this.times).map((tally) => ({ tally }));
    this.counted = [...times, ...this.check.counted()].filter(({ tally }) => tally.total > 0);
    const coverage = this.check.coverage?.result(this.counted.map(({ tally }) => tally.place));
    const unknown = { expectedBars: null, missingBars: null, missingSessions: null, missingDates: [] };
    return {
      kind: this.head.kind,
      id: this.head.id,
      rows: this.rows,
      firstEventTime: this.firstEventTime,
      lastEventTime: this.lastEventTime,
      ...(this.check.completeness?.() ?? unknown),
      ...(coverage === undefined ? {} : { coverage }),
      levels: this.notes.levels,
      findings: this.counted.flatMap(({ tally, of }) => tally.findings(of)).sort(bySeverity),
    };
  }

  partFindings(): ReadonlyMap<string, readonly FindingCount[]> {
    return findingsByPart(this.counted.map(({ tally }) => tally));
  }

  private take(chunk: RecordTable, index: number): void {
    const [eventTime, availableAt] = [chunk.eventTime[index] as number, chunk.availableAt[index] as number];
    const key = this.keyOf(chunk, index);
    const { last } = this;
    const isSame = last !== undefined && last.eventTime === eventTime && last.key === key;
    if (isSame && availableAt > last.availableAt) {
      last.availableAt = availableAt;
      return;
    }
    this.rows++;
    this.last = { eventTime, availableAt, key };
    const place = { eventTime, sourceRow: chunk.source.row[index] as number };
    const { duplicates, disorder } = this.times;
    this.checkTimes(place, availableAt);
    if (isSame) return duplicates.add(place, () => `stands twice${key === '' ? '' : `: ${key}`}`);
    if (eventTime < (this.lastEventTime ?? -Infinity)) return disorder.add(place, () => 'stands after a later one');
    this.firstEventTime ??= eventTime;
    this.lastEventTime = eventTime;
    this.rowsByYear.add(eventTime);
    if (this.head.kind === 'chain') this.notes.add(eventTime, numberAt(chunk, 'underlyingPrice', index));
    this.check.record(chunk, index, place);
  }

  private checkTimes(place: RecordPlace, availableAt: EpochMs): void {
    const { early, future } = this.times;
    const { eventTime } = place;
    if (eventTime > this.readAt) future.add(place, () => `is of after ${formatIsoTime(this.readAt)}, when it was read`);
    const isObserved = OBSERVED.has(this.head.kind);
    if (isObserved && availableAt < eventTime) early.add(place, () => 'could be known before its moment');
  }

  private keyOf(chunk: RecordTable, index: number): string {
    if (this.keys.length === 0) return '';
    return this.keys
      .map(({ name, isText }) => (isText ? wordAt(chunk, name, index) : numberAt(chunk, name, index)))
      .join(' ');
  }
}

interface CheckContext {
  readonly book: TallyBook;
  readonly rows: YearCounter;
  readonly calendar: Calendar | undefined;
}

function checkOf({ kind }: TableHead, { book, rows, calendar }: CheckContext): RecordCheck {
  switch (kind) {
    case 'chain':
      return new ChainCheck(calendar ?? calendarById('us-equity'), book, rows);
    case 'quotes':
      return new QuotesCheck(calendar, book, rows);
    case 'gates':
      return new GateCheck(book);
    case 'values':
      return new ValueCheck(book);
    case 'actions':
      return new ActionCheck(book);
    case 'instruments':
      return new InstrumentCheck(book);
  }
}
