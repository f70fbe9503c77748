/**
 * The one form of expressions that say the same.
 *
 * 1. Short operators are written out: `x > y` as `y < x`, `x >= y`, clamp, crossesBelow, atr.
 * 2. `not` goes inwards: out of itself, into comparisons, and by De Morgan into `and` and `or`.
 * 3. What is known before the data is worked out; x + 0, x - 0, x·1, x/1, lag(x, 0), --x, true in `and`, false in `or`
 *    fall away.
 * 4. A chain in a chain of the same operator (and, or, min, max) is dissolved, what stands twice in it stands once.
 * 5. The inputs of commutative operators stand in the order of their texts.
 *
 * Each step leaves every value as it is, bit for bit but for the sign of zero, and the warm-up too. So a constant never
 * swallows an operand: `x and false` stays, because it is unknown as long as x is in its warm-up.
 */
import { evaluateConstant, isConstant } from './constants.ts';
import { call, numberLiteral } from './expression.ts';
import type { CallExpression, Expression } from './expression.ts';
import { isPrimitive, operatorOf } from './operators/registry.ts';
import type { PrimitiveOperator } from './operators/operator.ts';
import { printExpression } from './print.ts';

/** The negation of each operator that has one without `not` outside. */
const NEGATIONS: Readonly<Record<string, (args: readonly Expression[]) => Expression>> = {
  '<': ([x, y]) => call('<=', y, x),
  '<=': ([x, y]) => call('<', y, x),
  '==': (args) => call('!=', ...args),
  '!=': (args) => call('==', ...args),
  and: (args) => call('or', ...args.map((one) => call('not', one))),
  or: (args) => call('and', ...args.map((one) => call('not', one))),
};

/** The second argument that leaves the first as it is. */
const NEUTRAL: Readonly<Record<string, number>> = { '+': 0, '-': 0, '*': 1, '/': 1, lag: 0 };

/** The canonical form of a sound expression. */
export function canonicalForm(expression: Expression): Expression {
  if (expression.kind !== 'call') return expression;
  const operator = operatorOf(expression.name);
  if (operator === undefined) return expression;
  if (!isPrimitive(operator)) return canonicalForm(operator.expand(expression.arguments));
  if (operator.name === 'not') return negated(canonicalForm(expression.arguments[0]));
  const args = expression.arguments.map(canonicalForm);
  const whole = folded(call(operator.name, ...args)) ?? reduced(operator.name, args);
  if (whole !== undefined) return whole;
  return operator.isCommutative === true ? ordered(operator, args) : call(operator.name, ...args);
}

/** The negation of a canonical expression: without `not` outside, where there is one. */
function negated(argument: Expression): Expression {
  if (argument.kind === 'boolean') return { kind: 'boolean', value: !argument.value };
  const name = argument.kind === 'call' ? argument.name : '';
  if (argument.kind === 'call' && name === 'not') return argument.arguments[0];
  if (argument.kind !== 'call' || !Object.hasOwn(NEGATIONS, name)) return call('not', argument);
  return canonicalForm(NEGATIONS[name](argument.arguments));
}

/** The value of a call that is known before the data and defined. */
function folded(expression: CallExpression): Expression | undefined {
  if (!isConstant(expression)) return undefined;
  const value = evaluateConstant(expression);
  if (value === undefined || Number.isNaN(value)) return undefined;
  const result = operatorOf(expression.name)?.result;
  const isBoolean = result === 'boolean' || (result === 'same' && expression.arguments.some(isChosenBoolean));
  return isBoolean ? { kind: 'boolean', value: value === 1 } : numberLiteral(value);
}

/** True for the branches of an `if` over truth values. */
function isChosenBoolean(argument: Expression, position: number): boolean {
  return position > 0 && argument.kind === 'boolean';
}

/** What is left of a call that does nothing. */
function reduced(name: string, [x, y]: readonly Expression[]): Expression | undefined {
  if (name === 'negate' && x.kind === 'call' && x.name === 'negate') return x.arguments[0];
  if (!Object.hasOwn(NEUTRAL, name)) return undefined;
  if (isNumber(y, NEUTRAL[name])) return x;
  return (name === '+' || name === '*') && isNumber(x, NEUTRAL[name]) ? y : undefined;
}

function isNumber(expression: Expression, value: number): boolean {
  return expression.kind === 'number' && expression.value === value;
}

/** The inputs of a commutative operator in order; those of a chain dissolved, each once, without what changes nothing. */
function ordered(operator: PrimitiveOperator, args: readonly Expression[]): Expression {
  const { name } = operator;
  const nInputs = args.length - operator.constants.length;
  const [inputs, constants] = [args.slice(0, nInputs), args.slice(nInputs)];
  const flat = operator.isChain === true ? inputs.flatMap((one) => partsOf(name, one)) : inputs;
  const texts = flat.map((one) => [printExpression(one), one] as const);
  const kept = operator.isChain === true ? [...new Map(texts)] : texts;
  const sorted = kept.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, one]) => one);
  return operator.isChain === true && sorted.length === 1 ? sorted[0] : call(name, ...sorted, ...constants);
}

/** The parts of an input of a chain: those of a chain of the same operator, none where it changes nothing. */
function partsOf(name: string, input: Expression): readonly Expression[] {
  if (input.kind === 'call' && input.name === name) return input.arguments;
  const isNothing = input.kind === 'boolean' && input.value === (name === 'and');
  return isNothing ? [] : [input];
}
