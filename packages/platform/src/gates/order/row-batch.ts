import { openStaging } from '../../lakehouse/index.ts';
import type { Lakehouse, StagedRows, Staging, StagingOptions } from '../../lakehouse/index.ts';

/** One row, in the order of its columns. */
export type Row = Float64Array;

/** Rows that wait for being staged together. */
const BATCH = 2048;

/** A staging that takes rows one by one, and hands them out so. */
export class RowStaging {
  private readonly staging: Staging;
  private readonly batch: readonly Float64Array[];
  private filled = 0;

  private constructor(staging: Staging, nColumns: number) {
    this.staging = staging;
    this.batch = Array.from({ length: nColumns }, () => new Float64Array(BATCH));
  }

  static async open(lake: Lakehouse, options: StagingOptions): Promise<RowStaging> {
    return new RowStaging(await openStaging(lake, options), options.columns.length);
  }

  /** Puts down a row; a promise only where the batch is full. @param row - one value for each column */
  add(row: ArrayLike<number>): Promise<void> | undefined {
    for (const [slot, column] of this.batch.entries()) column[this.filled] = row[slot] as number;
    this.filled++;
    return this.filled === BATCH ? this.flush() : undefined;
  }

  /** All rows in order. It can be called several times. */
  async *rows(): AsyncGenerator<Row> {
    await this.flush();
    for await (const { columns, length } of this.staging.sorted()) {
      for (let index = 0; index < length; index++) yield rowAt(columns, index);
    }
  }

  close(): Promise<void> {
    return this.staging.close();
  }

  private async flush(): Promise<void> {
    if (this.filled > 0) await this.staging.append(this.batch, this.filled);
    this.filled = 0;
  }
}

function rowAt(columns: StagedRows['columns'], index: number): Row {
  return Float64Array.from(columns, (column) => column[index] as number);
}
