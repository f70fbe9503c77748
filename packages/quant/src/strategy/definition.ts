import { parameterFault } from './parameters.ts';
import { signalStrategy } from './signal-strategy.ts';
import type { SignalDefinition } from './signal-strategy.ts';
import type { ParameterSpec, StrategyDefinition } from './strategy.ts';

const KEBAB_CASE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const CAMEL_CASE = /^[a-z][A-Za-z0-9]*$/;
const SIGNAL_NAMES = ['long', 'short', 'exit', 'size', 'stopLoss', 'takeProfit'];
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
  const problems = [
    ...textProblems(given),
    ...(given.signals === undefined ? functionProblems(given) : []),
    ...(Array.isArray(parameters) ? parameterProblems(parameters) : ["'parameters' must be an array"]),
  ];
  return given.signals === undefined || problems.length > 0 ? problems : signalProblems(candidate as SignalDefinition);
}

type Candidate = Partial<Record<keyof StrategyDefinition | 'signals', unknown>>;

function signalProblems(declared: SignalDefinition): string[] {
  const { signals } = declared;
  if (typeof signals !== 'object' || (signals as unknown) === null)
    return ["'signals' must be an object of expressions"];
  const unknown = Object.keys(signals).filter((name) => !SIGNAL_NAMES.includes(name));
  if (unknown.length > 0) return [`'signals' has no '${unknown.join("', '")}': it may have ${SIGNAL_NAMES.join(', ')}`];
  const others = Object.entries(signals).filter(([, text]) => text !== undefined && !isText(text));
  if (others.length > 0) return others.map(([name]) => `'signals.${name}' must be a text`);
  try {
    signalStrategy(declared);
    return [];
  } catch (error) {
    if (error instanceof Error) return [`'signals': ${error.message}`];
    throw error;
  }
}

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
  const optional = (['validate', 'columns'] as const).filter(
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
