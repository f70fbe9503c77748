/** Labels that stood beside gates, put in order as tables of values: apart from the gates, known when their window has ended. */
import type { RecordTable } from '@assay/quant/market';
import type { Gate } from '@assay/quant/signals';
import { openStaging } from '../../lakehouse/index.ts';
import type { Lakehouse, Staging } from '../../lakehouse/index.ts';
import type { GateLabel } from '../gate-lines.ts';
import type { GateProblem } from '../gate-store.ts';
import { sourceRows } from './gate-stage.ts';
import type { GateOrigin, StagedFile } from './gate-stage.ts';
import { Words } from './words.ts';

const COLUMNS = ['table', 'eventTime', 'availableAt', 'file', 'line', 'value'];
const TABLE_ROWS = 16_384;
const VALUE = 5;

export class LabelStage {
  private readonly staging: Staging;
  private readonly names = new Words();
  private readonly row = COLUMNS.map(() => new Float64Array(1));

  private constructor(staging: Staging) {
    this.staging = staging;
  }

  static async open(lake: Lakehouse): Promise<LabelStage> {
    return new LabelStage(await openStaging(lake, { columns: COLUMNS, order: COLUMNS.slice(0, 5) }));
  }

  async add(gate: Gate, labels: readonly GateLabel[], { file, line }: GateOrigin): Promise<void> {
    const { instrument, timeframe, maker, eventTime } = gate;
    for (const { name, value, availableAt } of labels) {
      const table = this.names.numberOf(`${instrument}.${timeframe}.${maker}.${name}`);
      for (const [slot, one] of [table, eventTime, availableAt, file, line, value].entries())
        (this.row[slot] as Float64Array)[0] = one;
      await this.staging.append(this.row, 1);
    }
  }

  /**
   * Each table after the other, its rows in order of time; of what stands several times the first.
   *
   * @param onProblem - told of labels that contradict each other.
   */
  async *tables(files: readonly StagedFile[], onProblem: (problem: GateProblem) => void): AsyncGenerator<RecordTable> {
    let open: number[][] = [];
    let last: readonly number[] | undefined;
    for await (const row of this.rows()) {
      if (last !== undefined && isSame(last, row)) {
        const fault = `contradicts the label of ${placeOf(last, files)}`;
        if (last[VALUE] !== row[VALUE]) onProblem({ place: placeOf(row, files), fault });
        continue;
      }
      if (mustEnd(open, row)) {
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

  private async *rows(): AsyncGenerator<number[]> {
    for await (const { columns, length } of this.staging.sorted()) {
      for (let index = 0; index < length; index++) yield columns.map((column) => column[index] as number);
    }
  }

  private table(rows: readonly (readonly number[])[], files: readonly StagedFile[]): RecordTable {
    const column = (slot: number): Float64Array => Float64Array.from(rows, (row) => row[slot] as number);
    return {
      ...{ kind: 'values', id: this.names.word(rows[0]?.[0] ?? -1), unit: 'fraction', synthetic: false },
      ...{ length: rows.length, eventTime: column(1), availableAt: column(2) },
      ...{ numbers: { value: column(5) }, texts: {} },
      source: sourceRows(column(3), column(4), files),
    };
  }
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

function mustEnd(open: readonly (readonly number[])[], next: readonly number[]): boolean {
  const [first] = open;
  return first !== undefined && (open.length >= TABLE_ROWS || first[0] !== next[0]);
}

function placeOf(row: readonly number[], files: readonly StagedFile[]): string {
  return `${files[row[3] as number]?.name ?? '?'}:${row[4]}`;
}
