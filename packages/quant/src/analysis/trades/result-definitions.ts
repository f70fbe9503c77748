import { quantile } from '@assay/core/vector';
import type { MeasureDefinition } from '../definition.ts';
import { defined, undefinedBecause } from '../measure.ts';
import type { Measure } from '../measure.ts';
import type { TradeMeasures } from '../trade-measures.ts';
import { tradeMeasure } from './trade-measure.ts';
import type { TradeMeasure } from './trade-measure.ts';

type BasicName = keyof TradeMeasures;

/** What the closed trades brought. w is the net result of a trade, in ledger units. */
export const TRADE_RESULT_MEASURES: readonly MeasureDefinition[] = [
  basic({ id: 'nTrades', name: 'Trades', unit: 'count', definition: 'n', isSum: true }),
  basic({
    id: 'nDecidedTrades',
    name: 'Trades that something decided',
    unit: 'count',
    definition: 'trades whose exit rule does not begin with segment-end',
    isSum: true,
  }),
  basic({ id: 'nWinning', name: 'Winning trades', unit: 'count', definition: '#(w > 0)', isSum: true }),
  basic({ id: 'nLosing', name: 'Losing trades', unit: 'count', definition: '#(w < 0)', isSum: true }),
  basic({
    id: 'grossUnits',
    name: 'Gross result',
    unit: 'ledger units',
    definition: 'Σ results before costs',
    isSum: true,
    reasons: ['beyond-exact-range'],
  }),
  basic({
    id: 'costUnits',
    name: 'Costs',
    unit: 'ledger units',
    definition: 'Σ costs',
    isSum: true,
    reasons: ['beyond-exact-range'],
  }),
  basic({
    id: 'netUnits',
    name: 'Net result',
    unit: 'ledger units',
    definition: 'Σ w',
    isSum: true,
    reasons: ['beyond-exact-range'],
  }),
  basic({
    id: 'expectancyUnits',
    name: 'Expectancy: mean net result',
    unit: 'ledger units',
    definition: 'Σ w / n',
    reasons: ['beyond-exact-range'],
  }),
  tradeMeasure({
    id: 'medianNetUnits',
    name: 'Median net result',
    unit: 'ledger units',
    definition: 'median w',
    of: (trades) => defined(quantile(trades.net(), 0.5)),
  }),
  basic({
    id: 'profitFactor',
    name: 'Profit factor',
    unit: 'ratio',
    definition: 'Σ w > 0 / Σ -w > 0',
    reasons: ['no-losing-trade', 'beyond-exact-range'],
  }),
  basic({
    id: 'payoffRatio',
    name: 'Payoff ratio',
    unit: 'ratio',
    definition: 'averageWinUnits / averageLossUnits',
    reasons: ['no-losing-trade', 'no-winning-trade', 'beyond-exact-range'],
  }),
  tradeMeasure({
    id: 'averageWinUnits',
    name: 'Mean gain of a winning trade',
    unit: 'ledger units',
    definition: 'mean of w > 0',
    reasons: ['no-winning-trade'],
    of: (trades) => share(trades.signs().sumAbove, trades.signs().nAbove, 'no-winning-trade'),
  }),
  tradeMeasure({
    id: 'averageLossUnits',
    name: 'Mean loss of a losing trade',
    unit: 'ledger units',
    definition: 'mean of -w > 0',
    reasons: ['no-losing-trade'],
    of: (trades) => share(trades.signs().sumBelow, trades.signs().nBelow, 'no-losing-trade'),
  }),
  basic({
    id: 'largestWinUnits',
    name: 'Largest gain',
    unit: 'ledger units',
    definition: 'max w',
    reasons: ['no-winning-trade'],
  }),
  basic({
    id: 'largestLossUnits',
    name: 'Largest loss',
    unit: 'ledger units',
    definition: 'max -w',
    reasons: ['no-losing-trade'],
  }),
];

function basic(measure: Omit<TradeMeasure, 'of'> & { readonly id: BasicName }): MeasureDefinition {
  return tradeMeasure({
    ...measure,
    of: (trades) => {
      const value = trades.basic()[measure.id];
      return typeof value === 'number' ? defined(value) : value;
    },
  });
}

function share(total: number, count: number, reason: 'no-winning-trade' | 'no-losing-trade'): Measure {
  return count === 0 ? undefinedBecause(reason) : defined(total / count);
}
