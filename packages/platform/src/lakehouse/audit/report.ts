import type { EpochMs } from '@assay/core/time';
import type { InstrumentId, Timeframe } from '@assay/quant/market';

/** What an audit can find. */
export const FINDING_KINDS = [
  'available-early',
  'bad-ohlc',
  'bad-price',
  'bad-time',
  'bad-volume',
  'bar-off-session',
  'disorder',
  'duplicate-time',
  'missing-bars',
  'missing-session',
  'off-tick',
  'open-equals-previous-close',
  'outlier',
  'outside-calendar',
  'split-like-jump',
  'stale-run',
  'toxic-return',
  'zero-volume-run',
] as const;

/** Name of a finding. */
export type FindingKind = (typeof FINDING_KINDS)[number];

/** `info`: worth knowing; `warning`: look before you use it; `error`: not fit for use. */
export type Severity = 'info' | 'warning' | 'error';

/** One place where a finding shows. */
export interface AuditExample {
  /** The bar's close; of a missing session, when it closed. */
  readonly eventTime: EpochMs;
  /** Data row in the bar's source file; null where there is no bar. */
  readonly sourceRow: number | null;
  readonly detail: string;
}

/** One kind of fault or oddity of a series. */
export interface AuditFinding {
  readonly kind: FindingKind;
  readonly severity: Severity;
  /** Bars concerned; of missing ones, how many. */
  readonly count: number;
  /** The first few places, in order of time. */
  readonly examples: readonly AuditExample[];
  /** Share of the bars concerned in each calendar year (UTC), where that tells more than the count. */
  readonly shareByYear?: Readonly<Record<string, number>>;
}

/** What the audit of one series found; no finding means that every check passed. */
export interface AuditReport {
  readonly instrument: InstrumentId;
  readonly timeframe: Timeframe;
  readonly rows: number;
  /** Errors first, then warnings, then by name. */
  readonly findings: readonly AuditFinding[];
}

/** Limits of the audit. */
export interface AuditOptions {
  /** Examples that each finding shows. @default 5 */
  readonly examples: number;
  /**
   * A return is toxic if the price changed by more than this factor up or down within one bar. Symmetric, so that a
   * loss of 99.9 % is found as a gain of 600 % is. @default 6
   */
  readonly toxicFactor: number;
  /** Robust standard deviations (1.4826 · median absolute deviation) from which a log return is an outlier. @default 12 */
  readonly outlierScore: number;
  /** Distance, as a fraction, at which a price ratio still counts as that of a split. @default 0.02 */
  readonly splitTolerance: number;
  /** Robust standard deviations below which a split-like ratio is an ordinary return. @default 8 */
  readonly splitScore: number;
  /** Identical bars in a row that count as stale, for bars of a day or longer. @default 4 */
  readonly staleBars: number;
  /** The same for bars within the day, which stand still in quiet hours. @default 60 */
  readonly staleBarsIntraday: number;
  /** Share of a year's opens equal to the close before, from which they look made up. @default 0.1 */
  readonly degenerateOpenShare: number;
}

/** The limits used unless others are given. */
export const DEFAULT_AUDIT_OPTIONS: AuditOptions = Object.freeze({
  examples: 5,
  toxicFactor: 6,
  outlierScore: 12,
  splitTolerance: 0.02,
  splitScore: 8,
  staleBars: 4,
  staleBarsIntraday: 60,
  degenerateOpenShare: 0.1,
});
