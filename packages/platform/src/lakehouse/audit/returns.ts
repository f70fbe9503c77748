import { quantileSorted } from '@assay/core/vector';
import type { BarSeries } from '@assay/quant/market';
import { valueAt } from '../columns.ts';
import { findingCounter } from './finding.ts';
import type { AuditInput } from './finding.ts';
import type { AuditFinding, AuditOptions } from './report.ts';

/** A normal variable's standard deviation over its median absolute deviation. */
const NORMAL_CONSISTENCY = 1.4826;
const SPLIT_FACTORS = [3 / 2, 2, 5 / 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 50, 100];

/** Changes of price from bar to bar: impossible ones, outliers, and those whose size is that of a split. */
export function auditReturns(input: AuditInput): readonly AuditFinding[] {
  const { series, options } = input;
  const returns = logReturns(series);
  const scale = robustScale(returns);
  const toxicReturn = Math.log(options.toxicFactor);
  const toxic = findingCounter(input, 'toxic-return', 'error');
  const outliers = findingCounter(input, 'outlier', 'warning');
  const splits = findingCounter(input, 'split-like-jump', 'warning');
  for (let i = 1; i < series.length; i++) {
    const value = valueAt(returns, i);
    const score = (value - scale.centre) / scale.deviation;
    if (Math.abs(value) > toxicReturn) toxic.addBar(i, `log return ${value.toFixed(4)}`);
    else if (Math.abs(score) >= options.outlierScore) {
      outliers.addBar(i, `log return ${value.toFixed(4)}, ${score.toFixed(1)} robust standard deviations`);
    }
    const ratio = splitRatio(series, i, options);
    if (ratio !== undefined && Math.abs(Math.log(ratio) / scale.deviation) >= options.splitScore) {
      splits.addBar(i, `opens at ${ratio.toFixed(4)} times the close before, as after a split`);
    }
  }
  return [...toxic.findings(), ...outliers.findings(), ...splits.findings()];
}

/** Log returns from close to close; element 0 and whatever has no logarithm are NaN. */
function logReturns(series: BarSeries): Float64Array {
  const returns = new Float64Array(series.length).fill(NaN);
  for (let i = 1; i < series.length; i++) {
    const ratio = valueAt(series.close, i) / valueAt(series.close, i - 1);
    if (ratio > 0 && valueAt(series.close, i) > 0) returns[i] = Math.log(ratio);
  }
  return returns;
}

/** Median and scaled median absolute deviation; the deviation is NaN where more than half of the values are equal. */
function robustScale(values: Float64Array): { readonly centre: number; readonly deviation: number } {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  if (known.length < 3) return { centre: NaN, deviation: NaN };
  const centre = quantileSorted(known, 0.5);
  const distances = known.map((value) => Math.abs(value - centre)).sort();
  const deviation = NORMAL_CONSISTENCY * quantileSorted(distances, 0.5);
  return { centre, deviation: deviation > 0 ? deviation : NaN };
}

/** The jump into bar `i` if its size is that of a split, as open over the close before (close over close where opens are unknown). */
function splitRatio(series: BarSeries, i: number, options: AuditOptions): number | undefined {
  const before = valueAt(series.close, i - 1);
  const open = valueAt(series.open, i);
  const now = series.shape === 'close-only' || open === before ? valueAt(series.close, i) : open;
  const ratio = now / before;
  if (!(ratio > 0)) return undefined;
  const size = Math.max(ratio, 1 / ratio);
  return SPLIT_FACTORS.some((factor) => Math.abs(size / factor - 1) <= options.splitTolerance) ? ratio : undefined;
}
