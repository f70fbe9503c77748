import type { RecordsLayout } from '../layouts/layout.ts';
import type { RowFault } from './faults.ts';
import type { Intake } from './intake.ts';
import { availabilityReader } from './moments.ts';
import type { AvailabilityReader } from './moments.ts';
import type { Place } from './place.ts';
import { RECORD, recordStage, slotOf, slots, Words } from './record-stage.ts';

/** Puts records together and hands them to the intake. */
export class RecordWriter {
  readonly words: Words = new Words();
  readonly layout: RecordsLayout;
  readonly intake: Intake;
  private readonly values: Float64Array;
  private readonly readAvailable: AvailabilityReader;

  constructor(layout: RecordsLayout, intake: Intake) {
    this.layout = layout;
    this.intake = intake;
    this.values = new Float64Array(recordStage(layout.kind).columns.length);
    this.readAvailable = availabilityReader(layout, layout.calendar);
  }

  /** A record of a member begins, at a moment; the text is of the column that says when it could be known. */
  begin(
    place: Place,
    at: { readonly row: number; readonly eventTime: number; readonly known: string },
  ): RowFault | undefined {
    const available = this.readAvailable(at.eventTime, at.known);
    if (typeof available !== 'number') return available;
    this.values.fill(NaN, RECORD.first);
    this.values[RECORD.eventTime] = at.eventTime;
    this.values[RECORD.availableAt] = available;
    this.values[RECORD.file] = place.source;
    this.values[RECORD.row] = at.row;
    return undefined;
  }

  /** Place of a column of this kind. */
  slot(name: string): number {
    return slotOf(this.layout.kind, name);
  }

  /** Sets a number or time. */
  number(slot: number, value: number): void {
    this.values[slot] = value;
  }

  /** Sets a word; '' for none. */
  text(slot: number, word: string): void {
    this.values[slot] = this.words.numberOf(word);
  }

  /** Sets no word in any column of texts. */
  blankTexts(): void {
    for (const { type, slot } of slots(this.layout.kind)) if (type === 'text') this.values[slot] = -1;
  }

  /** Hands the record on, to the table with that id. */
  end(id: string): void {
    const subject = this.intake.subject(id, this.values[RECORD.row] as number);
    if (subject === undefined) return;
    const eventTime = this.values[RECORD.eventTime] as number;
    this.values[RECORD.table] = subject.index;
    // Records have no beginning of their own; several of one moment are told apart by their keys.
    this.intake.add(subject, this.values, eventTime, eventTime);
  }
}
