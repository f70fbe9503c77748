import { checkFinite, checkInteger } from '@assay/core/checks';
import type { DatasetContent } from '../dataset-content.ts';
import { generateMarket } from './generate-market.ts';
import { resolveMarket } from './options.ts';
import type { SyntheticMarketOptions } from './options.ts';

/** A market with an edge of known lag and size. */
export interface PlantedEdgeOptions extends SyntheticMarketOptions {
  /** Bars that the signal looks back. @default 1 */
  readonly lag?: number | undefined;
  /**
   * Expected log return from open to close of the next bar when the signal is up, in units of `volatility`. Positive: what
   * rose goes on rising (momentum); negative: it comes back (mean reversion). @default 0.2
   */
  readonly strength?: number | undefined;
}

/**
 * A random walk with one causal signal: signal[t] = sign(close[t] - close[t - lag]) is known at the close of bar t, and
 *
 * E[ln(close[t + 1] / open[t + 1])] = strength · volatility · signal[t] + what the walk has anyway.
 *
 * So who holds signal[t] from the open of bar t + 1 to its close earns strength · volatility a bar before costs, which
 * time-series momentum over `lag` bars does. The night has no edge. Shifted by one bar the signal's edge is gone only as far
 * as the signal does not persist.
 *
 * @throws {InvalidArgumentError} if an option is out of its domain, or the calendar ends before the last bar.
 */
export function plantedEdge(options: PlantedEdgeOptions): DatasetContent {
  const { lag = 1, strength = 0.2, ...rest } = options;
  checkInteger('lag', lag, 1);
  checkFinite('strength', strength);
  const market = resolveMarket(rest);
  return generateMarket(market, {
    name: 'planted-edge',
    parameters: { lag, strength },
    description: `synthetic: random walks in which the sign of the last ${lag} bars' return moves the next bar`,
    addedReturn: (close, t) => {
      if (t < lag + 1) return 0;
      return strength * market.volatility * Math.sign((close[t - 1] as number) - (close[t - 1 - lag] as number));
    },
  });
}
