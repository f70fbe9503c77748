import type { Account } from './account.ts';
import type { SeriesColumns } from './columns.ts';
import type { Timeline } from './timeline.ts';

/** The rows of a simulation: one per moment at which a bar closes inside a segment. */
export class Periods {
  private times: Float64Array;
  private equity: Float64Array;
  private returns: Float64Array;
  private exposure: Float64Array;
  private instrumentReturns: Float64Array;
  private rows: number = 0;
  private previousEquity: number;
  private readonly columns: readonly SeriesColumns[];

  /** @param expectedRows - a first guess; the columns grow beyond it. */
  constructor(columns: readonly SeriesColumns[], initialUnits: number, expectedRows: number) {
    const n = columns.length;
    this.columns = columns;
    this.previousEquity = initialUnits;
    this.times = new Float64Array(expectedRows);
    this.equity = new Float64Array(expectedRows);
    this.returns = new Float64Array(expectedRows);
    this.exposure = new Float64Array(expectedRows * n);
    this.instrumentReturns = new Float64Array(expectedRows * n);
  }

  /** Starts a row: notes exposures as they stand, and the returns of the instruments that close a bar. */
  open(timeline: Timeline, account: Account, equityUnits: number): void {
    if (this.rows === this.times.length) this.grow();
    const row = this.rows * this.columns.length;
    for (let s = 0; s < this.columns.length; s++) {
      const worth = account.market.values[s];
      if (worth !== 0) {
        this.exposure[row + s] = account.converter.toAccount(account.currency(s), worth, timeline.time) / equityUnits;
      }
    }
    for (let k = 0; k < timeline.closingCount; k++) {
      const s = timeline.closing[k];
      const i = timeline.closedBar[s];
      const { close } = this.columns[s].series;
      const change = i === 0 ? 0 : close[i] / close[i - 1] - 1;
      this.instrumentReturns[row + s] = Number.isFinite(change) ? change : 0;
    }
  }

  /** Ends the row that `open` has started. */
  close(time: number, equityUnits: number): void {
    this.times[this.rows] = time;
    this.equity[this.rows] = equityUnits;
    this.returns[this.rows] = equityUnits === this.previousEquity ? 0 : equityUnits / this.previousEquity - 1;
    this.rows++;
    this.previousEquity = equityUnits;
  }

  /** Follows a close outside every segment: the next row's return starts here. */
  skip(equityUnits: number): void {
    this.previousEquity = equityUnits;
  }

  /** The columns, cut to the rows that there are. */
  columnsSoFar(): {
    readonly times: Float64Array;
    readonly equityUnits: Float64Array;
    readonly returns: Float64Array;
    readonly exposure: Float64Array;
    readonly instrumentReturns: Float64Array;
  } {
    const cells = this.rows * this.columns.length;
    return {
      times: this.times.slice(0, this.rows),
      equityUnits: this.equity.slice(0, this.rows),
      returns: this.returns.slice(0, this.rows),
      exposure: this.exposure.slice(0, cells),
      instrumentReturns: this.instrumentReturns.slice(0, cells),
    };
  }

  private grow(): void {
    const rows = 2 * this.rows + 16;
    const n = this.columns.length;
    this.times = grown(this.times, rows);
    this.equity = grown(this.equity, rows);
    this.returns = grown(this.returns, rows);
    this.exposure = grown(this.exposure, rows * n);
    this.instrumentReturns = grown(this.instrumentReturns, rows * n);
  }
}

function grown(values: Float64Array, length: number): Float64Array {
  const longer = new Float64Array(length);
  longer.set(values);
  return longer;
}
