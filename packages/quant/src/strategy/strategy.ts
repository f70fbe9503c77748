import type { EpochMs } from '@assay/core/time';
import type { Rng } from '@assay/core/random';
import type { BarField, InstrumentId, RecordTable } from '../market/index.ts';
import type { Action, OrderRole, OrderState, OrderType, Side } from '../orders/index.ts';
import type { SignalSpec } from '../signals/index.ts';

/** A value a parameter can take. */
export type ParameterValue = number | string | boolean;

/** Values of all parameters of a strategy, by name. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** A declared parameter. Every declared parameter changes behaviour. */
export interface ParameterSpec {
  readonly name: string;
  readonly type: 'integer' | 'number' | 'choice' | 'boolean';
  readonly description: string;
  readonly default: ParameterValue;
  /** Inclusive limits of a numeric parameter. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Allowed values of a choice. */
  readonly choices?: readonly ParameterValue[] | undefined;
  /** Label only, as the seed of a random entry: changes behaviour but has no neighbourhood. */
  readonly nominal?: boolean | undefined;
}

/** A working order as its strategy sees it. */
export interface WorkingOrderView {
  /** As it was sent; an attached exit has its entry's tag and its role, as `breakout/stop-loss`. */
  readonly tag: string;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly type: OrderType;
  /** `order`, or what it is to the entry that it is attached to. */
  readonly role: OrderRole;
  readonly state: OrderState;
  /** Lots still to be filled; undefined for an order that closes whatever the position will be. */
  readonly lots: number | undefined;
  readonly filledLots: number;
  /** Lots given up: a replacement asks for more than those filled and given up together. */
  readonly cancelledLots: number;
  /** In price units, in whole ticks; undefined where it has none. A trailing stop's level is not shown. */
  readonly limitPrice: number | undefined;
  readonly stopPrice: number | undefined;
}

/** A quote as a strategy sees it: prices in price units, sizes in quantity units, NaN where there is none or it is unknown. */
export interface QuoteView {
  readonly bid: number;
  readonly ask: number;
  readonly bidSize: number;
  readonly askSize: number;
  /** When it was quoted, and when it was received. */
  readonly eventTime: EpochMs;
  readonly availableAt: EpochMs;
}

/** What a strategy may see when it decides: bars and terms that were available at `decisionTime`, and its own account. */
export interface DecisionView {
  readonly decisionTime: EpochMs;
  /** The instruments of the run, in declared order. */
  readonly instruments: readonly InstrumentId[];
  /** The instruments for which a new bar has become available at this very moment. */
  readonly updated: readonly InstrumentId[];
  /** Number of bars available so far. */
  barCount(instrument: InstrumentId): number;
  /** A field of the bar `barsAgo` before the newest available one; NaN before the first. */
  price(instrument: InstrumentId, field: BarField, barsAgo?: number): number;
  /** Close time of the bar `barsAgo` before the newest available one; NaN before the first. */
  barTime(instrument: InstrumentId, barsAgo?: number): EpochMs;
  /** Value at the newest available bar of the term that `terms(params)` lists at position `index`; NaN in warm-up. */
  term(instrument: InstrumentId, index: number): number;
  /**
   * Value at the newest available bar of a column that `columns()` has computed; NaN where it is not finite, and before the
   * first bar.
   */
  column(instrument: InstrumentId, name: string): number;
  /** The newest quote received by `decisionTime`; undefined where there is none. Absent where the run has no quotes. */
  quote?(instrument: InstrumentId): QuoteView | undefined;
  /** When the instrument expires; undefined where it does not. Absent where the run does not know. */
  expiry?(instrument: InstrumentId): EpochMs | undefined;
  /** Signed lots held. */
  position(instrument: InstrumentId): number;
  /** The strategy's orders in the instrument that have not ended, attached exits included; none of an intent. */
  workingOrders(instrument: InstrumentId): readonly WorkingOrderView[];
  /** Account equity at the last mark, in account currency. */
  readonly equity: number;
  /** False where nobody will read why something is asked for: a reason may be empty then. @default true */
  readonly readsReasons?: boolean | undefined;
}

/** What a running strategy is given at its start. */
export interface StrategyContext {
  readonly instruments: readonly InstrumentId[];
  readonly rng: Rng;
}

/** All bars of one instrument that a run knows, the latest ones included: plain columns, which may be changed at will. */
export interface BarColumns {
  readonly instrument: InstrumentId;
  readonly length: number;
  /** shape (n,): when each bar opened, closed and could be known. */
  readonly openTime: Float64Array;
  readonly closeTime: Float64Array;
  readonly availableAt: Float64Array;
  /** shape (n,): prices; NaN where there is none. */
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** What `columns` is given beside the bars of one instrument. */
export interface ColumnsContext {
  /** The bars of all instruments of the run, in declared order. */
  readonly all: readonly BarColumns[];
  /** Gates by instrument, where the run reads any; each counts from its `availableAt` on. */
  readonly gates?: ReadonlyMap<InstrumentId, RecordTable> | undefined;
}

/** Columns of one instrument by name, each with one value per bar. */
export type NamedColumns = Readonly<Record<string, Float64Array>>;

/** Bars of one instrument at which a strategy is known to do nothing as long as its account stays as it is. */
export interface IdleBars {
  /** Columns that are 0 at such a bar. */
  readonly zero: readonly string[];
  /** Such a bar is decided earlier than this. */
  readonly before: EpochMs;
}

/** A strategy in motion: holds its own state, decides at every moment new bars become available. */
export interface StrategyInstance {
  /** Names of the strategies that it is made of, where the account is to be told apart by them. */
  readonly members?: readonly string[] | undefined;
  /** Returns what is asked for now: intents, orders, plans, cancels, replacements; nothing to leave everything as it is. */
  decide(view: DecisionView): readonly Action[];
  /**
   * Asked after `decide`, of the same moment: at which of the following bars of an instrument it need not be asked, because it
   * would ask for nothing and come to no other state. It holds until the first bar that is not such a one, or until the position
   * changes. Undefined, or absent: it has to be asked at the next bar.
   */
  idle?(view: DecisionView, instrument: InstrumentId): IdleBars | undefined;
}

/** A strategy as declared: parameters, the terms it reads, and how to start it. */
export interface StrategyDefinition {
  /** Kebab-case, as `moving-average-crossover`. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** Where the idea comes from. */
  readonly source: string;
  readonly parameters: readonly ParameterSpec[];
  /** Problems of a combination of parameters that each are in their domain, as `fast must be below slow`. */
  validate?(params: Parameters): readonly string[];
  /** The columns that it reads: terms, and expressions over them. */
  terms(params: Parameters): readonly SignalSpec[];
  /**
   * Columns of one instrument, computed at once over all its bars; `view.column` shows the value at the newest bar. It is
   * handed the future with the past: whether a value uses what comes after its bar is for the leak test to find out.
   */
  columns?(bars: BarColumns, params: Parameters, context: ColumnsContext): NamedColumns;
  create(params: Parameters, context: StrategyContext): StrategyInstance;
}
