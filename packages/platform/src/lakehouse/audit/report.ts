import type { EpochMs } from '@assay/core/time';
import type { InstrumentId, RecordKind, Timeframe } from '@assay/quant/market';

/** What an audit can find. */
export const FINDING_KINDS = [
  'after-delisting',
  'available-early',
  'bad-ohlc',
  'bad-price',
  'bad-time',
  'bad-value',
  'bad-volume',
  'bar-off-session',
  'before-listing',
  'crossed-quote',
  'disorder',
  'duplicate-time',
  'expired-row',
  'first-bars-extreme',
  'forward-filled',
  'future-row',
  'incomplete',
  'missing-bars',
  'missing-session',
  'missing-weekday',
  'no-ask',
  'off-session',
  'off-tick',
  'open-equals-previous-close',
  'outlier',
  'outside-calendar',
  'partial-snapshot',
  'seldom-seen-contract',
  'session-cut',
  'split-like-jump',
  'spread-outlier',
  'stale-end',
  'stale-run',
  'sunday-stub',
  'survivorship-hint',
  'tick-suspicion',
  'toxic-return',
  'unit-suspicion',
  'unknown-price',
  'unsolved-volatility',
  'value-gap',
  'zero-bid',
  'zero-volume-run',
] as const;

/** Name of a finding. */
export type FindingKind = (typeof FINDING_KINDS)[number];

/** `info`: worth knowing; `warning`: look before you use it; `error`: not fit for use. */
export type Severity = 'info' | 'warning' | 'error';

/** One place where a finding shows. */
export interface AuditExample {
  /** The bar's close or the record's moment; of a missing session, when it closed. */
  readonly eventTime: EpochMs;
  /** Data row in the source file; null where there is no row. */
  readonly sourceRow: number | null;
  readonly detail: string;
}

/** One kind of fault or oddity. */
export interface AuditFinding {
  readonly kind: FindingKind;
  readonly severity: Severity;
  /** Bars or records concerned; of missing ones, how many; of a hint about a dataset, how many series. */
  readonly count: number;
  /** The first few places, in order of time. */
  readonly examples: readonly AuditExample[];
  /** Share of the rows concerned in each calendar year (UTC), where that tells more than the count. */
  readonly shareByYear?: Readonly<Record<string, number>>;
}

/** Bars or days that were expected, and those that are there. */
export interface Completeness {
  /** Bars that the calendar expects from the first to the last one there is; null where it cannot say. */
  readonly expectedBars: number | null;
  /** How many of the expected ones are not there. */
  readonly missingBars: number | null;
  /** Sessions without any bar. */
  readonly missingSessions: number | null;
  /** Their dates, in order; no more than `MOST_DATES`. */
  readonly missingDates: readonly string[];
}

/** Dates of missing sessions that a report names at most. */
export const MOST_DATES = 5000;

/** Expected and present rows, in stretches of time. */
export interface Coverage {
  /** shape (n,): rows expected in each stretch; 0 before the first and after the last row. */
  readonly expected: readonly number[];
  readonly present: readonly number[];
  /** Findings in each stretch: 0 none, 1 a warning, 2 an error. */
  readonly worst: readonly number[];
}

/** How much history there is; the same for series and tables. */
export interface AuditedExtent extends Completeness {
  readonly rows: number;
  /** Null where there is no row. */
  readonly firstEventTime: EpochMs | null;
  readonly lastEventTime: EpochMs | null;
  /** First close or underlying price of each calendar year (UTC): to compare its unit with that of others. */
  readonly levels: Readonly<Record<string, number>>;
  /** Only where stretches were asked for. */
  readonly coverage?: Coverage | undefined;
  /** Errors first, then warnings, then by name. */
  readonly findings: readonly AuditFinding[];
}

/** What the audit of one series found; no finding means that every check passed. */
export interface AuditReport extends AuditedExtent {
  readonly instrument: InstrumentId;
  readonly timeframe: Timeframe;
}

/** What the audit of one table found. */
export interface TableReport extends AuditedExtent {
  readonly kind: RecordKind;
  readonly id: string;
}

/** A split that the dataset knows of. */
export interface KnownSplit {
  /** Opening of the ex-day. */
  readonly eventTime: EpochMs;
  /** New shares for one old share. */
  readonly ratio: number;
}

/** Limits of the audit. */
export interface AuditOptions {
  /** Examples that each finding shows. @default 5 */
  readonly examples: number;
  /** When the data are read: what is stamped later cannot have happened. @default nothing is late */
  readonly readAt: EpochMs;
  /** Ends of the stretches that coverage is counted in: n + 1 moments, a stretch is (edge, next edge]. @default none */
  readonly coverageEdges: readonly EpochMs[];
  /** Splits of the instrument that are known, in order of time: raw prices are compared across them per old share. @default none */
  readonly splits: readonly KnownSplit[];
  /**
   * A return is toxic if the price changed by more than this factor up or down within one bar. Symmetric, so that a
   * loss of 99.9 % is found as a gain of 600 % is. @default 6
   */
  readonly toxicFactor: number;
  /** Robust standard deviations (1.4826 · median absolute log return) from which a log return is an outlier. @default 12 */
  readonly outlierScore: number;
  /** Distance, as a fraction, at which a price ratio still counts as that of a split. @default 0.02 */
  readonly splitTolerance: number;
  /** Robust standard deviations below which a split-like ratio is an ordinary return. @default 8 */
  readonly splitScore: number;
  /** Distance, as a fraction, at which a price ratio still counts as a change of unit (×100, ×1,000, …). @default 0.1 */
  readonly unitTolerance: number;
  /** Times the usual spread from which a spread is an outlier. @default 20 */
  readonly spreadFactor: number;
  /** Fraction of the price by which its nearest tick may differ. @default 0.0001 */
  readonly tickTolerance: number;
  /** Identical bars in a row that count as stale, for bars of a day or longer. @default 4 */
  readonly staleBars: number;
  /** The same for bars within the day, which stand still in quiet hours. @default 60 */
  readonly staleBarsIntraday: number;
  /** Share of a year's opens equal to the close before, from which they look made up. @default 0.1 */
  readonly degenerateOpenShare: number;
  /** Times the usual range, high to low, from which one of the first ten bars is extreme. @default 5 */
  readonly firstRangeFactor: number;
  /** Days that a contract is to be seen on. @default 5 */
  readonly contractDays: number;
  /** Share of the bars of a day or longer that the calendar expects, below which a series is incomplete. @default 0.5 */
  readonly completeShare: number;
  /** The same, below which it is not fit for use. @default 0.1 */
  readonly usableShare: number;
  /** Share of the usual number of records below which a snapshot looks partial. @default 0.6 */
  readonly partialShare: number;
  /** Share of values equal to the one before, from which they look filled forward. @default 0.8 */
  readonly filledShare: number;
}

/** The limits used unless others are given. */
export const DEFAULT_AUDIT_OPTIONS: AuditOptions = Object.freeze({
  examples: 5,
  readAt: Infinity,
  coverageEdges: Object.freeze([]),
  splits: Object.freeze([]),
  toxicFactor: 6,
  outlierScore: 12,
  splitTolerance: 0.02,
  splitScore: 8,
  unitTolerance: 0.1,
  spreadFactor: 20,
  tickTolerance: 1e-4,
  staleBars: 4,
  staleBarsIntraday: 60,
  degenerateOpenShare: 0.1,
  firstRangeFactor: 5,
  contractDays: 5,
  completeShare: 0.5,
  usableShare: 0.1,
  partialShare: 0.6,
  filledShare: 0.8,
});
