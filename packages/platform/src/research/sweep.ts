import type { SweepAxis } from '@assay/contracts/schemas';
import type { ConfigProblem } from '@assay/core/errors';
import type { Parameters, ParameterValue } from '@assay/quant/strategy';

/** More values than this on one axis is taken for a slip of the step. */
const MAX_AXIS_VALUES = 100_000;

/**
 * The values of one axis: a list as it stands, a range from min to max by step with both end points.
 *
 * Range values are min + i·step rounded to 12 digits, so that 0.1, 0.2, 0.3 come out as written.
 */
export function axisValues(axis: SweepAxis): readonly ParameterValue[] {
  if (Array.isArray(axis)) return axis;
  const steps = Math.floor((axis.max - axis.min) / axis.step + 1e-9);
  const values = Array.from({ length: Math.min(steps, MAX_AXIS_VALUES) + 1 }, (_, i) =>
    Number((axis.min + i * axis.step).toPrecision(12)),
  );
  return values;
}

/** What is wrong with the axes of a sweep, whatever the strategy. */
export function axisProblems(sweep: Readonly<Record<string, SweepAxis>>, path: string): readonly ConfigProblem[] {
  const names = Object.keys(sweep);
  const empty = names.length > 0 ? [] : [{ path, message: 'must name at least one parameter, or be left out' }];
  const repeated = names.filter((name) => {
    const axis = sweep[name];
    return Array.isArray(axis) && new Set(axis).size < axis.length;
  });
  return [
    ...empty,
    ...repeated.map((name) => ({ path: `${path}.${name}`, message: 'lists a value twice' })),
    ...rangeProblems(sweep, path),
  ];
}

/** Which axes have no values that could be tried. */
export function rangeProblems(sweep: Readonly<Record<string, SweepAxis>>, path: string): readonly ConfigProblem[] {
  return Object.entries(sweep).flatMap(([name, axis]) => {
    if (Array.isArray(axis)) return [];
    const place = `${path}.${name}`;
    if (axis.max < axis.min) return [{ path: place, message: `min ${axis.min} is above max ${axis.max}` }];
    const isLong = (axis.max - axis.min) / axis.step > MAX_AXIS_VALUES;
    return isLong ? [{ path: place, message: `has more than ${MAX_AXIS_VALUES} values` }] : [];
  });
}

/** Number of parameter sets of a sweep, without building them. */
export function sweepSize(sweep: Readonly<Record<string, SweepAxis>> | undefined): number {
  return Object.values(sweep ?? {}).reduce((product, axis) => product * axisValues(axis).length, 1);
}

/**
 * Every combination of a sweep's values over the base parameters; the sweep wins where both name a parameter.
 *
 * Order: the last axis varies fastest. Without a sweep the base parameters alone.
 */
export function parameterSets(
  base: Parameters,
  sweep: Readonly<Record<string, SweepAxis>> | undefined,
): readonly Parameters[] {
  let sets: readonly Parameters[] = [base];
  for (const [name, axis] of Object.entries(sweep ?? {})) {
    const values = axisValues(axis);
    sets = sets.flatMap((set) => values.map((value) => ({ ...set, [name]: value })));
  }
  return sets;
}
