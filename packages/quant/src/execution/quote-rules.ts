import { checkInteger } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';

/** What a quote must be like to be traded. Crossed quotes and bids that are not above zero never are. */
export interface QuoteRules {
  /** Oldest quote that is traded, in milliseconds; ≥ 0, Infinity for any age. */
  readonly staleMs: number;
  /** Widest spread that is traded, as a fraction of the middle; > 0, Infinity for any width. */
  readonly maxSpreadFraction: number;
}

/** A quote as it stands when an order meets it. */
export interface QuoteState {
  /** Whole ticks, or any one unit for both; NaN where there is none. */
  readonly bid: number;
  readonly ask: number;
  /** Milliseconds since it was quoted. @default 0 */
  readonly ageMs?: number | undefined;
  /** Lots on offer at the side that the order takes. @default not known, which refuses nothing */
  readonly size?: number | undefined;
}

/** Why a quote is not traded. */
export type QuoteRefusal =
  'no-quote' | 'stale-quote' | 'zero-bid' | 'crossed-quote' | 'wide-spread' | 'size-exceeds-quote';

/** Two minutes, and half of the middle. */
export const DEFAULT_QUOTE_RULES: QuoteRules = Object.freeze({ staleMs: 120_000, maxSpreadFraction: 0.5 });

/**
 * Why an order is not filled at a quote; undefined where it may be.
 *
 * In this order: no bid or ask (`no-quote`), older than `staleMs`, a bid that is not above zero, an ask below the bid, a
 * spread above `maxSpreadFraction` of the middle, more lots than are on offer.
 *
 * @param lots - whole, > 0.
 *
 * @remarks
 * Causal: the quote as it stands.
 * Source: this project.
 */
export function quoteRefusal(rules: QuoteRules, quote: QuoteState, lots: number): QuoteRefusal | undefined {
  const { bid, ask, ageMs = 0, size = Infinity } = quote;
  if (Number.isNaN(bid) || Number.isNaN(ask)) return 'no-quote';
  if (ageMs > rules.staleMs) return 'stale-quote';
  if (bid <= 0) return 'zero-bid';
  if (ask < bid) return 'crossed-quote';
  if (ask - bid > (rules.maxSpreadFraction * (ask + bid)) / 2) return 'wide-spread';
  return lots > size ? 'size-exceeds-quote' : undefined;
}

/**
 * Throws unless quote rules are in their domain.
 *
 * @throws {InvalidArgumentError} if they are not.
 *
 * @remarks
 * Source: this project.
 */
export function checkQuoteRules(rules: QuoteRules): void {
  if (rules.staleMs !== Infinity) checkInteger('quotes.staleMs', rules.staleMs, 0);
  if (!(rules.maxSpreadFraction > 0)) {
    throw new InvalidArgumentError('quotes.maxSpreadFraction', '> 0', rules.maxSpreadFraction);
  }
}
