import { timeLabels } from '@assay/quant/analysis';
import type { PeriodRange } from '@assay/quant/evidence';

/** Parts of a record, one of which at a time is left out. */
export interface RecordParts {
  readonly by: 'year' | 'month' | 'stretch';
  readonly ranges: readonly PeriodRange[];
}

/** Fewest parts that leaving one out says anything of. */
const FEWEST_PARTS = 3;

/** Equal stretches of a record that has too few months. */
const STRETCHES = 10;

/**
 * The calendar years of a record without test windows; where there are fewer than three its months, then ten equal stretches.
 *
 * @param times - shape (n,): closes of its periods, rising.
 * @param timeZone - whose clocks tell when a year ends.
 */
export function recordParts(times: Float64Array, timeZone: string): RecordParts {
  for (const [by, part] of [['year', 'year'] as const, ['month', 'year-month'] as const]) {
    const ranges = runsOf(timeLabels(times, timeZone, part, 'close').codes);
    if (ranges.length >= FEWEST_PARTS) return { by, ranges };
  }
  const n = Math.min(STRETCHES, times.length);
  const edges = Array.from({ length: n + 1 }, (_, i) => Math.round((i * times.length) / Math.max(1, n)));
  const ranges = edges.slice(1).map((to, i) => ({ from: edges[i] as number, to }));
  return { by: 'stretch', ranges };
}

/** Runs of equal codes. */
function runsOf(codes: Int32Array): readonly PeriodRange[] {
  const starts = [...codes.keys()].filter((i) => i === 0 || codes[i] !== codes[i - 1]);
  return starts.map((from, i) => ({ from, to: starts[i + 1] ?? codes.length }));
}
