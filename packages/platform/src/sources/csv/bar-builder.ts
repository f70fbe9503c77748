import { argsortStable } from '@assay/core/vector';
import type { BarSeries, Instrument } from '@assay/quant/market';
import type { CsvLayout } from './layout.ts';
import type { ParsedRow } from './parse-row.ts';

const COLUMNS = ['openTime', 'eventTime', 'open', 'high', 'low', 'close', 'volume'] as const;
const FIRST_CAPACITY = 1024;

/** A bar that stands where another one does. */
export interface Clash {
  /** Places of the two rows: index of the file, row in it. */
  readonly first: readonly [file: number, row: number];
  readonly second: readonly [file: number, row: number];
  readonly message: string;
}

/** Gathers the bars of one instrument, in whatever order they come. */
export class BarBuilder {
  private readonly columns: Record<(typeof COLUMNS)[number], Float64Array>;
  private file: Int32Array = new Int32Array(FIRST_CAPACITY);
  private row: Int32Array = new Int32Array(FIRST_CAPACITY);
  private length = 0;

  constructor() {
    const entries = COLUMNS.map((name) => [name, new Float64Array(FIRST_CAPACITY)]);
    this.columns = Object.fromEntries(entries) as Record<(typeof COLUMNS)[number], Float64Array>;
  }

  /** Adds a bar that stands in row `row` of the file with index `file`. */
  add(bar: ParsedRow, file: number, row: number): void {
    if (this.length === this.file.length) this.grow();
    for (const name of COLUMNS) this.columns[name][this.length] = bar[name];
    this.file[this.length] = file;
    this.row[this.length] = row;
    this.length++;
  }

  /**
   * The bars in order of time.
   *
   * @param files - hash of each file, by index.
   * @returns the series, how many bars stood before an earlier one, and the bars that cannot stand together.
   */
  build(
    instrument: Instrument,
    layout: CsvLayout,
    files: readonly string[],
  ): { readonly series: BarSeries; readonly reordered: number; readonly clashes: readonly Clash[] } {
    const order = argsortStable(this.columns.eventTime.subarray(0, this.length));
    const sorted = (column: Float64Array): Float64Array => Float64Array.from(order, (index) => column[index] as number);
    const whole = (column: Int32Array): Int32Array => Int32Array.from(order, (index) => column[index] as number);
    const columns = Object.fromEntries(
      COLUMNS.map((name) => [name, sorted(this.columns[name])]),
    ) as typeof this.columns;
    const series: BarSeries = {
      instrument,
      timeframe: layout.timeframe,
      shape: layout.columns.open === undefined ? 'close-only' : 'ohlc',
      adjustment: layout.adjustment,
      synthetic: false,
      length: this.length,
      ...columns,
      availableAt: columns.eventTime.slice(),
      source: { files, file: whole(this.file), row: whole(this.row) },
    };
    return { series, reordered: this.countReordered(), clashes: findClashes(series) };
  }

  private countReordered(): number {
    let [latest, count] = [-Infinity, 0];
    for (const time of this.columns.eventTime.subarray(0, this.length)) {
      if (time < latest) count++;
      latest = Math.max(latest, time);
    }
    return count;
  }

  private grow(): void {
    const capacity = 2 * this.file.length;
    for (const name of COLUMNS) this.columns[name] = enlarged(this.columns[name], new Float64Array(capacity));
    this.file = enlarged(this.file, new Int32Array(capacity));
    this.row = enlarged(this.row, new Int32Array(capacity));
  }
}

function enlarged<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function findClashes({ openTime, eventTime, length, source, timeframe }: BarSeries): readonly Clash[] {
  const clashes: Clash[] = [];
  const place = (index: number): readonly [number, number] => [
    source.file[index] as number,
    source.row[index] as number,
  ];
  for (let index = 1; index < length; index++) {
    const before = eventTime[index - 1] as number;
    const isSame = eventTime[index] === before;
    if (!isSame && (openTime[index] as number) >= before) continue;
    const message = isSame ? 'is the same bar' : `overlaps it: is the timeframe ${timeframe}?`;
    clashes.push({ first: place(index - 1), second: place(index), message });
  }
  return clashes;
}
