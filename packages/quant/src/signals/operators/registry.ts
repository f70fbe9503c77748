import { ARITHMETIC } from './arithmetic.ts';
import { LOGIC } from './logic.ts';
import type { Operator, PrimitiveOperator } from './operator.ts';
import { WINDOWS } from './windows.ts';

/** Every operator and function of the language. */
export const OPERATORS: readonly Operator[] = [...ARITHMETIC, ...LOGIC, ...WINDOWS];

const BY_NAME: ReadonlyMap<string, Operator> = new Map(OPERATORS.map((operator) => [operator.name, operator]));

/** The functions: what is written as a name with arguments in brackets. */
export const FUNCTION_NAMES: readonly string[] = OPERATORS.map(({ name }) => name).filter(
  (name) => /^[a-z]/iu.test(name) && !['and', 'or', 'not', 'negate'].includes(name),
);

/** The operator of that name. */
export function operatorOf(name: string): Operator | undefined {
  return BY_NAME.get(name);
}

/** True if an operator is computed, not short for others. */
export function isPrimitive(operator: Operator): operator is PrimitiveOperator {
  return 'kernel' in operator;
}
