import type { Currency, RecordTable } from '@assay/quant/market';
import type { OutsideSeries } from '@assay/quant/simulation';

/** Rates of one currency in another, oldest first. */
export interface RateSeries {
  readonly from: Currency;
  readonly to: Currency;
  /** How long a rate counts after it was known. */
  readonly maxAgeMs: number;
  /** shape (n,): when each rate became known, ascending. */
  readonly availableAt: Float64Array;
  /** shape (n,): units of `to` for one unit of `from`. */
  readonly values: Float64Array;
}

/** What a pack holds beside bars. */
export interface BesideBars {
  readonly actions: readonly RecordTable[];
  readonly rates: readonly RateSeries[];
  readonly outside: Readonly<Record<string, OutsideSeries>>;
  /** Tables of quotes, one an instrument at most. */
  readonly quotes: readonly RecordTable[];
  /** Tables of gates of one maker, one an instrument at most. */
  readonly gates: readonly RecordTable[];
}

/** Nothing beside bars. */
export const NOTHING_BESIDE: BesideBars = { actions: [], rates: [], outside: {}, quotes: [], gates: [] };
