import { mean, quantile } from '@assay/core/vector';
import type { MeasureDefinition } from '../definition.ts';
import { defined, undefinedBecause } from '../measure.ts';
import type { Measure } from '../measure.ts';
import type { TradeFacts } from './facts.ts';
import { tradeMeasure } from './trade-measure.ts';

/** How long trades lasted. */
export const TRADE_DURATION_MEASURES: readonly MeasureDefinition[] = [
  tradeMeasure({
    id: 'averageBarsHeld',
    name: 'Bars held, mean',
    unit: 'bars',
    definition: 'Σ bars / n',
    reasons: ['beyond-exact-range'],
    of: (trades) => trades.basic().averageBarsHeld,
  }),
  tradeMeasure({
    id: 'medianBarsHeld',
    name: 'Bars held, median',
    unit: 'bars',
    definition: 'median of bars',
    of: (trades) => defined(quantile(trades.barsHeld(), 0.5)),
  }),
  tradeMeasure({
    id: 'averageBarsWinning',
    name: 'Bars held by winning trades, mean',
    unit: 'bars',
    definition: 'mean of bars where w > 0',
    reasons: ['no-winning-trade'],
    of: (trades) => meanBars(trades, (net) => net > 0, 'no-winning-trade'),
  }),
  tradeMeasure({
    id: 'averageBarsLosing',
    name: 'Bars held by losing trades, mean',
    unit: 'bars',
    definition: 'mean of bars where w < 0',
    reasons: ['no-losing-trade'],
    of: (trades) => meanBars(trades, (net) => net < 0, 'no-losing-trade'),
  }),
];

function meanBars(
  trades: TradeFacts,
  isKept: (net: number) => boolean,
  reason: 'no-winning-trade' | 'no-losing-trade',
): Measure {
  const net = trades.net();
  const bars = trades.barsHeld().filter((_, i) => isKept(net[i]));
  return bars.length === 0 ? undefinedBecause(reason) : defined(mean(bars));
}
