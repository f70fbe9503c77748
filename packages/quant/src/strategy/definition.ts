import { parameterFault } from './parameters.ts';
import type { ParameterSpec, StrategyDefinition } from './strategy.ts';

const KEBAB_CASE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const CAMEL_CASE = /^[a-z][A-Za-z0-9]*$/;
const TYPES = ['integer', 'number', 'choice', 'boolean'];

/**
 * Everything in which a value falls short of a strategy definition: names, texts, parameters and functions. For modules
 * that come from outside; empty for a sound definition.
 *
 * @remarks
 * Source: this project.
 */
export function definitionProblems(candidate: unknown): readonly string[] {
  if (typeof candidate !== 'object' || candidate === null)
    return ['is not an object with name, parameters, terms and create'];
  const given = candidate as Candidate;
  const { parameters } = given;
  return [
    ...textProblems(given),
    ...functionProblems(given),
    ...(Array.isArray(parameters) ? parameterProblems(parameters) : ["'parameters' must be an array"]),
  ];
}

type Candidate = Partial<Record<keyof StrategyDefinition, unknown>>;

function textProblems(given: Candidate): string[] {
  const problems: string[] = [];
  if (!isText(given.name) || !KEBAB_CASE.test(given.name))
    problems.push("'name' must be kebab-case, such as 'my-breakout'");
  for (const key of ['summary', 'source'] as const) {
    if (!isText(given[key]) || given[key].trim() === '') problems.push(`'${key}' must be a text that is not empty`);
  }
  return problems;
}

function functionProblems(given: Candidate): string[] {
  const required = (['terms', 'create'] as const).filter((key) => typeof given[key] !== 'function');
  const optional = (['validate'] as const).filter(
    (key) => given[key] !== undefined && typeof given[key] !== 'function',
  );
  return [...required, ...optional].map((key) => `'${key}' must be a function`);
}

function parameterProblems(parameters: readonly unknown[]): string[] {
  const seen = new Set<string>();
  return parameters.flatMap((candidate, index) => {
    if (typeof candidate !== 'object' || candidate === null) return [`parameter ${index} must be an object`];
    const { name } = candidate as { readonly name?: unknown };
    if (!isText(name) || !CAMEL_CASE.test(name)) return [`parameter ${index} must have a camelCase 'name'`];
    if (seen.has(name)) return [`parameter '${name}' is declared twice`];
    seen.add(name);
    return specProblems(candidate as ParameterSpec).map((problem) => `parameter '${name}': ${problem}`);
  });
}

function specProblems(spec: ParameterSpec): string[] {
  if (!TYPES.includes(spec.type)) return [`'type' must be one of ${TYPES.join(', ')}`];
  const problems: string[] = [];
  if (!isText(spec.description) || spec.description.trim() === '')
    problems.push("'description' must be a text that is not empty");
  if (spec.type === 'choice' && !(Array.isArray(spec.choices) && spec.choices.length > 1)) {
    problems.push("'choices' must name at least two values");
  }
  for (const key of ['min', 'max'] as const) {
    if (spec[key] !== undefined && !Number.isFinite(spec[key])) problems.push(`'${key}' must be a finite number`);
  }
  if (problems.length > 0) return problems;
  const fault = parameterFault(spec, spec.default);
  return fault === undefined ? [] : [`'default' is out of its own domain: ${fault}`];
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
