import type { Side, Trail } from '../../orders/index.ts';

/** Relative width within which a product of doubles counts as the whole number it stands for. */
const WHOLE_TOLERANCE = 1e-12;

/**
 * Level of a trailing stop: below the highest price by its distance for a sell, above the lowest for a buy.
 *
 * A fraction of the mark is rounded up to whole ticks, at least one.
 *
 * @param markTicks - best price since it began to work; NaN gives NaN.
 * @returns whole ticks.
 *
 * @remarks
 * Source: this project.
 */
export function trailingLevel(side: Side, trail: Trail, markTicks: number): number {
  const distance = trail.kind === 'ticks' ? trail.ticks : fractionTicks(Math.abs(markTicks) * trail.value);
  return side === 'sell' ? markTicks - distance : markTicks + distance;
}

/**
 * The water mark after a price: never falls for a sell, never rises for a buy.
 *
 * @param markTicks - NaN where there is none yet.
 *
 * @remarks
 * Source: this project.
 */
export function movedMark(side: Side, markTicks: number, priceTicks: number): number {
  if (Number.isNaN(markTicks)) return priceTicks;
  return side === 'sell' ? Math.max(markTicks, priceTicks) : Math.min(markTicks, priceTicks);
}

function fractionTicks(exact: number): number {
  const nearest = Math.round(exact);
  const isWhole = Math.abs(exact - nearest) <= WHOLE_TOLERANCE * nearest;
  return Math.max(1, isWhole ? nearest : Math.ceil(exact));
}
