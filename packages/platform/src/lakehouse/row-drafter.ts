/**
 * Rows of one series or table on their way into parts: they come in order, are checked, counted and cut by time, and each
 * part is written as soon as the next one begins, so that no more than one is open at a time.
 */
import { DataError } from '@assay/core/errors';
import { formatIsoTime } from '@assay/core/time';
import type { RowExtent } from './manifest.ts';
import { PartWriter } from './part-writer.ts';
import type { DraftPart } from './part-writer.ts';
import { partitionAt } from './partitions.ts';
import type { PartitionRule } from './partitions.ts';
import { compareRows, rowOf } from './row-order.ts';
import type { RowKey } from './row-order.ts';
import { AVAILABLE_AT, EVENT_TIME } from './row-shape.ts';
import type { RowBlock, RowShape } from './row-shape.ts';
import type { WaitingObjects } from './waiting-objects.ts';

/** The rows of one series or table in parts. */
export interface DraftRows extends RowExtent {
  readonly parts: readonly DraftPart[];
}

export class RowDrafter {
  private readonly shape: RowShape;
  private readonly rule: PartitionRule;
  private readonly objects: WaitingObjects;
  private readonly parts: DraftPart[] = [];
  private writer: PartWriter | undefined;
  private last: RowKey | undefined;

  constructor(shape: RowShape, rule: PartitionRule, objects: WaitingObjects) {
    this.shape = shape;
    this.rule = rule;
    this.objects = objects;
  }

  /**
   * Takes rows that come after all before them.
   *
   * @throws {DataError} if a row does not: out of order, or twice with the same release time.
   */
  async add(block: RowBlock): Promise<void> {
    checkSource(this.shape, block);
    const times = block.numbers[EVENT_TIME] as Float64Array;
    let from = 0;
    let rows = 0;
    for (let index = 0; index < block.length; index++) {
      const isNew = this.checkRow(block, index);
      const time = times[index] as number;
      if (this.writer !== undefined && time >= this.writer.partition.to) {
        await this.write(block, { from, to: index, rows });
        await this.endPart();
        [from, rows] = [index, 0];
      }
      this.writer ??= new PartWriter(this.shape, partitionAt(this.rule, time), this.objects);
      if (isNew) rows++;
    }
    await this.write(block, { from, to: block.length, rows });
  }

  /** Takes a part as it is: one that lies in the lake, or that another draft has written. */
  async pass(part: DraftPart): Promise<void> {
    await this.endPart();
    this.parts.push(part);
    this.last = undefined;
  }

  /** Ends the rows. @throws {DataError} if there was none. */
  async finish(): Promise<DraftRows> {
    await this.endPart();
    const facts = this.parts.map((part) => part.facts);
    const [first, last] = [facts[0], facts.at(-1)];
    if (first === undefined || last === undefined)
      throw new DataError(`${this.shape.label} has no ${this.shape.kind === 'bars' ? 'bar' : 'record'}`);
    return {
      rows: facts.reduce((sum, { rows }) => sum + rows, 0),
      versions: facts.reduce((sum, { versions }) => sum + versions, 0),
      firstEventTime: first.firstEventTime,
      lastEventTime: last.lastEventTime,
      parts: this.parts,
    };
  }

  /** Forgets the part that is open. */
  discard(): void {
    this.writer?.discard();
    this.writer = undefined;
  }

  private async write(block: RowBlock, range: { from: number; to: number; rows: number }): Promise<void> {
    if (range.to > range.from) await this.writer?.add(block, range);
  }

  private async endPart(): Promise<void> {
    const { writer } = this;
    this.writer = undefined;
    if (writer !== undefined) this.parts.push(await writer.finish());
  }

  /** True if the row is not a version of the one before it. */
  private checkRow(block: RowBlock, index: number): boolean {
    const { last, shape } = this;
    const row = rowOf(shape, block, index);
    this.last = row;
    for (const place of [EVENT_TIME, AVAILABLE_AT]) {
      const time = block.numbers[place]?.[index] as number;
      if (!Number.isSafeInteger(time)) throw rowError(this.shape, block, index, `has the time ${time}`);
    }
    if (last === undefined) return true;
    const order = compareRows(row, last);
    if (order > 0) return true;
    if (order < 0) throw rowError(shape, block, index, 'comes before the row that stands before it');
    if (row.availableAt <= last.availableAt)
      throw rowError(shape, block, index, 'stands twice without a later time of availability');
    return false;
  }
}

function checkSource({ label, kind }: RowShape, { length, source }: RowBlock): void {
  const { files, file, row } = source;
  const isNamed = file.length === length && row.length === length && file.every((at) => at >= 0 && at < files.length);
  const rows = kind === 'bars' ? 'bars' : 'records';
  if (!isNamed) throw new DataError(`${label} has ${rows} without a source file and row`);
}

function rowError({ label, id }: RowShape, block: RowBlock, index: number, fault: string): DataError {
  const { files, file, row } = block.source;
  const time = block.numbers[EVENT_TIME]?.[index] as number;
  const when = Number.isSafeInteger(time) ? formatIsoTime(time) : String(time);
  const sourceFile = files[file[index] as number] ?? null;
  return new DataError(`${label}: row ${row[index]} of its source (${when}) ${fault}`, {
    context: { id, eventTime: when, file: sourceFile, row: row[index] },
    hint: 'Sort the rows by time, and give each version of a row its own time of availability.',
  });
}
