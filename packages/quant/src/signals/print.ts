import type { CallExpression, Expression } from './expression.ts';

/** How tightly an operator binds: loosest first, as in the parser. */
const BINDING: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  not: 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '==': 4,
  '!=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  negate: 7,
};
const COMPARISON = 4;
const MINUS = 7;
const ALONE = 8;

/**
 * The text of an expression, with no more brackets and blanks than it needs: reading it gives the same expression again.
 *
 * @remarks
 * Source: this project.
 */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
    case 'boolean':
      return String(expression.value);
    case 'parameter':
      return `$${expression.name}`;
    case 'field':
      return expression.name;
    case 'call':
      return printCall(expression);
  }
}

function printCall({ name, arguments: args }: CallExpression): string {
  const binding = bindingOf(name);
  if (binding === undefined) return `${name}(${args.map(printExpression).join(', ')})`;
  if (name === 'not') return `not ${within(args[0], binding)}`;
  if (name === 'negate')
    return `-${args[0].kind === 'number' && args[0].value >= 0 ? bracketed(args[0]) : within(args[0], binding)}`;
  // A chain of `and` or `or` is one call, so a call of the same sign inside one was in brackets; a comparison does not chain.
  const isList = name === 'and' || name === 'or' || binding === COMPARISON;
  return args.map((one, i) => within(one, isList || i > 0 ? binding + 1 : binding)).join(` ${name} `);
}

function within(expression: Expression, binding: number): string {
  return tightness(expression) < binding ? bracketed(expression) : printExpression(expression);
}

function bracketed(expression: Expression): string {
  return `(${printExpression(expression)})`;
}

function tightness(expression: Expression): number {
  if (expression.kind === 'number' && expression.value < 0) return MINUS;
  return expression.kind === 'call' ? (bindingOf(expression.name) ?? ALONE) : ALONE;
}

function bindingOf(name: string): number | undefined {
  return Object.hasOwn(BINDING, name) ? BINDING[name] : undefined;
}
