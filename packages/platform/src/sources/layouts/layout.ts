import type {
  Adjustment,
  CalendarId,
  CurrencyPair,
  Decimal,
  LinearInstrument,
  PriceSide,
  RecordKind,
  Timeframe,
} from '@assay/quant/market';
import type { TimeFormat } from './time-formats.ts';

/** A column by the name in its file's header, or by its place, 1 = the first. */
export type ColumnReference = string | number;

/** What the rows of a file are. */
export type LayoutKind = 'bars' | RecordKind;

/** What happens to a row: the import is refused, or the row is left out, counted and named in the provenance. */
export type RowPolicy = 'refuse' | 'skip';

/** The policies, by what is the matter with a row. Each is `refuse` by default. */
export interface RowPolicies {
  /** Without one of its prices or its value. */
  readonly blank: RowPolicy;
  /** On a day without a session. */
  readonly offSession: RowPolicy;
  /** With a high and low that do not enclose open and close, or a price that cannot be. */
  readonly invalid: RowPolicy;
  /** The same in every value as another row of its moment. Rows that contradict each other are never left out. */
  readonly duplicate: RowPolicy;
  /** A bid without its ask or the reverse, where each side has files of its own. */
  readonly oneSided: RowPolicy;
}

/** The zone of wall-clock times up to a reading of that clock; the last span has no end. */
export interface ZoneSpan {
  readonly zone: string;
  /** First reading that is of the next span, as `2014-11-24T00:00`. */
  readonly until?: string | undefined;
}

/** How times are written and what they mean. */
export interface TimeRule {
  readonly format: TimeFormat;
  /**
   * Zone of wall-clock times, and of the civil day that an instant falls on: an IANA name, `UTC-05:00`, or a clock that
   * is ahead of another one, as `America/New_York+07:00`; or spans, where the clock was moved.
   */
  readonly zone?: string | readonly ZoneSpan[] | undefined;
  /**
   * Records other than bars: the times name days; the records are of this moment of the day, in `zone`, as `16:00`, or of
   * the `session-open` or `session-close` of the layout's calendar.
   */
  readonly at?: string | undefined;
}

/** When a row could be known. Without it: at its eventTime. */
export interface AvailabilityRule {
  /** The column that says so, and how. */
  readonly column?: ColumnReference | undefined;
  readonly time?: TimeRule | undefined;
  /** So long after its eventTime, as `15m`, `1h`, `45d`. */
  readonly delay?: string | undefined;
  /** With the last row of its file: for values that were revised since, of which only the latest are in the file. */
  readonly endOfFile?: boolean | undefined;
}

/** Where the name of an instrument, underlying or series stands. */
export interface NameRule {
  /**
   * `column`: in `columns.instrument`; `column-name`: every column that is not named or excepted holds one (wide files);
   * `file-name`: the file's name without endings; `member-name`: the archive member's; `folder`: the folder of the file
   * or member; `fixed`: `id`. @default file-name
   */
  readonly from: 'column' | 'column-name' | 'file-name' | 'member-name' | 'folder' | 'fixed';
  readonly id?: string | undefined;
  /** A regular expression whose first group is the name. */
  readonly pattern?: string | undefined;
  /** @default as-is */
  readonly case: 'as-is' | 'upper';
  /** Put in front of the name. */
  readonly prefix?: string | undefined;
}

/** Terms that all instruments of the files share. */
export interface SharedTerms {
  readonly kind: LinearInstrument['kind'] | CurrencyPair['kind'];
  /** `from-id`: the last three letters of a pair's name. */
  readonly currency: string;
  /** For currency pairs; `from-id`: the first three letters of the name. */
  readonly baseCurrency?: string | undefined;
  readonly tickSize: Decimal;
  /** @default '1' */
  readonly lotSize: Decimal;
  /** @default '1' */
  readonly multiplier: Decimal;
  readonly calendar: CalendarId;
}

/** How instruments are named, and their terms. */
export interface LayoutInstrument extends NameRule, SharedTerms {
  /** Terms of single instruments that differ, by id. */
  readonly overrides: Readonly<Record<string, Partial<SharedTerms>>>;
}

/** What every layout says. */
export interface LayoutShared {
  /** @default by the file's content */
  readonly format?: 'csv' | 'json' | 'parquet' | undefined;
  /** Text between fields. @default ',' */
  readonly separator: string;
  /** Between units and fractions of numbers. @default '.' */
  readonly decimal: '.' | ',';
  /** Does the first line name the columns? @default true */
  readonly header: boolean;
  /** Character around fields that may hold separators; false: there is none. @default '"' */
  readonly quote?: string | false | undefined;
  /** Lines above the first record. @default 0 */
  readonly skipLines: number;
  /** Lines that begin with this text are none. */
  readonly comment?: string | undefined;
  /** Where the records stand in a JSON file. */
  readonly jsonPath?: string | undefined;
  /** Regular expression for the members of an archive that are read. @default all */
  readonly members?: string | undefined;
  readonly time: TimeRule;
  /** Where the time stands in the file's name instead of a column: a regular expression whose first group it is. */
  readonly timeFromName?: string | undefined;
  readonly availableAt?: AvailabilityRule | undefined;
  /**
   * Which column holds what; the others are not read. `time` and, where the time of day has a column of its own, `clock`,
   * which is joined to it by a blank.
   */
  readonly columns: Readonly<Record<string, ColumnReference>>;
  /** Wide files: columns that hold no instrument or series. */
  readonly except: readonly ColumnReference[];
  /** Prices or values are divided by it. @default 1 */
  readonly priceScale: number;
  readonly rows: RowPolicies;
  /** What is declared because the bytes cannot show it, one sentence each; printed with every import. */
  readonly notes: readonly string[];
}

/** How bars are to be understood. Nothing is guessed from the data. */
export interface BarsLayout extends LayoutShared {
  readonly kind: 'bars';
  /** Which end of the bar the time names; not for plain dates, which name the session. */
  readonly barStamp?: 'open' | 'close' | undefined;
  readonly timeframe: Timeframe;
  /**
   * What a bar of a day or longer covers: the sessions that the calendar names by its date, or the civil days of
   * `time.zone` from midnight to midnight. @default calendar
   */
  readonly session: 'calendar' | 'civil-day';
  /** What the prices are; `from-name`: bid or ask as the file's name says, joined into one series. @default trade */
  readonly side: PriceSide | 'from-name';
  /** For `from-name`: a regular expression whose first group is bid or ask. */
  readonly sidePattern?: string | undefined;
  /** Take each price as the nearest tick; one further than a tenth of a tick away is an error. @default false */
  readonly snapToTick: boolean;
  readonly adjustment: Adjustment;
  readonly instrument: LayoutInstrument;
}

/** How option contracts are told from one another. */
export interface ContractRule {
  /** `columns`: root, expiry, strike, right; `symbol`: an OSI symbol in `columns.symbol`; `member-name`: by `pattern`. */
  readonly from: 'columns' | 'symbol' | 'member-name';
  /** With the named groups expiry, strike, right, and root if it is there. */
  readonly pattern?: string | undefined;
  /** Strikes are divided by it. @default 1 */
  readonly strikeScale: number;
  /** How days of expiry are written, and the moment of the day they mean. */
  readonly expiry: TimeRule;
}

/** Values that are dates, or text around them. */
export interface CellRule {
  /** A regular expression whose first group is the value. */
  readonly pattern?: string | undefined;
  /** The values are days; they become milliseconds since 1970. */
  readonly format?: TimeFormat | undefined;
}

/** How records other than bars are to be understood. */
export interface RecordsLayout extends LayoutShared {
  readonly kind: RecordKind;
  /** `lean-factors`, `lean-map`: what follows from one row to the next of such files. @default columns */
  readonly derive: 'columns' | 'lean-factors' | 'lean-map';
  readonly subject: NameRule;
  /** Unit of values; currency of prices. */
  readonly unit: string;
  /** Units of single series that differ, by name. */
  readonly units: Readonly<Record<string, string>>;
  readonly calendar?: CalendarId | undefined;
  readonly contract?: ContractRule | undefined;
  readonly cells?: CellRule | undefined;
  /** Columns in which a zero means that nothing is known. */
  readonly unknownIfZero: readonly string[];
  /** Instruments: terms that stand in no column. */
  readonly terms: Readonly<Record<string, string>>;
}

/** How a file is to be understood. */
export type Layout = BarsLayout | RecordsLayout;
