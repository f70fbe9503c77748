import type { SimulationResult } from '../simulation/index.ts';
import { defined, undefinedBecause } from './measure.ts';
import type { Measure } from './measure.ts';

/** What became of the orders. */
export interface OrderMeasures {
  /** Orders that were filled; forced exits are not orders. */
  readonly nFilled: number;
  /** Orders and intents that the account or the market refused whole. */
  readonly nRefused: number;
  /** nRefused / (nFilled + nRefused). */
  readonly rejectRate: Measure;
  /** Refusals by reason, most frequent first, then by name. */
  readonly refusalsByReason: readonly { readonly reason: string; readonly count: number }[];
}

/**
 * What nobody refused, so that it counts neither way: the history ended before the order could fill, it filled in part, a newer
 * decision took its place, or its position was gone before it came to it.
 */
const NOT_REFUSED: ReadonlySet<string> = new Set([
  'no-later-bar',
  'reduced-to-limit',
  'replaced',
  'exited-before-fill',
]);

/**
 * Share of what was asked for that was refused. `refusalsByReason` shows also what does not count in the rate.
 *
 * @param result - fills and refusals of a simulation.
 *
 * @remarks
 * NaN: the rate is undefined because of `no-order` where nothing was ever asked for.
 * Source: this project.
 */
export function orderMeasures(result: Pick<SimulationResult, 'fills' | 'refusals'>): OrderMeasures {
  const filled = new Set<number>();
  for (const fill of result.fills) if (fill.orderId !== undefined) filled.add(fill.orderId);
  const counts = new Map<string, number>();
  for (const { reason } of result.refusals) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const refusalsByReason = [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
  const nFilled = filled.size;
  const nRefused = result.refusals.filter(({ reason }) => !NOT_REFUSED.has(reason)).length;
  const asked = nFilled + nRefused;
  const rejectRate = asked === 0 ? undefinedBecause('no-order') : defined(nRefused / asked);
  return { nFilled, nRefused, rejectRate, refusalsByReason };
}
