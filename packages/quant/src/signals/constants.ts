import { numberLiteral } from './expression.ts';
import type { Expression } from './expression.ts';
import { isPrimitive, operatorOf } from './operators/registry.ts';

/** True if a value is known before the data: numbers, truth values, parameters, and pointwise operators of them. */
export function isConstant(expression: Expression): boolean {
  if (expression.kind === 'field') return false;
  if (expression.kind !== 'call') return true;
  const operator = operatorOf(expression.name);
  if (operator === undefined) return false;
  if (!isPrimitive(operator)) return isConstant(operator.expand(expression.arguments));
  return operator.isPointwise && expression.arguments.every(isConstant);
}

/** The value of a constant, true as 1; undefined where it has a parameter without a value, NaN where it is undefined. */
export function evaluateConstant(
  expression: Expression,
  values?: ReadonlyMap<string, number | boolean>,
): number | undefined {
  switch (expression.kind) {
    case 'number':
    case 'boolean':
      return Number(expression.value);
    case 'parameter': {
      const value = values?.get(expression.name);
      return value === undefined ? undefined : Number(value);
    }
    case 'field':
      return undefined;
    case 'call': {
      const args = expression.arguments.map((argument) => evaluateConstant(argument, values));
      return args.some((value) => value === undefined) ? undefined : applyOnce(expression.name, args as number[]);
    }
  }
}

/** The expression with parameters replaced by their values. */
export function bindParameters(expression: Expression, values: ReadonlyMap<string, number | boolean>): Expression {
  if (expression.kind === 'parameter') {
    const value = values.get(expression.name);
    if (value === undefined) return expression;
    return typeof value === 'number' ? numberLiteral(value) : { kind: 'boolean', value };
  }
  if (expression.kind !== 'call') return expression;
  return { ...expression, arguments: expression.arguments.map((argument) => bindParameters(argument, values)) };
}

/** A pointwise operator of single values. */
function applyOnce(name: string, args: readonly number[]): number | undefined {
  const operator = operatorOf(name);
  if (operator === undefined) return undefined;
  if (!isPrimitive(operator)) return evaluateConstant(operator.expand(args.map(numberLiteral)));
  const out = new Float64Array(1);
  operator.kernel([], 0)(
    out,
    args.map((value) => Float64Array.of(value)),
    1,
  );
  return out[0];
}
