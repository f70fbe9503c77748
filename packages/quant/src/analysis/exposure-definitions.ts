import type { MeasureDefinition } from './definition.ts';
import type { ExposureFacts } from './exposure-facts.ts';
import { defined, undefinedBecause } from './measure.ts';
import type { Measure } from './measure.ts';

/** What was held, and how much was traded. x is the signed exposure to an instrument as a fraction of equity. */
export const EXPOSURE_MEASURES: readonly MeasureDefinition[] = [
  exposure({
    id: 'timeInMarket',
    name: 'Time in the market',
    unit: 'fraction',
    definition: '#(gross > 0) / n, gross = Σ_a abs(x)',
    of: ({ basic }) => basic().timeInMarket,
  }),
  exposure({
    id: 'timeLong',
    name: 'Time net long',
    unit: 'fraction',
    definition: '#(net > 0) / n, net = Σ_a x',
    of: ({ counts }) => defined(counts().nLong / counts().nPeriods),
  }),
  exposure({
    id: 'timeShort',
    name: 'Time net short',
    unit: 'fraction',
    definition: '#(net < 0) / n, net = Σ_a x',
    of: ({ counts }) => defined(counts().nShort / counts().nPeriods),
  }),
  exposure({
    id: 'averageGrossExposure',
    name: 'Gross exposure, mean',
    unit: 'fraction',
    definition: 'mean of Σ_a abs(x)',
    of: ({ basic }) => basic().averageGrossExposure,
  }),
  exposure({
    id: 'averageNetExposure',
    name: 'Net exposure, mean',
    unit: 'fraction',
    definition: 'mean of Σ_a x',
    of: ({ basic }) => basic().averageNetExposure,
  }),
  exposure({
    id: 'largestGrossExposure',
    name: 'Gross exposure, largest',
    unit: 'fraction',
    definition: 'max of Σ_a abs(x)',
    of: ({ counts }) => defined(counts().largestGross),
  }),
  exposure({
    id: 'annualTurnover',
    name: 'Turnover a year, both sides',
    unit: 'multiple a year',
    definition: 'P · mean over t of Σ_a abs(x_t - x_{t-1} · (1 + r_{a,t}) / (1 + r_t))',
    reasons: ['wealth-not-positive'],
    of: ({ basic }) => basic().annualTurnover,
  }),
];

interface ExposureMeasure extends Omit<MeasureDefinition, 'level' | 'reasons' | 'usesOrder' | 'of'> {
  /** @default none */
  readonly reasons?: MeasureDefinition['reasons'];
  readonly of: (exposure: ExposureFacts) => Measure;
}

function exposure({ reasons = [], of, ...words }: ExposureMeasure): MeasureDefinition {
  return {
    ...words,
    level: 'exposure',
    usesOrder: words.id === 'annualTurnover',
    reasons,
    of: (facts) => {
      if (facts.exposure === undefined) return undefinedBecause('exposure-not-given');
      const fault = facts.exposure.fault();
      return fault === undefined ? of(facts.exposure) : undefinedBecause(fault);
    },
  };
}
