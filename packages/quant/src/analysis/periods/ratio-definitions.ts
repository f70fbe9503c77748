import { mean } from '@assay/core/vector';
import type { MeasureDefinition } from '../definition.ts';
import { defined, undefinedBecause } from '../measure.ts';
import type { Measure } from '../measure.ts';
import { sharpeLongRunVariance } from './autocorrelation.ts';
import type { PeriodFacts } from './facts.ts';
import { ANNUAL, periodMeasure } from './period-measure.ts';
import { basicMeasure } from './return-definitions.ts';
import { signCounts } from './sign-counts.ts';

/** Reward in proportion to risk, whatever the order of the periods, and how sure the Sharpe ratio is. */
export const RATIO_MEASURES: readonly MeasureDefinition[] = [
  basicMeasure({
    id: 'sharpeRatio',
    name: 'Sharpe ratio, annual',
    unit: 'ratio, annual',
    definition: 'mean(e) / standardDeviation · √P',
    minimum: ANNUAL,
    isRatioOfWealth: true,
    reasons: ['zero-variance'],
  }),
  periodMeasure({
    id: 'sharpeStandardError',
    name: 'Standard error of the annual Sharpe ratio',
    unit: 'ratio, annual',
    definition: '√((1 - g3·S + (g4 - 1) / 4 · S²) / (n - 1)) · √P',
    minimum: ANNUAL,
    isRatioOfWealth: true,
    reasons: ['zero-variance', 'variance-not-positive'],
    of: sharpeError,
  }),
  periodMeasure({
    id: 'autocorrelationCorrectedSharpe',
    name: 'Sharpe ratio, annual, corrected for autocorrelation',
    unit: 'ratio, annual',
    definition: 'sharpeRatio / √(1 + 2 Σ_{k=1..L} (1 - k / P) · ρ_k)',
    minimum: ANNUAL,
    isRatioOfWealth: true,
    usesOrder: true,
    reasons: ['zero-variance', 'variance-not-positive'],
    of: correctedSharpe,
  }),
  periodMeasure({
    id: 'autocorrelationCorrectedSharpeError',
    name: 'Standard error of the corrected Sharpe ratio',
    unit: 'ratio, annual',
    definition: '√(V / (n - 1)) · √P / √(1 + 2 Σ_{k=1..L} (1 - k / P) · ρ_k)',
    minimum: ANNUAL,
    isRatioOfWealth: true,
    usesOrder: true,
    reasons: ['zero-variance', 'variance-not-positive'],
    of: correctedSharpeError,
  }),
  basicMeasure({
    id: 'sortinoRatio',
    name: 'Sortino ratio, annual',
    unit: 'ratio, annual',
    definition: 'mean(e) / √(Σ min(e, 0)² / n) · √P',
    minimum: ANNUAL,
    isRatioOfWealth: true,
    reasons: ['no-losing-period'],
  }),
  periodMeasure({
    id: 'omegaRatio',
    name: 'Omega ratio above the risk-free return',
    unit: 'ratio',
    definition: 'Σ max(e, 0) / Σ max(-e, 0)',
    isRatioOfWealth: true,
    reasons: ['no-losing-period'],
    of: omega,
  }),
  periodMeasure({
    id: 'gainToPainRatio',
    name: 'Gain to pain',
    unit: 'ratio',
    definition: 'Σ r / Σ max(-r, 0)',
    isRatioOfWealth: true,
    reasons: ['no-losing-period'],
    of: gainToPain,
  }),
];

function omega(periods: PeriodFacts): Measure {
  const { sumAbove, sumBelow } = periods.riskFreePerPeriod === 0 ? periods.signs() : signCounts(periods.excess());
  return sumBelow > 0 ? defined(sumAbove / sumBelow) : undefinedBecause('no-losing-period');
}

function gainToPain(periods: PeriodFacts): Measure {
  const { sumBelow } = periods.signs();
  if (sumBelow === 0) return undefinedBecause('no-losing-period');
  return defined((mean(periods.returns) * periods.n) / sumBelow);
}

function sharpeError(periods: PeriodFacts): Measure {
  const sharpe = periods.sharpe();
  if (sharpe.reason !== undefined) return sharpe;
  const { skewness, kurtosis } = periods.moments();
  const variance = 1 - skewness * sharpe.value + ((kurtosis - 1) / 4) * sharpe.value ** 2;
  if (!(variance > 0)) return undefinedBecause('variance-not-positive');
  return defined(Math.sqrt(variance / (periods.n - 1)) * Math.sqrt(periods.periodsPerYear));
}

function correctedSharpe(periods: PeriodFacts): Measure {
  const sharpe = periods.sharpe();
  if (sharpe.reason !== undefined) return sharpe;
  const scale = periods.annualScale();
  return scale.reason === undefined ? defined(sharpe.value * scale.value) : scale;
}

function correctedSharpeError(periods: PeriodFacts): Measure {
  const sharpe = periods.sharpe();
  if (sharpe.reason !== undefined) return sharpe;
  const scale = periods.annualScale();
  if (scale.reason !== undefined) return scale;
  const variance = sharpeLongRunVariance(periods.deviations(), sharpe.value);
  if (!(variance > 0)) return undefinedBecause('variance-not-positive');
  return defined(Math.sqrt(variance / (periods.n - 1)) * scale.value);
}
