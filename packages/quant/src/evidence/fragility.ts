import { mean, standardDeviation } from '@assay/core/vector';
import { defined, undefinedBecause } from '../analysis/index.ts';
import type { Measure } from '../analysis/index.ts';

/** Something a reader of a fragility must know that its value does not say. */
export type FragilityNote = 'no-neighbour' | 'mean-not-positive';

/** How much of a row's Sharpe ratio hangs on the exact values of its parameters: 0 none, 1 all. */
export interface Fragility extends Measure {
  readonly note?: FragilityNote | undefined;
}

/** Coefficients of variation at which fragility begins and at which it is complete. */
export const FRAGILITY_RANGE: { readonly none: number; readonly full: number } = Object.freeze({ none: 0.3, full: 2 });

/**
 * Fragility of a row among its ±10 % parameter neighbours.
 *
 * With c the standard deviation (n - 1) over the absolute mean of {row, neighbours}: (c - 0.3) / (2 - 0.3), held in
 * [0, 1]. A row that gains while its neighbourhood does not, on average, is complete luck of its exact values: 1. A row that
 * loses among neighbours that lose alike is robust in losing; other rules judge that. A neighbour without a Sharpe
 * ratio (it never traded) counts as 0: all of the edge is gone there. A row that stands alone among k neighbours of 0 has
 * c = √(k + 1) and so at least 0.65, whatever its own height.
 *
 * @param rowSharpe - the row's Sharpe ratio, in any scale.
 * @param neighbourSharpes - its neighbours' in the same scale; null or NaN where undefined.
 * @returns with the note `no-neighbour` and 0 where no parameter can be moved; with `mean-not-positive` where a gaining row
 *   stands in such a neighbourhood; 0.5 where the mean is exactly 0 and the row does not gain.
 *
 * @remarks
 * NaN: undefined because of `no-sharpe` where the row has none.
 * Source: this project.
 */
export function fragility(rowSharpe: number, neighbourSharpes: readonly (number | null)[]): Fragility {
  if (!Number.isFinite(rowSharpe)) return undefinedBecause('no-sharpe');
  if (neighbourSharpes.length === 0) return { value: 0, note: 'no-neighbour' };
  const known = neighbourSharpes.map((sharpe) => (sharpe !== null && Number.isFinite(sharpe) ? sharpe : 0));
  const all = Float64Array.from([rowSharpe, ...known]);
  const centre = mean(all);
  if (centre <= 0 && rowSharpe > 0) return { value: 1, note: 'mean-not-positive' };
  if (centre === 0) return defined(0.5);
  const variation = standardDeviation(all, 1) / Math.abs(centre);
  const { none, full } = FRAGILITY_RANGE;
  return defined(Math.min(1, Math.max(0, (variation - none) / (full - none))));
}
