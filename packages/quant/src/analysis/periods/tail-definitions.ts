import { normalQuantile } from '@assay/core/special';
import { quantileSorted } from '@assay/core/vector';
import type { MeasureDefinition } from '../definition.ts';
import { defined, undefinedBecause } from '../measure.ts';
import type { Measure } from '../measure.ts';
import { cornishFisherTail } from './cornish-fisher.ts';
import type { TailPoint } from './cornish-fisher.ts';
import type { PeriodFacts } from './facts.ts';
import { periodMeasure } from './period-measure.ts';
import { basicMeasure } from './return-definitions.ts';

const TAIL = 0.05;
const FAR_TAIL = 0.01;

/** What the worst periods cost. Losses are numbers > 0. */
export const TAIL_MEASURES: readonly MeasureDefinition[] = [
  basicMeasure({
    id: 'valueAtRisk5',
    name: 'Value at risk, 5 %',
    unit: 'fraction',
    definition: '-q(0.05)',
  }),
  basicMeasure({
    id: 'expectedShortfall5',
    name: 'Expected shortfall, 5 %',
    unit: 'fraction',
    definition: '-mean of r ≤ q(0.05)',
  }),
  periodMeasure({
    id: 'valueAtRisk1',
    name: 'Value at risk, 1 %',
    unit: 'fraction',
    definition: '-q(0.01)',
    of: (periods) => defined(0 - quantileSorted(periods.sorted(), FAR_TAIL)),
  }),
  periodMeasure({
    id: 'valueAtRisk5Normal',
    name: 'Value at risk, 5 %, of a normal',
    unit: 'fraction',
    definition: '-(mean + standardDeviation · z), z = Φ⁻¹(0.05)',
    minimum: 2,
    of: (periods) => fromMean(periods, normalQuantile(TAIL)),
  }),
  periodMeasure({
    id: 'valueAtRisk5CornishFisher',
    name: 'Value at risk, 5 %, with skewness and kurtosis',
    unit: 'fraction',
    definition: '-(mean + standardDeviation · w(z)), z = Φ⁻¹(0.05)',
    minimum: 2,
    reasons: ['zero-variance', 'expansion-not-monotone'],
    of: (periods) => cornishFisher(periods, ({ quantile }) => quantile),
  }),
  periodMeasure({
    id: 'expectedShortfall5CornishFisher',
    name: 'Expected shortfall, 5 %, with skewness and kurtosis',
    unit: 'fraction',
    definition: '-(mean + standardDeviation · E[w(Z), Z ≤ z] / 0.05), z = Φ⁻¹(0.05)',
    minimum: 2,
    reasons: ['zero-variance', 'expansion-not-monotone'],
    of: (periods) => cornishFisher(periods, ({ meanBelow }) => meanBelow),
  }),
  periodMeasure({
    id: 'tailRatio',
    name: 'Tail ratio',
    unit: 'ratio',
    definition: 'q(0.95) / -q(0.05)',
    reasons: ['no-losing-tail'],
    of: tailRatio,
  }),
];

function fromMean(periods: PeriodFacts, deviations: number): Measure {
  const { mean, standardDeviation } = periods.moments();
  return defined(0 - (mean + standardDeviation * deviations));
}

function cornishFisher(periods: PeriodFacts, pick: (tail: TailPoint) => number): Measure {
  const { standardDeviation, skewness, kurtosis } = periods.moments();
  if (!(standardDeviation > 0)) return undefinedBecause('zero-variance');
  const tail = cornishFisherTail(TAIL, skewness, kurtosis - 3);
  return tail === undefined ? undefinedBecause('expansion-not-monotone') : fromMean(periods, pick(tail));
}

function tailRatio(periods: PeriodFacts): Measure {
  const low = quantileSorted(periods.sorted(), TAIL);
  const high = quantileSorted(periods.sorted(), 1 - TAIL);
  return low < 0 && high >= 0 ? defined(high / -low) : undefinedBecause('no-losing-tail');
}
