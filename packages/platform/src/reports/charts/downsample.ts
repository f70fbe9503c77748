/** A curve: times oldest first, and the value at each. */
export interface Curve {
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** One point of a drawn curve. */
export interface CurvePoint {
  readonly time: Date;
  readonly value: number;
}

/** Points that a chart of the page's width can show. */
export const MAX_POINTS = 800;

/**
 * The points of a curve that a chart needs: all of them, or the first, the last and the lowest and highest of each of as
 * many stretches as fit. The extremes of the whole curve are always among them.
 *
 * @param limit - most points to return; at least 4.
 */
export function downsample(curve: Curve, limit: number = MAX_POINTS): readonly CurvePoint[] {
  const n = Math.min(curve.times.length, curve.values.length);
  const kept = n <= limit ? Array.from({ length: n }, (_, index) => index) : keptIndices(curve.values, n, limit);
  return kept.map((index) => ({ time: new Date(curve.times[index] ?? 0), value: curve.values[index] ?? 0 }));
}

function keptIndices(values: readonly number[], n: number, limit: number): readonly number[] {
  const stretches = Math.floor((limit - 2) / 2);
  const kept = new Set([0]);
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = 1 + Math.floor((stretch * (n - 2)) / stretches);
    const to = 1 + Math.floor(((stretch + 1) * (n - 2)) / stretches);
    const [lowest, highest] = extremes(values, from, to);
    kept.add(Math.min(lowest, highest)).add(Math.max(lowest, highest));
  }
  return [...kept.add(n - 1)];
}

function extremes(values: readonly number[], from: number, to: number): readonly [number, number] {
  let lowest = from;
  let highest = from;
  for (let index = from + 1; index < to; index++) {
    if ((values[index] ?? 0) < (values[lowest] ?? 0)) lowest = index;
    if ((values[index] ?? 0) > (values[highest] ?? 0)) highest = index;
  }
  return [lowest, highest];
}
