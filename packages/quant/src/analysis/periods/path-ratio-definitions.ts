import { correlation } from '@assay/core/vector';
import type { MeasureDefinition } from '../definition.ts';
import { defined, undefinedBecause } from '../measure.ts';
import type { Measure } from '../measure.ts';
import { returnMeasures } from '../return-measures.ts';
import type { PeriodFacts } from './facts.ts';
import { ANNUAL, periodMeasure } from './period-measure.ts';
import { basicMeasure } from './return-definitions.ts';

const YEARS_OF_YOUNG = 3;

/** Reward in proportion to what the way there was like. */
export const PATH_RATIO_MEASURES: readonly MeasureDefinition[] = [
  basicMeasure({
    id: 'calmarRatio',
    name: 'Calmar ratio over the whole record (MAR ratio)',
    unit: 'ratio, annual',
    definition: 'annualisedReturn / maxDrawdown',
    minimum: ANNUAL,
    usesOrder: true,
    reasons: ['no-drawdown', 'wealth-not-positive'],
  }),
  periodMeasure({
    id: 'calmarRatio36Months',
    name: 'Calmar ratio of the last 36 months',
    unit: 'ratio, annual',
    definition: 'annualisedReturn / maxDrawdown of the last 3·P periods',
    minimum: ANNUAL,
    usesOrder: true,
    reasons: ['no-drawdown', 'wealth-not-positive'],
    of: calmarOfLastYears,
  }),
  periodMeasure({
    id: 'ulcerPerformanceIndex',
    name: 'Ulcer performance index (Martin ratio)',
    unit: 'ratio, annual',
    definition: '(annualisedReturn - ((1 + f)^P - 1)) / ulcerIndex',
    minimum: ANNUAL,
    usesOrder: true,
    reasons: ['no-drawdown', 'wealth-not-positive'],
    of: (periods) => excessReturnOver(periods, periods.ulcerIndex()),
  }),
  periodMeasure({
    id: 'painRatio',
    name: 'Pain ratio',
    unit: 'ratio, annual',
    definition: '(annualisedReturn - ((1 + f)^P - 1)) / painIndex',
    minimum: ANNUAL,
    usesOrder: true,
    reasons: ['no-drawdown', 'wealth-not-positive'],
    of: (periods) => excessReturnOver(periods, periods.painIndex()),
  }),
  periodMeasure({
    id: 'recoveryFactor',
    name: 'Recovery factor',
    unit: 'ratio',
    definition: 'totalReturn / maxDrawdown',
    usesOrder: true,
    reasons: ['no-drawdown', 'wealth-not-positive'],
    of: recoveryFactor,
  }),
  periodMeasure({
    id: 'stability',
    name: 'Stability: R² of log wealth on time',
    unit: 'ratio',
    definition: 'ρ(ln W, t)², t = 1 .. n',
    minimum: 3,
    isRatioOfWealth: true,
    usesOrder: true,
    reasons: ['zero-variance'],
    of: stability,
  }),
];

function calmarOfLastYears(periods: PeriodFacts): Measure {
  const { returns, n, periodsPerYear, riskFreePerPeriod } = periods;
  const length = Math.round(YEARS_OF_YOUNG * periodsPerYear);
  if (n < length) return undefinedBecause('too-few-observations');
  return returnMeasures(returns.subarray(n - length), { periodsPerYear, riskFreePerPeriod }).calmarRatio;
}

function excessReturnOver(periods: PeriodFacts, risk: number): Measure {
  const { annualisedReturn } = periods.basic();
  if (annualisedReturn.reason !== undefined) return annualisedReturn;
  if (!(risk > 0)) return undefinedBecause('no-drawdown');
  const idle = Math.expm1(periods.periodsPerYear * Math.log1p(periods.riskFreePerPeriod));
  return defined((annualisedReturn.value - idle) / risk);
}

function recoveryFactor(periods: PeriodFacts): Measure {
  const { totalReturn, maxDrawdown } = periods.basic();
  if (totalReturn.reason !== undefined) return totalReturn;
  return maxDrawdown.value > 0 ? defined(totalReturn.value / maxDrawdown.value) : undefinedBecause('no-drawdown');
}

function stability(periods: PeriodFacts): Measure {
  const { logWealth } = periods.path();
  const fit = correlation(
    logWealth,
    logWealth.map((_, t) => t),
  );
  return Number.isNaN(fit) ? undefinedBecause('zero-variance') : defined(fit * fit);
}
