import type { BacktestReportModel } from '@assay/contracts/schemas';

/** Most points of a curve that a model holds. */
const MOST_POINTS = 4000;

/** A curve in full, or the first, the last, and the lowest and highest points of as many stretches as fit. */
export function thinnedCurve(times: Float64Array, values: Float64Array): BacktestReportModel['equity'] {
  const n = times.length;
  if (n <= MOST_POINTS) return { times: [...times], values: [...values] };
  const stretches = MOST_POINTS / 2 - 1;
  const kept: number[] = [0];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = 1 + Math.floor((stretch * (n - 2)) / stretches);
    const to = 1 + Math.floor(((stretch + 1) * (n - 2)) / stretches);
    let [lowest, highest] = [from, from];
    for (let index = from + 1; index < to; index++) {
      if ((values[index] as number) < (values[lowest] as number)) lowest = index;
      if ((values[index] as number) > (values[highest] as number)) highest = index;
    }
    kept.push(Math.min(lowest, highest));
    if (lowest !== highest) kept.push(Math.max(lowest, highest));
  }
  kept.push(n - 1);
  return { times: kept.map((index) => times[index] as number), values: kept.map((index) => values[index] as number) };
}
