import { nearestName } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import type { ValueType } from './expression.ts';

/** A declared parameter of an expression, as `$name` in its text; what a strategy declares fits. */
export interface ExpressionParameter {
  readonly name: string;
  readonly type: 'integer' | 'number' | 'choice' | 'boolean';
  /** The value where none is given. */
  readonly default?: unknown;
  /** Inclusive limits of a numeric parameter. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Allowed values of a choice: all numbers or all truth values. */
  readonly choices?: readonly unknown[] | undefined;
}

/** Values of parameters by name; names that an expression does not use are left alone. */
export type ParameterValues = Readonly<Record<string, unknown>>;

/** The type of a parameter in an expression; undefined where it is a text. */
export function parameterType({ type, choices = [] }: ExpressionParameter): ValueType | undefined {
  if (type !== 'choice') return type === 'boolean' ? 'boolean' : 'number';
  const types = new Set(choices.map((choice) => typeof choice));
  if (types.size !== 1) return undefined;
  return types.has('number') ? 'number' : types.has('boolean') ? 'boolean' : undefined;
}

/** Says that a parameter is not declared, and which one is meant or which there are. */
export function undeclared(name: string, parameters: readonly ExpressionParameter[]): string {
  const known = parameters.map((parameter) => `$${parameter.name}`);
  if (known.length === 0) return `parameter '$${name}' is not declared; there are no declared parameters`;
  const nearest = nearestName(`$${name}`, known);
  return `parameter '$${name}' is not declared; ${nearest === undefined ? `declared are ${known.join(', ')}` : `did you mean '${nearest}'?`}`;
}

/**
 * The value of a parameter: the given one, else its default.
 *
 * @throws {InvalidArgumentError} if there is neither, or the value lies outside the declared domain.
 */
export function valueOf(parameter: ExpressionParameter, values: ParameterValues): number | boolean {
  const { name } = parameter;
  const value = Object.hasOwn(values, name) ? values[name] : parameter.default;
  const rule = brokenRule(parameter, value);
  if (rule !== undefined) throw new InvalidArgumentError(name, rule, value);
  return value as number | boolean;
}

function brokenRule(parameter: ExpressionParameter, value: unknown): string | undefined {
  const { type, choices = [] } = parameter;
  if (type === 'boolean') return typeof value === 'boolean' ? undefined : 'true or false';
  if (type === 'choice') return choices.includes(value) ? undefined : `one of ${choices.map(String).join(', ')}`;
  return isInDomain(parameter, value) ? undefined : numericRule(parameter);
}

function isInDomain({ type, min = -Infinity, max = Infinity }: ExpressionParameter, value: unknown): boolean {
  const isKind = type === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value);
  return isKind && (value as number) >= min && (value as number) <= max;
}

function numericRule({ type, min, max }: ExpressionParameter): string {
  const kind = type === 'integer' ? 'a whole number' : 'a finite number';
  if (min !== undefined && max !== undefined) return `${kind} between ${min} and ${max}`;
  if (min !== undefined) return `${kind} >= ${min}`;
  return max === undefined ? kind : `${kind} <= ${max}`;
}
