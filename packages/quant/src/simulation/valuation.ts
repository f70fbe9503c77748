import { beyondLedger, moneyUnits } from '../market/index.ts';
import type { SeriesColumns } from './columns.ts';

/**
 * What the held lots are worth at their marks, kept up to date position by position.
 *
 * Worth is in ledger units of each instrument's currency, rounded once per position; totals per currency are sums of
 * whole units and therefore exact however often a mark moves. Positions worth more than 2^53 units are refused with DATA_UNFIT.
 */
export class Valuation {
  /** Per series: whole ticks of the newest mark; NaN before the first. */
  readonly markTicks: Float64Array;
  /** Per series: worth of the position at its mark, ledger units. */
  readonly values: Float64Array;
  /** Per currency: sum of `values`. */
  readonly totals: Float64Array;
  /** Per currency: sum of |values|. */
  readonly gross: Float64Array;
  private readonly columns: readonly SeriesColumns[];
  /** Per series: index of its currency. */
  private readonly currencyOf: Int32Array;
  private readonly lots: Float64Array;
  /** Per series: ledger units of one tick of one lot where they are whole; else NaN. */
  private readonly wholeUnits: Float64Array;

  constructor(columns: readonly SeriesColumns[], currencyOf: Int32Array, nCurrencies: number) {
    const n = columns.length;
    this.columns = columns;
    this.currencyOf = currencyOf;
    this.markTicks = new Float64Array(n).fill(NaN);
    this.values = new Float64Array(n);
    this.lots = new Float64Array(n);
    this.wholeUnits = Float64Array.from(columns, ({ scale }) => (scale.denominator === 1 ? scale.numerator : NaN));
    this.totals = new Float64Array(nCurrencies);
    this.gross = new Float64Array(nCurrencies);
  }

  /** Marks series `s` at a whole number of ticks; a NaN leaves the mark as it is. */
  mark(s: number, ticks: number): void {
    if (Number.isNaN(ticks)) return;
    this.markTicks[s] = ticks;
    if (this.lots[s] !== 0) this.revalue(s);
  }

  /** Sets the signed lots held in series `s`, at the mark it has. */
  hold(s: number, lots: number): void {
    this.lots[s] = lots;
    this.revalue(s);
  }

  private revalue(s: number): void {
    const c = this.currencyOf[s];
    const lots = this.lots[s];
    const before = this.values[s];
    const ticks = this.markTicks[s];
    // Once per bar and position: exact as long as the product of whole numbers stays within 2^53; NaN goes the long way.
    let value = ticks * lots * this.wholeUnits[s] + 0;
    if (!(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) {
      value = lots === 0 ? 0 : moneyUnits(this.columns[s].scale, ticks, lots);
    }
    this.values[s] = value;
    this.totals[c] += value - before;
    this.gross[c] += Math.abs(value) - Math.abs(before);
    if (this.gross[c] > Number.MAX_SAFE_INTEGER) throw beyondLedger(this.columns[s].currency);
  }
}
