/** Labels that stood beside gates, put in order as tables of values: apart from the gates, known when their window has ended. */
import type { RecordTable } from '@assay/quant/market';
import type { Lakehouse } from '../../lakehouse/index.ts';
import type { ParsedLine } from '../gate-lines.ts';
import type { GateProblem } from '../gate-store.ts';
import { placeName, sourceRows, TABLE_ROWS } from './places.ts';
import type { GateOrigin, StagedFile } from './places.ts';
import { RowStaging } from './row-batch.ts';
import type { Row } from './row-batch.ts';
import { Words } from './words.ts';

const COLUMNS = ['table', 'eventTime', 'availableAt', 'file', 'line', 'value'];
const SLOT = { table: 0, eventTime: 1, availableAt: 2, file: 3, line: 4, value: 5 } as const;

export class LabelStage {
  private readonly staging: RowStaging;
  private readonly names = new Words();
  private readonly synthetic = new Set<number>();

  private constructor(staging: RowStaging) {
    this.staging = staging;
  }

  static async open(lake: Lakehouse): Promise<LabelStage> {
    return new LabelStage(await RowStaging.open(lake, { columns: COLUMNS, order: COLUMNS.slice(0, 5) }));
  }

  async add({ gate, labels, isSynthetic }: ParsedLine, { file, line }: GateOrigin): Promise<void> {
    const { instrument, timeframe, maker, eventTime } = gate;
    for (const { name, value, availableAt } of labels) {
      const table = this.names.numberOf(`${instrument}.${timeframe}.${maker}.${name}`);
      if (isSynthetic) this.synthetic.add(table);
      await this.staging.add([table, eventTime, availableAt, file, line, value]);
    }
  }

  /** Labels that contradict each other. */
  async *problems(files: readonly StagedFile[]): AsyncGenerator<GateProblem> {
    let last: Row | undefined;
    for await (const row of this.staging.rows()) {
      if (last === undefined || !isSame(last, row)) last = row;
      else if (last[SLOT.value] !== row[SLOT.value])
        yield { place: placeOf(row, files), fault: `contradicts the label of ${placeOf(last, files)}` };
    }
  }

  /** Each table after the other, its rows in order of time; of what stands several times the first. */
  async *tables(files: readonly StagedFile[]): AsyncGenerator<RecordTable> {
    let open: Row[] = [];
    let last: Row | undefined;
    for await (const row of this.staging.rows()) {
      if (last !== undefined && isSame(last, row)) continue;
      if (last !== undefined && (open.length >= TABLE_ROWS || last[SLOT.table] !== row[SLOT.table])) {
        yield this.table(open, files);
        open = [];
      }
      open.push(row);
      last = row;
    }
    if (open.length > 0) yield this.table(open, files);
  }

  close(): Promise<void> {
    return this.staging.close();
  }

  private table(rows: readonly Row[], files: readonly StagedFile[]): RecordTable {
    const column = (slot: number): Float64Array => Float64Array.from(rows, (row) => row[slot] as number);
    const table = rows[0]?.[SLOT.table] ?? -1;
    return {
      ...{ kind: 'values', id: this.names.word(table), unit: 'fraction', synthetic: this.synthetic.has(table) },
      ...{ length: rows.length, eventTime: column(SLOT.eventTime), availableAt: column(SLOT.availableAt) },
      ...{ numbers: { value: column(SLOT.value) }, texts: {} },
      source: sourceRows(column(SLOT.file), column(SLOT.line), files),
    };
  }
}

function isSame(a: Row, b: Row): boolean {
  return a[SLOT.table] === b[SLOT.table] && a[SLOT.eventTime] === b[SLOT.eventTime];
}

function placeOf(row: Row, files: readonly StagedFile[]): string {
  return placeName({ file: row[SLOT.file] as number, line: row[SLOT.line] as number }, files);
}
