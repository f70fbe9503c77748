import type { BarField } from '../market/index.ts';

/** What an expression says at a bar: a number, or true, false or unknown. */
export type ValueType = 'number' | 'boolean';

/** What an expression reads of the session in which a bar closes. */
export type SessionField = 'session.minute' | 'session.minutesLeft' | 'session.weekday' | 'session.nextWeekday';

/**
 * A signal as plain data: a tree that survives JSON. `docs/methods/expressions.md` says what each call is; infix operators
 * are calls under their own sign, as `+`, `<` and `and`, the minus of one value is `negate`.
 */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'field'; readonly name: BarField | SessionField }
  | CallExpression;

/** An operator or function with its arguments. */
export interface CallExpression {
  readonly kind: 'call';
  readonly name: string;
  readonly arguments: readonly Expression[];
}

/** Deepest nesting of an expression, longest text of one. */
export const MAX_DEPTH = 100;
export const MAX_TEXT = 10_000;

/** The columns of a bar. */
export const BAR_FIELDS: readonly BarField[] = ['open', 'high', 'low', 'close', 'volume'];

/** The quantities of a session. */
export const SESSION_FIELDS: readonly SessionField[] = [
  'session.minute',
  'session.minutesLeft',
  'session.weekday',
  'session.nextWeekday',
];

/** A call of an operator. */
export function call(name: string, ...args: readonly Expression[]): CallExpression {
  return { kind: 'call', name, arguments: args };
}

/** A number as an expression; -0 is 0. */
export function numberLiteral(value: number): Expression {
  return { kind: 'number', value: value + 0 };
}

/**
 * How large an expression is: the number of nodes of its tree, each field, number, truth value, parameter, operator and
 * function counting one.
 *
 * @remarks
 * Source: this project.
 */
export function expressionNodes(expression: Expression): number {
  if (expression.kind !== 'call') return 1;
  return expression.arguments.reduce((sum, argument) => sum + expressionNodes(argument), 1);
}

/**
 * The names of the parameters of an expression, each once, in the order of their first appearance.
 *
 * @remarks
 * Source: this project.
 */
export function expressionParameters(expression: Expression): readonly string[] {
  if (expression.kind === 'parameter') return [expression.name];
  if (expression.kind !== 'call') return [];
  return [...new Set(expression.arguments.flatMap(expressionParameters))];
}
