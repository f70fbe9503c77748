import type { EpochMs } from '@assay/core/time';
import type { FillContract } from '../execution/index.ts';
import type { BarSeries, Currency, InstrumentId, QuoteSeries, RecordTable } from '../market/index.ts';
import type { Fill, OrderEvent, Refusal, Trade } from '../orders/index.ts';
import type { AccountModel, BreakerEvent, RiskLimits, SizingPolicy } from '../risk/index.ts';
import type { NamedColumns, StrategyInstance } from '../strategy/index.ts';
import type { CurrencyConversion } from './currency-conversion.ts';
import type { RiskRules } from './risk-rules.ts';
import type { AccountEventColumns } from './records/account-events.ts';
import type { AttributionParts, CostUnits, IncomeKind, TradeColumns } from './records/attribution.ts';
import type { MemberReport } from './records/member-book.ts';
import type { PostingColumns } from './records/posting-log.ts';

/** A stretch of time ruled by one strategy instance. */
export interface Segment {
  /** The decision at the last close before `from` is the first one; holding starts after it. Inclusive close times. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly strategy: StrategyInstance;
  /** Per series of the simulation, in the same order, one column per term of the strategy: shape (n bars,). */
  readonly terms: readonly (readonly Float64Array[])[];
  /** Per series, in the same order, what `columns` of the strategy has made of it: shape (n bars,) each. @default none */
  readonly columns?: readonly NamedColumns[] | undefined;
}

/** What happens to open positions where one segment ends and at the end of the last. */
export type BoundaryPolicy = 'flatten' | 'carry';

/** Everything a simulation needs. Plain data but for the running strategies. */
export interface SimulationOptions {
  readonly series: readonly BarSeries[];
  /** In order, not overlapping. */
  readonly segments: readonly Segment[];
  readonly boundary: BoundaryPolicy;
  readonly contract: FillContract;
  readonly sizing: SizingPolicy;
  readonly limits: RiskLimits;
  /** Caps and circuit breakers. @default none */
  readonly risk?: RiskRules | undefined;
  readonly account: {
    readonly currency: Currency;
    readonly cash: number;
    /** What the account may hold against its money; `limits` hold beside it. @default unlimited */
    readonly model?: AccountModel | undefined;
  };
  /** Corporate actions of the instruments, one table each; series with splits or dividends must be raw. @default none */
  readonly actions?: readonly RecordTable[] | undefined;
  /**
   * Quotes of the instruments, one series each. A strategy sees each from its receipt on; market orders fill at them under
   * the contract's `next-quote`, and every instrument then needs quotes. @default none
   */
  readonly quotes?: readonly QuoteSeries[] | undefined;
  /** Needed only where an instrument's currency is not the account's. */
  readonly conversion?: CurrencyConversion | undefined;
}

/** What a simulation leaves behind. Rows of the period columns are the closes in the segments, oldest first. */
export interface SimulationResult {
  /** shape (p,): close times. */
  readonly times: Float64Array;
  /**
   * shape (p,): equity at each close, in ledger units of the account currency. A position is marked at its instrument's
   * last close, or at the account's own fill where that is newer.
   */
  readonly equityUnits: Float64Array;
  /** Equity before the first period, in ledger units. */
  readonly initialUnits: number;
  /** shape (p,): simple return of equity from the previous close. */
  readonly returns: Float64Array;
  /** The instruments, naming the columns of the two matrices below. */
  readonly instruments: readonly InstrumentId[];
  /**
   * shape (p, instruments), row-major: signed position value / equity while the period lasted; always finite.
   *
   * - A bar with an open: the mean of the exposure right after the fills at its open (valued at the open, or at the last
   *   price where nothing filled) and the exposure at its close, after exits inside the bar and before anything fills at
   *   that close. So an exit inside the bar counts half, an exit at its open not at all.
   * - A close-only bar: the exposure held during the period, before anything fills at its close, valued at that close.
   * - No new bar: the position as it stands at its last mark.
   *
   * A boundary's flattening comes after it. 0 where equity is used up.
   */
  readonly exposure: Float64Array;
  /**
   * shape (p, instruments), row-major: simple return of the instrument's close over the period. 0 where it had no new
   * bar, or one without a close; NaN where no return is known: before its second close and after its last one.
   */
  readonly instrumentReturns: Float64Array;
  readonly fills: readonly Fill[];
  readonly trades: readonly Trade[];
  readonly refusals: readonly Refusal[];
  /** Every step in the life of each order, in order of time: those that a strategy sent, and those of its intents (`intent`). */
  readonly orderEvents: readonly OrderEvent[];
  /** Every trip, reset and new scale of a circuit breaker. */
  readonly breakerEvents: readonly BreakerEvent[];
  /** What a reader of the figures has to know, in sentences; empty where there is nothing. */
  readonly warnings: readonly string[];
  /** Sums over all fills, in ledger units of the account's currency at the rate of each fill. */
  readonly costUnits: Readonly<CostUnits>;
  /** Cash from dividends and financing, signed, in ledger units of the account's currency at the rate of each. */
  readonly incomeUnits: Readonly<Record<IncomeKind, number>>;
  /** What the account has earned, by what it came from: the parts sum to the change of equity. */
  readonly attribution: AttributionParts;
  /** What each strategy of a combination has come to; absent where the account has one strategy. */
  readonly members?: MemberReport | undefined;
  /** What belongs to each trade: its parts, and its largest loss and gain while it was open. */
  readonly tradeColumns: TradeColumns;
  /** Every posting of the ledger, in order. */
  readonly postings: PostingColumns;
  /** What happened to the account beside fills, in order. */
  readonly accountEvents: AccountEventColumns;
  /** Number of decisions asked for. */
  readonly decisions: number;
  /** Bars processed, over all instruments. */
  readonly barEvents: number;
}
