import type { ActionRow } from './action-rows.ts';

/** Decimals of a price factor in these files. */
const FACTOR_STEP = 1e-7;
/** As far as the split factors can be trusted: of their eight decimals the last one is often wrong. */
const SPLIT_STEP = 1e-7;
/** Largest number of shares in a ratio. */
const MOST_SHARES = 1000;

/**
 * What happened between two rows of a factor file, each price factor, split factor and the close of its date.
 *
 * Prices before are multiplied by both factors of their row, so from one row to the next
 *
 * - a split gives splitAfter / splitBefore new shares for an old one, taken as the ratio of the smallest whole numbers that
 *   the digits of the factors allow;
 * - a dividend is close · (1 - priceBefore / priceAfter), rounded to the decimals that the digits of the factors allow.
 */
export function factorActions(before: readonly number[], after: readonly number[]): readonly ActionRow[] {
  const [price, split, close] = before as [number, number, number];
  const [nextPrice, nextSplit] = after as [number, number];
  const actions: ActionRow[] = [];
  if (split !== nextSplit && split > 0 && nextSplit > 0)
    actions.push({ type: 'split', value: ratioOf(nextSplit / split, SPLIT_STEP * (1 / split + 1 / nextSplit)) });
  if (price !== nextPrice && nextPrice > 0) {
    const dividend = close * (1 - price / nextPrice);
    const error = (close * FACTOR_STEP) / nextPrice;
    if (dividend > error) actions.push({ type: 'cash-dividend', value: roundedWithin(dividend, error) });
  }
  return actions;
}

/** The simplest ratio within a relative error; the value itself where there is none. */
function ratioOf(value: number, relativeError: number): number {
  for (let shares = 1; shares <= MOST_SHARES; shares++) {
    for (const ratio of [Math.round(value * shares) / shares, shares / Math.round(shares / value)]) {
      if (ratio > 0 && Math.abs(ratio / value - 1) <= relativeError) return ratio;
    }
  }
  return value;
}

/** The value with no more decimals than its error allows. */
function roundedWithin(value: number, error: number): number {
  const decimals = Math.min(6, Math.max(0, Math.floor(-Math.log10(2 * error))));
  return Number(value.toFixed(decimals));
}
