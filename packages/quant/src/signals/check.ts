/**
 * Types and domains of an expression, before any data.
 *
 * 1. Every name is a known field, function or declared parameter.
 * 2. Every argument has the type its operator asks for.
 * 3. Windows and lags are known before the data: a number, a parameter or arithmetic of them; in their domain for the
 *    values given, or, while none are, for every value a parameter is declared to take.
 */
import { evaluateConstant, isConstant } from './constants.ts';
import type { CallExpression, Expression, ValueType } from './expression.ts';
import { ExpressionError } from './expression-error.ts';
import { printExpression } from './print.ts';
import { MAX_CONSTANT } from './operators/operator.ts';
import type { ConstantArgument, Operator } from './operators/operator.ts';
import { operatorOf } from './operators/registry.ts';
import { parameterType, undeclared } from './parameters.ts';
import type { ExpressionParameter } from './parameters.ts';
import type { ParsedExpression } from './parse.ts';
import { unknownName } from './unknown-name.ts';

/** What an expression is checked against. */
export interface CheckContext {
  readonly parameters: readonly ExpressionParameter[];
  /** Values of the declared parameters that the expression uses; undefined while none are chosen. */
  readonly values?: ReadonlyMap<string, number | boolean>;
}

/** The type of a sound expression. Throws an ExpressionError at the first fault. */
export function checkParsed(parsed: ParsedExpression, context: CheckContext): ValueType {
  return new Checker(parsed, context).type(parsed.expression);
}

class Checker {
  private readonly parsed: ParsedExpression;
  private readonly context: CheckContext;

  constructor(parsed: ParsedExpression, context: CheckContext) {
    this.parsed = parsed;
    this.context = context;
  }

  type(node: Expression): ValueType {
    switch (node.kind) {
      case 'number':
      case 'field':
        return 'number';
      case 'boolean':
        return 'boolean';
      case 'parameter':
        return this.parameter(node, node.name);
      case 'call':
        return this.call(node);
    }
  }

  private parameter(node: Expression, name: string): ValueType {
    const declared = this.declared(name);
    if (declared === undefined) throw this.fault(node, undeclared(name, this.context.parameters));
    const type = parameterType(declared);
    if (type === undefined)
      throw this.fault(node, `parameter '$${name}' is a text; an expression needs a number or true or false`);
    return type;
  }

  private call(node: CallExpression): ValueType {
    const operator = operatorOf(node.name);
    if (operator === undefined) throw this.fault(node, unknownName('function', node.name), node.name.length);
    const { inputs, constants, result } = operator;
    const nInputs = node.arguments.length - constants.length;
    const isCount = operator.isVariadic === true ? nInputs >= inputs.length : nInputs === inputs.length;
    if (!isCount) throw this.fault(node, `${usage(operator)}; ${node.arguments.length} given`, node.name.length);

    const given = node.arguments.slice(0, nInputs);
    const types = given.map((argument) => this.type(argument));
    const shared = types[inputs.indexOf('same')];
    given.forEach((argument, i) => {
      const asked = inputs[Math.min(i, inputs.length - 1)];
      const expected = asked === 'same' ? shared : asked;
      if (types[i] !== expected) throw this.fault(argument, wrongType(node.name, expected, argument));
    });
    constants.forEach((constant, i) => this.constant(node.name, constant, node.arguments[nInputs + i]));
    return result === 'same' ? shared : result;
  }

  private constant(name: string, constant: ConstantArgument, node: Expression): void {
    const what = `the ${constant.name} of '${name}'`;
    if (this.type(node) !== 'number' || !isConstant(node)) {
      const problem = `${what} must be known before the data: a whole number, a parameter, or arithmetic of them`;
      throw this.fault(node, problem);
    }
    const { values } = this.context;
    const problem =
      values !== undefined || node.kind !== 'parameter'
        ? outOfDomain(constant, evaluateConstant(node, values))
        : this.openDomain(constant, node.name);
    if (problem !== undefined) throw this.fault(node, `${what} ${problem}`);
  }

  /** What is wrong with a parameter as a constant, for some value it is declared to take. */
  private openDomain(constant: ConstantArgument, name: string): string | undefined {
    const declared = this.declared(name);
    if (declared?.type === 'number') return `must be a whole number; declare '$${name}' an integer`;
    const { min, max = constant.min } = declared ?? {};
    if (declared?.type === 'integer' && min === undefined) {
      return `must be a whole number from ${constant.min} to ${MAX_CONSTANT}; declare '$${name}' with a 'min'`;
    }
    const extremes = declared?.type === 'choice' ? (declared.choices ?? []) : [min, max];
    const problem = extremes.map((value) => outOfDomain(constant, value as number)).find((one) => one !== undefined);
    return problem === undefined ? undefined : `${problem}; '$${name}' is declared wider`;
  }

  private declared(name: string): ExpressionParameter | undefined {
    return this.context.parameters.find((parameter) => parameter.name === name);
  }

  private fault(node: Expression, problem: string, length?: number): ExpressionError {
    const { from, to } = this.parsed.spans.get(node) ?? { from: 0, to: this.parsed.text.length };
    const isNamed = length !== undefined && /^[a-z]/iu.test(this.parsed.text.slice(from, from + 1));
    return new ExpressionError(this.parsed.text, { from, to: isNamed ? from + length : to }, problem);
  }
}

function outOfDomain({ name, min }: ConstantArgument, value: number | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (Number.isSafeInteger(value) && value >= min && value <= MAX_CONSTANT) return undefined;
  if (name === 'lag' && value < 0)
    return `must be >= ${min}, was ${value}: it would read bars after this one, the future`;
  return `must be a whole number from ${min} to ${MAX_CONSTANT}, was ${value}`;
}

function wrongType(name: string, expected: ValueType, argument: Expression): string {
  const text = printExpression(argument);
  const shown = text.length > 40 ? `${text.slice(0, 37)}...` : text;
  return expected === 'boolean'
    ? `'${name}' needs true or false here, '${shown}' is a number; compare it, as in ${shown} > 0`
    : `'${name}' needs a number here, '${shown}' is true or false; write if(${shown}, 1, 0) to count it`;
}

function usage({ name, inputs, labels, constants, isVariadic }: Operator): string {
  const plain = inputs.map((type, i) => (type === 'boolean' ? 'condition' : 'xyz'.charAt(i - inputs.indexOf(type))));
  const dots = isVariadic === true ? ['...'] : [];
  return `it is written ${name}(${[...(labels ?? plain), ...dots, ...constants.map((one) => one.name)].join(', ')})`;
}
