import { InvariantError } from '@assay/core/errors';
import type { Fill, PositionChange, Trade, TradeParts } from '../../orders/index.ts';
import type { SeriesColumns } from '../columns.ts';
import type { Converter } from '../conversion.ts';
import type { SplitMark } from '../split-marks.ts';
import type { Valuation } from '../valuation.ts';
import type { BookTotals } from './book-totals.ts';
import { EntryStops } from './entry-stops.ts';
import { Excursions } from './excursions.ts';
import { GrowingTable } from './growing-table.ts';

/** Where cash beside fills comes from. */
export const FINANCING_KINDS = ['borrow', 'marginInterest', 'cashInterest', 'rollover', 'funding'] as const;
export type FinancingKind = (typeof FINANCING_KINDS)[number];
export type IncomeKind = 'dividends' | FinancingKind;

/** The parts of a result, in ledger units of the account's currency; they sum to it exactly. */
export interface AttributionParts {
  /** From reference price to reference price, at the rate of the entry. */
  readonly price: number;
  /** ≤ 0, as the three below, at the rate of each fill (of a trade: of its entry). */
  readonly spread: number;
  readonly slippage: number;
  readonly commission: number;
  readonly fees: number;
  readonly dividends: number;
  readonly financing: number;
  /** What exchange rates made of it after the entry; 0 in the account's own currency. */
  readonly fx: number;
  /** What whole ledger units left over. */
  readonly rounding: number;
}

/** The names of the parts, in their order. */
export const ATTRIBUTION_PARTS: readonly (keyof AttributionParts)[] = [
  'price', 'spread', 'slippage', 'commission', 'fees', 'dividends', 'financing', 'fx', 'rounding',
]; // prettier-ignore

const FX = ATTRIBUTION_PARTS.indexOf('fx');

/** What belongs to each trade beside its own record; columns of shape (trades,). */
export interface TradeColumns extends Readonly<Record<keyof AttributionParts, Float64Array>> {
  /**
   * Largest loss while it was open, at reference prices, ≥ 0, in ledger units of the account's currency at the rate of the entry,
   * as the two below.
   */
  readonly adverseUnits: Float64Array;
  /** The same for the largest gain. */
  readonly favourableUnits: Float64Array;
  /** Loss from the price paid to the stop that stood when its entry filled, > 0; NaN where there was none. */
  readonly initialRiskUnits: Float64Array;
}

/** Sums over all fills and events, in ledger units of the account's currency at the rate of each. */
export interface CostUnits {
  spread: number;
  slippage: number;
  commission: number;
  fees: number;
}

/** Splits what an account earns by what it comes from, trade by trade and in all. */
export class Attribution {
  readonly costUnits: CostUnits = { spread: 0, slippage: 0, commission: 0, fees: 0 };
  /** Cash from each source, signed. */
  readonly incomeUnits: Record<IncomeKind, number> = {
    dividends: 0, borrow: 0, marginInterest: 0, cashInterest: 0, rollover: 0, funding: 0,
  }; // prettier-ignore
  /** Profit of closed lots at reference prices, at the rate of the entry. */
  private closedPrice: number = 0;
  /** Where the stops of entries stood. */
  readonly stops: EntryStops = new EntryStops();
  /** Per trade: its parts in their order, then its largest loss and gain and its initial risk. */
  private readonly trades: GrowingTable = new GrowingTable(ATTRIBUTION_PARTS.length + 3);
  private readonly excursions: Excursions;
  private readonly columnsOf: readonly SeriesColumns[];
  private readonly currencyOf: Int32Array;
  private readonly converter: Converter;
  private readonly fills: readonly Fill[];

  constructor(columns: readonly SeriesColumns[], currencyOf: Int32Array, converter: Converter, fills: readonly Fill[]) {
    this.columnsOf = columns;
    this.currencyOf = currencyOf;
    this.converter = converter;
    this.fills = fills;
    this.excursions = new Excursions(columns);
  }

  /** Follows a fill of series `s`, after it is among the fills. */
  noteFill(s: number, fill: Fill, change: PositionChange, splits: readonly SplitMark[] | undefined): void {
    const c = this.currencyOf[s];
    const { converter, costUnits } = this;
    costUnits.spread += converter.toAccount(c, fill.spreadUnits, fill.time);
    costUnits.slippage += converter.toAccount(c, fill.slippageUnits, fill.time);
    costUnits.commission += converter.toAccount(c, fill.commissionUnits, fill.time);
    if (fill.feeUnits !== undefined) costUnits.fees += converter.toAccount(c, fill.feeUnits, fill.time);
    for (let i = 0; i < change.trades.length; i++) this.noteTrade(s, change.trades[i], change.parts[i], splits);
  }

  /** Follows cash from dividends or financing, in the account's currency. */
  noteIncome(kind: IncomeKind, units: number): void {
    this.incomeUnits[kind] += units;
  }

  /** Follows a part of a lot that was cashed: its profit at reference prices, in the account's currency. */
  noteCashed(units: number): void {
    this.closedPrice += units;
  }

  /**
   * Splits the change of equity since the start.
   *
   * @throws {InvariantError} if something is left that no part explains although all is in one currency.
   */
  total(totals: BookTotals, market: Valuation, time: number, earnedUnits: number): AttributionParts {
    const { converter, costUnits, incomeUnits } = this;
    let price = this.closedPrice;
    let rounding = 0;
    for (let c = 0; c < converter.currencies.length; c++) {
      const open = market.totals[c] + totals.claims[c] - totals.openReference[c];
      price += converter.toAccount(c, open, time);
      rounding += converter.toAccount(c, roundingOf(totals, c), time);
    }
    const financing = FINANCING_KINDS.reduce((sum, kind) => sum + incomeUnits[kind], 0);
    const { spread, slippage, commission, fees } = costUnits;
    const known = price - spread - slippage - commission - fees + incomeUnits.dividends + financing + rounding;
    const fx = earnedUnits - known;
    if (fx !== 0 && converter.currencies.length === 1) {
      throw new InvariantError(`attribution: ${fx} ledger units are not explained`, { earnedUnits, known });
    }
    const costs = { spread: 0 - spread, slippage: 0 - slippage, commission: 0 - commission, fees: 0 - fees };
    return { price, ...costs, dividends: incomeUnits.dividends, financing, fx, rounding };
  }

  /** The columns of the trades so far. */
  columns(): TradeColumns {
    const { trades } = this;
    const parts = ATTRIBUTION_PARTS.map((part, k) => [part, trades.column(k)] as const);
    return {
      ...(Object.fromEntries(parts) as Record<keyof AttributionParts, Float64Array>),
      adverseUnits: trades.column(ATTRIBUTION_PARTS.length),
      favourableUnits: trades.column(ATTRIBUTION_PARTS.length + 1),
      initialRiskUnits: trades.column(ATTRIBUTION_PARTS.length + 2),
    };
  }

  private noteTrade(s: number, trade: Trade, parts: TradeParts, splits: readonly SplitMark[] | undefined): void {
    const { converter, trades } = this;
    const c = this.currencyOf[s];
    const row = trades.add();
    const { values } = trades;
    const { price, spread, slippage, commission, fees, dividends, financing, rounding } = parts;
    const inOrder = [price, spread, slippage, commission, fees, dividends, financing, 0, rounding];
    let explained = 0;
    for (let k = 0; k < inOrder.length; k++) {
      const units = converter.toAccount(c, inOrder[k], trade.entryTime);
      values[row + k] = units;
      explained += units;
    }
    if (c !== 0) values[row + FX] = converter.toAccount(c, trade.netUnits, trade.exitTime) - explained;
    this.closedPrice += values[row];
    const [entry, exit] = [this.fills[trade.entryFillId], this.fills[trade.exitFillId]];
    const { adverse, favourable } = this.excursions.of(s, { trade, entry, exit }, splits);
    const risk = this.stops.riskOf(trade) * this.columnsOf[s].unitsPerTickLot;
    values[row + inOrder.length] = converter.toAccount(c, adverse, trade.entryTime);
    values[row + inOrder.length + 1] = converter.toAccount(c, favourable, trade.entryTime);
    values[row + inOrder.length + 2] = risk > 0 ? converter.toAccount(c, Math.round(risk), trade.entryTime) : NaN;
  }
}

/** What whole units left over in currency `c`: of the postings, and between prices paid and their spread and slippage. */
function roundingOf(totals: BookTotals, c: number): number {
  const movedInPrices = totals.gross[c] - totals.realized[c] + totals.openCost[c] - totals.openReference[c];
  return totals.rounding[c] + totals.moved[c] - movedInPrices;
}
