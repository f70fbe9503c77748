import { beyondLedger, moneyUnits } from '../market/index.ts';
import {
  Ledger,
  openCurrencyAccounts,
  openHoldingsAccount,
  openIncomeAccount,
  Position,
  postFill,
} from '../orders/index.ts';
import type {
  AccountHandle,
  CurrencyAccounts,
  Fill,
  FillAccounts,
  FractionalLot,
  SplitRatio,
  Trade,
} from '../orders/index.ts';
import type { SeriesColumns } from './columns.ts';
import type { Converter } from './conversion.ts';
import { AccountEventLog } from './records/account-events.ts';
import { Attribution } from './records/attribution.ts';
import type { IncomeKind } from './records/attribution.ts';
import { BookCheck } from './records/book-check.ts';
import type { HeldBooks } from './records/book-check.ts';
import { BookTotals } from './records/book-totals.ts';
import type { MemberBook } from './records/member-book.ts';
import { PostingLog } from './records/posting-log.ts';
import { ticksAfterSplits } from './split-marks.ts';
import type { SplitMark } from './split-marks.ts';
import { Valuation } from './valuation.ts';

/** Told of every fill after it is booked: the series, the lots held before it, and the fill. */
export type FillFollower = (s: number, lotsBefore: number, fill: Fill) => void;

/**
 * The one account of a simulation: ledger, positions, marks and trade records.
 *
 * Purchases in a currency that is not the account's are financed in that currency; what a fill realises there (profit,
 * commission, rounding), and dividends and financing, are exchanged into the account's currency at once, so that only
 * open profit floats.
 *
 * Two valuations are kept: `market` marks at each close (what the books say), `visible` only at prices that had become
 * available (what a decision may know).
 */
export class Account {
  readonly postings: PostingLog = new PostingLog();
  readonly ledger: Ledger = new Ledger(this.postings);
  readonly fills: Fill[] = [];
  readonly trades: Trade[] = [];
  readonly events: AccountEventLog = new AccountEventLog();
  readonly attribution: Attribution;
  readonly market: Valuation;
  readonly visible: Valuation;
  readonly converter: Converter;
  /** Per series: index of the bar that the newest market mark was taken from; -1 before the first. */
  readonly markBar: Int32Array;
  /** Per currency: cost of parts of lots that wait to be cashed. */
  readonly claims: Float64Array;

  /** Whose the lots are, where several strategies share the account. */
  members: MemberBook | undefined;
  private readonly columns: readonly SeriesColumns[];
  private readonly positions: readonly Position[];
  private readonly currencyOf: Int32Array;
  private readonly books: readonly CurrencyAccounts[];
  private readonly holdings: readonly AccountHandle[];
  /** Per series: where its fills are posted. */
  private readonly fillAccounts: readonly FillAccounts[];
  private readonly totals: BookTotals;
  /** Per series: when the visible mark was made. */
  private readonly visibleSince: Float64Array;
  /** Per series: the part of a lot that waits to be cashed. */
  private readonly fractions: (FractionalLot | undefined)[];
  /** Per series: its splits so far; undefined where there was none. */
  private readonly splits: (SplitMark[] | undefined)[];
  private readonly check: BookCheck;
  private follower: FillFollower | undefined;
  /** Number of transactions when the books were last compared with their records. */
  private reconciled: number = -1;

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
    this.fillAccounts = columns.map(({ scale }, s) => ({
      ...this.books[this.currencyOf[s]],
      holdings: this.holdings[s],
      scale,
    }));
    this.fractions = columns.map(() => undefined);
    this.splits = columns.map(() => undefined);
    this.totals = new BookTotals(n, capitalUnits);
    this.claims = this.totals.claims;
    this.check = new BookCheck(columns, converter, this.heldBooks());
    this.attribution = new Attribution(columns, this.currencyOf, converter, this.fills);
    this.ledger.post([
      { account: this.books[0].cash, units: capitalUnits },
      { account: this.books[0].capital, units: -capitalUnits },
    ]);
  }

  /** Signed lots held in series `s`. */
  lots(s: number): number {
    return this.positions[s].lots;
  }

  /** What the position in series `s` cost at the prices paid, signed, in ledger units of its currency. */
  openCostUnits(s: number): number {
    return this.positions[s].costUnits;
  }

  /** Number of series. */
  get size(): number {
    return this.positions.length;
  }

  /** True if nothing is held. */
  get isFlat(): boolean {
    return this.positions.every((position, s) => position.lots === 0 && this.fractions[s] === undefined);
  }

  /** Cash in the currency of series `s`, in ledger units. */
  cashUnits(s: number): number {
    return this.ledger.balance(this.books[this.currencyOf[s]].cash);
  }

  /** Cash in currency `c`, in ledger units. */
  cashIn(c: number): number {
    return this.ledger.balance(this.books[c].cash);
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
    const { claims } = this;
    let equity = this.ledger.balance(this.books[0].cash) + valuation.totals[0] + claims[0];
    for (let c = 1; c < this.books.length; c++) {
      const units = this.ledger.balance(this.books[c].cash) + valuation.totals[c] + claims[c];
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

  /** The same for decisions, at a close that has become available. */
  markVisibleClose(s: number, i: number): void {
    const { closeTicks, closeTime } = this.columns[s];
    this.markVisible(s, closeTicks[i], closeTime[i]);
  }

  /**
   * Marks series `s` for decisions at a price that has become available, unless a newer one is known already. A price
   * from before a split is restated in the terms after it.
   */
  markVisible(s: number, ticks: number, priceTime: number): void {
    if (priceTime < this.visibleSince[s] || Number.isNaN(ticks)) return;
    this.visibleSince[s] = priceTime;
    const splits = this.splits[s];
    this.visible.mark(s, splits === undefined ? ticks : ticksAfterSplits(ticks, priceTime, splits));
  }

  /** Takes a fill in series `s` into the books; its reference price becomes the newest mark. */
  book(s: number, fill: Fill): void {
    const c = this.currencyOf[s];
    const before = this.positions[s].lots;
    const change = this.positions[s].apply(fill, this.trades.length);
    this.postings.time = fill.time;
    const amounts = postFill(this.ledger, this.fillAccounts[s], fill, change);
    this.totals.noteFill(c, fill, change, amounts.roundingUnits);
    this.fills.push(fill);
    for (let k = 0; k < change.trades.length; k++) this.trades.push(change.trades[k]);
    this.attribution.noteFill(s, fill, change, this.splits[s]);
    this.markBar[s] = fill.barIndex;
    this.market.mark(s, fill.referenceTicks);
    this.market.hold(s, this.positions[s].lots);
    this.markVisible(s, fill.referenceTicks, fill.time);
    this.visible.hold(s, this.positions[s].lots);
    if (c !== 0) this.exchangeProfit(c, fill.time);
    this.members?.noteFill(s, fill, this.positions[s].lots);
    this.follower?.(s, before, fill);
  }

  /** Tells a follower of every fill from now on; there is one at most. */
  followFills(follower: FillFollower): void {
    this.follower = follower;
  }

  /** Cash that a sale in series `s` brought after its costs, in ledger units of its currency. */
  proceedsUnits(s: number, fill: Fill): number {
    return moneyUnits(this.columns[s].scale, fill.priceTicks, fill.lots) - fill.commissionUnits - (fill.feeUnits ?? 0);
  }

  /**
   * Posts cash in currency `c` against `dividends:` or `financing:`, and exchanges it at once where it is not the
   * account's.
   *
   * @param units - signed: what comes into cash.
   * @param s - the series that brought it, whose open lots it is attributed to; -1 where it concerns the account.
   */
  postIncome(kind: IncomeKind, c: number, units: number, at: { readonly time: number; readonly s: number }): void {
    if (units === 0) return;
    const group = kind === 'dividends' ? 'dividends' : 'financing';
    const account = openIncomeAccount(this.ledger, group, this.converter.currencies[c]);
    this.postings.time = at.time;
    this.ledger.post([
      { account: this.books[c].cash, units },
      { account, units: -units },
    ]);
    this.totals.noteIncome(group, c, units);
    this.attribution.noteIncome(kind, this.converter.toAccount(c, units, at.time));
    if (at.s >= 0) {
      this.positions[at.s].accrue(kind === 'dividends' ? 'dividendUnits' : 'financingUnits', units);
      this.members?.noteCash(at.s, group, units, at.time);
    }
    if (c !== 0) this.exchangeProfit(c, at.time);
  }

  /**
   * Splits the lots of series `s`; marks are restated, a part of a lot waits at its cost until `cashFraction`. One that
   * waits already is cashed at the mark.
   */
  split(s: number, ratio: SplitRatio, split: SplitMark): void {
    const c = this.currencyOf[s];
    this.cashFraction(s, this.market.markTicks[s], split.time);
    const rest = this.positions[s].split(ratio);
    (this.splits[s] ??= []).push(split);
    if (rest !== undefined) {
      this.fractions[s] = rest;
      this.totals.noteClaim(c, rest.costUnits);
    }
    for (const valuation of [this.market, this.visible]) {
      valuation.mark(s, ticksAfterSplits(valuation.markTicks[s], -Infinity, [split]));
      valuation.hold(s, this.positions[s].lots);
    }
    this.members?.noteSplit(s, this.positions[s].lots);
  }

  /**
   * Pays out part of what the open lots of series `s` cost: cash comes in, their cost goes down by as much.
   *
   * @param units - signed like the position, in ledger units of its currency.
   */
  distribute(s: number, units: number, at: { readonly time: number; readonly bar: number }): void {
    if (units === 0) return;
    const c = this.currencyOf[s];
    this.postings.time = at.time;
    this.ledger.post([
      { account: this.books[c].cash, units },
      { account: this.holdings[s], units: -units },
    ]);
    this.positions[s].returnCapital(units);
    this.totals.noteReturn(c, units);
    this.members?.noteCash(s, 'price', units, at.time);
    const paidTicks = units / (this.positions[s].lots * this.columns[s].unitsPerTickLot);
    (this.splits[s] ??= []).push({ ...at, ratio: 1, paidTicks });
  }

  /** True if a part of a lot of series `s` waits to be cashed. */
  hasFraction(s: number): boolean {
    return this.fractions[s] !== undefined;
  }

  /** Cashes the part of a lot of series `s` that waits, if there is one, at a price and free of costs. */
  cashFraction(s: number, ticks: number, time: number): void {
    const rest = this.fractions[s];
    if (rest === undefined) return;
    this.fractions[s] = undefined;
    const c = this.currencyOf[s];
    const { scale } = this.columns[s];
    const part = { numerator: scale.numerator * rest.numerator, denominator: scale.denominator * rest.denominator };
    const cash = moneyUnits(part, ticks, rest.direction);
    this.postings.time = time;
    this.ledger.post([
      { account: this.books[c].cash, units: cash },
      { account: this.holdings[s], units: -rest.costUnits },
      { account: this.books[c].realized, units: rest.costUnits - cash },
    ]);
    this.totals.noteCashed(c, cash, rest);
    this.members?.noteCash(s, 'price', cash, time);
    this.attribution.noteCashed(this.converter.toAccount(c, cash - rest.referenceUnits, time));
    this.events.add({ kind: 'fraction-cashed', time, s, lots: this.lots(s), units: cash, detail: ticks });
    if (c !== 0) this.exchangeProfit(c, time);
  }

  /**
   * Compares equity in every currency with capital + realised + unrealised - commission - fees + rounding + exchanged +
   * dividends + financing, taken from the records of positions and events, if anything was posted since the last time.
   *
   * @throws {PlatformError} LEDGER_UNBALANCED if they differ by a single unit.
   */
  reconcile(): void {
    // Marks move both sides of the comparison alike: only what is booked can part them.
    if (this.ledger.transactions === this.reconciled) return;
    this.reconciled = this.ledger.transactions;
    this.check.equity();
  }

  /** What the account has earned since the start, by what it came from; the parts sum to the change of equity. */
  attributed(time: number): ReturnType<Attribution['total']> {
    return this.attribution.total(this.totals, this.market, time, this.equityUnits(time) - this.totals.capital[0]);
  }

  /**
   * Compares every account with the records behind it and sums the ledger; more than `reconcile`, and slower.
   *
   * @throws {PlatformError} LEDGER_UNBALANCED if anything differs by a single unit.
   */
  checkBooks(): void {
    this.reconciled = this.ledger.transactions;
    this.check.all();
  }

  private heldBooks(): HeldBooks {
    const { ledger, books, holdings, positions, fractions, totals, market } = this;
    return { ledger, books, holdings, positions, fractions, totals, market };
  }

  /** Exchanges what is not tied up in positions from currency `c` into the account's. */
  private exchangeProfit(c: number, time: number): void {
    const { cash, exchange } = this.books[c];
    const home = this.books[0];
    const free = this.ledger.balance(cash) + this.totals.openCost[c];
    if (free === 0) return;
    const exchanged = this.converter.toAccount(c, free, time);
    this.ledger.post([
      { account: cash, units: -free },
      { account: exchange, units: free },
      { account: home.cash, units: exchanged },
      { account: home.exchange, units: -exchanged },
    ]);
    this.totals.noteExchange(c, -free);
    this.totals.noteExchange(0, exchanged);
  }
}
