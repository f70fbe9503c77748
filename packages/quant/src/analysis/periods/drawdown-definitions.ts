import { mean, quantileSorted } from '@assay/core/vector';
import type { MeasureDefinition } from '../definition.ts';
import { defined, undefinedBecause } from '../measure.ts';
import type { Measure } from '../measure.ts';
import type { PeriodFacts } from './facts.ts';
import { periodMeasure } from './period-measure.ts';
import type { PeriodMeasure } from './period-measure.ts';
import { basicMeasure } from './return-definitions.ts';

const TAIL = 0.05;

/** How far and how long wealth was below its peak. d is the distance from the peak as a share of it, ≥ 0. */
export const DRAWDOWN_MEASURES: readonly MeasureDefinition[] = [
  basicMeasure({
    id: 'maxDrawdown',
    name: 'Maximum drawdown',
    unit: 'fraction',
    definition: 'max d',
    usesOrder: true,
  }),
  ofPath({
    id: 'averageDrawdown',
    name: 'Mean depth of a drawdown',
    unit: 'fraction',
    definition: 'mean over the drawdowns of their largest d',
    reasons: ['no-drawdown'],
    of: averageDrawdown,
  }),
  ofPath({
    id: 'currentDrawdown',
    name: 'Drawdown at the end',
    unit: 'fraction',
    definition: 'd of the last period',
    of: (periods) => defined(0 - periods.path().drawdown[periods.n - 1]),
  }),
  ofPath({
    id: 'conditionalDrawdown5',
    name: 'Mean of the deepest 5 % of the path',
    unit: 'fraction',
    definition: 'mean of d ≥ 95 % quantile of d',
    of: conditionalDrawdown,
  }),
  ofPath({
    id: 'ulcerIndex',
    name: 'Ulcer index',
    unit: 'fraction',
    definition: '√(Σ d² / n)',
    of: (periods) => defined(periods.ulcerIndex()),
  }),
  ofPath({
    id: 'painIndex',
    name: 'Pain index',
    unit: 'fraction',
    definition: 'Σ d / n',
    of: (periods) => defined(periods.painIndex()),
  }),
  ofPath({
    id: 'nDrawdowns',
    name: 'Drawdowns',
    unit: 'count',
    definition: 'number of runs of d > 0',
    of: (periods) => defined(periods.episodes().length),
  }),
  ofPath({
    id: 'timeUnderWater',
    name: 'Time below the peak',
    unit: 'fraction',
    definition: '#(d > 0) / n',
    of: timeUnderWater,
  }),
  basicMeasure({
    id: 'longestDrawdownPeriods',
    name: 'Longest drawdown',
    unit: 'periods',
    definition: 'longest run of d > 0',
    usesOrder: true,
  }),
  ofPath({
    id: 'longestRecoveryPeriods',
    name: 'Longest recovery',
    unit: 'periods',
    definition: 'largest distance from the valley of a drawdown to its end, of those that ended',
    reasons: ['no-drawdown', 'not-recovered'],
    of: longestRecovery,
  }),
  ofPath({
    id: 'maxDrawdownRecoveryPeriods',
    name: 'Recovery from the maximum drawdown',
    unit: 'periods',
    definition: 'distance from the valley of the deepest drawdown to its end',
    reasons: ['no-drawdown', 'not-recovered'],
    of: recoveryOfDeepest,
  }),
];

function ofPath(measure: PeriodMeasure): MeasureDefinition {
  return periodMeasure({ ...measure, usesOrder: true });
}

function averageDrawdown(periods: PeriodFacts): Measure {
  const episodes = periods.episodes();
  if (episodes.length === 0) return undefinedBecause('no-drawdown');
  return defined(mean(Float64Array.from(episodes, ({ depth }) => depth)));
}

function conditionalDrawdown(periods: PeriodFacts): Measure {
  const sorted = periods.path().drawdown.slice().sort();
  const limit = quantileSorted(sorted, TAIL);
  let nBeyond = 0;
  while (sorted[nBeyond] <= limit) nBeyond++;
  return defined(0 - mean(sorted.subarray(0, nBeyond)));
}

function timeUnderWater(periods: PeriodFacts): Measure {
  return defined(periods.episodes().reduce((total, { nPeriods }) => total + nPeriods, 0) / periods.n);
}

function longestRecovery(periods: PeriodFacts): Measure {
  const episodes = periods.episodes();
  if (episodes.length === 0) return undefinedBecause('no-drawdown');
  let longest = 0;
  for (const { troughIndex, recoveryIndex } of episodes) {
    if (recoveryIndex !== undefined) longest = Math.max(longest, recoveryIndex - troughIndex);
  }
  return longest > 0 ? defined(longest) : undefinedBecause('not-recovered');
}

function recoveryOfDeepest(periods: PeriodFacts): Measure {
  const episodes = periods.episodes();
  if (episodes.length === 0) return undefinedBecause('no-drawdown');
  const { troughIndex, recoveryIndex } = episodes.reduce((deepest, one) => (one.depth > deepest.depth ? one : deepest));
  return recoveryIndex === undefined ? undefinedBecause('not-recovered') : defined(recoveryIndex - troughIndex);
}
