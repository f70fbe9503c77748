/** Reads Lean's factor and map files, whose rows say something by what the next one says. */
import { InvalidArgumentError } from '@assay/core/errors';
import { formatIsoDate, MS_PER_DAY } from '@assay/core/time';
import { calendarById } from '@assay/quant/market';
import type { Calendar, Session } from '@assay/quant/market';
import type { RecordsLayout } from '../layouts/layout.ts';
import { timeParser } from '../layouts/time-formats.ts';
import { wrong } from './faults.ts';
import type { RowFault } from './faults.ts';
import type { Intake, MemberColumns, RecordReader } from './intake.ts';
import { factorActions } from './lean-factors.ts';
import { parseNumber } from './numbers.ts';
import { nameIn } from './place.ts';
import type { Place } from './place.ts';
import type { RecordWriter } from './record-writer.ts';

/** Dates from here on mean that no end is known. */
const NO_END = Date.UTC(2050, 0, 1);
const NUMBERS = ['priceFactor', 'splitFactor', 'referencePrice'] as const;

interface DayRow {
  readonly row: number;
  readonly day: number;
  readonly numbers: readonly number[];
  readonly ticker: string;
  readonly exchange: string;
}

/** Gathers the rows of a file and writes what follows from them. */
export class LeanReader implements RecordReader {
  private readonly layout: RecordsLayout;
  private readonly intake: Intake;
  private readonly writer: RecordWriter;
  private readonly parseDay: (text: string) => number | string;
  private readonly calendar: Calendar;
  private place: Place | undefined;
  private rows: DayRow[] = [];

  constructor(layout: RecordsLayout, intake: Intake, writer: RecordWriter) {
    this.layout = layout;
    this.intake = intake;
    this.writer = writer;
    this.parseDay = timeParser(layout.time.format);
    this.calendar = calendarById(layout.calendar ?? 'us-equity');
  }

  begin(place: Place): void {
    this.place = place;
    this.rows = [];
  }

  record(fields: readonly string[], row: number, { places }: MemberColumns): void {
    const found = this.readRow(fields, row, places);
    if ('fault' in found) this.intake.passOver(row, found);
    else this.rows.push(found);
  }

  end(): void {
    const rows = this.rows.sort((a, b) => a.day - b.day);
    const id = nameIn(this.layout.subject, this.place as Place) ?? '';
    if (this.layout.derive === 'lean-factors') this.writeFactors(rows, id);
    else this.writeTickers(rows, id);
    this.rows = [];
  }

  private readRow(fields: readonly string[], row: number, places: MemberColumns['places']): DayRow | RowFault {
    const field = (key: string): string => (places[key] === undefined ? '' : (fields[places[key]] ?? ''));
    const day = this.parseDay(field('time'));
    if (typeof day === 'string') return wrong(`time '${field('time')}' ${day}`);
    const needed = this.layout.derive === 'lean-factors' ? NUMBERS : [];
    const numbers = needed.map((key) => parseNumber(field(key)));
    const odd = numbers.findIndex((value) => !Number.isFinite(value) || value < 0);
    if (odd >= 0)
      return wrong(`${needed[odd] as string} '${field(needed[odd] as string)}' is no possible factor or price`);
    return { row, day, numbers, ticker: field('ticker').toUpperCase(), exchange: field('exchange') };
  }

  private writeFactors(rows: readonly DayRow[], id: string): void {
    for (let index = 0; index + 1 < rows.length; index++) {
      const [before, after] = [rows[index], rows[index + 1]] as [DayRow, DayRow];
      const actions = factorActions(before.numbers, after.numbers);
      if (actions.length === 0) continue;
      const session = this.sessionFrom(before.day + MS_PER_DAY, before.row);
      for (const { type, value } of session === undefined ? [] : actions) {
        this.write({ row: before.row, eventTime: (session as Session).open, id }, { type, text: '' }, { value });
      }
    }
  }

  private writeTickers(rows: readonly DayRow[], id: string): void {
    const [first, last] = [rows[0], rows.at(-1)];
    if (first === undefined || last === undefined) return;
    const listed = this.sessionFrom(first.day, first.row);
    if (listed === undefined) return;
    const spans = rows.length === 1 ? [first] : rows.slice(1);
    for (const [index, span] of spans.entries()) {
      const start = index === 0 ? listed : this.sessionFrom((spans[index - 1] as DayRow).day + MS_PER_DAY, span.row);
      if (start === undefined) return;
      const { ticker, exchange, row } = span;
      this.write(
        { row, eventTime: start.open, id },
        { ...this.layout.terms, ticker, exchange },
        { listedAt: listed.open },
      );
    }
    if (last.day >= NO_END || rows.length === 1) return;
    // The end is said on its day only: before it, nobody knew.
    const end = this.sessionFrom(last.day, last.row);
    if (end === undefined) return;
    const { ticker, exchange, row } = last;
    const times = { listedAt: listed.open, delistedAt: end.close };
    this.write({ row, eventTime: end.close, id }, { ...this.layout.terms, ticker, exchange }, times);
  }

  /** The first session from a day on; a problem where the calendar does not know. */
  private sessionFrom(day: number, row: number): Session | undefined {
    try {
      return this.calendar.nextSession(day);
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      this.intake.problem(row, `the calendar ${this.calendar.id} does not cover ${formatIsoDate(day)}`);
      return undefined;
    }
  }

  private write(
    at: { readonly row: number; readonly eventTime: number; readonly id: string },
    texts: Readonly<Record<string, string>>,
    numbers: Readonly<Record<string, number>>,
  ): void {
    const fault = this.writer.begin(this.place as Place, { ...at, known: '' });
    if (fault !== undefined) return this.intake.passOver(at.row, fault);
    this.writer.blankTexts();
    for (const [name, text] of Object.entries(texts)) this.writer.text(this.writer.slot(name), text);
    for (const [name, value] of Object.entries(numbers)) this.writer.number(this.writer.slot(name), value);
    this.writer.end(at.id);
  }
}
