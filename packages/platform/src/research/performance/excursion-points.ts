import type { ExcursionPoint, PerformanceModel } from '@assay/contracts/schemas';
import type { TradeInput } from '@assay/quant/analysis';
import { inCurrency } from './measure-values.ts';

/** Most trades that a model has points of, and how many of them are the largest each way. */
const MOST_POINTS = 1200;
const EXTREMES = 50;

/** How far trades went while they were open: all of them, or the extremes and an even choice of the others. */
export function excursionPoints({ trades, adverseUnits, favourableUnits }: TradeInput): PerformanceModel['excursions'] {
  const points = trades
    .map(({ netUnits }, trade): ExcursionPoint => ({
      trade,
      adverse: inCurrency(adverseUnits?.[trade] ?? NaN),
      favourable: inCurrency(favourableUnits?.[trade] ?? NaN),
      net: inCurrency(netUnits),
    }))
    .filter(({ adverse, favourable }) => adverse >= 0 && favourable >= 0);
  return { points: thinned(points), total: points.length };
}

function thinned(points: readonly ExcursionPoint[]): ExcursionPoint[] {
  if (points.length <= MOST_POINTS) return [...points];
  const kept = new Set<ExcursionPoint>();
  for (const size of ['adverse', 'favourable'] as const) {
    const largest = points.toSorted((a, b) => b[size] - a[size] || a.trade - b.trade).slice(0, EXTREMES);
    for (const point of largest) kept.add(point);
  }
  const step = points.length / (MOST_POINTS - 2 * EXTREMES);
  for (let at = 0; Math.floor(at) < points.length; at += step) kept.add(points[Math.floor(at)] as ExcursionPoint);
  return [...kept].sort((a, b) => a.trade - b.trade);
}
