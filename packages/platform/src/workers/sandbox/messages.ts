import type { RecordTable } from '@assay/quant/market';
import type { SignalSpec } from '@assay/quant/signals';
import type { BarColumns, NamedColumns, Parameters, ParameterSpec, WorkingOrderView } from '@assay/quant/strategy';
import type { ModuleFault } from './module-fault.ts';

/** What a user's module declares, as plain data. */
export interface StrategyDescription {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly parameters: readonly ParameterSpec[];
}

/** Requests to the sandbox, written into shared memory one at a time. */
export type SandboxRequest =
  | { readonly kind: 'inspect'; readonly params: Parameters }
  | {
      readonly kind: 'create';
      readonly instance: number;
      readonly params: Parameters;
      readonly instruments: readonly string[];
      /** The terms that the instance reads by their index. */
      readonly terms: readonly SignalSpec[];
      /** The columns that it reads by their name. */
      readonly columns: readonly string[];
      readonly seed: string;
    }
  /** Bars come before it by ordinary message, as do the columns after it: they are too large for shared memory. */
  | { readonly kind: 'columns'; readonly params: Parameters }
  | {
      readonly kind: 'decide';
      readonly instance: number;
      readonly time: number;
      /** Indices of the instruments with a new bar. */
      readonly updated: readonly number[];
      /** Bars available by instrument. */
      readonly counts: readonly number[];
      readonly positions: readonly number[];
      /** Working orders by instrument. */
      readonly orders: readonly (readonly WorkingOrderView[])[];
      /** Newest value of every term by instrument; null while undefined. */
      readonly terms: readonly (readonly (number | null)[])[];
      /** Newest value of every column by instrument; null while undefined. */
      readonly columns: readonly (readonly (number | null)[])[];
      /** Newest quote by instrument, null where there is none; absent where no instrument has one. */
      readonly quotes?: readonly (QuoteMessage | null)[];
      /** When each instrument expires, null where it does not; absent where none does. */
      readonly expiries?: readonly (number | null)[];
      readonly equity: number;
    };

/** Bid, ask, their sizes, when it was quoted and when received; null for NaN. */
export type QuoteMessage = readonly (number | null)[];

/** What `create` answers. */
export interface Creation {
  /** The strategies that the instance is made of; null where it is one. */
  readonly members: readonly string[] | null;
}

/** What `inspect` answers: problems and terms of one set of parameters. */
export interface Inspection {
  readonly problems: readonly string[];
  readonly terms: readonly SignalSpec[];
  /** True if it computes columns over all bars. */
  readonly hasColumns: boolean;
}

/** The bars that `columns` is asked about, as the host posts them. */
export interface ColumnsQuestion {
  readonly bars: readonly BarColumns[];
  readonly gates: readonly RecordTable[];
}

/** What the sandbox posts when it has computed columns. */
export interface ColumnsAnswer {
  readonly columns: readonly NamedColumns[];
}

/** Answers of the sandbox. */
export type SandboxReply =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly fault: ModuleFault };

/** First message of the sandbox, by ordinary message because its module loads asynchronously. */
export type SandboxReady =
  | { readonly ok: true; readonly description: StrategyDescription }
  | { readonly ok: false; readonly fault: ModuleFault };
