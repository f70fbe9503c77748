import { maximum, mean, quantile } from '@assay/core/vector';
import type { MeasureDefinition, MeasureUnit } from '../definition.ts';
import { defined, undefinedBecause } from '../measure.ts';
import type { UndefinedReason } from '../measure.ts';
import type { Excursions } from './facts.ts';
import { tradeMeasure } from './trade-measure.ts';

/**
 * What happened while trades were open: a is the largest loss of a trade on the way (MAE), m its largest gain (MFE), g its
 * result, all before costs.
 */
export const TRADE_EXCURSION_MEASURES: readonly MeasureDefinition[] = [
  tradeMeasure({
    id: 'nWithExcursions',
    name: 'Trades with known excursions',
    unit: 'count',
    definition: 'trades whose a and m are known',
    isSum: true,
    of: (trades) => defined(trades.excursions().gross.length),
  }),
  excursion({
    id: 'averageAdverseUnits',
    name: 'Largest loss while open, mean (MAE)',
    definition: 'mean a',
    of: ({ adverse }) => mean(adverse),
  }),
  excursion({
    id: 'worstAdverseUnits',
    name: 'Largest loss while open, worst',
    definition: 'max a',
    of: ({ adverse }) => maximum(adverse),
  }),
  excursion({
    id: 'adverseOfWinnersUnits',
    name: 'Largest loss while open of winning trades, 95 % quantile',
    definition: '95 % quantile of a where w > 0',
    otherwise: 'no-winning-trade',
    of: ({ adverse, net }) =>
      quantile(
        adverse.filter((_, i) => net[i] > 0),
        0.95,
      ),
  }),
  excursion({
    id: 'averageFavourableUnits',
    name: 'Largest gain while open, mean (MFE)',
    definition: 'mean m',
    of: ({ favourable }) => mean(favourable),
  }),
  excursion({
    id: 'favourableOfLosersUnits',
    name: 'Largest gain while open of losing trades, mean',
    definition: 'mean m where w < 0',
    otherwise: 'no-losing-trade',
    of: ({ favourable, net }) => mean(favourable.filter((_, i) => net[i] < 0)),
  }),
  excursion({
    id: 'excursionRatio',
    name: 'Mean largest gain over mean largest loss',
    unit: 'ratio',
    definition: 'mean m / mean a',
    otherwise: 'no-excursion',
    of: ({ favourable, adverse }) => (maximum(adverse) > 0 ? mean(favourable) / mean(adverse) : NaN),
  }),
  excursion({
    id: 'entryEfficiency',
    name: 'Entry efficiency',
    unit: 'fraction',
    definition: 'mean of m / (m + a) where m + a > 0',
    otherwise: 'no-excursion',
    of: (known) => meanOverRange(known, (i) => known.favourable[i]),
  }),
  excursion({
    id: 'exitEfficiency',
    name: 'Exit efficiency',
    unit: 'fraction',
    definition: 'mean of (g + a) / (m + a) where m + a > 0',
    otherwise: 'no-excursion',
    of: (known) => meanOverRange(known, (i) => known.gross[i] + known.adverse[i]),
  }),
  excursion({
    id: 'totalEfficiency',
    name: 'Total efficiency',
    unit: 'fraction',
    definition: 'mean of g / (m + a) where m + a > 0',
    otherwise: 'no-excursion',
    of: (known) => meanOverRange(known, (i) => known.gross[i]),
  }),
];

interface ExcursionMeasure {
  readonly id: string;
  readonly name: string;
  /** @default 'ledger units' */
  readonly unit?: MeasureUnit;
  readonly definition: string;
  /** Why the value may be NaN although excursions are known. */
  readonly otherwise?: UndefinedReason;
  readonly of: (known: Excursions) => number;
}

function excursion({
  id,
  name,
  unit = 'ledger units',
  definition,
  otherwise,
  of,
}: ExcursionMeasure): MeasureDefinition {
  return tradeMeasure({
    id,
    name,
    unit,
    definition,
    reasons: otherwise === undefined ? ['excursions-not-given'] : ['excursions-not-given', otherwise],
    of: (trades) => {
      const known = trades.excursions();
      if (known.gross.length === 0) return undefinedBecause('excursions-not-given');
      const value = of(known);
      return Number.isNaN(value) && otherwise !== undefined ? undefinedBecause(otherwise) : defined(value);
    },
  });
}

function meanOverRange({ adverse, favourable }: Excursions, part: (i: number) => number): number {
  return mean(adverse.map((loss, i) => part(i) / (loss + favourable[i])).filter(Number.isFinite));
}
