import { PlatformError } from '@assay/core/errors';
import { beyondLedger } from '../market/index.ts';
import { Ledger, openCurrencyAccounts, openHoldingsAccount, Position, postFill } from '../orders/index.ts';
import type { AccountHandle, CurrencyAccounts, Fill, Trade } from '../orders/index.ts';
import type { SeriesColumns } from './columns.ts';
import type { Converter } from './conversion.ts';
import { Valuation } from './valuation.ts';

/** Sums of what was recorded, per currency, kept apart from the ledger so that the two can be compared. */
interface Records {
  readonly capital: Float64Array;
  readonly realized: Float64Array;
  readonly openCost: Float64Array;
  readonly commission: Float64Array;
  readonly rounding: Float64Array;
  readonly exchanged: Float64Array;
}

/**
 * The one account of a simulation: ledger, positions, marks and trade records.
 *
 * Purchases in a currency that is not the account's are financed in that currency; what a fill realises there (profit,
 * commission, rounding) is exchanged into the account's currency at once, so that only open profit floats.
 *
 * Two valuations are kept: `market` marks at each close (what the books say), `visible` only at prices that had become
 * available (what a decision may know).
 */
export class Account {
  readonly ledger: Ledger = new Ledger();
  readonly fills: Fill[] = [];
  readonly trades: Trade[] = [];
  /** Costs so far, in ledger units of the account's currency. */
  readonly costUnits: { spread: number; slippage: number; commission: number } = {
    spread: 0,
    slippage: 0,
    commission: 0,
  };
  readonly market: Valuation;
  readonly visible: Valuation;
  readonly converter: Converter;
  /** Per series: index of the bar that the newest market mark was taken from; -1 before the first. */
  readonly markBar: Int32Array;

  private readonly columns: readonly SeriesColumns[];
  private readonly positions: readonly Position[];
  private readonly currencyOf: Int32Array;
  private readonly books: readonly CurrencyAccounts[];
  private readonly holdings: readonly AccountHandle[];
  private readonly records: Records;
  /** Per series: when the visible mark was made. */
  private readonly visibleSince: Float64Array;

  constructor(columns: readonly SeriesColumns[], converter: Converter, capitalUnits: number) {
    const n = converter.currencies.length;
    this.columns = columns;
    this.converter = converter;
    this.currencyOf = Int32Array.from(columns, (one) => converter.currencies.indexOf(one.currency));
    this.positions = columns.map((one) => new Position(one.scale));
    this.market = new Valuation(columns, this.currencyOf, n);
    this.visible = new Valuation(columns, this.currencyOf, n);
    this.markBar = new Int32Array(columns.length).fill(-1);
    this.visibleSince = new Float64Array(columns.length).fill(-Infinity);
    this.books = converter.currencies.map((currency) => openCurrencyAccounts(this.ledger, currency));
    this.holdings = columns.map((one) => openHoldingsAccount(this.ledger, one.id, one.currency));
    const zeros = (): Float64Array => new Float64Array(n);
    this.records = {
      capital: zeros(),
      realized: zeros(),
      openCost: zeros(),
      commission: zeros(),
      rounding: zeros(),
      exchanged: zeros(),
    };
    this.records.capital[0] = capitalUnits;
    this.ledger.post([
      { account: this.books[0].cash, units: capitalUnits },
      { account: this.books[0].capital, units: -capitalUnits },
    ]);
  }

  /** Signed lots held in series `s`. */
  lots(s: number): number {
    return this.positions[s].lots;
  }

  /** Number of series. */
  get size(): number {
    return this.positions.length;
  }

  /** True if nothing is held. */
  get isFlat(): boolean {
    return this.positions.every((position) => position.lots === 0);
  }

  /** Cash in the currency of series `s`, in ledger units. */
  cashUnits(s: number): number {
    return this.ledger.balance(this.books[this.currencyOf[s]].cash);
  }

  /** Index of the currency of series `s`. */
  currency(s: number): number {
    return this.currencyOf[s];
  }

  /**
   * Cash plus what the positions are worth at their marks, in ledger units of the account's currency.
   *
   * @throws {DataError} DATA_UNFIT if it is beyond 2^53 units.
   */
  equityUnits(time: number, valuation: Valuation = this.market): number {
    let equity = this.ledger.balance(this.books[0].cash) + valuation.totals[0];
    for (let c = 1; c < this.books.length; c++) {
      const units = this.ledger.balance(this.books[c].cash) + valuation.totals[c];
      equity += this.converter.toAccount(c, units, time);
    }
    if (Math.abs(equity) > Number.MAX_SAFE_INTEGER) throw beyondLedger(this.converter.currencies[0]);
    return equity;
  }

  /** Sum of the absolute worth of all positions, in ledger units of the account's currency. */
  grossUnits(time: number): number {
    let gross = this.market.gross[0];
    for (let c = 1; c < this.books.length; c++) gross += this.converter.toAccount(c, this.market.gross[c], time);
    return gross;
  }

  /** Marks series `s` at the close of bar `i`. */
  markClose(s: number, i: number): void {
    const ticks = this.columns[s].closeTicks[i];
    if (Number.isNaN(ticks)) return;
    this.markBar[s] = i;
    this.market.mark(s, ticks);
  }

  /** Marks series `s` for decisions at a price that has become available, unless a newer one is known already. */
  markVisible(s: number, ticks: number, priceTime: number): void {
    if (priceTime < this.visibleSince[s] || Number.isNaN(ticks)) return;
    this.visibleSince[s] = priceTime;
    this.visible.mark(s, ticks);
  }

  /** Takes a fill in series `s` into the books; its reference price becomes the newest mark. */
  book(s: number, fill: Fill): void {
    const c = this.currencyOf[s];
    const { ledger, records } = this;
    const accounts = { ...this.books[c], holdings: this.holdings[s], scale: this.columns[s].scale };
    const change = this.positions[s].apply(fill, this.trades.length);
    const amounts = postFill(ledger, accounts, fill, change);
    records.realized[c] += change.realizedUnits;
    records.openCost[c] += change.costChangeUnits;
    records.commission[c] += fill.commissionUnits;
    records.rounding[c] += amounts.roundingUnits;
    this.fills.push(fill);
    for (const trade of change.trades) this.trades.push(trade);
    this.costUnits.spread += this.converter.toAccount(c, fill.spreadUnits, fill.time);
    this.costUnits.slippage += this.converter.toAccount(c, fill.slippageUnits, fill.time);
    this.costUnits.commission += this.converter.toAccount(c, fill.commissionUnits, fill.time);
    this.markBar[s] = fill.barIndex;
    this.market.mark(s, fill.referenceTicks);
    this.market.hold(s, this.positions[s].lots);
    this.markVisible(s, fill.referenceTicks, fill.time);
    this.visible.hold(s, this.positions[s].lots);
    if (c !== 0) this.exchangeProfit(c, fill.time);
  }

  /**
   * Compares equity in every currency with capital + realised + unrealised - commission + rounding + exchanged, taken
   * from the records of positions and fills.
   *
   * @throws {PlatformError} LEDGER_UNBALANCED if they differ by a single unit.
   */
  reconcile(): void {
    const { capital, realized, openCost, commission, rounding, exchanged } = this.records;
    for (let c = 0; c < this.books.length; c++) {
      const worth = this.market.totals[c];
      const equity = this.ledger.balance(this.books[c].cash) + worth;
      const unrealized = worth - openCost[c];
      const expected = capital[c] + realized[c] + unrealized - commission[c] + rounding[c] + exchanged[c];
      if (equity !== expected && !this.agreesExactly(c)) {
        this.fail(`equity in ${this.converter.currencies[c]}`, equity, expected);
      }
    }
  }

  /** The comparison of `reconcile` in wide integers: sums on the way may pass 2^53 where their result does not. */
  private agreesExactly(c: number): boolean {
    const { capital, realized, openCost, commission, rounding, exchanged } = this.records;
    const gains = [capital, realized, rounding, exchanged].reduce((sum, one) => sum + BigInt(one[c]), 0n);
    return BigInt(this.ledger.balance(this.books[c].cash)) === gains - BigInt(openCost[c]) - BigInt(commission[c]);
  }

  /**
   * Compares every account with the records behind it and sums the ledger; more than `reconcile`, and slower.
   *
   * @throws {PlatformError} LEDGER_UNBALANCED if anything differs by a single unit.
   */
  checkBooks(): void {
    this.reconcile();
    this.ledger.checkTrialBalance();
    const { ledger, records } = this;
    this.columns.forEach(({ id }, s) => {
      this.compare(`holdings:${id}`, ledger.balance(this.holdings[s]), this.positions[s].costUnits);
    });
    this.books.forEach((book, c) => {
      const name = this.converter.currencies[c];
      this.compare(`capital:${name}`, -ledger.balance(book.capital), records.capital[c]);
      this.compare(`realized:${name}`, -ledger.balance(book.realized), records.realized[c]);
      this.compare(`commission:${name}`, ledger.balance(book.commission), records.commission[c]);
      this.compare(`rounding:${name}`, -ledger.balance(book.rounding), records.rounding[c]);
      this.compare(`exchange:${name}`, -ledger.balance(book.exchange), records.exchanged[c]);
    });
  }

  /** Exchanges what is not tied up in positions from currency `c` into the account's. */
  private exchangeProfit(c: number, time: number): void {
    const { cash, exchange } = this.books[c];
    const home = this.books[0];
    const free = this.ledger.balance(cash) + this.records.openCost[c];
    if (free === 0) return;
    const exchanged = this.converter.toAccount(c, free, time);
    this.ledger.post([
      { account: cash, units: -free },
      { account: exchange, units: free },
      { account: home.cash, units: exchanged },
      { account: home.exchange, units: -exchanged },
    ]);
    this.records.exchanged[c] -= free;
    this.records.exchanged[0] += exchanged;
  }

  private compare(name: string, inLedger: number, recorded: number): void {
    if (inLedger !== recorded) this.fail(`account '${name}'`, inLedger, recorded);
  }

  private fail(what: string, inLedger: number, recorded: number): never {
    const difference = inLedger - recorded;
    throw new PlatformError(
      'LEDGER_UNBALANCED',
      `ledger: ${what} is off by ${difference} ledger units from its records`,
      {
        context: { what, inLedger, recorded, difference },
        hint: 'This is a defect of Assay: please report it.',
      },
    );
  }
}
