import type { Fill, PositionChange } from '../../orders/index.ts';

/**
 * Sums of what was recorded, per currency, in ledger units, kept apart from the ledger so that the two can be compared.
 */
export class BookTotals {
  readonly capital: Float64Array;
  /** Profit realised at the prices paid. */
  readonly realized: Float64Array;
  /** What the open lots cost at the prices paid, parts of lots that wait to be cashed included. */
  readonly openCost: Float64Array;
  readonly commission: Float64Array;
  readonly fees: Float64Array;
  readonly rounding: Float64Array;
  readonly exchanged: Float64Array;
  readonly dividends: Float64Array;
  readonly financing: Float64Array;
  /** Cost of parts of lots that wait to be cashed: what they count for until then. */
  readonly claims: Float64Array;
  /** capital + realised - commission - fees + rounding + exchanged + dividends + financing. */
  readonly flows: Float64Array;
  /** Profit realised at reference prices. */
  readonly gross: Float64Array;
  /** What the open lots cost at reference prices, parts of lots included. */
  readonly openReference: Float64Array;
  /** Spread and slippage of all fills. */
  readonly moved: Float64Array;

  constructor(nCurrencies: number, capitalUnits: number) {
    const zeros = (): Float64Array => new Float64Array(nCurrencies);
    this.capital = zeros();
    this.realized = zeros();
    this.openCost = zeros();
    this.commission = zeros();
    this.fees = zeros();
    this.rounding = zeros();
    this.exchanged = zeros();
    this.dividends = zeros();
    this.financing = zeros();
    this.claims = zeros();
    this.flows = zeros();
    this.gross = zeros();
    this.openReference = zeros();
    this.moved = zeros();
    this.capital[0] = capitalUnits;
    this.flows[0] = capitalUnits;
  }

  /** Notes a fill in currency `c`. */
  noteFill(c: number, fill: Fill, change: PositionChange, roundingUnits: number): void {
    const feeUnits = fill.feeUnits ?? 0;
    this.realized[c] += change.realizedUnits;
    this.openCost[c] += change.costChangeUnits;
    this.openReference[c] += change.referenceChangeUnits;
    this.commission[c] += fill.commissionUnits;
    this.fees[c] += feeUnits;
    this.rounding[c] += roundingUnits;
    this.moved[c] += fill.spreadUnits + fill.slippageUnits;
    for (let k = 0; k < change.trades.length; k++) this.gross[c] += change.trades[k].grossUnits;
    this.flows[c] += change.realizedUnits - fill.commissionUnits - feeUnits + roundingUnits;
  }

  /** Notes cash from dividends or financing. */
  noteIncome(kind: 'dividends' | 'financing', c: number, units: number): void {
    this[kind][c] += units;
    this.flows[c] += units;
  }

  /** Notes that something was taken off what open lots cost. */
  noteReturn(c: number, units: number): void {
    this.openCost[c] -= units;
    this.openReference[c] -= units;
  }

  /** Notes that a part of a lot waits to be cashed, at its cost. */
  noteClaim(c: number, costUnits: number): void {
    this.claims[c] += costUnits;
  }

  /** Notes that a part of a lot was cashed. */
  noteCashed(c: number, cash: number, claim: { readonly costUnits: number; readonly referenceUnits: number }): void {
    this.claims[c] -= claim.costUnits;
    this.openCost[c] -= claim.costUnits;
    this.openReference[c] -= claim.referenceUnits;
    this.realized[c] += cash - claim.costUnits;
    this.gross[c] += cash - claim.referenceUnits;
    this.flows[c] += cash - claim.costUnits;
  }

  /** Notes an exchange: what it added to currency `c`. */
  noteExchange(c: number, units: number): void {
    this.exchanged[c] += units;
    this.flows[c] += units;
  }

  /** Cash that the records of currency `c` amount to, in wide integers: sums on the way may pass 2^53. */
  cashOf(c: number): bigint {
    const gains = [this.capital, this.realized, this.rounding, this.exchanged, this.dividends, this.financing];
    const spent = [this.openCost, this.commission, this.fees];
    const sum = (columns: readonly Float64Array[]): bigint =>
      columns.reduce((total, one) => total + BigInt(one[c]), 0n);
    return sum(gains) - sum(spent);
  }
}
