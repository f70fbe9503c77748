import { fromTicks, toTicks } from '../../market/index.ts';
import type { Instrument, OptionInstrument } from '../../market/index.ts';
import type { SeriesColumns } from '../columns.ts';

/** What is known where an instrument expires. */
export interface ExpiryMoment {
  readonly columns: readonly SeriesColumns[];
  /** Newest mark of a series in whole ticks; NaN before the first. */
  readonly markTicks: Float64Array;
}

/** The price at which an expiring position is closed, and the rule that gives it. */
export interface ExpiryPrice {
  /** Whole ticks. */
  readonly ticks: number;
  readonly rule: string;
}

/** Says what an instrument settles at; undefined where it cannot, so that the last mark counts. Plug point for other kinds. */
export type ExpiryRule = (one: SeriesColumns, moment: ExpiryMoment) => ExpiryPrice | undefined;

/**
 * How instruments with an expiry settle where no settlement price is stated, by their kind.
 *
 * - Futures: at their last mark, the last trade's price.
 * - Options: at what they are worth by the last mark of their underlying, if that is in the simulation: max(0, S - K) for a
 *   call, max(0, K - S) for a put, to the nearest tick.
 *
 * Source: this project; docs/methods/expiries.md.
 */
export const EXPIRY_RULES: Readonly<Partial<Record<Instrument['kind'], ExpiryRule>>> = Object.freeze({
  option: intrinsicValue,
});

function intrinsicValue({ series }: SeriesColumns, { columns, markTicks }: ExpiryMoment): ExpiryPrice | undefined {
  const option = series.instrument as OptionInstrument;
  const underlying = columns.find(({ id }) => id === option.underlying);
  if (underlying === undefined || Number.isNaN(markTicks[underlying.index])) return undefined;
  const spot = fromTicks(underlying.series.instrument, markTicks[underlying.index]);
  const strike = Number(option.strike);
  const value = Math.max(0, option.right === 'call' ? spot - strike : strike - spot);
  return { ticks: toTicks(option, value), rule: 'expired-at-intrinsic-value' };
}
