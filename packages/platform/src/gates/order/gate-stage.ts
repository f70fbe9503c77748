/**
 * Gates that come in any order, from files that overlap, put in order and handed out each once, in bounded memory.
 *
 * Of the gates of one instrument, timeframe, maker and time those that say the same are one, known from the earliest; one that
 * says something else and could be known later is a version of its own; two that say different things from the same moment on
 * contradict each other, which is a problem with a place.
 */
import type { RecordTable } from '@assay/quant/market';
import type { Lakehouse } from '../../lakehouse/index.ts';
import type { ParsedLine } from '../gate-lines.ts';
import type { GateCounts, GateProblem } from '../gate-store.ts';
import { GATE_STAGE, KEYS, ROW, SLOTS, valuesOf } from './gate-columns.ts';
import { placeName, sourceRows, TABLE_ROWS } from './places.ts';
import type { GateOrigin, StagedFile } from './places.ts';
import { RowStaging } from './row-batch.ts';
import type { Row } from './row-batch.ts';
import { Words } from './words.ts';

/** Problems that are told one by one. */
export const PROBLEMS_TOLD = 50;

export class GateStage {
  private readonly staging: RowStaging;
  private readonly words = new Words();
  private readonly row: Row = new Float64Array(GATE_STAGE.columns.length);
  private readonly problems: GateProblem[] = [];
  private readonly synthetic = new Set<number>();
  private readonly tally = { gates: 0, repeated: 0, restated: 0, labelled: 0, malformed: 0 };

  private constructor(staging: RowStaging) {
    this.staging = staging;
  }

  static async open(lake: Lakehouse): Promise<GateStage> {
    return new GateStage(await RowStaging.open(lake, GATE_STAGE));
  }

  /** Notes a line that is no gate. */
  refuse(problem: GateProblem): void {
    this.tally.malformed++;
    if (this.problems.length < PROBLEMS_TOLD) this.problems.push(problem);
  }

  async add({ gate, labels, isSynthetic }: ParsedLine, origin: GateOrigin): Promise<void> {
    if (labels.length > 0) this.tally.labelled++;
    const { row, words } = this;
    const instrument = words.numberOf(gate.instrument);
    if (isSynthetic) this.synthetic.add(instrument);
    row[ROW.instrument] = instrument;
    row[ROW.eventTime] = gate.eventTime;
    row[ROW.availableAt] = gate.availableAt;
    row[ROW.file] = origin.file;
    row[ROW.line] = origin.line;
    const values = valuesOf(gate);
    for (const { name, type, slot } of SLOTS) {
      const value = values[name];
      row[slot] =
        type === 'text' ? words.numberOf(value as string | undefined) : ((value as number | undefined) ?? NaN);
    }
    await this.staging.add(row);
  }

  /** The gates in order. */
  async *tables(files: readonly StagedFile[]): AsyncGenerator<RecordTable> {
    const rows = new PickedRows({ words: this.words, files, synthetic: this.synthetic });
    for await (const moment of this.moments()) {
      for (const row of this.chosen(moment, files)) {
        if (rows.mustEnd(row)) yield* rows.take();
        rows.push(row);
        this.tally.gates++;
      }
    }
    yield* rows.take();
  }

  counts(): GateCounts {
    return { ...this.tally, problems: this.problems };
  }

  close(): Promise<void> {
    return this.staging.close();
  }

  /** Rows of one instrument and moment. */
  private async *moments(): AsyncGenerator<readonly Row[]> {
    let open: Row[] = [];
    for await (const row of this.staging.rows()) {
      const last = open.at(-1);
      const isSame =
        last === undefined ||
        (last[ROW.instrument] === row[ROW.instrument] && last[ROW.eventTime] === row[ROW.eventTime]);
      if (!isSame) {
        yield open;
        open = [];
      }
      open.push(row);
    }
    if (open.length > 0) yield open;
  }

  /** Of the rows of one moment each gate and each version once, in order. */
  private chosen(moment: readonly Row[], files: readonly StagedFile[]): readonly Row[] {
    const sorted = moment.length === 1 ? moment : [...moment].sort((a, b) => this.compare(a, b));
    const kept: Row[] = [];
    for (const row of sorted) {
      const last = kept.at(-1);
      if (last === undefined || !isSameGate(last, row)) kept.push(row);
      else if (saysTheSame(last, row)) this.tally.repeated++;
      else if (last[ROW.availableAt] === row[ROW.availableAt]) {
        const first = placeOf(last, files);
        this.refuse({ place: placeOf(row, files), fault: `contradicts ${first}, which is of the same gate` });
      } else {
        this.tally.restated++;
        kept.push(row);
      }
    }
    return kept;
  }

  private compare(a: Row, b: Row): number {
    for (const key of KEYS) {
      const [one, two] = [this.words.word(a[key] as number), this.words.word(b[key] as number)];
      if (one !== two) return one < two ? -1 : 1;
    }
    return (a[ROW.availableAt] as number) - (b[ROW.availableAt] as number);
  }
}

function isSameGate(a: Row, b: Row): boolean {
  return KEYS.every((key) => a[key] === b[key]);
}

function saysTheSame(a: Row, b: Row): boolean {
  return SLOTS.every(({ slot }) => Object.is(a[slot], b[slot]) || a[slot] === b[slot]);
}

function placeOf(row: Row, files: readonly StagedFile[]): string {
  return placeName({ file: row[ROW.file] as number, line: row[ROW.line] as number }, files);
}

interface Naming {
  readonly words: Words;
  readonly files: readonly StagedFile[];
  /** Instruments whose bars were generated. */
  readonly synthetic: ReadonlySet<number>;
}

/** Rows on their way into a table. */
class PickedRows {
  private readonly naming: Naming;
  private rows: Row[] = [];

  constructor(naming: Naming) {
    this.naming = naming;
  }

  mustEnd(next: Row): boolean {
    const [first] = this.rows;
    if (first === undefined) return false;
    return first[ROW.instrument] !== next[ROW.instrument] || this.rows.length >= TABLE_ROWS;
  }

  push(row: Row): void {
    this.rows.push(row);
  }

  /** The rows so far as a table; nothing where there is none. */
  *take(): Generator<RecordTable> {
    const { rows } = this;
    const { words, files, synthetic } = this.naming;
    this.rows = [];
    const [first] = rows;
    if (first === undefined) return;
    const instrument = first[ROW.instrument] as number;
    const column = (slot: number): Float64Array => Float64Array.from(rows, (row) => row[slot] as number);
    const numbers = SLOTS.filter(({ type }) => type !== 'text').map(({ name, slot }) => [name, column(slot)] as const);
    const texts = SLOTS.filter(({ type }) => type === 'text').map(
      ({ name, slot }) => [name, words.column(column(slot))] as const,
    );
    yield {
      ...{ kind: 'gates', id: words.word(instrument), unit: 'level', synthetic: synthetic.has(instrument) },
      length: rows.length,
      eventTime: column(ROW.eventTime),
      availableAt: column(ROW.availableAt),
      numbers: Object.fromEntries(numbers),
      texts: Object.fromEntries(texts),
      source: sourceRows(column(ROW.file), column(ROW.line), files),
    };
  }
}
