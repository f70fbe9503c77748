import { ConfigError } from '@assay/core/errors';
import type { ConfigProblem } from '@assay/core/errors';
import { resolveParameters } from '@assay/quant/strategy';
import type { Parameters, StrategyDefinition } from '@assay/quant/strategy';
import type { LoadedStrategy } from './load-config.ts';
import { byParameters } from './parameter-order.ts';
import { axisValues, parameterSets, sweepSize } from './sweep.ts';

/**
 * Every parameter set of a strategy, with defaults filled in, in their declared order (`byParameters`).
 *
 * @param validate - what the strategy has against a set whose values are each in their domain.
 * @returns the sets, and why others were refused, one text each.
 * @throws {ConfigError} listing the values that are out of their domain, once each.
 */
export function resolvedSets(
  strategy: LoadedStrategy,
  definition: Pick<StrategyDefinition, 'name' | 'parameters'>,
  validate: (params: Parameters) => readonly string[],
): { readonly sets: readonly Parameters[]; readonly refused: readonly string[] } {
  if (sweepSize(strategy.sweep) > 1_000_000)
    throw new ConfigError('', [{ path: 'sweep', message: 'asks for more than a million parameter sets' }]);
  const sets: Parameters[] = [];
  const refused: string[] = [];
  const problems = new Map<string, ConfigProblem>();
  for (const given of parameterSets(strategy.params, strategy.sweep)) {
    const resolved = resolveParameters({ name: definition.name, parameters: definition.parameters }, given);
    for (const { name, message } of resolved.problems)
      problems.set(`${name} ${message}`, { path: `params.${name}`, message });
    const complaints = resolved.problems.length > 0 ? [] : validate(resolved.params);
    if (complaints.length > 0) refused.push(complaints[0] ?? '');
    else sets.push(resolved.params);
  }
  if (problems.size > 0) throw new ConfigError('', firstOf([...problems.values()]));
  return { sets: sets.sort(byParameters), refused };
}

/** A sweep that is off by its type complains once per value: the first ones tell which. */
const MOST_PARAMETER_PROBLEMS = 20;

function firstOf(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const left = problems.length - MOST_PARAMETER_PROBLEMS;
  const more = left > 0 ? [{ path: 'params', message: `and ${left} more problems of this strategy's parameters` }] : [];
  return [...problems.slice(0, MOST_PARAMETER_PROBLEMS), ...more];
}

/** What a reader of the sweep might not expect: a range whose steps pass its end by. */
export function sweepNotes(sweep: LoadedStrategy['sweep']): readonly string[] {
  return Object.entries(sweep ?? {}).flatMap(([name, axis]) => {
    if (Array.isArray(axis)) return [];
    const last = axisValues(axis).at(-1);
    if (last === Number(axis.max.toPrecision(12)) || last === undefined) return [];
    return [`${name} ends at ${String(last)}: steps of ${axis.step} from ${axis.min} do not meet max ${axis.max}`];
  });
}
