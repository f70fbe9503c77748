import type { IndexSource } from '@assay/core/inference';

/** One kind of path through resampled trades, in units of the equity at the start. */
export interface PathPlan {
  /** Result of each trade: a fraction of the start, or of the equity before the trade where `isCompounding`. */
  readonly steps: Float64Array;
  readonly isCompounding: boolean;
  readonly nPaths: number;
  /** Trades in a path. */
  readonly horizon: number;
  /** Fraction of the start at or below which a path is ruined. */
  readonly ruinLevel: number;
  /** Numbers of trades after which the equity is kept for the fan, rising; the last one is `horizon`. */
  readonly fanTrades: Int32Array;
}

/** What became of each path. */
export interface PathOutcomes {
  /** Equity at the end, shape (nPaths,); of a ruined path at its ruin. */
  readonly finalEquity: Float64Array;
  /** Largest fall below the running peak, as a fraction of the peak, shape (nPaths,). */
  readonly maxDrawdowns: Float64Array;
  readonly nRuined: number;
  /** Equity after fanTrades[k] trades, shape (fanTrades.length · nPaths,), point by point. */
  readonly fan: Float64Array;
}

/** Where one path stands. Reused from path to path. */
interface Walk {
  equity: number;
  peak: number;
  /** Lowest equity as a fraction of the peak before it. */
  trough: number;
  isRuined: boolean;
}

/**
 * Walks every path. A ruined path trades no more: it keeps the equity that ruined it.
 *
 * Cost: O(nPaths · horizon); nothing is allocated for a path.
 */
export function walkPaths(plan: PathPlan, source: IndexSource): PathOutcomes {
  const { nPaths, horizon, fanTrades } = plan;
  const finalEquity = new Float64Array(nPaths);
  const maxDrawdowns = new Float64Array(nPaths);
  const fan = new Float64Array(fanTrades.length * nPaths);
  const places = new Int32Array(horizon);
  const walk: Walk = { equity: 1, peak: 1, trough: 1, isRuined: false };
  let nRuined = 0;
  for (let path = 0; path < nPaths; path++) {
    source.fill(places);
    Object.assign(walk, { equity: 1, peak: 1, trough: 1, isRuined: false });
    let from = 0;
    for (let k = 0; k < fanTrades.length; k++) {
      const to = fanTrades[k];
      if (!walk.isRuined) walkTrades(walk, plan, places, { from, to });
      fan[k * nPaths + path] = walk.equity;
      from = to;
    }
    finalEquity[path] = walk.equity;
    maxDrawdowns[path] = 1 - walk.trough;
    if (walk.isRuined) nRuined++;
  }
  return { finalEquity, maxDrawdowns, nRuined, fan };
}

/** Takes the trades places[from..to), or those up to the ruin. */
function walkTrades(walk: Walk, plan: PathPlan, places: Int32Array, { from, to }: { from: number; to: number }): void {
  const { steps, isCompounding, ruinLevel } = plan;
  let { equity, peak, trough } = walk;
  let floor = trough * peak;
  for (let i = from; i < to; i++) {
    const step = steps[places[i]];
    equity += isCompounding ? equity * step : step;
    if (equity > peak) {
      peak = equity;
      floor = trough * peak;
    } else if (equity < floor) {
      trough = equity / peak;
      floor = equity;
      // Ruin is a new low of the whole path, so it is a new trough below any peak so far.
      if (equity <= ruinLevel) {
        walk.isRuined = true;
        break;
      }
    }
  }
  walk.equity = equity;
  walk.peak = peak;
  walk.trough = trough;
}
