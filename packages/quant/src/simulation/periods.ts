import type { Account } from './account.ts';
import type { BarRestatements } from './actions/bar-restatements.ts';
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
  /** Per series: exposure right after the fills at the open of its newest bar. */
  private readonly openExposure: Float64Array;
  /** Per series: index of the second and of the last bar with a close; between them its return is known. */
  private readonly secondClose: Int32Array;
  private readonly lastClose: Int32Array;
  /** Per series: what splits and dividends do to its returns. */
  private readonly restatements: readonly (BarRestatements | undefined)[];

  /** @param expectedRows - a first guess; the columns grow beyond it. */
  constructor(
    columns: readonly SeriesColumns[],
    initialUnits: number,
    expectedRows: number,
    restatements: readonly (BarRestatements | undefined)[] = [],
  ) {
    const n = columns.length;
    this.columns = columns;
    this.restatements = restatements;
    this.previousEquity = initialUnits;
    this.times = new Float64Array(expectedRows);
    this.equity = new Float64Array(expectedRows);
    this.returns = new Float64Array(expectedRows);
    this.exposure = new Float64Array(expectedRows * n);
    this.instrumentReturns = new Float64Array(expectedRows * n);
    this.openExposure = new Float64Array(n);
    this.secondClose = Int32Array.from(columns, ({ closeTicks }) =>
      nextKnown(closeTicks, nextKnown(closeTicks, 0) + 1),
    );
    this.lastClose = Int32Array.from(columns, ({ closeTicks }) => closeTicks.findLastIndex(isKnown));
  }

  /** Follows the opens of a moment, after their fills: notes the exposure with which each bar begins. */
  noteOpens(timeline: Timeline, account: Account): void {
    let equityUnits = NaN;
    for (let k = 0; k < timeline.openingCount; k++) {
      const s = timeline.opening[k];
      const isHeld = account.lots(s) !== 0;
      if (isHeld && Number.isNaN(equityUnits)) equityUnits = account.equityUnits(timeline.time);
      this.openExposure[s] = isHeld ? exposureOf(account, s, timeline.time, equityUnits) : 0;
    }
  }

  /**
   * Starts a row before anything fills at this close: notes the exposure that was held during the period, and what the
   * instruments did in it.
   */
  open(timeline: Timeline, account: Account, equityUnits: number): void {
    if (this.rows === this.times.length) this.grow();
    const { columns, exposure, instrumentReturns, secondClose, lastClose } = this;
    const { closing, closingCount, closedBar } = timeline;
    const row = this.rows * columns.length;
    let k = 0;
    for (let s = 0; s < columns.length; s++) {
      const held = exposureOf(account, s, timeline.time, equityUnits);
      const i = closedBar[s];
      // Series that close now stand in declared order: the next of them is this one or a later one.
      if (k === closingCount || closing[k] !== s) {
        exposure[row + s] = held;
        instrumentReturns[row + s] = i < secondClose[s] || i >= lastClose[s] ? NaN : 0;
        continue;
      }
      k++;
      const { isCloseOnly, series } = columns[s];
      exposure[row + s] = isCloseOnly ? held : (this.openExposure[s] + held) / 2;
      const isReturnKnown = i >= secondClose[s] && i <= lastClose[s];
      instrumentReturns[row + s] = isReturnKnown ? returnOfBar(series.close, i, this.restatements[s]) : NaN;
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
      times: cut(this.times, this.rows),
      equityUnits: cut(this.equity, this.rows),
      returns: cut(this.returns, this.rows),
      exposure: cut(this.exposure, cells),
      instrumentReturns: cut(this.instrumentReturns, cells),
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

/** Signed worth of the position in series `s` over equity; 0 where equity is used up, for everything is closed then. */
function exposureOf(account: Account, s: number, time: number, equityUnits: number): number {
  const worth = account.market.values[s];
  if (worth === 0 || equityUnits <= 0) return 0;
  return account.converter.toAccount(account.currency(s), worth, time) / equityUnits;
}

/**
 * Return of bar `i` from the last close that is known, splits and dividends in between included; 0 where the bar has no
 * close; NaN where it is not finite.
 */
function returnOfBar(close: Float64Array, i: number, restated: BarRestatements | undefined): number {
  if (!isKnown(close[i])) return 0;
  let before = i - 1;
  while (!isKnown(close[before])) before--;
  let worth = close[i];
  for (let k = i; restated !== undefined && k > before; k--) {
    const { ratio = 1, cash = 0 } = restated.get(k) ?? {};
    worth = worth * ratio + cash;
  }
  const change = worth / close[before] - 1;
  return Number.isFinite(change) ? change : NaN;
}

/** Index of the first known value from `from` on; the length where there is none. */
function nextKnown(values: Float64Array, from: number): number {
  let i = from;
  while (i < values.length && !isKnown(values[i])) i++;
  return i;
}

function isKnown(value: number): boolean {
  return !Number.isNaN(value);
}

/** The first values of a column; the column itself where they are all, which is so wherever the first guess was right. */
function cut(values: Float64Array, length: number): Float64Array {
  return values.length === length ? values : values.slice(0, length);
}

function grown(values: Float64Array, length: number): Float64Array {
  const longer = new Float64Array(length);
  longer.set(values);
  return longer;
}
