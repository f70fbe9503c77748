import { INSTRUMENT_ID } from '../layouts/check-parts.ts';
import type { ColumnReference, LayoutShared, RowPolicies } from '../layouts/layout.ts';
import { noneSkipped } from './faults.ts';
import type { RowFault, SkippedRows } from './faults.ts';
import { findColumns } from './find-columns.ts';
import type { ColumnPlaces } from './find-columns.ts';
import { labelOf } from './place.ts';
import type { Place } from './place.ts';
import { ImportProblems } from './problems.ts';
import type { RowBuffer } from './row-buffer.ts';

/** Reads the records of one kind of layout into a buffer of rows. */
export interface RecordReader {
  /** A member begins. */
  begin(place: Place): void;
  /** A record that has as many fields as expected. */
  record(fields: readonly string[], row: number, columns: MemberColumns): void;
  /** The member ends. */
  end(): void;
}

/** The columns of the member that is being read. */
export interface MemberColumns {
  readonly places: ColumnPlaces;
  /** The header's names; undefined without one. */
  readonly names: readonly string[] | undefined;
  readonly width: number;
}

/** What is known about the rows of one instrument or table while they are read. */
export interface Subject {
  readonly index: number;
  readonly id: string;
  /** Latest eventTime in the member that is being read. */
  latestInMember: number;
  /** Latest eventTime of all. */
  latest: number;
  rows: number;
  /** Bars by side: 1 for those of the first side, 2 for the ask. */
  sides: number;
}

/** What a reading has found so far, over all files. */
export class Intake {
  readonly layout: LayoutShared;
  readonly problems: ImportProblems = new ImportProblems();
  readonly skipped: SkippedRows = noneSkipped();
  readonly subjects: Subject[] = [];
  readonly places: Place[] = [];
  /** Latest eventTime of each member. */
  readonly memberEnds: number[] = [];
  readonly buffer: RowBuffer;
  /** Files that repeat another one, one sentence each. */
  readonly repeated: string[] = [];
  reordered = 0;
  rows = 0;
  /** Does every row come after all before it of its subject? Then there are no doubles to look for. */
  isInOrder = true;
  private readonly byId = new Map<string, Subject>();

  constructor(layout: LayoutShared, buffer: RowBuffer) {
    this.layout = layout;
    this.buffer = buffer;
  }

  /** A member begins. */
  begin(place: Place): void {
    this.places.push(place);
    this.memberEnds.push(-Infinity);
    for (const subject of this.subjects) subject.latestInMember = -Infinity;
  }

  /** Finds columns, noting what is missing; undefined if there is anything. */
  findColumns(
    columns: Readonly<Record<string, ColumnReference>>,
    names: readonly string[] | undefined,
    width: number,
  ): MemberColumns | undefined {
    const { places, problems } = findColumns(columns, names, width);
    for (const problem of problems) this.problem(undefined, problem);
    return problems.length > 0 ? undefined : { places, names, width };
  }

  /** The subject with that id; undefined, with a problem noted, where it cannot be one. */
  subject(id: string, row: number): Subject | undefined {
    const known = this.byId.get(id);
    if (known !== undefined) return known;
    if (!INSTRUMENT_ID.test(id)) {
      this.problem(row, `'${id}' cannot name an instrument or series`);
      return undefined;
    }
    const added: Subject = {
      ...{ index: this.subjects.length, id, latestInMember: -Infinity, latest: -Infinity, rows: 0, sides: 0 },
    };
    this.subjects.push(added);
    this.byId.set(id, added);
    return added;
  }

  /** Adds a row of a subject, beginning at `openTime`, to the buffer. */
  add(subject: Subject, values: Float64Array, openTime: number, eventTime: number): void {
    if (eventTime < subject.latestInMember) this.reordered++;
    else subject.latestInMember = eventTime;
    if (eventTime > subject.latest && openTime >= subject.latest) subject.latest = eventTime;
    else this.isInOrder = false;
    subject.rows++;
    const source = this.places.length - 1;
    if (eventTime > (this.memberEnds[source] as number)) this.memberEnds[source] = eventTime;
    this.buffer.push(values);
  }

  /** Notes a problem of the member that is being read, or of one of its rows. */
  problem(row: number | undefined, message: string): void {
    this.problems.add(labelOf(this.places.at(-1) as Place), row, message);
  }

  /** Leaves a row out where the layout says so; else it is a problem. */
  passOver(row: number, { fault, policy }: RowFault): void {
    if (policy === undefined || !this.mayLeaveOut(policy)) this.problem(row, fault);
    else this.skipped[policy]++;
  }

  /** True if the layout leaves out rows of that kind. */
  mayLeaveOut(policy: keyof RowPolicies): boolean {
    return this.layout.rows[policy] === 'skip';
  }
}
