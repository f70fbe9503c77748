import type { CostContext } from './cost-context.ts';
import type { MinuteFactor, ProfileSpread, QuotedSpread, SpreadModel } from './cost-model.ts';

const BPS_PER_UNIT = 10_000;

/**
 * How far the spread moves the price against the trader, in ticks, not rounded.
 *
 * bps: |reference| · half / 10⁴. ticks: half. quoted: from the reference to mid + factor · (ask - bid) / 2 (for a sale:
 * mid - …), at least 0. profile: |reference| · factor(minute) · (halfBps + perVolatility · σ · 10⁴) / 10⁴.
 * Where the reference is a side's quote already: 0, and for a quoted spread what a factor above 1 adds.
 *
 * @param direction - 1 for a purchase, -1 for a sale.
 * @returns ticks ≥ 0; NaN where an input is absent that the model needs and has no fallback for.
 *
 * @remarks
 * Causal: the context only.
 * Source: this project.
 */
export function spreadTicks(
  spread: SpreadModel,
  context: CostContext,
  direction: 1 | -1,
  referenceTicks: number,
): number {
  if (spread.kind === 'quoted') return quotedTicks(spread, context, direction, referenceTicks);
  if (context.isSpreadIncluded === true) return 0;
  const size = Math.abs(referenceTicks);
  if (spread.kind === 'bps') return (size * spread.half) / BPS_PER_UNIT;
  if (spread.kind === 'ticks') return spread.half;
  return (size * profileBps(spread, context)) / BPS_PER_UNIT;
}

/**
 * Half spread of a profile, in basis points; NaN where an input is absent and there is no fallback.
 *
 * factor(minute) · (halfBps + perVolatility · σ · 10⁴).
 *
 * @remarks
 * Assumes: the half spread grows in proportion to daily volatility.
 * Unrealistic when: a session closes early (steps count from its opening), or the market is in a crisis.
 * Source: spreads over volatility and the hours of the session: T. H. McInish and R. A. Wood, Journal of Finance 47
 * (1992) 753.
 */
export function profileBps(spread: ProfileSpread, context: CostContext): number {
  const { sessionMinute, dailyVolatility } = context;
  const isMinuteMissing = needsMinute(spread) && sessionMinute === undefined;
  const isVolatilityMissing = spread.perVolatility > 0 && !isAtLeastZero(dailyVolatility);
  if (isMinuteMissing || isVolatilityMissing) return spread.fallbackBps ?? NaN;
  const volatile = spread.perVolatility > 0 ? spread.perVolatility * (dailyVolatility ?? 0) * BPS_PER_UNIT : 0;
  return minuteFactor(spread, sessionMinute ?? 0) * (spread.halfBps + volatile);
}

/**
 * True where the factor of a profile depends on the minute.
 *
 * Source: this project.
 */
export function needsMinute(spread: ProfileSpread): boolean {
  return spread.byMinute.length > 0;
}

/**
 * True for a number ≥ 0; false for undefined and NaN.
 *
 * Source: this project.
 */
export function isAtLeastZero(value: number | undefined): value is number {
  return value !== undefined && value >= 0 && value < Infinity;
}

/** A context with both sides of a quote. */
export type QuotedContext = CostContext & { readonly bidTicks: number; readonly askTicks: number };

/**
 * True where the context has a quote whose sides are not crossed.
 *
 * Source: this project.
 */
export function hasQuote(context: CostContext): context is QuotedContext {
  const { bidTicks, askTicks } = context;
  return bidTicks !== undefined && askTicks !== undefined && askTicks >= bidTicks;
}

/**
 * How much wider a modelled half spread is than the quoted one, in ticks (negative: the model is too cheap): what a
 * report shows where both are known.
 *
 * @returns NaN where there is no quote, or the model lacks an input.
 *
 * @remarks
 * Source: this project.
 */
export function spreadErrorTicks(spread: SpreadModel, context: CostContext): number {
  if (!hasQuote(context)) return NaN;
  const mid = (context.bidTicks + context.askTicks) / 2;
  const modelled = spreadTicks(spread, { ...context, isSpreadIncluded: false }, 1, mid);
  return modelled - (context.askTicks - context.bidTicks) / 2;
}

/**
 * The whole-tick reference of a quote for an order that has no other: the mid, half a tick in the trader's favour where
 * it lies between ticks, so that a quoted spread of factor 1 fills exactly at the other side's quote.
 *
 * Source: this project.
 */
export function quoteReferenceTicks(side: 'buy' | 'sell', bidTicks: number, askTicks: number): number {
  const mid = (bidTicks + askTicks) / 2;
  return side === 'buy' ? Math.floor(mid) : Math.ceil(mid);
}

function quotedTicks(spread: QuotedSpread, context: CostContext, direction: 1 | -1, referenceTicks: number): number {
  const isIncluded = context.isSpreadIncluded === true;
  if (isIncluded && spread.factor <= 1) return 0;
  if (!hasQuote(context)) {
    const beyond = isIncluded ? (spread.factor - 1) / spread.factor : 1;
    return (Math.abs(referenceTicks) * (spread.fallbackBps ?? NaN) * beyond) / BPS_PER_UNIT;
  }
  const half = (context.askTicks - context.bidTicks) / 2;
  if (isIncluded) return (spread.factor - 1) * half;
  const mid = (context.bidTicks + context.askTicks) / 2;
  return Math.max(0, direction * (mid - referenceTicks) + spread.factor * half);
}

function minuteFactor(spread: ProfileSpread, minute: number): number {
  const steps: readonly MinuteFactor[] = spread.byMinute;
  if (steps.length === 0) return 1;
  if (minute < 0) return spread.outsideFactor;
  for (let i = steps.length - 1; i > 0; i--) {
    if (steps[i].from <= minute) return steps[i].factor;
  }
  return steps[0].factor;
}
