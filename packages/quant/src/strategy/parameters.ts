import { nearestName } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import type { Parameters, ParameterSpec, ParameterValue, StrategyDefinition } from './strategy.ts';

/** What is wrong with a parameter, or with a combination of them where `name` is empty. */
export interface ParameterProblem {
  readonly name: string;
  readonly message: string;
}

/** A complete set of parameters; only good for use where there are no problems. */
export interface ResolvedParameters {
  /** A value for every declared parameter, in the order of declaration; the default where the given one was wrong. */
  readonly params: Parameters;
  readonly problems: readonly ParameterProblem[];
}

/**
 * Completes given parameters with the defaults of a strategy and finds everything that is wrong with them: unknown
 * names (with the nearest declared one), types, limits, choices, and combinations that the strategy refuses.
 *
 * @param given - values by name, from outside: any type.
 *
 * @remarks
 * Source: this project.
 */
export function resolveParameters(
  definition: Pick<StrategyDefinition, 'name' | 'parameters' | 'validate'>,
  given: Readonly<Record<string, unknown>>,
): ResolvedParameters {
  const problems = unknownNames(definition, Object.keys(given));
  const params: Record<string, ParameterValue> = {};
  for (const spec of definition.parameters) {
    const value = Object.hasOwn(given, spec.name) ? given[spec.name] : spec.default;
    const message = parameterFault(spec, value);
    if (message !== undefined) problems.push({ name: spec.name, message });
    params[spec.name] = message === undefined ? (value as ParameterValue) : spec.default;
  }
  if (problems.length === 0) {
    for (const message of definition.validate?.(params) ?? []) problems.push({ name: '', message });
  }
  return { params, problems };
}

/**
 * What is wrong with one value of a parameter; undefined where nothing is.
 *
 * Source: this project.
 */
export function parameterFault(spec: ParameterSpec, value: unknown): string | undefined {
  const rule = brokenRule(spec, value);
  return rule === undefined ? undefined : new InvalidArgumentError(spec.name, rule, value).message;
}

/** The value of a numeric parameter of a resolved set. */
export function numberOf(params: Parameters, name: string): number {
  const value = params[name];
  if (typeof value !== 'number') throw new InvalidArgumentError(name, 'a number', value);
  return value;
}

/** The value of a choice among texts of a resolved set. */
export function textOf(params: Parameters, name: string): string {
  const value = params[name];
  if (typeof value !== 'string') throw new InvalidArgumentError(name, 'a text', value);
  return value;
}

function unknownNames(
  definition: Pick<StrategyDefinition, 'name' | 'parameters'>,
  names: readonly string[],
): ParameterProblem[] {
  const known = definition.parameters.map((spec) => spec.name);
  return names
    .filter((name) => !known.includes(name))
    .map((name) => ({ name, message: unknownMessage(definition.name, name, known) }));
}

function unknownMessage(strategy: string, name: string, known: readonly string[]): string {
  if (known.length === 0) return `unknown parameter '${name}': strategy '${strategy}' has none`;
  const nearest = nearestName(name, known);
  const advice = nearest === undefined ? `known: ${known.join(', ')}` : `did you mean '${nearest}'?`;
  return `unknown parameter '${name}' of strategy '${strategy}': ${advice}`;
}

function brokenRule(spec: ParameterSpec, value: unknown): string | undefined {
  switch (spec.type) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'choice': {
      const choices = spec.choices ?? [];
      return choices.some((choice) => choice === value) ? undefined : choiceRule(choices, value);
    }
    case 'integer':
      return Number.isSafeInteger(value) && isWithin(spec, value as number)
        ? undefined
        : `a whole number${limits(spec)}`;
    case 'number':
      return Number.isFinite(value) && isWithin(spec, value as number) ? undefined : `a finite number${limits(spec)}`;
  }
}

function choiceRule(choices: readonly ParameterValue[], value: unknown): string {
  const rule = `one of ${choices.join(', ')}`;
  const nearest =
    typeof value === 'string'
      ? nearestName(
          value,
          choices.filter((choice) => typeof choice === 'string'),
        )
      : undefined;
  return nearest === undefined ? rule : `${rule} (did you mean '${nearest}'?)`;
}

function isWithin(spec: ParameterSpec, value: number): boolean {
  return value >= (spec.min ?? -Infinity) && value <= (spec.max ?? Infinity);
}

function limits(spec: ParameterSpec): string {
  if (spec.min !== undefined && spec.max !== undefined) return ` between ${spec.min} and ${spec.max}`;
  if (spec.min !== undefined) return ` >= ${spec.min}`;
  return spec.max === undefined ? '' : ` <= ${spec.max}`;
}
