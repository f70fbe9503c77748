/** Records that stand in a row without a gap. */
export interface RecordBatch {
  /** Where they are new or longer than before. */
  readonly names?: readonly string[];
  readonly records: readonly (readonly string[])[];
  readonly firstRow: number;
}

/** Numbers the records of a member, takes the header off, and leaves out empty records. */
export class RecordNumbering {
  private needsHeader: boolean;
  private row = 1;

  constructor(hasHeader: boolean) {
    this.needsHeader = hasHeader;
  }

  *batches(records: readonly (readonly string[])[]): Generator<RecordBatch, void, undefined> {
    let start = 0;
    if (this.needsHeader) {
      start = records.findIndex((fields) => !isEmptyRecord(fields));
      if (start < 0) return;
      yield { names: records[start++] as readonly string[], records: [], firstRow: this.row };
      this.needsHeader = false;
    }
    for (let index = start; index < records.length; index++) {
      if (!isEmptyRecord(records[index] as readonly string[])) continue;
      if (index > start) yield { records: records.slice(start, index), firstRow: this.row };
      this.row += index + 1 - start;
      start = index + 1;
    }
    if (start >= records.length) return;
    yield { records: start === 0 ? records : records.slice(start), firstRow: this.row };
    this.row += records.length - start;
  }
}

function isEmptyRecord(fields: readonly string[]): boolean {
  for (let index = 0; index < fields.length; index++) if (fields[index] !== '') return false;
  return true;
}
