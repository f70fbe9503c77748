import { parseTimeframe } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import { valueAt } from '../columns.ts';
import { findingCounter } from './finding.ts';
import type { AuditInput } from './finding.ts';
import type { AuditFinding } from './report.ts';

/** Runs: bars that repeat the one before them, and bars in which nothing was traded. */
export function auditRuns(input: AuditInput): readonly AuditFinding[] {
  const { series, options } = input;
  const { unit } = parseTimeframe(series.timeframe);
  const shortest = unit === 'm' || unit === 'h' ? options.staleBarsIntraday : options.staleBars;
  const stale = findingCounter(input, 'stale-run', 'warning');
  for (const [start, end] of runs(series.length, (i) => i > 0 && repeats(series, i))) {
    // The run begins with the bar that the others repeat.
    const count = end - start + 1;
    if (count >= shortest) stale.addBar(start - 1, `${count} bars in a row are the same`, count);
  }
  const idle = findingCounter(input, 'zero-volume-run', 'info');
  for (const [start, end] of runs(series.length, (i) => valueAt(series.volume, i) === 0)) {
    const count = end - start;
    if (count >= shortest) idle.addBar(start, `${count} bars in a row have no volume`, count);
  }
  return [...stale.findings(), ...idle.findings()];
}

function repeats(series: BarSeries, i: number): boolean {
  const columns = series.shape === 'ohlc' ? (['open', 'high', 'low', 'close'] as const) : (['close'] as const);
  return columns.every((name) => valueAt(series[name], i) === valueAt(series[name], i - 1));
}

/** Longest stretches [start, end) on which `holds`. */
function* runs(length: number, holds: (i: number) => boolean): Generator<readonly [number, number]> {
  let start = -1;
  for (let i = 0; i <= length; i++) {
    const inside = i < length && holds(i);
    if (inside && start < 0) start = i;
    if (inside || start < 0) continue;
    yield [start, i];
    start = -1;
  }
}
