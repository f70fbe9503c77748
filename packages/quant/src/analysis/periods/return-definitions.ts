import type { MeasureDefinition } from '../definition.ts';
import { defined, undefinedBecause } from '../measure.ts';
import type { Measure } from '../measure.ts';
import type { ReturnMeasures } from '../return-measures.ts';
import type { PeriodFacts } from './facts.ts';
import { ANNUAL, periodMeasure } from './period-measure.ts';
import type { PeriodMeasure } from './period-measure.ts';

type BasicName = Exclude<keyof ReturnMeasures, 'nObservations'>;

/**
 * A measure that `returnMeasures` computes.
 *
 * Source: this project.
 */
export function basicMeasure(measure: Omit<PeriodMeasure, 'of'> & { readonly id: BasicName }): MeasureDefinition {
  return periodMeasure({ ...measure, of: (periods) => periods.basic()[measure.id] });
}

/** What was earned, and how it was spread. */
export const RETURN_MEASURES: readonly MeasureDefinition[] = [
  {
    ...periodMeasure({
      id: 'nObservations',
      name: 'Periods',
      unit: 'count',
      definition: 'n',
      of: (periods) => defined(periods.n),
    }),
    of: ({ periods }) => defined(periods.n),
  },
  basicMeasure({
    id: 'totalReturn',
    name: 'Total return',
    unit: 'fraction',
    definition: 'Π (1 + r) - 1',
    reasons: ['wealth-not-positive'],
  }),
  basicMeasure({
    id: 'annualisedReturn',
    name: 'Return a year, compounded (CAGR)',
    unit: 'fraction a year',
    definition: 'Π (1 + r)^(P / n) - 1',
    minimum: ANNUAL,
    reasons: ['wealth-not-positive'],
  }),
  basicMeasure({ id: 'meanReturn', name: 'Mean return a period', unit: 'fraction', definition: 'Σ r / n' }),
  periodMeasure({
    id: 'geometricMeanReturn',
    name: 'Geometric mean return a period',
    unit: 'fraction',
    definition: 'Π (1 + r)^(1 / n) - 1',
    reasons: ['wealth-not-positive'],
    of: geometricMean,
  }),
  basicMeasure({
    id: 'standardDeviation',
    name: 'Standard deviation a period',
    unit: 'fraction',
    definition: '√(Σ (r - mean)² / (n - 1))',
    minimum: 2,
  }),
  basicMeasure({
    id: 'annualisedVolatility',
    name: 'Volatility a year',
    unit: 'fraction a year',
    definition: 'standardDeviation · √P',
    minimum: ANNUAL,
  }),
  periodMeasure({
    id: 'downsideDeviation',
    name: 'Downside deviation a year',
    unit: 'fraction a year',
    definition: '√(Σ min(e, 0)² / n) · √P',
    minimum: ANNUAL,
    of: (periods) => defined(periods.downside() * Math.sqrt(periods.periodsPerYear)),
  }),
  basicMeasure({
    id: 'skewness',
    name: 'Skewness',
    unit: 'ratio',
    definition: 'm3 / m2^1.5',
    minimum: 2,
    reasons: ['zero-variance'],
  }),
  basicMeasure({
    id: 'kurtosis',
    name: 'Kurtosis (3 for a normal)',
    unit: 'ratio',
    definition: 'm4 / m2²',
    minimum: 2,
    reasons: ['zero-variance'],
  }),
  basicMeasure({ id: 'bestPeriod', name: 'Best period', unit: 'fraction', definition: 'max r' }),
  basicMeasure({ id: 'worstPeriod', name: 'Worst period', unit: 'fraction', definition: 'min r' }),
  periodMeasure({
    id: 'winningPeriodShare',
    name: 'Periods with a gain',
    unit: 'fraction',
    definition: '#(r > 0) / n',
    of: (periods) => defined(periods.signs().nAbove / periods.n),
  }),
  periodMeasure({
    id: 'periodPayoffRatio',
    name: 'Mean gain of a period over its mean loss',
    unit: 'ratio',
    definition: 'mean of r > 0 / mean of -r > 0',
    reasons: ['no-losing-period', 'no-winning-period'],
    of: payoff,
  }),
  periodMeasure({
    id: 'longestWinningPeriods',
    name: 'Longest run of gains',
    unit: 'periods',
    definition: 'longest run of r > 0',
    usesOrder: true,
    of: (periods) => defined(periods.signs().longestAbove),
  }),
  periodMeasure({
    id: 'longestLosingPeriods',
    name: 'Longest run of losses',
    unit: 'periods',
    definition: 'longest run of r < 0',
    usesOrder: true,
    of: (periods) => defined(periods.signs().longestBelow),
  }),
];

function geometricMean(periods: PeriodFacts): Measure {
  const logWealth = periods.path().logWealth[periods.n - 1];
  return Number.isNaN(logWealth) ? undefinedBecause('wealth-not-positive') : defined(Math.expm1(logWealth / periods.n));
}

function payoff(periods: PeriodFacts): Measure {
  const { nAbove, nBelow, sumAbove, sumBelow } = periods.signs();
  if (nBelow === 0) return undefinedBecause('no-losing-period');
  if (nAbove === 0) return undefinedBecause('no-winning-period');
  return defined(sumAbove / nAbove / (sumBelow / nBelow));
}
