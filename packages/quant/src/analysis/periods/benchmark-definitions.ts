import { correlation } from '@assay/core/vector';
import type { MeasureDefinition } from '../definition.ts';
import { defined, undefinedBecause } from '../measure.ts';
import type { Measure } from '../measure.ts';
import { overDeviation } from '../spread.ts';
import type { BenchmarkFacts } from './benchmark-facts.ts';
import type { PeriodFacts } from './facts.ts';
import { ANNUAL, periodMeasure } from './period-measure.ts';
import type { PeriodMeasure } from './period-measure.ts';

/** How the returns compare with those of a benchmark b in the same periods. */
export const BENCHMARK_MEASURES: readonly MeasureDefinition[] = [
  against({
    id: 'beta',
    name: 'Beta',
    unit: 'ratio',
    definition: 'cov(r, b) / var(b)',
    minimum: 2,
    reasons: ['zero-benchmark-variance'],
    compare: (b) => ofVaryingBenchmark(b, () => b.beta()),
  }),
  against({
    id: 'alpha',
    name: 'Alpha a year',
    unit: 'fraction a year',
    definition: '(mean(e) - beta · mean(b - f)) · P',
    minimum: ANNUAL,
    reasons: ['zero-benchmark-variance'],
    compare: (b) => ofVaryingBenchmark(b, () => b.alpha() * b.periodsPerYear),
  }),
  against({
    id: 'benchmarkCorrelation',
    name: 'Correlation with the benchmark',
    unit: 'ratio',
    definition: 'cov(r, b) / √(var(r) · var(b))',
    minimum: 2,
    reasons: ['zero-benchmark-variance', 'zero-variance'],
    compare: correlationWith,
  }),
  against({
    id: 'trackingError',
    name: 'Tracking error a year',
    unit: 'fraction a year',
    definition: 'standard deviation of r - b · √P',
    minimum: ANNUAL,
    compare: (b) => defined(b.active().standardDeviation * Math.sqrt(b.periodsPerYear)),
  }),
  against({
    id: 'informationRatio',
    name: 'Information ratio, annual',
    unit: 'ratio, annual',
    definition: 'mean(r - b) / standard deviation of r - b · √P',
    minimum: ANNUAL,
    isRatioOfWealth: true,
    reasons: ['zero-variance'],
    compare: informationRatio,
  }),
  against({
    id: 'treynorRatio',
    name: 'Treynor ratio, annual',
    unit: 'fraction a year',
    definition: 'mean(e) · P / beta',
    minimum: ANNUAL,
    isRatioOfWealth: true,
    reasons: ['zero-benchmark-variance', 'no-beta'],
    compare: (b, periods) => treynor(b, periods),
  }),
  against({
    id: 'upCapture',
    name: 'Up capture',
    unit: 'ratio',
    definition: 'G(r) / G(b) over b > 0',
    isRatioOfWealth: true,
    reasons: ['benchmark-never-rose', 'no-capture'],
    compare: (b) => b.upCapture(),
  }),
  against({
    id: 'downCapture',
    name: 'Down capture',
    unit: 'ratio',
    definition: 'G(r) / G(b) over b < 0',
    isRatioOfWealth: true,
    reasons: ['benchmark-never-fell', 'no-capture', 'wealth-not-positive'],
    compare: (b) => b.downCapture(),
  }),
  against({
    id: 'captureRatio',
    name: 'Up capture over down capture',
    unit: 'ratio',
    definition: 'upCapture / downCapture',
    isRatioOfWealth: true,
    reasons: ['benchmark-never-rose', 'benchmark-never-fell', 'no-capture', 'wealth-not-positive'],
    compare: captureRatio,
  }),
  against({
    id: 'battingAverage',
    name: 'Periods better than the benchmark',
    unit: 'fraction',
    definition: '#(r > b) / n',
    compare: (b) => defined(nAbove(b) / b.n),
  }),
];

interface BenchmarkMeasure extends Omit<PeriodMeasure, 'of'> {
  readonly compare: (benchmark: BenchmarkFacts, periods: PeriodFacts) => Measure;
}

function against({ compare, ...measure }: BenchmarkMeasure): MeasureDefinition {
  const guarded = periodMeasure({
    ...measure,
    of: (periods) => {
      const benchmark = periods.against();
      if (benchmark === undefined) return undefinedBecause('benchmark-not-given');
      return benchmark.fault === undefined ? compare(benchmark, periods) : undefinedBecause(benchmark.fault);
    },
  });
  return { ...guarded, level: 'benchmark', reasons: [...guarded.reasons, 'benchmark-not-given'] };
}

function nAbove({ returns, benchmark }: BenchmarkFacts): number {
  let count = 0;
  for (let t = 0; t < returns.length; t++) if (returns[t] > benchmark[t]) count++;
  return count;
}

function ofVaryingBenchmark(benchmark: BenchmarkFacts, value: () => number): Measure {
  return benchmark.market().standardDeviation > 0 ? defined(value()) : undefinedBecause('zero-benchmark-variance');
}

function correlationWith(benchmark: BenchmarkFacts, periods: PeriodFacts): Measure {
  if (!(periods.moments().standardDeviation > 0)) return undefinedBecause('zero-variance');
  return ofVaryingBenchmark(benchmark, () => correlation(benchmark.returns, benchmark.benchmark));
}

function informationRatio(benchmark: BenchmarkFacts): Measure {
  const { mean: active, standardDeviation } = benchmark.active();
  const ratio = overDeviation(active, standardDeviation);
  return ratio.reason === undefined ? defined(ratio.value * Math.sqrt(benchmark.periodsPerYear)) : ratio;
}

function treynor(benchmark: BenchmarkFacts, periods: PeriodFacts): Measure {
  if (!(benchmark.market().standardDeviation > 0)) return undefinedBecause('zero-benchmark-variance');
  const beta = benchmark.beta();
  return beta === 0 ? undefinedBecause('no-beta') : defined((periods.meanExcess() * periods.periodsPerYear) / beta);
}

function captureRatio(benchmark: BenchmarkFacts): Measure {
  const [up, down] = [benchmark.upCapture(), benchmark.downCapture()];
  if (up.reason !== undefined) return up;
  if (down.reason !== undefined) return down;
  return down.value === 0 ? undefinedBecause('no-capture') : defined(up.value / down.value);
}
