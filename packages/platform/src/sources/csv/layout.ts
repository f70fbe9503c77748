import type { Adjustment, CalendarId, CurrencyPair, Decimal, LinearInstrument, Timeframe } from '@assay/quant/market';
import type { TimeFormat } from './time-formats.ts';

/** A column by the name in its file's header, or by its place, 1 = the first. */
export type ColumnReference = string | number;

/** Which column holds what; the other columns are not read. */
export interface LayoutColumns {
  readonly time: ColumnReference;
  /** Open, high and low: all of them, or none for prices that are closes only. */
  readonly open?: ColumnReference | undefined;
  readonly high?: ColumnReference | undefined;
  readonly low?: ColumnReference | undefined;
  readonly close: ColumnReference;
  readonly volume?: ColumnReference | undefined;
  /** Id of the instrument, where the file holds several. */
  readonly instrument?: ColumnReference | undefined;
}

/** Where an instrument's id stands, and the terms that all instruments of the files share. */
export interface LayoutInstrument {
  /** `column`: in `columns.instrument`; `file-name`: the file's name without endings; `fixed`: `id`. @default file-name */
  readonly from: 'column' | 'file-name' | 'fixed';
  readonly id?: string | undefined;
  /** For `file-name`: a regular expression whose first group is the id. */
  readonly pattern?: string | undefined;
  readonly kind: LinearInstrument['kind'] | CurrencyPair['kind'];
  readonly currency: string;
  /** For currency pairs. */
  readonly baseCurrency?: string | undefined;
  readonly tickSize: Decimal;
  /** @default '1' */
  readonly lotSize: Decimal;
  /** @default '1' */
  readonly multiplier: Decimal;
  readonly calendar: CalendarId;
}

/** What happens to a row: the import is refused, or the row is left out, counted and named in the provenance. */
export type RowPolicy = 'refuse' | 'skip';

/** How the columns of a CSV file are to be understood. Nothing is guessed from the data. */
export interface CsvLayout {
  readonly columns: LayoutColumns;
  /** One character. @default ',' */
  readonly separator: string;
  /** Does the first line name the columns? @default true */
  readonly header: boolean;
  readonly time: {
    readonly format: TimeFormat;
    /** IANA zone: of wall-clock times, and of the civil day that a bar of a day or longer belongs to. */
    readonly zone?: string | undefined;
  };
  /** Which end of the bar the time names; not for plain dates, which name the session. */
  readonly barStamp?: 'open' | 'close' | undefined;
  readonly timeframe: Timeframe;
  /** Prices are divided by it. @default 1 */
  readonly priceScale: number;
  /** Take each price as the nearest tick; one further than a tenth of a tick away is an error. @default false */
  readonly snapToTick: boolean;
  readonly adjustment: Adjustment;
  readonly instrument: LayoutInstrument;
  readonly rows: {
    /** Without one of its prices. @default refuse */
    readonly blank: RowPolicy;
    /** On a day without a session. @default refuse */
    readonly offSession: RowPolicy;
    /** With a high and low that do not enclose open and close, or a price that cannot be. @default refuse */
    readonly invalid: RowPolicy;
  };
}
